"""What a pointer is dragged over is lit, and copied when it is let go."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from codex_tui.tui.ink import ink_of
from codex_tui.tui.widgets.lines.searched import SearchedView

_LIT = Style(reverse=True)


class Stretch(msgspec.Struct, frozen=True):
    """From a cell of a line up to a cell of the same line or of one below it; both are in it."""

    line: int
    cell: int
    last: int
    end: int

    @classmethod
    def between(cls, one: tuple[int, int], other: tuple[int, int]) -> Stretch:
        """Whichever comes first; each is a line and a cell of it."""
        first, last = sorted((one, other))
        return cls(*first, *last)

    def cells(self, line: int, margin: int, width: int) -> tuple[int, int] | None:
        """From where and up to where it covers a line, whose text begins at ``margin``; None where it does not."""
        if not self.line <= line <= self.last:
            return None
        start = self.cell if line == self.line else margin
        return start, max(start, min(width, self.end + 1 if line == self.last else width))


class DraggedView(SearchedView):
    """Lines of which a person can take as many cells as are wanted, as they are shown."""

    @dataclass
    class Dragged(Message):
        """This is to be copied."""

        text: str

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._held: tuple[int, int] | None = None
        self._stretch: Stretch | None = None
        self._dragged = False

    @property
    def margin_cells(self) -> int:
        """What stands before the text of each line."""
        return 1

    def line_at(self, y: int) -> int | None:
        """The line that stands in row ``y`` of what is visible."""
        raise NotImplementedError

    def _strip_of(self, index: int) -> Strip:
        raise NotImplementedError

    async def on_event(self, event: events.Event) -> None:
        """A click that ends a drag means nothing else."""
        if isinstance(event, events.Click) and self._dragged:
            self._dragged = False
        else:
            await super().on_event(event)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Here it may begin."""
        self.let_go()
        self._dragged = False
        index = self.line_at(event.y) if event.button == 1 else None
        if index is not None and event.x < self.width:
            self._held = (index, event.x)
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Follow the pointer as far as lines are seen."""
        if self._held is None or not event.button:
            return
        index = self.line_at(max(0, min(event.y, self.scrollable_content_region.height - 1)))
        at = (index if index is not None else self.count - 1, max(0, min(event.x, self.width - 1)))
        if at == self._held and not self._dragged:
            return
        self._dragged = True
        self._stretch = Stretch.between(self._held, at)
        self.refresh()

    def on_mouse_up(self) -> None:
        """Copy it."""
        held, self._held = self._held, None
        self.release_mouse()
        if held is not None and self._stretch is not None:
            text = self._text_of(self._stretch)
            if text.strip():
                self.post_message(self.Dragged(text))

    def on_hide(self) -> None:
        """Nobody could let it go any more."""
        self._held = None
        self.release_mouse()

    def let_go(self) -> None:
        """Nothing is lit any more."""
        if self._stretch is not None:
            self._stretch = None
            self.refresh()

    def lit(self, line: Strip, index: int) -> Strip:
        """A line with what is taken of it."""
        cells = self._stretch.cells(index, self.margin_cells, line.cell_length) if self._stretch else None
        if cells is None:
            return line
        before, taken, after = line.crop(0, cells[0]), line.crop(*cells), line.crop(cells[1])
        lit = Segment(taken.text, ink_of(self.app)["foreground"] + _LIT)
        return Strip.join([before, Strip([lit], taken.cell_length), after])

    def _text_of(self, stretch: Stretch) -> str:
        lines = []
        for index in range(stretch.line, min(stretch.last, self.count - 1) + 1):
            line = self._strip_of(index)
            cells = stretch.cells(index, self.margin_cells, line.cell_length)
            lines.append(line.crop(*cells).text.rstrip() if cells else "")
        return "\n".join(lines)
