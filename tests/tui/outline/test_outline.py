"""The exchanges as lines."""

import random
import time
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codex_tui.history.summary import Sizes, State, Summary, Timing, Usage
from codex_tui.tui.outline import Outline, Sort
from codex_tui.tui.outline.flat import MEASURES
from codex_tui.tui.outline.sums import Flags
from tests.tui.outline.summaries import call, drawn, lines, outline, side


def test_requests_stand_under_their_turns_and_those_under_their_sessions() -> None:
    shown = outline(call(1, "a", "1"), call(2, "a", "1"), call(3, "a", "2"), call(4, "b", "1"))
    assert drawn(shown) == [
        "- session a 3",
        "  - turn 2",
        "    1",
        "    2",
        "  - turn 1",
        "    3",
        "",
        "- session b 1",
        "  - turn 1",
        "    4",
    ]


def test_what_names_no_turn_stands_in_the_one_of_its_time() -> None:
    shown = outline(call(1, "a"), call(2, "a", "1"), call(3, "a"), call(4, "a", "2"))
    assert drawn(shown) == ["- session a 4", "    1", "  - turn 2", "    2", "    3", "  - turn 1", "    4"]


def test_a_sub_agent_stands_where_it_was_started() -> None:
    agent = call(2, "a", "x", thread="agent", parent="a"), call(4, "a", "y", thread="agent", parent="a")
    shown = outline(call(1, "a", "1", thread="a"), *agent, call(3, "a", "1", thread="a"))
    assert drawn(shown) == [
        "- session a 4",
        "  - turn 4",
        "    1",
        "    - agent agent 2",
        "      2",
        "      4",
        "    3",
    ]
    shown.remove(call(1).id)
    shown.remove(call(3).id)
    assert drawn(shown)[0] == "- session agent 2"


def test_threads_that_name_each_other_as_parents_stand_at_the_top() -> None:
    shown = outline(call(1, "s", thread="a", parent="b"), call(2, "s", thread="b", parent="a"))
    assert drawn(shown) == ["- session a 1", "    1", "", "- session b 1", "    2"]


def test_tries_of_one_request_are_one_line() -> None:
    tries = [call(number, "a", "1", state="failed", asked="q") for number in range(1, 7)]
    shown = outline(*tries, call(7, "a", "1", asked="r"))
    assert drawn(shown)[2:] == ["    + 6 x6", "    7"]
    assert shown.line(2).sums.requests == 6
    assert shown.sums.errors == 1
    shown.fold(shown.line(2).anchor, folded=False)
    assert drawn(shown)[2:] == ["    - 6 x6", *(f"      {n} {n}/6" for n in range(1, 7)), "    7"]


def test_a_request_that_succeeds_at_last_is_complete_and_had_an_error() -> None:
    shown = outline(call(1, "a", "1", state="failed", asked="q"), call(2, "a", "1", asked="q"))
    line = shown.line(2)
    assert (line.kind, line.sums.state, line.sums.errors) == ("tries", "complete", 1)


def test_the_same_again_after_an_answer_is_another_request() -> None:
    shown = outline(call(1, "a", "1", asked="q"), call(2, "a", "1", asked="q"))
    assert drawn(shown)[2:] == ["    1", "    2"]


def test_a_folded_line_keeps_the_sums_and_the_gravest_state_below_it() -> None:
    shown = outline(call(1, "a", "1", state="failed"), call(2, "a", "1"), call(3, "b", "1", state="live"))
    shown.fold_all(folded=True)
    assert drawn(shown) == ["+ session a 2", "+ session b 1"]
    first, second = lines(shown)
    assert (first.sums.state, first.sums.input, second.sums.state) == ("failed", 2_000, "live")
    shown.put(call(3, "b", "1"))
    assert shown.line(1).sums.state == "complete"


def test_a_session_moves_to_the_end_with_a_new_turn_and_stays_for_a_new_request() -> None:
    shown = outline(call(1, "a", "1"), call(2, "b", "1"), call(3, "a", "1"))
    assert [line.name for line in lines(shown) if line.kind == "session"] == ["a", "b"]
    shown.put(call(4, "a", "2"))
    assert [line.name for line in lines(shown) if line.kind == "session"] == ["b", "a"]


