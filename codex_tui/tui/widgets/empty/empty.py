"""What to do while nothing is captured yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.message import Message

from codex_tui.tui import glyphs
from codex_tui.tui.keys import bindings, key_of
from codex_tui.tui.widgets.empty.passed import Passed, passed_rows
from codex_tui.tui.widgets.lines.drawn import Drawn
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, pad, spread, width_of
from codex_tui.tui.widgets.lines.quoted import quoted
from codex_tui.tui.widgets.transcript.slabs import wrap_pieces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.binding import BindingType

_WIDEST = 98

_MORE = (("demo", "demo, made-up traffic"), ("doctor", "doctor, every check"), ("log", "proxy log"))


class _Spare(NamedTuple):
    """What there is room for. ``roomy``: blank lines in boxes; ``parted``: before headings; ``passed``: how many."""

    roomy: bool = True
    parted: bool = True
    more: bool = True
    passed: int = 5


_SPARE = (
    _Spare(),
    _Spare(roomy=False),
    _Spare(roomy=False, passed=2),
    _Spare(roomy=False, parted=False, passed=2),
    _Spare(roomy=False, parted=False, more=False, passed=0),
)
"""One after the other, until it fits."""


class Said(NamedTuple):
    """Something that was looked at: ``state`` is ``ok`` or ``warn``."""

    name: str
    found: str
    state: str = "ok"


class Advice(NamedTuple):
    """``commands``: what to type elsewhere, each with a sentence before it; ``checks``: what was looked at.

    ``tone``: ``plain``, ``warning`` or ``error``; ``passed``: what came by; ``reasons``: headings and sentences.
    """

    heading: str = ""
    text: str = ""
    commands: Sequence[tuple[str, Sequence[str]]] = ()
    checks: Sequence[Said] = ()
    tone: str = "plain"
    passed: Sequence[Passed] = ()
    reasons: Sequence[tuple[str, str]] = ()


class EmptyState(Drawn, can_focus=True):
    """A block of text in the middle; the commands can be copied."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("command.first", "command.second", "demo", "empty.quit")]

    @dataclass
    class CommandCopied(Message):
        """Someone wants this in the clipboard."""

        command: str

    def __init__(self) -> None:
        super().__init__()
        self._advice = Advice()
        self._boxes: list[range] = []

    def show(self, advice: Advice) -> None:
        """Show this."""
        if advice != self._advice:
            self._advice = advice
            self.refresh(layout=True)
            self.refresh_bindings()

    def action_copy_command(self, index: int) -> None:
        """Copy a command that is shown."""
        if index < len(self._advice.commands):
            self.post_message(self.CommandCopied("\n".join(self._advice.commands[index][1])))

    def on_click(self, event: events.Click) -> None:
        """Copy the command under the pointer."""
        for index, rows in enumerate(self._boxes):
            if event.y in rows:
                self.action_copy_command(index)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what there is can be copied."""
        if action == "copy_command":
            return isinstance(parameters[0], int) and parameters[0] < len(self._advice.commands)
        return True

    def lines(self, width: int) -> list[Pieces]:
        """The block, centred as a whole; what it has no room for goes, the commands last."""
        room = min(_WIDEST, width - 4)
        block: list[Pieces] = []
        height = self.size.height
        for spare in _SPARE:
            block = self._block(room, spare)
            if not height or len(block) <= height:
                break
        above = max(0, (height - len(block)) // 2)
        self._boxes = [range(above + each.start, above + each.stop) for each in self._boxes]
        margin = " " * max(1, (width - room) // 2)
        return [[]] * above + [[(margin, "foreground"), *line] for line in block]

    def _block(self, room: int, spare: _Spare) -> list[Pieces]:
        advice = self._advice
        lines: list[Pieces] = [*self._heading(room)]
        if advice.passed and spare.passed:
            lines += [[], *passed_rows(advice.passed[-spare.passed :], room)]
        for heading, text in advice.reasons:
            lines += [[]] if spare.parted else []
            lines.append([(heading, "foreground bold")])
            lines += wrap_pieces(quoted(text), room)
        keys = [key_of(self.app, name) for name in ("command.first", "command.second")]
        self._boxes = []
        for index, (sentence, commands) in enumerate(advice.commands):
            lines += [[], *wrap_pieces([(sentence, "muted")], room)] if sentence else []
            lines += [[]] if spare.roomy else []
            rows = box(commands, keys[index], room, strong=index == 0, roomy=spare.roomy)
            self._boxes.append(range(len(lines), len(lines) + len(rows)))
            lines += rows
        lines += [[]] if advice.checks else []
        for said in advice.checks:
            glyph, ink = (glyphs.COMPLETE, "success") if said.state == "ok" else (glyphs.WARNING, "warning")
            found = wrap_pieces([(said.found, "muted")], max(8, room - 15))
            lines.append([(f"{glyph} ", ink), (f"{said.name:<13}", "foreground"), *found[0]])
            lines += [[(" " * 15, "muted"), *row] for row in found[1:]]
        if spare.more:
            lines += [[], *self._more(room)]
        return lines

    def _heading(self, room: int) -> list[Pieces]:
        advice = self._advice
        glyph = {"warning": f"{glyphs.WARNING} ", "error": f"{glyphs.FAILED} "}.get(advice.tone, "")
        ink = "foreground" if advice.tone == "plain" else advice.tone
        heading: list[Piece] = [(f"{glyph}{advice.heading}", f"{ink} bold")]
        return [*wrap_pieces(heading, room), *wrap_pieces([(advice.text, "muted")], room)]

    def _more(self, room: int) -> list[Pieces]:
        lines: list[Pieces] = []
        if self._advice.passed:
            lines += wrap_pieces([("This page goes away by itself when a model call passes.", "muted")], room)
        more: list[Piece] = [("More:  ", "muted")]
        for name, about in _MORE:
            if not (key := key_of(self.app, name)):
                continue
            hint: list[Piece] = [(f"{key} ", "primary bold"), (about, "muted")]
            if width_of([*more, *hint]) > room:
                lines.append(more)
                more = [(" " * 7, "muted")]
            more += [*hint, ("    ", "muted")]
        return [*lines, more]


def box(commands: Sequence[str], key: str, room: int, *, strong: bool, roomy: bool) -> list[Pieces]:
    """Commands on a ground of their own, with the key that copies them."""
    ink = "foreground bold" if strong else "foreground"
    copy: list[Piece] = [(key, "primary bold"), (" copy", "muted")] if key else []
    rows: list[list[Piece]] = []
    for command in commands:
        for index, row in enumerate(wrap_pieces([(command, ink)], max(8, room - 16))):
            lead = (f"  {glyphs.SHELL} " if index == 0 else "    ", "role-tool")
            rows.append(spread([lead, *row], copy if not rows else [], room - 2))
    blank: list[Piece] = []
    filled = [blank, *rows, blank] if roomy else rows
    return [[(text, f"{ink} on surface") for text, ink in pad(row, room)] for row in filled]
