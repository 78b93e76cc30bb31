"""What passed on the wire."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import pytest
from textual.pilot import Pilot

from codex_tui.dialects import read
from codex_tui.history.decode import decode_record
from codex_tui.history.finished import FinishedExchange
from codex_tui.tui.widgets.raw.body_view import BodyView
from codex_tui.tui.widgets.raw.chart import Chart, axis
from codex_tui.tui.widgets.raw.events_view import EventsView
from codex_tui.tui.widgets.raw.headers import headers_page
from codex_tui.tui.widgets.raw.timing import phases, timing_page
from codex_tui.wire.event import Event
from tests import records
from tests.tui import story
from tests.tui.host import Size, press, row_with, rows, showing, style_at, text

BODY = story.asked(story.live_items())
BEFORE = story.asked(story.previous_items())


@asynccontextmanager
async def body(content: bytes, *before: Any, size: Size = (56, 40)) -> AsyncIterator[Pilot[None]]:
    """The view of a body."""
    view = BodyView()
    async with showing(view, size) as pilot:
        view.show(content, *before)
        await pilot.pause()
        yield pilot


def view_of(pilot: Pilot[None]) -> BodyView:
    """The widget."""
    return pilot.app.query_one(BodyView)


@pytest.mark.parametrize("other", [b'{"z": 1}', b"", b"plain\ntext"])
async def test_a_search_that_is_dropped_once_another_body_is_shown_leaves_that_as_it_is(other: bytes) -> None:
    async with body(json.dumps([{"n": number} for number in range(900)]).encode()) as pilot:
        view = view_of(pilot)
        view.go_to(view.count - 1)
        await pilot.pause()
        drop = view.bookmark()
        view.show(other)
        await pilot.pause()
        before = rows(pilot)
        drop()
        await pilot.pause()
        assert rows(pilot) == before


async def test_json_is_pretty_with_line_numbers_and_weights() -> None:
    async with body(BODY, BEFORE, 141) as pilot:
        shown = rows(pilot)
        assert shown[0].split() == ["▌", "1", "▾", "{", "24.6", "kB"]
        assert shown[1] == '    2     "model": "gpt-oss:20b",'
        assert shown[2] == '    3     "stream": true,'
        assert shown[3].startswith('    4 ▾   "input": [')
        assert shown[3].endswith("20.7 kB  35 items")
        assert shown[4].startswith('    5 ▸     { developer "You are Codex, a co…  15.1 kB')
        assert row_with(pilot, "unchanged").split(maxsplit=2)[2].startswith("27 items, unchanged since 141")
        assert row_with(pilot, "apply_patch").strip().startswith("197 ▸     { custom_tool_call apply_patch },")
        assert '"text": "Good. Document RETRY_SEED…"' in text(pilot)
        assert '▸   "tools": [ 14 items ],' in text(pilot)
        assert view_of(pilot).about == "pretty, 324 lines"
        assert style_at(pilot, '"model"').color == view_of(pilot).ink["json-key"].color
        assert style_at(pilot, "true").color == view_of(pilot).ink["json-literal"].color


async def test_enter_opens_a_node_and_closes_it() -> None:
    async with body(b'{"a":{"b":[1,2,3],"c":{"d":1,"e":2,"f":3,"g":4}},"z":0}') as pilot:
        assert [row.strip("▌ ") for row in rows(pilot)[:4]] == [
            "1 ▾ {",
            '2 ▸   "a": { 2 keys },',
            '15     "z": 0',
            "16   }",
        ]
        screen = await press(pilot, "j", "enter")
        assert '    3 ▾     "b": [' in screen
        assert "    4         1," in screen
        assert len([row for row in rows(pilot) if row]) == 16
        await press(pilot, "enter")
        assert len([row for row in rows(pilot) if row]) == 4


async def test_everything_folds_and_unfolds() -> None:
    async with body(b'{"a":{"b":[1,2,3]},"z":[{"y":1}]}') as pilot:
        assert len([row for row in rows(pilot) if row]) == 8
        screen = await press(pilot, "=")
        assert "▸" not in screen
        assert len([row for row in rows(pilot) if row]) == 14
        screen = await press(pilot, "-")
        assert len([row for row in rows(pilot) if row]) == 4


async def test_an_unchanged_run_opens_item_by_item() -> None:
    async with body(BODY, BEFORE, 141) as pilot:
        await press(pilot, *["j"] * 6)
        assert "unchanged" in rows(pilot)[view_of(pilot).cursor]
        screen = await press(pilot, "enter")
        assert "unchanged" not in screen
        assert '{ user "why does tests/test_ret' in screen
        assert '"role": "user"' in await press(pilot, "enter")


async def test_a_long_string_is_cut_until_enter_shows_the_whole() -> None:
    said = "word " * 60
    async with body(json.dumps({"text": said, "next": 1}).encode()) as pilot:
        assert rows(pilot)[1].startswith('    2 ▸   "text": "word word')
        assert "…" in rows(pilot)[1]
        assert rows(pilot)[1].endswith("313 B")
        await press(pilot, "j", "enter")
        whole = "".join(row[8:].ljust(46) for row in rows(pilot)[1:8])
        assert said in whole
        assert "…" not in text(pilot)
        await press(pilot, "enter")
        assert "…" in text(pilot)


async def test_w_wraps_every_long_line() -> None:
    async with body(json.dumps({"a": "x" * 100, "b": "y" * 100}).encode()) as pilot:
        assert text(pilot).count("…") == 2
        screen = await press(pilot, "w")
        assert "…" not in screen
        assert screen.count("x") == screen.count("y") == 100
        assert (await press(pilot, "w")).count("…") == 2


async def test_p_shows_the_exact_bytes() -> None:
    content = b'{"a": 1,\t"b":\r\n [1,2]}'
    async with body(content) as pilot:
        screen = await press(pilot, "p")
        assert '{"a": 1, "b":␍' in screen
        assert view_of(pilot).about == "exact bytes, 2 lines"
        assert "▾ {" in await press(pilot, "p")


async def test_what_is_no_json_is_text() -> None:
    async with body(b"event: a\ndata: {}\n\n\xff\xfe") as pilot:
        assert [row.strip("▌ ").split(maxsplit=1)[1:] for row in rows(pilot)[:4]] == [
            ["event: a"],
            ["data: {}"],
            [],
            ["\\xff\\xfe"],
        ]
        assert view_of(pilot).about == "text, 4 lines"


async def test_a_text_that_grows_keeps_the_place() -> None:
    async with body(b"".join(b"line %d\n" % number for number in range(60))) as pilot:
        await press(pilot, *["j"] * 50)
        before = rows(pilot)
        view_of(pilot).extend(view_of(pilot).content + b"line 60\n")
        await pilot.pause()
        assert [row[:40].rstrip() for row in rows(pilot)] == [row[:40].rstrip() for row in before]
        assert view_of(pilot).about == "text, 61 lines"


async def test_a_body_that_turns_out_to_be_another_is_shown_anew() -> None:
    async with body(b"half of it " * 500) as pilot:
        view_of(pilot).extend(b"decoded otherwise\n" * 500)
        await pilot.pause()
        assert [row[:25].strip() for row in rows(pilot)[:2]] == ["▌   1   decoded otherwise", "2   decoded otherwise"]
        assert view_of(pilot).about == "text, 500 lines"


async def test_ten_megabytes_cost_what_is_visible() -> None:
    drawn: list[int] = []

    class Watched(BodyView):
        def draw(self, index: int, width: int) -> Any:
            drawn.append(index)
            return super().draw(index, width)

    view = Watched()
    item = {"type": "message", "role": "user", "content": "hello world " * 20}
    async with showing(view, (80, 24)) as pilot:
        view.show(json.dumps({"input": [item] * 30_000, "big": "x" * 1_000_000}).encode())
        await pilot.pause()
        assert len(drawn) <= 24
        await press(pilot, "=", "G")
        assert view.count > 150_000
        assert len(drawn) <= 24 * 4


async def test_wide_characters_in_a_body_stay_in_their_room() -> None:
    async with body(json.dumps({"text": "日本語" * 60}, ensure_ascii=False).encode()) as pilot:
        await press(pilot, "j", "enter")
        assert text(pilot).count("日") == 60


@asynccontextmanager
async def events(
    happened: list[Event], *, live: bool = False, both_ways: bool = False, size: Size = (90, 24)
) -> AsyncIterator[Pilot[None]]:
    """The view of an exchange's events."""
    view = EventsView()
    async with showing(view, size) as pilot:
        view.show(happened, live=live, both_ways=both_ways)
        await pilot.pause()
        yield pilot