def test_side_traffic_is_one_counted_line_at_the_end() -> None:
    shown = outline(call(1), side(2), side(3, "http://127.0.0.1:5/mcp"), side(4))
    shown.tunnelled = 31
    assert drawn(shown)[-1] == "+ side {'telemetry': 2, 'mcp': 1, 'tunnelled': 31}"
    assert shown.pinned
    shown.fold("side", folded=False)
    assert drawn(shown)[2:] == ["", "- side {'telemetry': 2, 'mcp': 1, 'tunnelled': 31}", "    2", "    3", "    4"]
    assert not shown.pinned
    assert shown.line_of(side(4).id) == shown.height - 1


def test_a_request_for_a_title_is_side_traffic_and_names_its_session() -> None:
    titled = call(2, "t", kind="title", preview="why does it flake?", outcome="title: Find the flake")
    shown = outline(call(1, "a", "1", preview="why does it flake?"), titled)
    assert shown.line(0).title == "Find the flake"
    assert drawn(shown)[-1] == "+ side {'title': 1}"


def test_a_filter_shows_what_passes_unfolded_and_what_it_hides_as_a_count() -> None:
    shown = outline(*(call(n, "a", "1", state="failed" if n < 4 else "complete", asked="q") for n in range(1, 9)))
    shown.fold_all(folded=True)
    shown.filter(lambda summary: summary.state == "failed")
    assert drawn(shown)[2:] == ["    1 1/4", "    2 2/4", "    3 3/4", "filtered {'filtered': 5}"]
    assert (shown.matched, len(shown), shown.pinned) == (3, 8, True)
    assert shown.line(1).first == call(1, "a", "1", state="failed", asked="q")
    shown.filter(None)
    assert drawn(shown) == ["+ session a 8"]


def test_what_comes_is_filtered_and_a_verdict_can_change() -> None:
    wanted = {call(2).id}
    shown = outline(call(1), call(2))
    shown.filter(lambda summary: summary.id in wanted)
    shown.put(call(3))
    assert drawn(shown)[:-1] == ["- session s 1", "    2"]
    wanted.symmetric_difference_update({call(2).id, call(3).id})
    assert shown.judge([call(2).id, call(3).id])
    assert drawn(shown)[:-1] == ["- session s 1", "    3"]


def test_a_long_filter_goes_on_where_it_stopped() -> None:
    ticks = count()
    shown = Outline(clock=lambda: next(ticks))
    for number in range(1, 101):
        shown.put(call(number))
    shown.filter(lambda summary: summary.number % 2 == 0)
    assert drawn(shown) == ["- session s 1", "    100"]
    while shown.busy:
        shown.work(0.0)
    assert (shown.matched, shown.height) == (50, 52)


def test_a_filter_can_show_side_traffic_alone() -> None:
    shown = outline(call(1), side(2), side(3))
    shown.filter(lambda summary: not summary.is_model_call)
    assert drawn(shown) == ["- side {'telemetry': 2}", "    2", "    3", "filtered {'filtered': 1}"]


@pytest.mark.parametrize("measure", MEASURES)
def test_a_sorted_list_is_flat(measure: str) -> None:
    usage, timing = Usage(input=9, cached=9, output=9), Timing(first_token=9, last_byte=9)
    small = call(1, "a", "1", usage=usage, timing=timing, sizes=Sizes(request=9))
    usage, timing = Usage(input=10, cached=10, output=10), Timing(first_token=10, last_byte=10)
    large = call(2, "b", "1", usage=usage, timing=timing, sizes=Sizes(request=10))
    shown = outline(large, small, side(3))
    shown.sort_by(Sort(measure, reverse=True))
    assert drawn(shown) == ["2", "1", "+ side {'telemetry': 1}"]
    shown.sort_by(Sort(measure))
    assert drawn(shown) == ["1", "2", "+ side {'telemetry': 1}"]


