"""A box that explains: the keys of the pane that had the focus, and what the glyphs mean."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from codex_tui.tui import glyphs
from codex_tui.tui.finding import FINDING, Finding, Framed
from codex_tui.tui.keys import ACTS, bindings, first_of_each, hints, key_name
from codex_tui.tui.screens.covering import CoveringScreen
from codex_tui.tui.widgets.frame.pane import Pane
from codex_tui.tui.widgets.lines.legend import legend
from codex_tui.tui.widgets.lines.pieces import Pieces, pad, width_of
from codex_tui.tui.widgets.lines.view import LineView

_LEFT = ("Move", "Look", "Panes")
_KEYS, _GAP = 14, 2
"""Cells for keys, where there is room, and between what stands side by side."""
_INDENT = 2
_FRAME = 3
"""Cells around the lines: two of border, one for the scroll bar."""

_BLANK: Pieces = ()

LEGEND: Sequence[tuple[str, str, str]] = (
    (glyphs.COMPLETE, "success", "complete"),
    (glyphs.LIVE, "success", "live"),
    (glyphs.FAILED, "error", "failed"),
    (glyphs.ABORTED, "warning", "aborted by Codex"),
    (glyphs.INTERRUPTED, "error", "cut by the proxy's end"),
    (glyphs.WARNING, "warning", "warning"),
    (glyphs.MARKED, "primary", "marked"),
    (glyphs.NOTE, "secondary", "note"),
    (glyphs.ESTIMATED, "muted", "estimated"),
    (glyphs.UNREPORTED, "muted", "not reported"),
    (glyphs.NONE, "muted", "none"),
    (glyphs.SENT, "primary", "sent by the client"),
    (glyphs.RECEIVED, "secondary", "by the server"),
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


class Sheet(LineView):
    """Lines that are read, so that keys scroll them; a subclass gives them. ``widest``: cells of its box, at most."""

    title = ""
    sought = "find a key"
    others = ""
    """What more of them there are, where ``turn`` leads to others."""
    widest = 88

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[Pieces] = []

    @property
    def count(self) -> int:
        """Lines."""
        return len(self._lines)

    @property
    def cursor_shown(self) -> bool:
        """There is nothing to choose."""
        return False

    def draw(self, index: int, width: int) -> Pieces:
        """One of them."""
        return self._lines[index]

    def wrap_again(self) -> None:
        """They are other ones for another width."""
        self._lines = self.lines(self.width)
        self.text_changed()

    def move(self, lines: int) -> None:
        """Scroll."""
        self.scroll_to(y=self.scroll_offset.y + lines, animate=False, force=True)

    def lines(self, width: int) -> list[Pieces]:
        """All of it."""
        raise NotImplementedError

    def turn(self, step: int) -> None:
        """Show the next or the previous one instead."""


class Keys(Sheet):
    """Sections in two columns, then the legend. ``panes``: by name, what is active there; the one ``at`` first."""

    def __init__(self, panes: Mapping[str, Iterable[Binding]], at: str) -> None:
        super().__init__()
        self._panes = {name: sections(active) for name, active in panes.items()}
        self._show(at)
        self.others = "other panes" if len(panes) > 1 else ""

    def _show(self, pane: str) -> None:
        self._pane, self._sections = pane, self._panes[pane]
        self.title = f"Keys of {pane}"

    def turn(self, step: int) -> None:
        """Those of another pane."""
        names = [*self._panes]
        self._show(names[(names.index(self._pane) + step) % len(names)])
        self.wrap_again()
        self.lines_changed()
        self.scroll_to(y=0, animate=False, force=True)

    def lines(self, width: int) -> list[Pieces]:
        """Where it is narrow the columns stand under each other."""
        inner = width - 2
        sides = (
            [name for name in _LEFT if name in self._sections],
            [name for name in self._sections if name not in _LEFT],
        )
        lines: list[Pieces] = [[]]
        for spread in (_KEYS, 0):
            left, right = (self._column(names, spread) for names in sides)
            begins = max(inner // 2 if spread else 0, _widest(left) + _GAP)
            if begins + _widest(right) <= inner:
                rows = zip_longest(left, right, fillvalue=_BLANK)
                lines += [[("  ", "muted"), *pad(one, begins), *other] for one, other in rows]
                break
        else:
            lines += [[("  ", "muted"), *line] for line in [*left, [], *right]]
        lines += [[], [("  ", "muted"), (glyphs.HORIZONTAL * (inner - 2), "rule")], *_legend(inner), []]
        return lines

    def _column(self, names: Sequence[str], spread: int) -> list[Pieces]:
        """``spread``: cells for keys, as far as they need no more."""
        widest = max((len(keys) for name in names for keys, _ in self._sections[name]), default=0)
        room = max(spread, widest + 1)
        lines: list[Pieces] = []
        for name in names:
            if lines:
                lines.append([])
            lines.append([(name, "muted")])
            lines += [
                [(f"{keys:<{room}}", "primary bold"), (said, "foreground")] for keys, said in self._sections[name]
            ]
        return lines


def _widest(lines: Iterable[Pieces]) -> int:
    return max(map(width_of, lines), default=0)


def _legend(width: int) -> list[Pieces]:
    return legend(([(f"{glyph} ", ink), (meaning, "foreground")] for glyph, ink, meaning in LEGEND), width, _INDENT)


class HelpScreen(Finding[None], CoveringScreen[None]):
    """A box over the screen; the key that opened it closes it too."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("help.leave", "help.next", "help.previous", "help", *FINDING),
    ]

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self._box = Pane(0, id="help")
        self._sheet = sheet

    @property
    def searchable(self) -> list[Framed]:
        """The sheet."""
        return [Framed(self._box, self._sheet)]

    def compose(self) -> ComposeResult:
        """One box, as high as there is room for."""
        with self._box:
            yield self._sheet
        yield self.find_bar

    def on_mount(self) -> None:
        """Say how to find, and to leave."""
        said = {"help.next": self._sheet.others, "find.open": self._sheet.sought, "help.leave": "close"}
        self._box.set_position(hints(self.app, {name: word for name, word in said.items() if word}))
        self._sheet.focus()

    def on_resize(self, event: events.Resize) -> None:
        """The box has the room that its sheet needs."""
        self._fit()

    def _fit(self) -> None:
        """As wide as two columns, as high as the lines."""
        width, height = self.app.size
        taken = min(self._sheet.widest, width)
        self._box.border_title = Content(self._sheet.title)
        self._box.styles.width = taken
        self._box.styles.height = min(height, len(self._sheet.lines(taken - _FRAME)) + 2)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only where there are others."""
        return action != "turn" or bool(self._sheet.others)

    def action_turn(self, step: int) -> None:
        """To another sheet, and drop what is searched for in this one."""
        self.end_search()
        self._sheet.turn(step)
        self._fit()

    def action_leave(self) -> None:
        """Drop what is searched for, else close."""
        if not self.end_search():
            self.dismiss()

    def action_help(self) -> None:
        """The key that opened it closes it."""
        self.dismiss()
