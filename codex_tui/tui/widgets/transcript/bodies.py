"""What stands under a part's heading."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, Protocol

from codex_tui.formats import count
from codex_tui.tui.glyphs import FOLDED
from codex_tui.tui.widgets.lines.pieces import Pieces
from codex_tui.tui.widgets.transcript.flow import Flow
from codex_tui.tui.widgets.transcript.slabs import Listed, Row, Slab
from codex_tui.tui.widgets.transcript.styling import Styling


class Section(Protocol):
    """Slabs that belong together."""

    @property
    def slabs(self) -> Sequence[Slab]:
        """Those that are shown."""

    @property
    def whole(self) -> Sequence[Slab]:
        """Those of all that there is; the shown ones are like the first of them."""


class Text:
    """A flow."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow

    @property
    def slabs(self) -> Sequence[Slab]:
        """All."""
        return self.flow.slabs

    whole = slabs


class Few:
    """Lines of pieces, some of them a slab."""

    _LINES = 100

    def __init__(self, lines: Sequence[Pieces], hanging: int = 0) -> None:
        self.slabs: Sequence[Slab] = [
            Listed(lines[first : first + self._LINES], hanging) for first in range(0, len(lines), self._LINES)
        ]

    @property
    def whole(self) -> Sequence[Slab]:
        """All."""
        return self.slabs


class More(Slab):
    """The row that stands for the rest of something long."""

    def __init__(self, missing: str) -> None:
        super().__init__()
        self._missing = missing

    @property
    def count(self) -> int:
        """A row."""
        return 1

    def text(self, line: int) -> str:
        """It is no text of the conversation."""
        return ""

    def wrapped(self, line: int, width: int) -> list[Row]:
        """What is missing."""
        return [Row([(f"{FOLDED} ", "muted"), (self._missing, "disabled")], 0, 0)]


class Shortened:
    """The beginning of something long; its last row opens the rest."""

    def __init__(self, beginning: Section, missing: str, whole: Callable[[], Section]) -> None:
        self._beginning = [*beginning.slabs, More(missing)]
        self._make = whole
        self._made: Section | None = None
        self.open = False

    @property
    def slabs(self) -> Sequence[Slab]:
        """The beginning and its last row, or all."""
        return self.whole if self.open else self._beginning

    @property
    def whole(self) -> Sequence[Slab]:
        """Made when it is asked for."""
        if self._made is None:
            self._made = self._make()
        return self._made.whole


class Held(NamedTuple):
    """A line of a body: of which slab, as all of the body has them, and which of its lines."""

    slab: int
    line: int


class Body:
    """Sections under each other. ``slabs``: what is shown of them."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self.sections = sections

    @property
    def slabs(self) -> Sequence[Slab]:
        """From top to bottom."""
        if len(self.sections) == 1:
            return self.sections[0].slabs
        return [slab for section in self.sections for slab in section.slabs]

    @property
    def whole(self) -> Iterator[Slab]:
        """All that it says, also what is not shown."""
        for section in self.sections:
            yield from section.whole

    def open_at(self, slab: int) -> bool:
        """Show what a slab stands for; False where it stands for itself."""
        section, within = self._section(slab)
        if isinstance(section, Shortened) and not section.open and within == len(section.slabs) - 1:
            section.open = True
            return True
        return False

    def open(self, held: Held, column: int) -> bool:
        """Show a line; False where it is not hidden."""
        section, slab = self._section(held.slab, whole=True)
        if not isinstance(section, Shortened) or section.open:
            return False
        if slab < len(section.slabs) - 2:
            return False
        # The beginning may end within a line.
        shown = [*section.slabs[slab].lines()] if slab < len(section.slabs) - 1 else []
        if held.line < len(shown) - 1 or (held.line < len(shown) and column < len(shown[held.line])):
            return False
        section.open = True
        return True

    def shown(self, held: Held) -> int:
        """Which of the shown slabs one of all is, or the row that stands for it."""
        before = self._before(held.slab, whole=True)
        section, slab = self._section(held.slab, whole=True)
        return sum(len(each.slabs) for each in before) + min(slab, len(section.slabs) - 1)

    def held(self, slab: int) -> int:
        """Which of all slabs a shown one is."""
        _, within = self._section(slab)
        return sum(len(each.whole) for each in self._before(slab)) + within

    def _before(self, slab: int, *, whole: bool = False) -> list[Section]:
        found: list[Section] = []
        for section in self.sections[:-1]:
            slab -= len(section.whole if whole else section.slabs)
            if slab < 0:
                break
            found.append(section)
        return found

    def _section(self, slab: int, *, whole: bool = False) -> tuple[Section, int]:
        before = self._before(slab, whole=whole)
        skipped = sum(len(each.whole if whole else each.slabs) for each in before)
        return self.sections[len(before)], slab - skipped


def text_body(text: str, styling: Styling, lines: int, characters: int) -> Section:
    """``text``, or its first ``lines`` lines and how many more there are."""
    end = _end_of_line(text, lines, characters)
    if end >= len(text.rstrip("\n")):
        return Text(Flow(styling, text))
    rest = text.count("\n", end + 1, len(text) - text.endswith("\n")) + 1
    missing = f"{count(rest, 'more line')}" if text[end] == "\n" else f"{len(text) - end:,} more characters"
    return Shortened(Text(Flow(styling, text[:end])), missing, lambda: Text(Flow(styling, text)))


def _end_of_line(text: str, lines: int, characters: int) -> int:
    end = -1
    for _ in range(lines):
        end = text.find("\n", end + 1, characters)
        if end < 0:
            return min(len(text), characters)
    return end
