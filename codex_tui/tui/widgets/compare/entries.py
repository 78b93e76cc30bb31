"""What a comparison consists of on the screen: fields, parts, measures, each a line that may unfold."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from codex_tui.analysis.rows import PartRow, around_changes, field_names
from codex_tui.analysis.text_change import Line, compare_texts
from codex_tui.neutral import neutral_line
from codex_tui.tui import glyphs
from codex_tui.tui.widgets.compare.columns import Weight, weighed
from codex_tui.tui.widgets.compare.text_rows import missing, row_within, rows_of, shown_text
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, crop, row_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from codex_tui.analysis.field_change import FieldChange
    from codex_tui.analysis.measures import Measure
    from codex_tui.analysis.part_change import Change, PartChange

#: Lines that stand together: of an added part its beginning, else what a person can read at a time.
_ADDED, _CHANGED = 12, 200
#: Rows of a changed part that nobody has looked at.
_GUESSED = 8
#: Rows of one part, and of one that was asked for whole.
_MOST, _WHOLE = 400, 20_000
_VALUE = 40

_MARKS: dict[Change, tuple[str, str, str]] = {
    "same": (glyphs.SAME, "disabled", "muted"),
    "changed": (glyphs.CHANGED, "warning bold", "foreground bold"),
    "added": (glyphs.ADDED, "success bold", "foreground bold"),
    "removed": (glyphs.REMOVED, "error bold", "foreground bold"),
}
"""Sign, its ink, and that of the title."""


class _Row(NamedTuple):
    """``line``: which of its part's lines it shows; None where it stands for some that are left out."""

    pieces: Pieces
    line: int | None


class Entry:
    """A line, and what it unfolds to: nothing, unless a subclass says more. ``change``: None of what tells none."""

    folded = True
    change: Change | None = None
    _made: tuple[int, list[_Row]] | None = None

    @property
    def foldable(self) -> bool:
        """Whether there is something under it."""
        return False

    def heading(self, width: int) -> Pieces:
        """Its line; the first cell is blank."""
        raise NotImplementedError

    def rows(self, width: int) -> Sequence[Pieces]:
        """What is under it when it is unfolded."""
        return [row.pieces for row in self._rows(width)]

    def known(self, width: int) -> bool:
        """Whether its rows were made for that width."""
        return self._made is not None and self._made[0] == width

    def guess(self) -> int:
        """About how many rows it has, without making them."""
        return 0

    def texts(self, width: int) -> Iterable[str]:
        """The lines under it as a search sees them, shown or not."""
        return map(row_text, self.rows(width))

    def row_of(self, line: int, column: int, width: int) -> int:
        """The row that shows character ``column`` of one of ``texts``, from now on if it did not."""
        return line

    def _rows(self, width: int) -> list[_Row]:
        if self._made is None or self._made[0] != width:
            self._made = (width, [*self._draw(width)])
        return self._made[1]

    def _draw(self, width: int) -> Iterator[_Row]:
        yield from ()


class TextEntry(Entry):
    """A line alone: a divider, a blank, a legend."""

    def __init__(self, *pieces: Piece) -> None:
        self._pieces = pieces

    def heading(self, width: int) -> Pieces:
        """Its line."""
        return crop(self._pieces, width)


class FieldsEntry(Entry):
    """The fields that are the same, in a line; unfolded each with its value."""

    change = "same"

    def __init__(self, fields: Sequence[FieldChange], *, folded: bool) -> None:
        self.folded = folded
        self._fields = fields

    @property
    def foldable(self) -> bool:
        """Their values."""
        return True

    def heading(self, width: int) -> Pieces:
        """Their names."""
        return crop([*lead(self), (neutral_line(field_names(self._fields)), "muted")], width)

    def guess(self) -> int:
        """A value each."""
        return len(self._fields)

    def _draw(self, width: int) -> Iterator[_Row]:
        widest = min(32, max(len(field.name) for field in self._fields))
        for number, field in enumerate(self._fields):
            name, value = neutral_line(field.name), neutral_line(field.b or "")
            yield _Row(crop([(f"        {name:<{widest}}  ", "muted"), (value, "disabled")], width), number)


class FieldEntry(Entry):
    """A field that changed; unfolded, where its values are long, what changed in them."""

    def __init__(self, field: FieldChange) -> None:
        self.change = field.change
        self._field = field

    @property
    def foldable(self) -> bool:
        """Where its line has no room for its values."""
        return max(len(self._field.a or ""), len(self._field.b or "")) > _VALUE

    def heading(self, width: int) -> Pieces:
        """Its name, and its value as it was and as it is."""
        field = self._field
        pieces: list[Piece] = [*lead(self), (f"{neutral_line(field.name)}  ", _MARKS[field.change][2])]
        for index, (value, ink) in enumerate(((field.a, "muted"), (field.b, "foreground"))):
            if value is not None:
                arrow = [(f" {glyphs.BECAME} ", "disabled")] if index and field.a is not None else []
                cut = neutral_line(value[:_VALUE]) + (glyphs.CUT if len(value) > _VALUE else "")
                pieces += [*arrow, (cut, ink)]
        return crop(pieces, width)

    def guess(self) -> int:
        """Both values as lines."""
        return sum((value or "").count("\n") + 1 for value in (self._field.a, self._field.b))

    def _draw(self, width: int) -> Iterator[_Row]:
        lines = compare_texts(self._field.a or "", self._field.b or "")
        kept = (line for line in lines if any(span.text for span in line.spans))
        rows = (row for line in kept for row in rows_of(line, width))
        yield from (_Row(row, number) for number, row in enumerate(islice(rows, _MOST)))


