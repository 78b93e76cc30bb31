"""What became of each part of a conversation."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from codex_tui.analysis import part_text
from codex_tui.analysis.alignment import Run, align
from codex_tui.analysis.text_change import Line, added, alike, compare_texts, removed
from codex_tui.dialects.conversation import Part

Change = Literal["same", "changed", "added", "removed"]

#: How much of their words two parts of one kind share at least to be one that changed.
_ALIKE = 0.25


@dataclass(frozen=True)
class PartChange:
    """A part of either, or of both. ``path_a``, ``path_b``: as ``input[1]``, where the body holds it."""

    change: Change
    a: Part | None
    b: Part | None
    path_a: str | None = None
    path_b: str | None = None

    @property
    def part(self) -> Part:
        """As it is in B, else as it was in A."""
        part = self.b or self.a
        assert part is not None
        return part

    @cached_property
    def lines(self) -> list[Line]:
        """What changed, line by line; all of the text where it is the same."""
        if self.a is None:
            return added(part_text.readable(self.part))
        if self.b is None:
            return removed(part_text.readable(self.a))
        return compare_texts(part_text.readable(self.a), part_text.readable(self.b))

    @cached_property
    def tools(self) -> list[tuple[Change, str]]:
        """Of definitions of tools, what became of each that is not the same."""
        if self.part.kind != "tools":
            return []
        a, b = (part_text.tools_of(part) if part else {} for part in (self.a, self.b))
        gone: list[tuple[Change, str]] = [("removed", name) for name in a if name not in b]
        changed: list[tuple[Change, str]] = [("changed", name) for name in b if name in a and a[name] != b[name]]
        return [*gone, *changed, *(("added", name) for name in b if name not in a)]


def compare_parts(
    a: list[Part], b: list[Part], paths_a: list[str | None] | None = None, paths_b: list[str | None] | None = None
) -> list[PartChange]:
    """All parts of both, in order; ``paths_a`` and ``paths_b`` say where each stands in its body."""
    at_a, at_b = paths_a or [None] * len(a), paths_b or [None] * len(b)
    found: list[PartChange] = []
    for run in align([*map(content_of, a)], [*map(content_of, b)]):
        if run.same:
            offsets = range(run.a_end - run.a_start)
            pairs: list[tuple[int | None, int | None]] = [(run.a_start + n, run.b_start + n) for n in offsets]
        else:
            pairs = [*_paired(run, a, b)]
        for i, j in pairs:
            change: Change = "removed" if j is None else "added" if i is None else "same" if run.same else "changed"
            found.append(
                PartChange(
                    change,
                    None if i is None else a[i],
                    None if j is None else b[j],
                    None if i is None else at_a[i],
                    None if j is None else at_b[j],
                )
            )
    return found


def content_of(part: Part) -> Hashable:
    """By what two parts are the same to a person: ids of calls may differ."""
    return part.kind, part.role, part.name, part.text, part.arguments, None if part.text else part.size


def _paired(run: Run, a: list[Part], b: list[Part]) -> Iterator[tuple[int | None, int | None]]:
    """In a replaced run: parts of one kind that are alike stand beside each other."""
    kinds_a = [_kind_of(part) for part in a[run.a_start : run.a_end]]
    kinds_b = [_kind_of(part) for part in b[run.b_start : run.b_end]]
    for inner in align(kinds_a, kinds_b):
        i, j = run.a_start + inner.a_start, run.b_start + inner.b_start
        if not inner.same:
            yield from ((n, None) for n in range(i, i + inner.a_end - inner.a_start))
            yield from ((None, n) for n in range(j, j + inner.b_end - inner.b_start))
            continue
        for offset in range(inner.a_end - inner.a_start):
            was, became = a[i + offset], b[j + offset]
            if was.kind == "tools" or alike(part_text.readable(was), part_text.readable(became)) >= _ALIKE:
                yield i + offset, j + offset
            else:
                yield i + offset, None
                yield None, j + offset


def _kind_of(part: Part) -> Hashable:
    return part.kind, part.role, part.name if part.kind == "tool_call" else None
