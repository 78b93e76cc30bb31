"""What a comparison consists of on the screen: fields, parts, measures, each a line that may unfold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from codex_tui.analysis.rows import PartRow, around_changes, field_names
from codex_tui.analysis.text_change import Line, compare_texts
from codex_tui.neutral import neutral_line
from codex_tui.tui import glyphs
from codex_tui.tui.widgets.compare.columns import Weight, weighed
from codex_tui.tui.widgets.compare.text_rows import missing, rows_of
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, crop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_tui.analysis.field_change import FieldChange
    from codex_tui.analysis.measures import Measure
    from codex_tui.analysis.part_change import Change

#: Lines that stand together: of an added part its beginning, else what a person can read at a time.
_ADDED, _CHANGED = 12, 200
#: Rows of one part: a text of a megabyte stays quick.
_MOST = 2_000
_VALUE = 40

_MARKS: dict[Change, tuple[str, str, str]] = {
    "same": (glyphs.SAME, "disabled", "muted"),
    "changed": (glyphs.CHANGED, "warning bold", "foreground bold"),
    "added": (glyphs.ADDED, "success bold", "foreground bold"),
    "removed": (glyphs.REMOVED, "error bold", "foreground bold"),
}
"""Sign, its ink, and that of the title."""


class Entry(Protocol):
    """A line, and what it unfolds to."""

    folded: bool
    change: Change | None

    def heading(self, width: int) -> Pieces:
        """Its line; the first cell is blank."""

    def rows(self, width: int) -> Sequence[Pieces]:
        """What is under it when it is unfolded."""

    @property
    def foldable(self) -> bool:
        """Whether there is something under it."""


class TextEntry:
    """A line alone: a divider, a blank, a legend."""

    folded = True
    foldable = False
    change: Change | None = None

    def __init__(self, *pieces: Piece) -> None:
        self._pieces = pieces

    def heading(self, width: int) -> Pieces:
        """Its line."""
        return crop(self._pieces, width)

    def rows(self, width: int) -> Sequence[Pieces]:
        """Nothing."""
        return ()


class FieldsEntry:
    """The fields that are the same, in a line; unfolded each with its value."""

    change: Change | None = "same"
    foldable = True

    def __init__(self, fields: Sequence[FieldChange], *, folded: bool) -> None:
        self.folded = folded
        self._fields = fields

    def heading(self, width: int) -> Pieces:
        """Their names."""
        return crop([*lead(self), (neutral_line(field_names(self._fields)), "muted")], width)

    def rows(self, width: int) -> Sequence[Pieces]:
        """A value each."""
        widest = min(32, max(len(field.name) for field in self._fields))
        return [
            crop(
                [
                    (f"        {neutral_line(field.name):<{widest}}  ", "muted"),
                    (neutral_line(field.b or ""), "disabled"),
                ],
                width,
            )
            for field in self._fields
        ]


class FieldEntry:
    """A field that changed; unfolded, where its values are long, what changed in them."""

    def __init__(self, field: FieldChange) -> None:
        self.folded = True
        self.change: Change | None = field.change
        self._field = field
        self.foldable = max(len(field.a or ""), len(field.b or "")) > _VALUE

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

    def rows(self, width: int) -> Sequence[Pieces]:
        """Both values as lines."""
        lines = compare_texts(self._field.a or "", self._field.b or "")
        kept = [line for line in lines if any(span.text for span in line.spans)]
        return [row for line in kept for row in rows_of(line, width)][:_MOST]


class PartEntry:
    """A part, or a run of parts that are the same."""

    def __init__(self, row: PartRow, *, folded: bool, about: str = "") -> None:
        self.row = row
        self.folded = folded
        self.change: Change | None = row.change
        self._about = about
        self._whole = False
        self._shown: tuple[int, list[Pieces]] | None = None

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

    def rows(self, width: int) -> Sequence[Pieces]:
        """Its changed lines with a few round them; of what is the same and unfolded, all."""
        if self._shown is None or self._shown[0] != width:
            self._shown = (width, [*self._draw(width)][:_MOST])
        return self._shown[1]

    def show_whole(self) -> None:
        """No longer only the beginning of what stands together."""
        self._whole = True
        self._shown = None

    def _draw(self, width: int) -> list[Pieces]:
        found: list[Pieces] = []
        for change in self.row.changes:
            if len(self.row.changes) > 1:
                single = PartRow([change])
                found.append(
                    [("        ", "muted"), (single.title, "muted"), (f"  {neutral_line(single.about)}", "disabled")]
                )
            for line in self._lines(change.lines):
                found += [missing(line)] if isinstance(line, int) else rows_of(line, width)
            if len(found) > _MOST:
                break
        return found

    def _lines(self, lines: Sequence[Line]) -> Sequence[Line | int]:
        if self.row.change == "same":
            rest = len(lines) - _CHANGED
            return [*lines[:_CHANGED], *([rest] if rest > 0 else [])]
        most = _MOST if self._whole else _CHANGED if self.row.change == "changed" else _ADDED
        return [*around_changes(lines, most=most)]


class MeasureEntry:
    """A number of both."""

    folded = True
    foldable = False

    def __init__(self, measure: Measure) -> None:
        self.change: Change | None = "same" if measure.same else "changed"
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

    def rows(self, width: int) -> Sequence[Pieces]:
        """Nothing."""
        return ()


def lead(entry: Entry) -> list[Piece]:
    """The cells before a title: fold and sign."""
    assert entry.change is not None
    fold = (glyphs.FOLDED if entry.folded else glyphs.UNFOLDED) if entry.foldable else " "
    sign, ink, _ = _MARKS[entry.change]
    return [(f"  {fold} ", "muted"), (f"{sign} ", ink)]