def test_the_next_error_is_found_whatever_hides_it() -> None:
    shown = outline(call(1), call(2, state="failed"), call(3), call(4, "b", "1", state="failed"), call(5))
    shown.fold_all(folded=True)
    assert shown.failure(call(3).id, 1) == call(4).id
    assert shown.failure(call(3).id, -1) == call(2).id
    assert shown.failure("=s", 1) == call(2).id
    assert shown.failure(call(4).id, 1) is None
    assert shown.failure("=b", -1) == call(4).id
    shown.unfold_to(call(4).id)
    assert "    4" in drawn(shown)


def test_newer_ones_are_counted() -> None:
    shown = outline(call(1), call(2))
    key = (call(1).id, 0.0)
    assert key
    assert shown.newest == call(2).id
    assert shown.newer((0.0, 0, "")) == 2


STATES: list[State] = ["live", "complete", "failed", "aborted", "interrupted"]


@st.composite
def summaries(draw: st.DrawFn) -> Summary:
    number = draw(st.integers(1, 12))
    if draw(st.integers(0, 7)) == 0:
        return side(number)
    thread = draw(st.sampled_from(["s", "a", "b", "c"]))
    return call(
        number,
        draw(st.sampled_from(["s", "s", "s", None])),
        draw(st.sampled_from([None, "1", "2"])),
        thread=thread,
        parent=draw(st.sampled_from([None, "s", "a", "b", "c"])) if thread != "s" else None,
        state=draw(st.sampled_from(STATES)),
        asked=draw(st.sampled_from([None, "p", "q"])),
        kind=draw(st.sampled_from([None, None, None, "title"])),
        preview=draw(st.sampled_from(["", "hello", "go on"])),
        outcome=draw(st.sampled_from(["answer", "title: One", "title: Two"])),
    )


TESTS: list[Callable[[Summary], bool] | None] = [
    None,
    lambda summary: summary.state == "failed",
    lambda summary: summary.number % 2 == 0,
    lambda summary: not summary.is_model_call,
]
SORTS = [None, Sort("number", reverse=True), Sort("total")]


@settings(max_examples=150, deadline=None)
@given(
    steps=st.lists(st.one_of(summaries(), st.integers(1, 12)), max_size=40),
    arrange=st.lists(st.tuples(st.integers(0, 40), st.sampled_from(TESTS), st.sampled_from(SORTS)), max_size=3),
    seed=st.integers(0, 1_000),
    data=st.data(),
)
def test_however_it_came_about_it_is_the_same(
    steps: list[Summary | int], arrange: list[Any], seed: int, data: st.DataObject
) -> None:
    grown, left = Outline(), {}
    for at, step in enumerate(steps):
        for _, test, sort in (each for each in arrange if each[0] == at):
            grown.filter(test)
            grown.sort_by(sort)
        if isinstance(step, int):
            grown.remove(call(step).id)
            left.pop(call(step).id, None)
        else:
            grown.put(step)
            left[step.id] = step
    shuffled = [*left.values()]
    random.Random(seed).shuffle(shuffled)
    test, sort = data.draw(st.sampled_from(TESTS)), data.draw(st.sampled_from(SORTS))
    anew = Outline()
    if seed % 2:
        anew.filter(test)
        anew.sort_by(sort)
    while shuffled:
        at = data.draw(st.integers(1, len(shuffled)))
        anew.put_all(shuffled[:at])
        del shuffled[:at]
    for shown in (grown, anew):
        shown.filter(test)
        shown.sort_by(sort)
        while shown.busy:
            shown.work(time.monotonic() + 1)
    assert lines(grown) == lines(anew)
    assert (grown.sums, grown.matched, grown.newest) == (anew.sums, anew.matched, anew.newest)
    foldable = [line.anchor for line in lines(grown) if line.is_group]
    folds = data.draw(st.lists(st.sampled_from(foldable), max_size=4)) if foldable else []
    for shown in (grown, anew):
        for anchor in folds:
            shown.fold(anchor, folded=data is not None)
    assert lines(grown) == lines(anew)
    for index, line in enumerate(lines(grown)):
        if line.anchor:
            assert grown.line_of(line.anchor) == index


def test_flags_are_counted_where_they_are_folded_away() -> None:
    shown = Outline(lambda id_: Flags(marked=id_ == call(2).id))
    for number in (1, 2, 3):
        shown.put(call(number, "a", "1"))
    shown.fold_all(folded=True)
    assert shown.line(0).sums.marked == 1
