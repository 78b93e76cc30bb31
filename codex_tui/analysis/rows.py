"""A comparison as rows that a person reads: what is the same in runs, of a changed part what surrounds the change."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from codex_tui import formats
from codex_tui.analysis import part_text
from codex_tui.analysis.field_change import FieldChange
from codex_tui.analysis.part_change import Change, PartChange
from codex_tui.analysis.text_change import Line
from codex_tui.dialects.conversation import Part

MARKS: dict[Change, str] = {"same": "=", "changed": "~", "added": "+", "removed": "−"}
"""How each change looks without colour."""

#: Lines that are the same before and after one that is not.
_AROUND = 2
_NAMED = 4


@dataclass(frozen=True)
class PartRow:
    """One part, or a run of parts that are the same."""

    changes: Sequence[PartChange]

    @property
    def change(self) -> Change:
        """Of all of them."""
        return self.changes[0].change

    @property
    def title(self) -> str:
        """``developer``; of a run ``18 parts``."""
        if len(self.changes) > 1:
            return formats.count(len(self.changes), "part")
        return part_text.title(self.changes[0].part)

    @property
    def about(self) -> str:
        """Where it stands, and what it is: ``input[1], environment_context``."""
        first, last = self.changes[0], self.changes[-1]
        if len(self.changes) > 1:
            start, end = (place(change) for change in (first, last))
            return f"{start} to {end}" if start and end and start != end else start
        tools = ", ".join(f"{name} {change}" for change, name in first.tools[:_NAMED])
        more = len(first.tools) - _NAMED
        said = [place(first) if first.part.kind != "tools" else "", part_text.about(first.part), tools]
        return ", ".join(filter(None, said)) + (f" and {more} more" if more > 0 else "")

    @property
    def tokens(self) -> tuple[int | None, int | None]:
        """About how many it is in A and in B; None where it is not there."""
        return _sum(change.a for change in self.changes), _sum(change.b for change in self.changes)


def place(change: PartChange) -> str:
    """``input[1]``; with both where it moved: ``input[1] → input[2]``."""
    a, b = change.path_a, change.path_b
    if a and b and a != b:
        return f"{a} → {b}"
    return b or a or ""


def part_rows(changes: Iterable[PartChange], *, runs: bool = True) -> list[PartRow]:
    """A row for each part; with ``runs`` neighbours that are the same share one, but for tools and instructions."""
    found: list[PartRow] = []
    for foldable, run in groupby(changes, key=lambda change: runs and _is_foldable(change)):
        if foldable:
            found.append(PartRow([*run]))
        else:
            found += [PartRow([change]) for change in run]
    return found


def field_names(fields: Sequence[FieldChange]) -> str:
    """``model, stream, tool_choice, store and 7 more``."""
    names = [field.name for field in fields]
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def around_changes(lines: Sequence[Line], most: int) -> Iterator[Line | int]:
    """The changed lines with a few round them; for what is left out, how many lines that are.

    Of more than ``most`` lines that stand together only so many are given.
    """
    shown = [False] * len(lines)
    for index, line in enumerate(lines):
        if line.sign != " ":
            for near in range(max(0, index - _AROUND), min(len(lines), index + _AROUND + 1)):
                shown[near] = True
    for is_shown, run in groupby(zip(shown, lines, strict=True), key=lambda pair: pair[0]):
        kept = [line for _, line in run]
        if is_shown or len(kept) == 1:
            yield from kept[:most]
            if len(kept) > most:
                yield len(kept) - most
        else:
            yield len(kept)


def _is_foldable(change: PartChange) -> bool:
    part = change.part
    return change.change == "same" and part.kind not in {"tools", "instructions"} and part.role not in {"developer"}


def _sum(parts: Iterable[Part | None]) -> int | None:
    known = [part_text.tokens(part) for part in parts if part is not None]
    return sum(known) if known else None
