"""What exchanges come to, on the screen."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from codex_tui.analysis.statistics import Request
from codex_tui.tui.app import Inspector
from codex_tui.tui.screens.statistics import ScopeLine, StatisticsScreen
from codex_tui.tui.widgets.lines.pieces import width_of
from codex_tui.tui.widgets.statistics.token_columns import token_columns
from tests import records
from tests.analysis import sessions
from tests.cli import captures as made
from tests.tui import story
from tests.tui.host import Size, inspecting, press, row_with, rows, sees, settle, showing, style_at, text

USUAL: Size = (170, 48)


@pytest.fixture
def three(captures: Path) -> Path:
    sessions.three_turns(captures)
    return captures


async def counting(pilot: Pilot[None], *keys: str) -> str:
    """The screen once all is counted, and again after each of these keys."""
    for key in ("S", *keys):
        await pilot.press(key)
        screen = pilot.app.screen
        assert isinstance(screen, StatisticsScreen)
        await sees(pilot, lambda page=screen: page.settled)  # type: ignore[misc]
    return text(pilot)


async def test_a_long_count_is_not_begun_again_at_once(three: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = count()
    monkeypatch.setattr("codex_tui.tui.screens.statistics.monotonic", lambda: next(clock))
    async with inspecting(three, USUAL) as pilot:
        await counting(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, StatisticsScreen)
        before, exchanges = len(screen.statistics.requests), screen.owner.desk.feed.tally.exchanges
        said = story.stream(story.message("assistant", "Yes."))
        records.append(three, story.exchange(200, 400, story.BASE, said))
        await sees(pilot, lambda: screen.owner.desk.feed.tally.exchanges > exchanges)
        looks = 0
        while len(screen.statistics.requests) == before:
            screen._look()
            await pilot.pause()
            looks += 1
        assert looks > 5


async def test_an_id_is_shown_whole_or_not_at_all() -> None:
    line = ScopeLine()
    line.id_ = "01a20291-7b1e"
    line.said = (("session ", "muted"), ("a title", "foreground"), ("    2 turns", "muted"), ("    3 req", "muted"))
    for width, shown in (
        (27, " session a title"),
        (28, " session a title    2 turns"),
        (50, " session a title    2 turns    3 req"),
        (51, " session a title 01a20291-7b1e    2 turns    3 req"),
    ):
        async with showing(line, (width, 4)) as pilot:
            assert rows(pilot)[0] == shown


async def test_s_tells_what_the_session_comes_to(three: Path) -> None:
    async with inspecting(three, USUAL) as pilot:
        screen = await counting(pilot)
        assert rows(pilot)[1].startswith("━ Statistics ━━━")
        assert (
            "session why does tests/test_retry.py flake? 01a20291-7b1e    3 turns    25 requests, 6 of them" in screen
        )
        assert "Tokens in, by request ──" in screen
        assert "118   120   122   124   132   134   136   138   140   142" in screen
        assert "turn 1               turn 2               turn 3" in screen
        assert "median 1.3 s   95th 2.4 s   longest 5.9 s" in screen
        assert "✓ 19 complete   ✗ 6 failed" in screen
        assert "6  model runner has unexpectedly stopped" in screen
        assert "gpt-oss:20b " in screen
        assert " d 3.9k " in screen
        assert "estimated   sizes of #142" in screen
        assert re.search(r" d  developer 15\.\d kB    t  tools 9\.\d kB ", screen)
        assert "tool output  $ sed -n 1,137p src/net/retry.py" in row_with(pilot, "3  tool output")
        assert "#138" in row_with(pilot, "3  tool output")
        assert rows(pilot)[-2].endswith(" this session ─")


async def test_columns_are_held_against_the_context_that_the_model_was_loaded_with(three: Path) -> None:
    loaded = {"models": [{"name": "gpt-oss:20b", "context_length": 10_000}]}
    records.append(three, story.side(900, 300, "http://localhost:11434/api/ps", answer=json.dumps(loaded).encode()))
    async with inspecting(three, USUAL) as pilot:
        await press(pilot, "[")
        screen = await counting(pilot)
        assert "amber: beyond the context, 10.0k" in screen
        assert "the model has room for 10.0k   estimated" in screen
        line = row_with(pilot, "10k").partition("10k ")[2]
        assert line.startswith("─" * 40)
        assert style_at(pilot, "~10.8k").color != style_at(pilot, "~8.3k").color


async def test_of_several_models_no_context_is_drawn(three: Path) -> None:
    loaded = {"models": [{"name": name, "context_length": 10_000} for name in ("gpt-oss:20b", "other:1b")]}
    records.append(three, story.side(900, 300, "http://localhost:11434/api/ps", answer=json.dumps(loaded).encode()))
    said = story.stream(story.message("assistant", "Yes."))
    said[0]["response"]["model"] = "other:1b"
    records.append(
        three, story.exchange(901, -900, story.BASE, said, model="other:1b", turn=story.headers("o", "other"))
    )
    async with inspecting(three, USUAL) as pilot:
        await press(pilot, "[")
        assert "amber" in await counting(pilot)
        await counting_on(pilot, "tab")
        assert "amber" not in await counting_on(pilot, "tab")


async def test_a_session_has_the_title_that_codex_gave_it(told: records.Journal, captures: Path) -> None:
    async with inspecting(captures, USUAL) as pilot:
        assert "Explain the capture format" in await press(pilot, *"[" * 12)
        while "#113" not in rows(pilot)[-2]:
            await press(pilot, "[")
        assert "session Explain the capture format 8c77e410" in await counting(pilot)


async def test_tab_leads_from_the_session_to_its_model_and_to_all(three: Path) -> None:
    records.append(three, made.error(150))
    async with inspecting(three, USUAL) as pilot:
        await press(pilot, "[")  # the newest is of no session
        assert " this session ─" in await counting(pilot)
        assert "model gpt-oss:20b" in await counting_on(pilot, "tab")
        assert "everything captured    2 sessions" in await counting_on(pilot, "tab")
        assert " this session ─" in await counting_on(pilot, "tab")
        assert "everything captured" in await counting_on(pilot, "shift+tab")


async def counting_on(pilot: Pilot[None], key: str) -> str:
    """The screen once that is counted which the key led to."""
    screen = pilot.app.screen
    assert isinstance(screen, StatisticsScreen)
    await pilot.press(key)
    await sees(pilot, lambda: screen.settled)
    return text(pilot)


async def test_the_cursor_goes_where_there_is_something_to_open(three: Path) -> None:
    async with inspecting(three, USUAL) as pilot:
        await counting(pilot)
        await press(pilot, "j")
        assert row_with(pilot, "▌").startswith("▌ 124  ")
        assert style_at(pilot, "d 3.9k").bgcolor is not None
        await press(pilot, "j", "j", "j", "j", "j", "j")
        assert row_with(pilot, "▌").startswith("▌   3  tool output")
        await press(pilot, "G")
        assert row_with(pilot, "▌").startswith("▌  10  ")
        await press(pilot, "k")
        assert row_with(pilot, "▌").startswith("▌   9  ")


async def test_enter_shows_the_exchange(three: Path) -> None:
    async with inspecting(three, USUAL) as pilot:
        await counting(pilot)
        await press(pilot, "j", "enter")
        app = pilot.app
        assert isinstance(app, Inspector)
        assert app.screen is app.inspector
        assert app.inspector.desk.opened is not None
        assert app.inspector.desk.opened.reading.exchange.record.number == 124
        assert "━ 2 Transcript" in rows(pilot)[1]


async def test_escape_and_q_lead_back(three: Path) -> None:
    async with inspecting(three, USUAL) as pilot:
        for key in ("escape", "q"):
            await counting(pilot)
            assert "1 Exchanges" in await press(pilot, key)


async def test_y_copies_it_as_json(three: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with inspecting(three, USUAL) as pilot:
        copied: list[str] = []
        monkeypatch.setattr(pilot.app.inspector, "copy", copied.append)  # type: ignore[attr-defined]
        await counting(pilot)
        await press(pilot, "y")
        assert json.loads(copied[0])["states"] == {"complete": 19, "failed": 6}


async def test_what_is_new_is_counted(three: Path) -> None:
    async with inspecting(three, USUAL) as pilot:
        await counting(pilot, "tab", "tab")
        records.append(three, made.error(150))
        await sees(pilot, lambda: "✗ 7 failed" in text(pilot))


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 35), (200, 50)])
async def test_every_size_shows_the_charts_and_scrolls_to_the_parts(three: Path, size: Size) -> None:
    async with inspecting(three, size) as pilot:
        screen = await counting(pilot)
        assert "Tokens in, by request" in screen
        assert all(len(row) <= size[0] for row in rows(pilot))
        assert "▌  10  " in await press(pilot, "G")
        assert "Tokens in, by request" in await press(pilot, "g")


async def test_without_a_model_call_it_says_so(captures: Path) -> None:
    url = "http://localhost/telemetry"
    records.append(captures, records.record(1, b"ok", request=b"{}", url=url, transport="http"))
    async with inspecting(captures, USUAL) as pilot:
        screen = await counting(pilot)
        assert "no request has been answered yet" in screen
        assert "nothing measured yet" in screen


async def test_captured_text_controls_nothing(captures: Path) -> None:
    records.append(captures, made.hostile(1))
    async with inspecting(captures, USUAL) as pilot:
        for key in ("tab", "tab"):
            await counting_on(pilot, key) if isinstance(pilot.app.screen, StatisticsScreen) else await counting(pilot)
            assert not set("\x1b\x07\x9b\u202e\x7f") & set(text(pilot))


async def test_a_sub_agents_turns_are_told_from_the_sessions_own(told: records.Journal, captures: Path) -> None:
    async with inspecting(captures, (200, 50)) as pilot:
        screen = await counting(pilot)
        assert "3 turns    25 requests, 5 of them tried again    1 sub-agent" in screen
        assert re.split(" {2,}", row_with(pilot, "turn 1").strip()) == [
            "turn 1",
            "turn 2",
            "review",
            "turn 2",
            "turn 3",
        ]
        assert style_at(pilot, "review").color != style_at(pilot, "turn 2").color
        assert "without sub-agents   estimated" in screen
        assert "#134" not in screen


async def test_a_sub_agent_that_was_recorded_alone_is_all_there_is(captures: Path) -> None:
    turn = story.headers("r1", thread_id="7c1e", parent_thread_id=story.THREAD, subagent_kind="review")
    records.append(
        captures, story.exchange(134, 134, story.BASE, story.stream(story.message("assistant", "a")), turn=turn)
    )
    async with inspecting(captures, (120, 35)) as pilot:
        screen = await counting(pilot)
        assert "flake?    1 request    1 sub-agent" in screen
        assert row_with(pilot, "review").split()[0] == "review"
        assert "without sub-agents" not in screen
        assert "of request #134" in screen


async def test_where_there_is_little_room_a_sub_agents_name_is_cut_and_states_take_another_line(
    told: records.Journal, captures: Path
) -> None:
    async with inspecting(captures, (120, 35)) as pilot:
        screen = await counting(pilot)
        assert re.split(" {2,}", row_with(pilot, "turn 1").strip())[:4] == [
            "turn 1",
            "turn 2",
            "revi… turn 2",
            "turn 3",
        ]
        assert "25 requests, 5 of them tried again" in screen
        assert "✗ 6 failed" in screen
        assert "□ 1 interrupted" in screen


def test_what_has_no_room_below_the_columns_is_left_out() -> None:
    requests = [
        Request(str(n), n, f"session {n}", None, None, None, 1, "complete", 900, None, 56, estimated=False)
        for n in range(14)
    ]
    *_, numbers, outputs = ["".join(text for text, _ in line) for line in token_columns(requests, 52)]
    assert numbers.split() == [str(n) for n in range(14)]
    assert outputs.startswith("   out ")
    assert "…" not in outputs
    assert "pea" not in outputs
    assert "peak 56" in "".join(text for text, _ in token_columns(requests, 70)[-1])


async def test_the_axis_is_as_even_as_its_numbers(told: records.Journal, captures: Path) -> None:
    async with inspecting(captures, (80, 24)) as pilot:
        await counting(pilot)
        at = [
            next(y for y, row in enumerate(rows(pilot)) if row.strip().startswith(f"{tick}k")) for tick in (15, 10, 5)
        ]
        assert at[1] - at[0] == at[2] - at[1]


async def test_of_several_sessions_each_is_named_below_its_requests(told: records.Journal, captures: Path) -> None:
    async with inspecting(captures, (200, 50)) as pilot:
        await counting(pilot)
        await counting_on(pilot, "tab")
        assert row_with(pilot, "one JSON").split()[:7] == ["one", "JSON", "v…", "Explain", "the", "c…", "why"]
        assert "turn 1" not in text(pilot)


def test_a_session_that_is_called_nothing_has_its_whole_id_below_its_columns_or_nothing() -> None:
    requests = [
        Request(str(n), n, "01a20291-7b1e-7000" if n < 3 else "b", None, None, None, 1, "complete", 9, 0, 0, False)
        for n in range(6)
    ]
    for numbers, shown in ((9, ""), (1_000_000, "01a20291-7b1e-7000")):
        told = [replace(request, number=numbers + request.number) for request in requests]
        page = ["".join(text for text, _ in line) for line in token_columns(told, 100)]
        assert page[-1].split() == [*filter(None, [shown]), "b"]


async def test_without_colour_what_is_new_is_shaded(three: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with inspecting(three, USUAL) as pilot:
        screen = await counting(pilot)
        assert "bright: not cached" in screen
        assert "▒" not in screen
    monkeypatch.setenv("NO_COLOR", "1")
    async with inspecting(three, USUAL) as pilot:
        screen = await counting(pilot)
        assert "shaded: not cached" in screen
        # The first request had all to be read; the next but few.
        assert row_with(pilot, " 5k ").split()[1:4] == ["▒▒", "██", "██"]


@pytest.mark.parametrize(("known", "shape"), [(25, "▒"), (75, "█")])
def test_a_cell_that_is_in_part_new_is_shaded_where_that_is_more_of_it(known: int, shape: str) -> None:
    request = Request("a", 1, "s", None, None, None, 1, "complete", 100, known, 1, estimated=False)
    _tick, cell, *_ = token_columns([request], 52, 1, shaded=True)[1]
    assert cell == (shape, "chart-1")


@pytest.mark.parametrize("theme", ["codex-dark", "codex-light"])
def test_as_it_looks(three: Path, theme: str, snap_compare: Callable[..., bool]) -> None:
    app = Inspector(three, None, story.clock)

    async def prepare(pilot: Pilot[None]) -> None:
        app.theme = theme
        await settle(pilot)
        await counting(pilot, "j", "j", "j", "j", "j", "j")

    assert snap_compare(app, terminal_size=(160, 48), run_before=prepare)


@given(
    st.lists(st.tuples(st.integers(0, 10**7), st.none() | st.integers(0, 10**7)), max_size=300), st.integers(50, 180)
)
def test_columns_never_exceed_their_width(tokens: list[tuple[int, int | None]], width: int) -> None:
    requests = [
        Request(
            str(n),
            1_000 + n,
            "s",
            "t" if n % 5 else "r",
            None if n % 5 else "review",
            None,
            1 + n // 9,
            "complete",
            given,
            cached,
            n,
            estimated=False,
        )
        for n, (given, cached) in enumerate(tokens)
    ]
    for line in token_columns(requests, width):
        assert width_of(line) <= width
