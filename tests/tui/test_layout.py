"""Rows of a transcript that are measured only where someone looks, against all of them laid out at once."""

from collections.abc import Iterable
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from codex_tui.dialects.conversation import Conversation, Part
from codex_tui.tui.ink import HIT
from codex_tui.tui.widgets.find.needle import Needle
from codex_tui.tui.widgets.lines.extents import Extents
from codex_tui.tui.widgets.lines.marks import SaidOn, marked_part
from codex_tui.tui.widgets.lines.passages import BEGINNING
from codex_tui.tui.widgets.lines.pieces import row_text
from codex_tui.tui.widgets.transcript.arrange import answer_blocks, request_blocks
from codex_tui.tui.widgets.transcript.blocks import Block
from codex_tui.tui.widgets.transcript.flow import Flow
from codex_tui.tui.widgets.transcript.layout import Anchor, Layout
from codex_tui.tui.widgets.transcript.owners import Divider, Owner, Unchanged, grouped, heading
from codex_tui.tui.widgets.transcript.styling import Plain
from tests.tui.story import PATCH
from tests.tui.test_transcript import answer, call, conversation, message, output, ran, shell

SAID = st.builds(
    lambda line, times: line * times,
    st.text(st.sampled_from("ab -*`日é~\n\t#"), max_size=30),
    st.sampled_from([1, 1, 3, 40, 400]),
)


def _step(kind: str, said: str, number: int, new: bool) -> list[Part]:
    call_id = f"c{number}"
    match kind:
        case "shell":
            return [shell(said, call_id), output(ran(said), call_id)]
        case "patch":
            return [call("apply_patch", PATCH, call_id)]
        case "plan":
            return [call("update_plan", '{"plan": [' + "1, " * len(said) + "2]}", call_id)]
        case role:
            return [message(role, said, new=new)]


@st.composite
def conversations(draw: st.DrawFn) -> Conversation:
    kinds = st.sampled_from(["user", "assistant", "developer", "shell", "patch", "plan"])
    steps = draw(st.lists(st.tuples(kinds, SAID, st.booleans()), max_size=9))
    parts = [part for number, step in enumerate(steps) for part in _step(step[0], step[1], number, step[2])]
    return conversation(*parts, *map(answer, draw(st.lists(SAID, max_size=2))))


def owners_of(shown: Conversation, folds: set[int]) -> list[Owner]:
    """As a transcript has them; those of the numbers in ``folds`` are folded the other way."""
    sent = sum(part.origin == "request" for part in shown.parts)
    request = grouped(request_blocks(shown.parts[:sent]), 7)
    owners: list[Owner] = [*request, Divider("answer"), *answer_blocks(shown, sent, [])[0]]
    for number, owner in enumerate(owners):
        if number in folds and not isinstance(owner, Divider):
            owner.folded = not owner.folded
    return owners


def visible(owners: Iterable[Owner]) -> Iterable[Owner]:
    for owner in owners:
        yield owner
        if isinstance(owner, Unchanged) and not owner.folded:
            yield from owner.blocks


def eager(owners: list[Owner], width: int) -> list[str]:
    """Every row, one after the other."""
    rows: list[str] = []
    before: Owner | None = None
    for owner in visible(owners):
        lines = isinstance(before, (Block, Unchanged)) and _folded(before) and _folded(owner)
        if before is not None and not isinstance(before, Divider) and not lines:
            rows.append("")
        rows.append(head(owner, width))
        if isinstance(owner, Block) and not owner.folded:
            for slab in owner.body().slabs:
                rows += [row_text(slab.row(row)) for row in range(slab.measure(width))]
        before = owner
    return rows


def _folded(owner: Owner) -> bool:
    return isinstance(owner, Unchanged) or (isinstance(owner, Block) and owner.folded)


def head(owner: Owner, width: int) -> str:
    return owner.name if isinstance(owner, Divider) else row_text(heading(owner, width, brief=False))


def said(layout: Layout, anchor: Anchor) -> str:
    """What is drawn there."""
    unit, number, row = anchor
    if number < 0:
        return "" if row < 0 else head(unit.owner, layout.width)
    slab = unit.slab(number)
    assert slab is not None
    assert slab.known(layout.width)
    return row_text(slab.row(row))


def walk(layout: Layout, row: int, step: int) -> list[str]:
    """What stands from a row on, to the end or the beginning."""
    met = []
    while True:
        row = layout.row_of(layout.measure(layout.at(row), 5, 10))
        met.append(said(layout, layout.at(row)))
        row += step
        if not 0 <= row < layout.rows:
            return met


FOLDS = st.sets(st.integers(0, 12))


