"""The keys of the pane that had the focus, and what the glyphs mean."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen

from codex_tui.tui import glyphs
from codex_tui.tui.keys import ACTS, bindings, first_of_each, key_name
from codex_tui.tui.widgets.lines.drawn import Drawn
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, pad, width_of

_LEFT = ("Move", "Look")
_TWO_COLUMNS = 70
_KEYS = 14

LEGEND: Sequence[tuple[str, str, str]] = (
    (glyphs.COMPLETE, "success", "complete"),
    (glyphs.LIVE, "success", "live"),
    (glyphs.FAILED, "error", "failed"),
    (glyphs.ABORTED, "warning", "aborted by Codex"),
    (glyphs.INTERRUPTED, "error", "cut by the proxy's end"),
    (glyphs.WARNING, "warning", "warning"),
    (glyphs.ESTIMATED, "muted", "estimated"),
    (glyphs.UNREPORTED, "muted", "not reported"),
    (glyphs.NONE, "muted", "none"),
)


def sections(active: Iterable[Binding]) -> dict[str, list[tuple[str, str]]]:
    """By section: keys and what they do; actions that read alike share a line."""
    found: dict[str, dict[str, list[str]]] = {}
    for name, binding in first_of_each(active).items():
        act = ACTS[name]
        if key := key_name(binding.key):
            found.setdefault(act.section, {}).setdefault(act.help, []).append(key)
    return {section: [(_together(keys), help_) for help_, keys in lines.items()] for section, lines in found.items()}


def _together(keys: list[str]) -> str:
    """``j k``; with a modifier in common ``ctrl+d  u``."""
    first, *rest = keys
    modifier = first.rpartition("+")[0]
    if modifier and all(key.startswith(f"{modifier}+") for key in rest):
        return "  ".join([first, *(key.removeprefix(f"{modifier}+") for key in rest)])
    return " ".join(keys)


class Keys(Drawn):
    """Sections in two columns, then the legend."""

    def __init__(self, active: Iterable[Binding]) -> None:
        super().__init__()
        self._sections = sections(active)

    def lines(self, width: int) -> list[Pieces]:
        """All of it."""
        inner = width - 2
        two = inner >= _TWO_COLUMNS
        left = self._column([name for name in _LEFT if name in self._sections])
        right = self._column([name for name in self._sections if name not in _LEFT])
        lines: list[Pieces] = [[]]
        if two:
            half = inner // 2
            height = max(len(left), len(right))
            left += [[]] * (height - len(left))
            right += [[]] * (height - len(right))
            lines += [[("  ", "muted"), *pad(a, half), *b] for a, b in zip(left, right, strict=True)]
        else:
            lines += [[("  ", "muted"), *line] for line in [*left, [], *right]]
        lines += [[], [("  ", "muted"), (glyphs.HORIZONTAL * (inner - 2), "rule")], *_legend(inner), []]
        return lines

    def _column(self, names: Iterable[str]) -> list[Pieces]:
        lines: list[Pieces] = []
        for name in names:
            if lines:
                lines.append([])
            lines.append([(name, "muted")])
            lines += [
                [(f"{keys:<{_KEYS}}", "primary bold"), (said, "foreground")] for keys, said in self._sections[name]
            ]
        return lines


def _legend(width: int) -> list[Pieces]:
    lines: list[list[Piece]] = [[("  ", "muted")]]
    for glyph, ink, meaning in LEGEND:
        entry: list[Piece] = [(f"{glyph} ", ink), (f"{meaning}   ", "foreground")]
        if width_of(lines[-1]) + width_of(entry) > width:
            lines.append([("  ", "muted")])
        lines[-1] += entry
    return [*lines]


class HelpScreen(ModalScreen[None]):
    """Any key that closes it: ``?``, ``q``, escape."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "leave", "Back", show=False),
        *bindings("help"),
        Binding("j", "down", show=False),
        Binding("k", "up", show=False),
    ]

    def __init__(self, pane: str, active: Iterable[Binding]) -> None:
        super().__init__()
        self._pane = pane
        self._keys = Keys(active)

    def compose(self) -> ComposeResult:
        """One box, which scrolls where the screen is small."""
        with VerticalScroll() as box:
            box.border_title = Content(f"Keys of {self._pane}")
            box.border_subtitle = Content("esc  close")
            yield self._keys

    def action_leave(self) -> None:
        """Close."""
        self.dismiss()

    def action_help(self) -> None:
        """The key that opened it closes it."""
        self.dismiss()

    def action_down(self) -> None:
        """Further down."""
        self.query_one(VerticalScroll).scroll_down(animate=False)

    def action_up(self) -> None:
        """Back up."""
        self.query_one(VerticalScroll).scroll_up(animate=False)