def happened(*kinds: str, gap: float = 26.0) -> list[Event]:
    """Responses events, at regular times."""
    found = []
    for index, kind in enumerate(kinds):
        data = json.dumps({"type": kind, "delta": f"word{index}", "item": {"type": "message"}})
        found.append(Event(at=1_571 + gap * index, name=kind, data=data, offset=0, size=len(data)))
    return found


TEXT = "response.output_text.delta"
THOUGHT = "response.reasoning_text.delta"


async def test_an_event_has_its_time_and_the_gap_before_it() -> None:
    async with events(happened("response.created", "response.output_item.added")) as pilot:
        assert rows(pilot)[0] == "▌   1  1.571 s  1.571 s   response.created  message"
        assert rows(pilot)[1] == "    2  1.597 s    26 ms   response.output_item.added  message"


@pytest.mark.parametrize(("width", "shown"), [(63, "  resp_68f1c2a9"), (62, "")])
async def test_the_id_of_a_response_is_shown_whole_or_not_at_all(width: int, shown: str) -> None:
    data = json.dumps({"type": "response.in_progress", "response": {"id": "resp_68f1c2a9"}})
    begun = Event(at=1.0, name="", data=data, offset=0, size=len(data))
    async with events([begun], size=(width, 5)) as pilot:
        assert rows(pilot)[0].endswith(f"response.in_progress{shown}")