@given(shown=conversations(), folds=FOLDS, width=st.integers(8, 60), looks=st.lists(st.floats(0, 1), max_size=4))
def test_walking_meets_each_row_once_whatever_was_looked_at_before(
    shown: Conversation, folds: set[int], width: int, looks: list[float]
) -> None:
    expected = eager(owners_of(shown, folds), width)
    layout = Layout(owners_of(shown, folds), width)
    for look in looks:
        layout.measure(layout.at(int(look * layout.rows)), 5, 10)
    assert walk(layout, layout.row_of(layout.last), -1)[::-1] == expected
    assert walk(layout, 0, 1) == expected
    assert layout.rows == len(expected)


@given(shown=conversations(), folds=FOLDS, looks=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 20)), max_size=5))
@example(conversation(answer("`" * 40)), set(), [(0.0, 0)])  # a fence with nothing in it has no row
def test_what_an_anchor_names_stays_the_same_while_others_are_measured(
    shown: Conversation, folds: set[int], looks: list[tuple[float, int]]
) -> None:
    layout = Layout(owners_of(shown, folds), 30)
    anchor = layout.measure(layout.at(layout.rows // 2), 3, 3)
    before = [said(layout, layout.at(layout.row_of(anchor) + row)) for row in range(min(3, layout.rows))]
    for look, rows in looks:
        layout.measure(layout.at(int(look * layout.rows)), rows, rows)
        row = layout.row_of(anchor)
        assert [said(layout, layout.at(row + each)) for each in range(len(before))] == before
        assert layout.at(row) == anchor


@given(shown=conversations(), folds=FOLDS, more=FOLDS, width=st.integers(8, 60), look=st.floats(0, 1))
def test_folding_and_another_width_leave_what_laying_out_anew_gives(
    shown: Conversation, folds: set[int], more: set[int], width: int, look: float
) -> None:
    owners = owners_of(shown, folds)
    layout = Layout(owners, 40)
    layout.measure(layout.at(int(look * layout.rows)), 5, 10)
    for number, owner in enumerate(owners):
        if number in more and not isinstance(owner, Divider):
            owner.folded = not owner.folded
            unit = layout.unit_of(owner)
            if isinstance(owner, Unchanged):
                layout.replace(unit.index, owners[number:])
            else:
                layout.refold(unit)
    assert walk(layout, 0, 1) == eager(owners_of(shown, folds ^ more), 40)
    layout.resize(width)
    assert walk(layout, 0, 1) == eager(owners_of(shown, folds ^ more), width)


@given(
    sentence=st.text("ab ", min_size=1, max_size=80),
    times=st.sampled_from([1, 3, 200]),
    words=st.sampled_from(["ab", "b a", "a"]),
    width=st.integers(8, 30),
)
@example(sentence="a b", times=4_000, words="b a", width=12)
def test_a_hit_is_marked_on_every_row_that_it_reaches(sentence: str, times: int, words: str, width: int) -> None:
    line = sentence * times
    pattern = Needle.of(words).pattern
    flow = Flow(Plain("foreground"), line)
    marks = []
    for slab in flow.slabs:
        for index in range(slab.measure(width)):
            number, row = slab.line_at(index)
            text, before = slab.joined(number)
            part = SaidOn(BEGINNING, text, row.start + before, row.end + before, row.lead, -before)
            drawn = marked_part(row.pieces, pattern, part, None)
            assert row_text(drawn) == row_text(row.pieces)
            shown = "".join(("1" if ink == HIT else "0") * len(piece) for piece, ink in drawn)[row.lead :]
            marks.append((slab.start + row.start, shown))
    expected = ["0"] * len(line)
    for match in pattern.finditer(line):
        expected[match.start() : match.end()] = "1" * (match.end() - match.start())
    for start, shown in marks:
        for at, mark in enumerate(shown, start):
            assert mark == expected[at]


HEIGHTS = st.lists(st.integers(0, 4), max_size=12)


@given(heights=HEIGHTS, changes=st.lists(st.tuples(st.integers(0, 11), st.integers(0, 4)), max_size=4), tail=HEIGHTS)
def test_extents_are_those_of_a_list_that_is_summed_up(
    heights: list[int], changes: list[tuple[int, int]], tail: list[int]
) -> None:
    extents = Extents(heights)
    for index, height in changes:
        assert extents.rows == sum(heights)
        if index < len(heights):
            extents.put(index, height)
            heights[index] = height
    cut = len(heights) // 2
    extents.replace(cut, tail)
    heights[cut:] = tail
    rows: list[Any] = [(index, row) for index, height in enumerate(heights) for row in range(height)]
    assert [extents.at(row) for row in range(extents.rows)] == rows
    assert [extents.start(index) for index in range(len(heights) + 1)] == [
        sum(heights[:index]) for index in range(len(heights) + 1)
    ]