class PartEntry(Entry):
    """A part, or a run of parts that are the same."""

    def __init__(self, row: PartRow, *, folded: bool, about: str = "") -> None:
        self.row = row
        self.folded = folded
        self.change = row.change
        self._about = about
        self._whole = False

    def holds(self, change: PartChange) -> bool:
        """Whether that is it, or one of its run."""
        return any(each is change for each in self.row.changes)

    @property
    def foldable(self) -> bool:
        """Unless there is no text."""
        part = self.row.changes[0].part
        return bool(len(self.row.changes) > 1 or part.text or part.arguments or part.size is not None)

    def heading(self, width: int) -> Pieces:
        """What it is, where it stands, and what it weighs."""
        row = self.row
        about = ", ".join(filter(None, (row.about, self._about)))
        left: list[Piece] = [
            *lead(self),
            (neutral_line(row.title), _MARKS[row.change][2]),
            (f"  {neutral_line(about)}" if about else "", "disabled"),
        ]
        return weighed(left, Weight(*row.tokens), width, same=row.change == "same")

    def guess(self) -> int:
        """Its changed lines with a few round them; of what is the same and unfolded, all."""
        most = _GUESSED if self.change == "changed" else _ADDED if self.change != "same" else _CHANGED
        named = len(self.row.changes) > 1
        texts = (change.part.text or change.part.arguments or "" for change in self.row.changes)
        return sum(named + min(most, text.count("\n") + 1) for text in texts)

    def show_whole(self) -> None:
        """Every line from now on."""
        self._whole = True
        self._made = None

    def texts(self, width: int) -> Iterator[str]:
        """Every line, also those that are left out."""
        for change in self.row.changes:
            if len(self.row.changes) > 1:
                yield row_text(_named(change))
            yield from map(shown_text, change.lines)

    def row_of(self, line: int, column: int, width: int) -> int:
        """The row of the line; where it is left out, all are shown."""
        if not any(row.line == line for row in self._rows(width)):
            self.show_whole()
        rows = [place for place, row in enumerate(self._rows(width)) if row.line == line]
        if not rows:
            return max(0, len(self._rows(width)) - 1)
        text = next(islice(self.texts(width), line, None))
        return rows[min(row_within(text, column, width), len(rows) - 1)]

    def is_cut(self, row: int, width: int) -> bool:
        """Whether a row stands for lines that are left out."""
        return self._rows(width)[row].line is None

    def _draw(self, width: int) -> Iterator[_Row]:
        """Of a text of a megabyte so much that no key waits for it, and how many lines are left."""
        rows, shown = self._all(width), -1
        for row in islice(rows, _WHOLE if self._whole else _MOST):
            shown = shown if row.line is None else row.line
            yield row
        if next(rows, None) is not None:
            named = len(self.row.changes) > 1
            lines = sum(named + len(change.lines) for change in self.row.changes)
            yield _Row(missing(lines - shown - 1), None)

    def _all(self, width: int) -> Iterator[_Row]:
        number = 0
        for change in self.row.changes:
            if len(self.row.changes) > 1:
                yield _Row(_named(change), number)
                number += 1
            for line in self._lines(change.lines):
                if isinstance(line, int):
                    yield _Row(missing(line), None)
                    number += line
                else:
                    yield from (_Row(row, number) for row in rows_of(line, width))
                    number += 1

    def _lines(self, lines: Sequence[Line]) -> Sequence[Line | int]:
        if self._whole:
            return lines
        if self.row.change == "same":
            rest = len(lines) - _CHANGED
            return [*lines[:_CHANGED], *([rest] if rest > 0 else [])]
        return [*around_changes(lines, most=_CHANGED if self.row.change == "changed" else _ADDED)]


def _named(change: PartChange) -> Pieces:
    """One part of a run."""
    single = PartRow([change])
    return [("        ", "muted"), (single.title, "muted"), (f"  {neutral_line(single.about)}", "disabled")]


class MeasureEntry(Entry):
    """A number of both."""

    def __init__(self, measure: Measure) -> None:
        self.change = "same" if measure.same else "changed"
        self._measure = measure

    def heading(self, width: int) -> Pieces:
        """As it was and as it is."""
        measure = self._measure
        name = (f"{measure.name:<14}", "muted")
        if measure.same:
            return crop([*lead(self), name, (measure.a, "muted")], width)
        ink = "warning" if measure.worse else "foreground"
        return crop(
            [*lead(self), name, (measure.a, "muted"), (f" {glyphs.BECAME} ", "disabled"), (measure.b, ink)], width
        )


def lead(entry: Entry) -> list[Piece]:
    """The cells before a title: fold and sign."""
    assert entry.change is not None
    fold = (glyphs.FOLDED if entry.folded else glyphs.UNFOLDED) if entry.foldable else " "
    sign, ink, _ = _MARKS[entry.change]
    return [(f"  {fold} ", "muted"), (f"{sign} ", ink)]
