"""What zoomed Events and Timing show beside and below: joined text, one event in full, the whole turn."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.history.summary import Session, Summary, Timing
from codex_tui.tui.widgets.raw.chart import Chart
from codex_tui.tui.widgets.raw.event_page import event_page
from codex_tui.tui.widgets.raw.fragments import Joined, fragment_of
from codex_tui.tui.widgets.raw.turn import turn_of
from codex_tui.tui.widgets.raw.turn_page import turn_page
from codex_tui.wire.event import Event, Source
from tests import records
from tests.records import Journal
from tests.tui import story
from tests.tui.host import inspecting, press, rows, sees, style_at, text


def event(value: Any, at: float | None = 0.0) -> Event:
    data = value if isinstance(value, str) else json.dumps(value)
    return Event(at=at, name="", data=data, offset=0, size=len(data))


SPOKEN = {
    "responses": {"type": "response.output_text.delta", "output_index": 1, "delta": "word"},
    "chat": {"choices": [{"delta": {"content": "word"}}]},
    "chat reasoning": {"choices": [{"delta": {"reasoning": "word"}}]},
    "chat call": {"choices": [{"delta": {"tool_calls": [{"index": 0, "function": {"arguments": "word"}}]}}]},
    "messages": {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "word"}},
    "ollama chat": {"message": {"role": "assistant", "content": "word"}, "done": False},
    "ollama generate": {"response": "word", "done": False},
}


@pytest.mark.parametrize("api", SPOKEN)
def test_every_api_streams_pieces_of_a_text(api: str) -> None:
    found = fragment_of(event(SPOKEN[api]))
    assert found is not None
    assert found.text == "word"


@pytest.mark.parametrize(
    "value", ["", "{", "[]", "7", {"type": "ping"}, {"delta": 7}, {"choices": [7]}, {"delta": {}}]
)
def test_others_carry_none(value: Any) -> None:
    assert fragment_of(event(value)) is None


def test_two_tool_calls_of_a_chat_are_two_texts() -> None:
    def piece(index: int, said: str) -> Any:
        return {"choices": [{"delta": {"tool_calls": [{"index": index, "function": {"arguments": said}}]}}]}

    joined = Joined([event(piece(*each)) for each in ((0, "one "), (1, "two "), (0, "more"))])
    found = [joined.at(index) for index in range(3)]
    assert [each.text for each in found if each] == ["one more", "two ", "one more"]


@given(st.lists(st.tuples(st.booleans(), st.text(max_size=4))))
def test_each_piece_lies_where_it_is_said_to(pieces: list[tuple[bool, str]]) -> None:
    events = [event({"type": "t.delta", "output_index": int(second), "delta": piece}) for second, piece in pieces]
    joined, growing = Joined(events), []
    while_it_grows = Joined(growing)
    for index, (second, piece) in enumerate(pieces):
        found = joined.at(index)
        assert found is not None
        assert found.text[found.start : found.end] == piece
        assert found.text == "".join(other for which, other in pieces if which == second)
        growing.append(events[index])
        assert while_it_grows.at(index).end == found.end  # type: ignore[union-attr]


def test_a_slow_event_says_how_slow_the_others_are() -> None:
    events = [event({"delta": "x"}, at) for at in (0.0, 26.0, 52.0, 364.0)]
    page = event_page(events, 3, Joined(events).at(3), [], 60, 40, live=False)
    said = "\n".join("".join(piece for piece, _ in line) for line in page)
    assert "▲ 312 ms after the event before it." in said
    assert "The median gap is 26 ms." in said
    assert "Event 4" in said


def test_a_long_value_of_an_event_goes_on_further_in_than_it_began() -> None:
    page = event_page([event({"item": {"id": "x" * 60}}, 0.0)], 0, None, [], 50, 40, live=False)
    said = ["".join(piece for piece, _ in line) for line in page]
    assert '     "id":' in said
    assert next(row for row in said if "xx" in row).startswith('         "xx')


@pytest.mark.parametrize(
    ("source", "shown"), [("client", "↑ sent by the client"), ("server", "↓ sent by the server")]
)
def test_a_message_says_who_sent_it(source: Source, shown: str) -> None:
    events = [msgspec.structs.replace(event({"type": "response.create"}, 0.0), source=source)]
    for both_ways in (True, False):
        page = event_page(events, 0, None, [], 50, 40, live=False, both_ways=both_ways)
        assert (f" {shown}" in ["".join(piece for piece, _ in line) for line in page]) is both_ways


def test_a_line_break_that_is_lit_is_seen() -> None:
    events = [event({"type": "t.delta", "delta": said}) for said in ("one", "\n", "two")]
    page = event_page(events, 1, Joined(events).at(1), [], 50, 40, live=False)
    assert "".join(text for line in page for text, ink in line if " on primary" in ink) == " "


def test_an_event_beyond_what_arrived_has_no_chunk() -> None:
    events = [msgspec.structs.replace(event("x" * 10, 1.0), offset=offset) for offset in (0, 10)]
    first, second = (
        "".join(text for text, _ in event_page(events, index, None, [(1.0, 12)], 50, 40, live=False)[0])
        for index in range(2)
    )
    assert first.endswith("10 B in chunk 1")
    assert second.endswith("10 B")


async def test_zoomed_events_light_the_piece_in_what_it_joins_to(told: Journal, captures: Path) -> None:
    async with inspecting(captures, (140, 40)) as pilot:
        await press(pilot, "3", "z", "l", "l", "minus", *"jjjj", "enter", *"jjjjj")
        assert "┬─ Event ─" in rows(pilot)[1]
        assert "Joined text" in rows(pilot)[2]
        assert '"is n"' in next(row for row in rows(pilot) if row.startswith("▌"))
        assert style_at(pilot, "is now reproducible").bgcolor == style_at(pilot, "is now").bgcolor
        assert "Event 29" in text(pilot)
        assert "so the variable is▌" in text(pilot)
        await press(pilot, "j")
        assert "Event 30" in text(pilot)
        delta = {"type": "response.output_text.delta", "output_index": 1, "content_index": 0, "delta": " new"}
        told.chunk(5_300, records.sse_event(delta))
        await sees(pilot, lambda: "is new▌" in text(pilot))
        await press(pilot, "z")
        assert "Joined text" not in text(pilot)
        await press(pilot, "z", "l")
        assert "Joined text" not in text(pilot)
        assert "│" not in text(pilot)


def call(number: int, after: float, turn: str | None, outcome: str, took: float = 2_000.0) -> Summary:
    return Summary(
        id=str(number),
        number=number,
        started_at=(story.BEGINNING + timedelta(seconds=after)).isoformat(),
        state="complete",
        api="openai.responses",
        transport="sse",
        method="POST",
        url="http://x/v1/responses",
        status=200,
        session=Session(id="s", thread="s", turn=turn),
        preview="do it",
        outcome=outcome,
        timing=Timing(first_token=500.0, last_byte=took),
    )


CALLS = [("$ rg x", "one"), ("2 calls: $ a, $ b", "one"), ("answer", "one"), ("$ ls", "two"), ("answer", "two")]


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize(("place", "numbers"), [(0, [1, 2, 3]), (2, [1, 2, 3]), (3, [4, 5]), (4, [4, 5])])
def test_a_turn_ends_with_an_answer(place: int, numbers: list[int], told: bool) -> None:
    calls = [call(n, 4 * n, turn if told else None, outcome) for n, (outcome, turn) in enumerate(CALLS, 1)]
    other = msgspec.structs.replace(calls[0], id="x", session=Session(id="other"))
    assert [each.number for each in turn_of([*calls, other], place)] == numbers


def test_a_turn_is_calls_tools_and_where_the_time_went() -> None:
    calls = [call(n, 4 * n, turn, outcome) for n, (outcome, turn) in enumerate(CALLS[:3], 1)]
    page = [*turn_page(calls, "3", 0.0, Chart(28, 60, 18, 1.0), 110)]
    said = ["".join(piece for piece, _ in line) for line in page]
    assert "This turn" in said[0]
    assert "do it, 10.0 s" in said[0]
    assert [line[:29].strip() for line in said[2:7]] == [
        "✓   1 $ rg x", "tool runs", "✓   2 2 calls: $ a, $ b", "tools run", "✓   3 answer"]  # fmt: skip
    assert [len(line) for line in said[2:7]] == [29 + 60 + 18] * 5
    assert said[2].endswith("2.0 s")
    assert "S server reads prompts 1.5 s  15%" in said[-1]
    assert "M model writes 4.5 s  45%" in said[-1]
    assert "T tools run 4.0 s  40%" in said[-1]


def test_what_is_waited_for_after_a_failure_is_no_tool() -> None:
    failed = msgspec.structs.replace(call(1, 0, "one", "500 busy"), state="failed")
    page = [*turn_page([failed, call(2, 4, "one", "answer")], "2", 0.0, Chart(28, 60, 18, 1.0), 110)]
    said = ["".join(piece for piece, _ in line) for line in page]
    assert said[3].split() == ["waits", "━" * 20, "2.0", "s"]
    assert "T tools run 0 ms  0%" in said[-1]


def test_a_long_name_does_not_reach_the_bar() -> None:
    page = [*turn_page([call(1, 0, "one", "$ " + "x" * 60)], "1", 0.0, Chart(28, 60, 18, 1.0), 110)]
    assert "x… ━" in "".join(piece for piece, _ in page[2])


async def test_zoomed_timing_ends_with_the_turn(told: Journal, captures: Path) -> None:
    async with inspecting(captures, (140, 40)) as pilot:
        await press(pilot, "[", "3", "z", "l", "l", "l", "l")
        assert "This turn ─" in text(pilot)
        await press(pilot, "G")
        assert "where the time went" in text(pilot)
        await press(pilot, "z")
        assert "This turn" not in text(pilot)
