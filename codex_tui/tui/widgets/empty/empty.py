"""What to do while nothing is captured yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.message import Message

from codex_tui.tui import glyphs
from codex_tui.tui.keys import bindings
from codex_tui.tui.widgets.lines.drawn import Drawn
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, pad, spread
from codex_tui.tui.widgets.transcript.flow import wrap_pieces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.binding import BindingType

_WIDEST = 98


class Advice(NamedTuple):
    """``commands``: what to type elsewhere, each with a sentence before it; ``checks``: what was looked at."""

    heading: str = ""
    text: str = ""
    commands: Sequence[tuple[str, Sequence[str]]] = ()
    checks: Sequence[tuple[str, str]] = ()
    failed: bool = False


class EmptyState(Drawn, can_focus=True):
    """A block of text in the middle; the commands can be copied."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("command.first", "command.second", "empty.quit")]

    @dataclass
    class CommandCopied(Message):
        """Someone wants this in the clipboard."""

        command: str

    def __init__(self) -> None:
        super().__init__()
        self._advice = Advice()

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

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what there is can be copied."""
        if action == "copy_command":
            return isinstance(parameters[0], int) and parameters[0] < len(self._advice.commands)
        return True

    def lines(self, width: int) -> list[Pieces]:
        """The block, centred as a whole."""
        room = min(_WIDEST, width - 4)
        block = self._block(room)
        height = self.size.height or len(block)
        if len(block) > height:
            block = self._block(room, roomy=False)
        above = max(0, (height - len(block)) // 2)
        margin = " " * max(1, (width - room) // 2)
        return [[]] * above + [[(margin, "foreground"), *line] for line in block]

    def _block(self, room: int, *, roomy: bool = True) -> list[Pieces]:
        advice = self._advice
        lines: list[Pieces] = [[(advice.heading, "error bold" if advice.failed else "foreground bold")]]
        lines += wrap_pieces([(advice.text, "muted")], room)
        for index, (sentence, commands) in enumerate(advice.commands):
            lines += [[], *wrap_pieces([(sentence, "muted")], room)] if sentence else []
            lines += [[]] if roomy else []
            lines += _box(commands, "yY"[index], room, strong=index == 0, roomy=roomy)
        lines += [[]] if advice.checks else []
        for name, found in advice.checks:
            lines.append([(f"{glyphs.COMPLETE} ", "success"), (f"{name:<13}", "foreground"), (found, "muted")])
        return lines


def _box(commands: Sequence[str], key: str, room: int, *, strong: bool, roomy: bool) -> list[Pieces]:
    ink = "foreground bold" if strong else "foreground"
    copy: list[Piece] = [(key, "primary bold"), (" copy", "muted")]
    rows: list[list[Piece]] = []
    for command in commands:
        for index, row in enumerate(wrap_pieces([(command, ink)], max(8, room - 16))):
            lead = (f"  {glyphs.SHELL} " if index == 0 else "    ", "role-tool")
            rows.append(spread([lead, *row], copy if not rows else [], room - 2))
    blank: list[Piece] = []
    filled = [blank, *rows, blank] if roomy else rows
    return [[(text, f"{ink} on surface") for text, ink in pad(row, room)] for row in filled]
