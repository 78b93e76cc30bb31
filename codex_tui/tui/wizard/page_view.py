"""The step that is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.message import Message

from codex_tui import formats
from codex_tui.neutral import neutral_line
from codex_tui.tui import glyphs
from codex_tui.tui.ink import ink_of
from codex_tui.tui.keys import bindings
from codex_tui.tui.widgets.lines.drawn import Drawn
from codex_tui.tui.widgets.lines.frame import selected
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, cut, pad, right, spread, width_of
from codex_tui.tui.widgets.lines.quoted import quoted
from codex_tui.tui.widgets.transcript.slabs import wrap_pieces
from codex_tui.tui.wizard.page import LOOKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual import events
    from textual.binding import BindingType
    from textual.strip import Strip

    from codex_tui.doctor.check import Check
    from codex_tui.doctor.models import Model
    from codex_tui.tui.wizard.page import Page

_MARKS = {
    "ok": (glyphs.COMPLETE, "success"),
    "warn": (glyphs.WARNING, "warning"),
    "fail": (glyphs.FAILED, "error"),
}
_WIDEST = 98
_MOST = 10  # models that are shown at once
_NAME, _SIZE, _CONTEXT = 14, 10, 10  # cells


class PageView(Drawn, can_focus=True):
    """Draws one page; of models, the line under the cursor is the one that is meant."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("choice.next", "choice.previous", "setup.use", "setup.again", "command.first", "command.second"),
        *bindings("setup.quit"),
    ]

    @dataclass
    class Used(Message):
        """The step is done."""

    @dataclass
    class Moved(Message):
        """Another model is meant."""

        index: int

    @dataclass
    class Copied(Message):
        """Someone wants this in the clipboard."""

        command: str

    @dataclass
    class AskedAgain(Message):
        """Something may have changed: look again."""

    def __init__(self) -> None:
        super().__init__()
        self.page: Page = LOOKING
        self._cursor = 0
        self._first = self._settled = False
        self._rows: dict[int, int] = {}
        self._button = -1

    def show(self, page: Page, cursor: int = 0, *, first: bool = False, settled: bool = False) -> None:
        """Show this; ``first``: there is no step to go back to; ``settled``: nothing is looked at again."""
        self._settled = settled
        if (page, cursor, first) != (self.page, self._cursor, self._first):
            self.page, self._cursor, self._first = page, cursor, first
            self.refresh(layout=True)
            self.refresh_bindings()

    # Keys and mouse

    def action_cursor_down(self) -> None:
        """The next model."""
        self._move(1)

    def action_cursor_up(self) -> None:
        """The one before."""
        self._move(-1)

    def _move(self, step: int) -> None:
        index = max(0, min(len(self.page.models) - 1, self._cursor + step))
        if index != self._cursor:
            self.post_message(self.Moved(index))

    def action_use(self) -> None:
        """Go on."""
        if self.page.button:
            self.post_message(self.Used())

    def action_look_again(self) -> None:
        """Look again."""
        self.post_message(self.AskedAgain())

    def action_copy_command(self, index: int) -> None:
        """Copy a command that is shown."""
        if index < len(self.page.commands):
            self.post_message(self.Copied(self.page.commands[index]))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what there is has a key."""
        match action:
            case "copy_command":
                return isinstance(parameters[0], int) and parameters[0] < len(self.page.commands)
            case "cursor_down" | "cursor_up":
                return len(self.page.models) > 1
            case "look_again":
                return not self._settled
            case "use":
                return bool(self.page.button)
        return True

    def on_click(self, event: events.Click) -> None:
        """A model, or the button."""
        if event.y in self._rows:
            self.post_message(self.Moved(self._rows[event.y]))
        elif event.y == self._button:
            self.action_use()

    # Drawing

    def render_line(self, y: int) -> Strip:
        """The chosen model's line on a ground of its own."""
        line = super().render_line(y)
        is_chosen = self.page.models and self._rows.get(y) == self._cursor
        return selected(line, ink_of(self.app), focused=self.has_focus) if is_chosen else line

    def lines(self, width: int) -> list[Pieces]:
        """From the heading to the button; without the blank lines where there is no room for them."""
        room = min(_WIDEST, width - 4)
        lines = self._lines(room, roomy=True)
        if self.size.height and len(lines) > self.size.height:
            lines = self._lines(room, roomy=False)
        return lines

    def _lines(self, room: int, *, roomy: bool) -> list[Pieces]:
        page = self.page
        blank: list[Pieces] = [[]] if roomy else []
        lines: list[Pieces] = [*blank, _indented([(neutral_line(page.heading), "foreground bold")])]
        lines += [_indented(line) for line in wrap_pieces([(page.text, "muted")], room)] if page.text else []
        for check in page.checks:
            lines += [*blank, *_check(check, room)]
        self._rows = {}
        if page.models:
            lines += [*([[]]), *self._models(room, len(lines) + 1)]
        if page.warning:
            lines += [[], *_banner(*page.warning, page.commands, room, roomy=roomy)]
        elif page.commands:
            lines += [[], *_commands(page.commands, room, roomy=roomy)]
        if page.note:
            lines += [*blank, *(_indented(line) for line in wrap_pieces([(page.note, "muted")], room))]
        lines += [[], *blank]
        self._button = len(lines)
        lines.append(self._go_on(room))
        return lines

    def _go_on(self, room: int) -> Pieces:
        back: list[Piece] = [] if self._first else [("‹ ", "muted"), ("esc ", "muted"), ("Back", "foreground")]
        if not self.page.button:
            return [("    ", "muted"), *back]
        name = cut(neutral_line(self.page.button), room - 30)
        button: list[Piece] = [(f"  {name}  ", "background bold on primary"), ("  enter", "muted")]
        return [("    ", "muted"), *spread(back or [(" ", "muted")], button, room - 2)]

    def _models(self, room: int, above: int) -> Iterator[Pieces]:
        models = self.page.models
        first = max(0, min(self._cursor - _MOST // 2, len(models) - _MOST))
        shown = range(first, min(len(models), first + _MOST))
        remark = max((len(_remark(model)) for model in models), default=0)
        widest = max(12, *(len(neutral_line(model.name)) for model in models))
        name = max(12, min(widest + 2, room - _SIZE - _CONTEXT - remark - 12))
        head = f"{'MODEL':<{name}}{right('SIZE', _SIZE)}{right('CONTEXT', _CONTEXT)}"
        yield _indented([("     ", "muted"), (head, "muted")])
        for row, index in enumerate(shown, above + 1):
            self._rows[row] = index
            yield self._model(models[index], name, room, here=index == self._cursor)
        if len(models) > len(shown):
            yield _indented([(f"     {len(shown)} of {len(models)}", "disabled")])

    def _model(self, model: Model, name: int, room: int, *, here: bool) -> Pieces:
        ink = "foreground bold" if here else "foreground" if model.suits else "disabled"
        small = "warning" if model.is_small and model.suits else "muted" if model.suits else "disabled"
        size = formats.size(model.size) if model.size is not None else glyphs.UNREPORTED
        context = formats.tokens(model.context) if model.context is not None else glyphs.UNREPORTED
        pieces: list[Piece] = [
            (f"{glyphs.CURSOR} " if here else "  ", "primary"),
            (f"({glyphs.BULLET}) " if here else "( ) ", "primary" if here else "disabled"),
            (f" {cut(neutral_line(model.name), name - 1):<{name}}", ink),
            (right(size, _SIZE), "muted" if model.suits else "disabled"),
            (right(context, _CONTEXT), small),
            (f"   {_remark(model)}", small),
        ]
        return pieces


def _remark(model: Model) -> str:
    return f"{glyphs.WARNING} {model.remark}" if model.is_small and model.suits else model.remark


def _indented(line: Pieces) -> Pieces:
    return [("  ", "muted"), *line]


def _check(check: Check, room: int) -> Iterator[Pieces]:
    glyph, ink = _MARKS[check.state]
    lead: list[Piece] = [(f"  {glyph} ", ink), (f"{neutral_line(check.check):<{_NAME}}", "foreground")]
    blank: list[Piece] = [(" " * (_NAME + 4), "muted")]
    said = wrap_pieces(quoted(check.evidence), room - _NAME - 4)
    if check.state != "ok" and check.fix:
        said += wrap_pieces([("→ ", "primary"), *quoted(check.fix, "foreground")], room - _NAME - 4)
    for number, line in enumerate(said):
        yield [*(blank if number else lead), *line]


def _commands(commands: Sequence[str], room: int, *, roomy: bool) -> Iterator[Pieces]:
    """Each on a ground of its own, with its key."""
    for number, (command, key) in enumerate(zip(commands, "yY", strict=False)):
        ink = "foreground bold" if number == 0 else "foreground"
        copy: list[Piece] = [(key, "primary bold"), (" copy", "muted")]
        rows: list[Pieces] = [[]] if roomy else []
        for index, row in enumerate(wrap_pieces([(neutral_line(command), ink)], max(8, room - 14))):
            lead = (f"  {glyphs.SHELL} " if index == 0 else "    ", "role-tool")
            rows.append(spread([lead, *row], copy if index == 0 else [], room - 2))
        rows += [[]] if roomy else []
        for row in rows:
            yield _indented([(text, f"{style} on surface") for text, style in pad(row, room)])
        if roomy and number + 1 < len(commands):
            yield []


def _banner(heading: str, text: str, commands: Sequence[str], room: int, *, roomy: bool) -> Iterator[Pieces]:
    """What to look out for, and what mends it."""
    rows: list[Pieces] = [[(f"{glyphs.WARNING} {neutral_line(heading)}", "warning bold")]]
    rows += wrap_pieces([(neutral_line(text), "foreground")], room - 4)
    for command in commands:
        rows += [[]] if roomy else []
        copy: list[Piece] = [("y", "primary bold"), (" copy", "muted")]
        lead: Piece = (f"{glyphs.SHELL} ", "role-tool")
        if width_of([lead, (command, "")]) + 10 < room:
            rows.append(spread([lead, (command, "foreground bold")], copy, room - 4))
        else:
            rows += [[lead, *row] for row in wrap_pieces([(command, "foreground bold")], room - 6)]
    for row in rows:
        inside = [(text, f"{style} on banner-warning") for text, style in pad([(" ", "muted"), *row], room - 1)]
        yield _indented([(glyphs.ROLE_BAR, "warning on banner-warning"), *inside])