async def test_runs_of_fragments_fold_but_for_the_newest() -> None:
    async with events(happened("response.created", *[THOUGHT] * 28, *[TEXT] * 3)) as pilot:
        assert rows(pilot)[1] == f"    2  1.597 s    26 ms ▸ {THOUGHT}  28 events to 2.299 s"
        assert rows(pilot)[2].strip() == f"2.325 s    26 ms ▾ {TEXT}  3 events to 2.377 s"
        assert rows(pilot)[3] == '   30  2.325 s    26 ms     delta  "word29"'
        await press(pilot, "j", "enter")
        assert '"word1"' in text(pilot)
        screen = await press(pilot, "-")
        assert 'delta  "' not in screen


async def test_messages_of_a_socket_show_which_way_they_went(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = msgspec.structs.replace(happened("response.create")[0], source="client")
    said = [asked, *happened("response.created", *[TEXT] * 3)]
    async with events(said, both_ways=True) as pilot:
        assert [row[23:].rstrip() for row in rows(pilot)[:4]] == [
            "   ↑ response.create  message",
            "   ↓ response.created  message",
            f" ▾ ↓ {TEXT}  3 events to 1.649 s",
            '   ↓   delta  "word1"',
        ]
        assert style_at(pilot, "↑").color != style_at(pilot, "↓").color
    async with events(said) as pilot:
        assert "↓" not in text(pilot)


async def test_a_slow_event_is_marked() -> None:
    slow = happened("response.created", TEXT, gap=312)
    async with events(slow) as pilot:
        assert "312 ms ▲" in rows(pilot)[1]


async def test_events_grow_as_they_come_and_are_followed() -> None:
    arriving = happened(*[TEXT] * 40)
    async with events(arriving, live=True) as pilot:
        view = pilot.app.query_one(EventsView)
        assert '"word39"' in text(pilot)
        arriving += happened(*[TEXT] * 41)[40:]
        view.advance(live=True, both_ways=False)
        await pilot.pause()
        assert '"word40"' in text(pilot)
        assert view.about == "41 of 41, following"
        await press(pilot, "k")
        arriving += happened(*[TEXT] * 42)[41:]
        view.advance(live=True, both_ways=False)
        await pilot.pause()
        assert '"word41"' not in text(pilot)
        assert view.about == "40 of 42, following paused"
        view.renew([*arriving], live=True, both_ways=False)
        await pilot.pause()
        assert view.about == "40 of 42, following paused"
        view.renew([*arriving], live=False, both_ways=False)
        await pilot.pause()
        assert view.about == "40 of 42"


async def test_chat_chunks_show_their_fragment() -> None:
    chunks = [
        Event(at=1.0, name="", data=json.dumps(
            {"object": "chat.completion.chunk", "choices": [{"delta": {"content": word}}]}), offset=0, size=1)
        for word in ("Hel", "lo")
    ]  # fmt: skip
    async with events(chunks) as pilot:
        assert "chat.completion.chunk  2 events" in text(pilot)
        assert 'delta  "Hel"' in text(pilot)


def exchange(value: records.Json) -> FinishedExchange:
    """As it would be read from the history."""
    return FinishedExchange(decode_record(records.line(value).removesuffix(b"\n")))


def lines(page: list[Any]) -> list[str]:
    """A page as text."""
    return ["".join(piece for piece, _ in line).rstrip() for line in page]


def test_headers_show_both_sides_and_what_was_masked() -> None:
    shown = headers_page(exchange(story.history()[-1]), 80)
    told = lines(shown)
    assert told[0] == " POST http://localhost:11434/v1/responses HTTP/1.1"
    assert " authorization: Bearer [masked 5d41402a]" in told
    assert " HTTP/1.1 200 OK" in told
    assert " content-type: text/event-stream" in told
    assert ("[masked 5d41402a]", "warning") in [piece for line in shown for piece in line]


def test_headers_that_come_twice_are_shown_twice_as_they_were_sent() -> None:
    sent = [("Set-Cookie", "a=1"), ("set-cookie", "b=2"), ("Set-Cookie", "a=1")]
    told = lines(headers_page(exchange(records.record(3, b"{}", request_headers=sent)), 80))
    assert told[1:4] == [" Set-Cookie: a=1", " set-cookie: b=2", " Set-Cookie: a=1"]


def test_a_request_on_a_websocket_says_where_its_headers_are() -> None:
    value = records.record(3, b"{}", ws={"connection": "01M819R4QQ", "index": 1})
    told = lines(headers_page(exchange(value), 120))
    assert " socket     request 2 of 01M819R4QQ, whose upgrade has the headers" in told


def test_without_an_answer_the_headers_say_so() -> None:
    value = records.record(3, None, end="proxy_error", error={"by": "proxy", "message": "connection refused"})
    told = lines(headers_page(exchange(value), 80))
    assert " no answer" in told
    assert " error      proxy: connection refused" in told


def test_the_waterfall_is_made_of_what_happened_one_after_another() -> None:
    finished = exchange(story.history()[-1])
    reading = read(finished)
    told = phases(finished.record, reading.conversation(), 2_400)
    assert [phase.name for phase in told] == ["request sent", "server reads the prompt", "reasoning", "answer"]
    assert told[0].end == 1.5
    assert told[1].end == told[2].start


def connected(begin: float, end: float) -> FinishedExchange:
    value = story.history()[-1]
    return exchange({**value, "timing": {"connect": [begin, end], **value["timing"]}})


def test_the_server_reads_once_it_is_connected() -> None:
    finished = connected(2.0, 40.5)
    told = phases(finished.record, read(finished).conversation(), 2_400)
    assert [phase.name for phase in told][:3] == ["connect", "request sent", "server reads the prompt"]
    assert [(phase.start, phase.end) for phase in told[:2]] == [(2.0, 40.5), (0, 1.5)]
    assert told[2].start == 40.5


def test_a_connection_that_was_made_ahead_is_told_so() -> None:
    finished = connected(-84.0, -2.0)
    conversation = read(finished).conversation()
    assert phases(finished.record, conversation, 2_400)[2].start == 1.5
    for width, row in (
        (140, "   connect                  ━ 82 ms  beforehand"),
        (60, "   connect                ━ 82 ms"),
    ):
        line = lines(timing_page(finished.record, conversation, 2_400, width))[2]
        assert " ".join(line.split()) == " ".join(row.split())
        assert len(line) == width - 1


def test_what_a_phase_took_is_told_whole_however_long() -> None:
    finished = exchange(story.history()[-1])
    hours = 30 * 60 * 60 * 1_000 + 23 * 60 * 1_000
    conversation = msgspec.structs.replace(read(finished).conversation(), state="live")
    conversation.parts[-1] = msgspec.structs.replace(conversation.parts[-1], ended=None)
    for width in (46, 60, 80, 140):
        told = lines(timing_page(finished.record, conversation, hours, width))
        assert re.search(r"━ +30 h 22 m", next(line for line in told if "answer" in line)), told
        assert re.search(r"prompt +━", next(line for line in told if "reads" in line))
        assert not [line for line in told if "…" in line]


@pytest.mark.parametrize(
    ("span", "cells", "labels"),
    [
        (5, 18, "0 5 ms"),
        (4_000, 60, "0 1 s 2 s 3 s 4 s"),
        (100_000, 60, "0 20 s 40 s 1 m 1 m 20 s 1 m 40 s"),
        (704_000, 60, "0 2 m 4 m 6 m 8 m 10 m"),
        (9_000_000, 60, "0 30 m 1 h 1 h 30 m 2 h 2 h 30 m"),
        (3e9, 60, "0 120 h 240 h 360 h 480 h 600 h 720 h"),
    ],
)
def test_an_axis_has_round_times_as_people_tell_them(span: float, cells: int, labels: str) -> None:
    (_, _), (told, _) = axis(Chart(20, cells, 10, span))
    assert told.split() == labels.split()
    assert len(told) <= cells + 10


def test_a_server_that_was_asked_no_prompt_works() -> None:
    finished = exchange(story.side(1, 1, "http://localhost:11434/v1/models"))
    told = phases(finished.record, read(finished).conversation(), 2_400)
    assert [phase.name for phase in told] == ["request sent", "server works", "answer"]


def test_what_arrived_before_the_answer_is_told_from_it() -> None:
    finished = exchange(story.history()[-1])
    page = timing_page(finished.record, read(finished).conversation(), 13_700, 140)
    inks = [ink for line in page for text, ink in line if "█" in text]
    assert inks == ["chart-4", "chart-2"] * 2


def test_timing_fits_its_room() -> None:
    finished = exchange(story.history()[-1])
    conversation = read(finished).conversation()
    for width in (46, 60, 80, 140):
        told = lines(timing_page(finished.record, conversation, 2_400, width))
        assert told[0].startswith(" This exchange ─")
        assert all(len(line) <= width for line in told), width
        assert any("━" in line for line in told)
        assert any("█" in line for line in told)
