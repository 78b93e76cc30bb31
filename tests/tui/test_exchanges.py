"""The list of exchanges."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from codex_tui.history.summary import ExchangeWarning, State, Summary, Timing, Usage
from codex_tui.tui.outline import Outline, Sort
from codex_tui.tui.widgets.exchanges.measures import brief
from codex_tui.tui.widgets.exchanges.row import heading
from codex_tui.tui.widgets.exchanges.table import ExchangeTable
from tests.tui.host import Size, press, row_with, rows, showing, strips, style_at, text
from tests.tui.outline.summaries import call, side

NOW = datetime(2025, 11, 22, 11, 4, 32, tzinfo=UTC)


def summary(number: int = 1, state: State = "complete", **fields: Any) -> Summary:
    """One model call."""
    known: dict[str, Any] = {
        "id": f"{number:026}",
        "started_at": "2025-11-22T11:04:27.000000Z",
        "api": "openai.responses",
        "transport": "sse",
        "method": "POST",
        "url": "http://localhost:11434/v1/responses",
        "status": 200,
        "outcome": "answer",
        "usage": Usage(input=12_345, output=148, source="reported"),
        "timing": Timing(first_token=1_600, last_byte=13_700),
    }
    return Summary(number=number, state=state, **{**known, **fields})


class Watched(ExchangeTable):
    """Counts what it draws."""

    drawn = 0

    def draw(self, index: int, width: int) -> Any:
        self.drawn += 1
        return super().draw(index, width)


async def shown(pilot: Pilot[None], table: ExchangeTable, summaries: Iterable[Summary]) -> None:
    """Put these into the table's outline."""
    for each in summaries:
        table.outline.put(each)
    table.outline_changed()
    await pilot.pause()


def table(*, flat: bool = True, clock: Callable[[], datetime] = lambda: NOW) -> Watched:
    """One whose clock stands still; ``flat``: without sessions."""
    outline = Outline()
    if flat:
        outline.sort_by(Sort("number"))
    return Watched(outline, clock)


@pytest.mark.parametrize(
    ("state", "shape", "ink"),
    [
        ("live", "●", "success"),
        ("complete", "✓", "success"),
        ("failed", "✗", "error"),
        ("aborted", "■", "warning"),
        ("interrupted", "□", "error"),
    ],
)
async def test_every_state_has_its_shape_and_its_colour(state: State, shape: str, ink: str) -> None:
    view = table()
    async with showing(view) as pilot:
        await shown(pilot, view, [summary(7, state)])
        assert f"  7 11:04:27 {shape} answer" in text(pilot)
        assert style_at(pilot, shape).color == view.ink[ink].color


async def test_a_row_says_what_the_model_did_and_what_it_took() -> None:
    view = table()
    async with showing(view, (100, 10)) as pilot:
        usage = Usage(input=14_200, cached=13_490, output=530, source="reported")
        await shown(pilot, view, [summary(117, usage=usage, outcome="$ pytest -q")])
        row = row_with(pilot, "117").split()
        assert row == [
            "▌117",
            "11:04:27",
            "✓",
            "$",
            "pytest",
            "-q",
            "14.2k",
            "95%",
            "530",
            "1.6",
            "s",
            "13.7",
            "s",
            "0",
            "B",
        ]


async def test_what_was_only_estimated_says_so() -> None:
    view = table()
    async with showing(view) as pilot:
        await shown(pilot, view, [summary(usage=Usage(input=21_900, output=3, source="estimated"))])
        assert "~21.9k" in text(pilot)


async def test_what_nobody_reported_is_a_dot_and_none_is_a_dash() -> None:
    view = table()
    async with showing(view, (120, 10)) as pilot:
        silent = summary(1, usage=Usage(source=None))
        uncached = summary(2, usage=Usage(input=10, cached=0, output=1, source="reported"))
        await shown(pilot, view, [silent, uncached])
        assert row_with(pilot, "  1 ").count("·") == 3
        assert "–" in row_with(pilot, "  2 ")


async def test_a_live_row_counts_on() -> None:
    clock = [NOW]
    view = table(clock=lambda: clock[0])
    async with showing(view) as pilot:
        await shown(pilot, view, [summary(142, "live", outcome="answer, streaming", timing=Timing())])
        assert "5.0 s" in row_with(pilot, "142")
        clock[0] = NOW.replace(second=33)
        view.update_lines([0])
        await pilot.pause()
        assert "6.0 s" in row_with(pilot, "142")


async def test_an_exchange_with_a_warning_is_flagged() -> None:
    view = table()
    async with showing(view) as pilot:
        await shown(pilot, view, [summary(warnings=[ExchangeWarning(code="answer_cut", message="Cut.")]), summary(2)])
        assert row_with(pilot, "  1 ").endswith("▲")
        assert "▲" not in row_with(pilot, "  2 ")


async def test_side_traffic_stands_back() -> None:
    view = table()
    async with showing(view) as pilot:
        beside = summary(api="other", outcome="GET /v1/models", usage=Usage())
        await shown(pilot, view, [beside, summary(2)])
        await press(pilot, "j", "enter")
        assert style_at(pilot, "GET /v1/models").color == view.ink["disabled"].color


@pytest.mark.parametrize(
    ("size", "columns"),
    [
        ((52, 10), "# OUTCOME IN TOTAL"),
        ((60, 10), "# OUTCOME IN OUT FIRST TOTAL"),
        ((80, 10), "# TIME OUTCOME IN OUT FIRST TOTAL"),
        ((100, 10), "# TIME OUTCOME IN CACHED OUT FIRST TOTAL SIZE"),
    ],
)
async def test_columns_come_with_the_room_for_them(size: Size, columns: str) -> None:
    view = table()
    async with showing(view, size) as pilot:
        await shown(pilot, view, [summary()])
        line = "".join(piece for piece, _ in heading(view.columns, view.depth))
        assert line.split() == columns.split()
        assert line.index("TOTAL") + 5 == rows(pilot)[0].index("13.7 s") + 6


async def test_keys_move_the_cursor() -> None:
    view = table()
    async with showing(view, (80, 11)) as pilot:
        await shown(pilot, view, [summary(number) for number in range(1, 101)])
        assert view.cursor == 99
        places = []
        for key in (
            "k",
            "up",
            "g",
            "j",
            "down",
            "space",
            "b",
            "pagedown",
            "pageup",
            "ctrl+d",
            "ctrl+u",
            "G",
            "home",
            "end",
        ):
            await press(pilot, key)
            places.append(view.cursor + 1)
        assert places == [99, 98, 1, 2, 3, 13, 3, 13, 3, 8, 3, 100, 1, 100]


async def test_a_click_selects_a_row() -> None:
    view = table()
    async with showing(view, (80, 11)) as pilot:
        await shown(pilot, view, [summary(number) for number in range(1, 101)])
        await press(pilot, "g")
        await pilot.click(view, offset=(10, 4))
        assert view.cursor == 4


async def test_the_wheel_scrolls_and_ceases_to_follow() -> None:
    view = table()
    async with showing(view, (80, 11)) as pilot:
        await shown(pilot, view, [summary(number) for number in range(1, 101)])
        position = {"x": 5, "y": 5, "delta_x": 0, "delta_y": 0, "button": 0}
        modifiers = {"shift": False, "meta": False, "ctrl": False}
        view.post_message(events.MouseScrollUp(view, **position, **modifiers))
        await pilot.pause()
        assert not view.following
        assert view.scroll_offset.y < 89
        assert view.cursor == 99


async def test_it_follows_the_newest_until_the_cursor_leaves_it() -> None:
    view = table()
    async with showing(view, (80, 6)) as pilot:
        summaries = [summary(number) for number in range(1, 21)]
        await shown(pilot, view, summaries)
        await shown(pilot, view, [summary(21)])
        assert view.cursor == 20
        assert "21" in rows(pilot)[-1]
        await press(pilot, "k")
        await shown(pilot, view, [summary(22)])
        assert view.cursor == 19
        assert not view.following
        await press(pilot, "t")
        assert view.cursor == 21
        await press(pilot, "t")
        assert not view.following


async def test_older_ones_that_come_later_do_not_move_what_is_seen() -> None:
    view = table()
    async with showing(view, (80, 6)) as pilot:
        summaries = [summary(number) for number in range(500, 521)]
        await shown(pilot, view, summaries)
        before = await press(pilot, "k", "k")
        await shown(pilot, view, [summary(number) for number in range(1, 500)])
        assert [row[:70] for row in rows(pilot)] == [row[:70] for row in before.split("\n")]


async def test_many_exchanges_cost_what_is_visible() -> None:
    view = table()
    async with showing(view, (80, 24)) as pilot:
        await shown(pilot, view, [summary(number) for number in range(1, 20_001)])
        assert view.drawn <= 24
        await press(pilot, *"kkkkk")
        assert view.drawn <= 24
        await press(pilot, "g")
        assert view.drawn <= 48


async def test_the_scrollbar_is_there_only_when_there_is_more() -> None:
    view = table()
    async with showing(view, (80, 10)) as pilot:
        await shown(pilot, view, [summary(number) for number in range(1, 11)])
        assert "▐" not in text(pilot)
        await shown(pilot, view, [summary(number) for number in range(1, 31)])
        assert "▐" in text(pilot)


def test_every_duration_fits_its_column() -> None:
    durations = (8, 400, 13_700, 99_900, 147_000, 1_440_000, 50_000_000, 10_000_000_000)
    assert [brief(ms, 7) for ms in durations] == [
        "8 ms",
        "0.4 s",
        "13.7 s",
        "99.9 s",
        "147 s",
        "24 m",
        "13 h",
        "2777 h",
    ]
    assert [brief(ms, 9) for ms in durations[3:6]] == ["1 m 40 s", "2 m 27 s", "24 m 0 s"]


async def test_sessions_turns_sub_agents_and_tries_have_lines_of_their_own() -> None:
    view = table(flat=False)
    async with showing(view, (100, 20)) as pilot:
        tries = [call(n, "a", "1", state="failed", asked="q", status=500, outcome="500 oh") for n in (2, 3)]
        agent = call(5, "a", "x", thread="7c1e", parent="a", kind="review")
        await shown(pilot, view, [call(1, "a", "1", preview="why?"), *tries, agent, call(6, "a", "1"), side(7)])
        lines = [row.strip(" ▌") for row in rows(pilot) if row]
        assert lines[0].startswith("▾ why?  a")
        assert lines[0].endswith("5 req")
        assert lines[1].startswith("▾ why?")
        assert lines[3].startswith("3 11:00:02   ▸ ✗ 2 tries, 500")
        assert lines[4].startswith("▾ sub-agent review  thread 7c1e")
        assert lines[5].startswith("5 11:00:05       ✓ answer")
        assert lines[-1] == "▸ 1 side request  telemetry 1"
        assert rows(pilot)[-1].strip() == lines[-1]


async def test_what_was_captured_from_its_middle_on_is_called_by_the_users_words() -> None:
    view = table(flat=False)
    async with showing(view, (100, 20)) as pilot:
        began = call(1, "a", "1", preview="3 passed in 0.12s", words="run the tests")
        titled = call(9, "t", kind="title", preview="run the tests", outcome="title: Test runs")
        await shown(pilot, view, [began, call(2, "b", "1", preview="3 passed", words="and again")])
        lines = [row.strip(" ▌") for row in rows(pilot) if row]
        assert [line.split("  ")[0] for line in lines[:2]] == ["▾ run the tests"] * 2
        assert "▾ and again" in lines[3]
        await shown(pilot, view, [titled])
        assert "▾ Test runs" in text(pilot)


@pytest.mark.parametrize("keys", [("enter",), ("h",), ("left",)])
async def test_a_session_folds_and_unfolds(keys: tuple[str, ...]) -> None:
    view = table(flat=False)
    async with showing(view) as pilot:
        await shown(pilot, view, [call(1, "a", "1", state="failed"), call(2, "a", "1"), call(3, "b", "1")])
        await press(pilot, "g", *keys)
        assert "▸ ✗ question 1" in rows(pilot)[0]
        assert "answer" not in rows(pilot)[2]
        await press(pilot, "l")
        assert "▾ question 1" in rows(pilot)[0]


async def test_a_folded_turn_keeps_its_sums() -> None:
    view = table(flat=False)
    async with showing(view, (100, 12)) as pilot:
        await shown(pilot, view, [call(1, "a", "1"), call(2, "a", "1")])
        await press(pilot, "g", "j", "h")
        assert rows(pilot)[1].split()[-4:] == ["2.0k", "20", "15", "s"]


@pytest.mark.parametrize(
    ("usages", "amber"),
    [
        ([(14_100, 13_400), (14_200, 4_000)], "28%"),
        ([(14_100, 13_400), (14_200, 0)], "–"),
        ([(14_100, 13_400), None, (14_200, 4_000)], "28%"),
        ([(14_200, 4_000)], ""),  # nothing came before it
        ([(14_100, None), (14_200, 0)], ""),  # nobody knows what was cached
        ([(14_100, 13_400), (14_200, 9_000)], ""),
        ([(900, 800), (1_000, 0)], ""),  # so little is cached by chance
        ([(14_100, 13_400), (4_000, 3_800)], ""),  # the prompt is a shorter one
        ([(14_100, 7_000), (90_000, 7_000)], ""),  # all that was there is used
    ],
)
async def test_the_cached_share_is_amber_where_it_collapses(usages: list[Any], amber: str) -> None:
    view = table(flat=False)
    async with showing(view, (130, 20)) as pilot:
        calls = [call(99, "b", "9", usage=Usage(input=20_000, cached=19_000, output=1, source="reported"))]
        for number, usage in enumerate(usages, 1):
            known = usage and Usage(input=usage[0], cached=usage[1], output=1, source="reported")
            calls.append(call(number, "a", str(number), **({"usage": known} if known else {"state": "failed"})))
        await shown(pilot, view, calls)
        found = [
            segment.text.strip()
            for strip in strips(pilot)
            for segment in strip
            if segment.style and segment.style.color == view.ink["warning"].color
        ]
        assert "".join(found) == amber


async def test_what_is_known_later_of_a_request_colours_the_next_one() -> None:
    view = table(flat=False)
    async with showing(view, (130, 20)) as pilot:
        await shown(pilot, view, [call(1, "a", "1"), call(2, "a", "2")])
        at = view.outline.line_of(call(2).id)
        view.outline.put(call(1, "a", "1", usage=Usage(cached=9)))
        assert at in view.outline.lines_with(call(1).id)


@pytest.mark.parametrize(("width", "whole"), [(45, False), (52, True), (72, True), (100, True)])
async def test_the_thread_of_a_sub_agent_is_told_where_it_fits_whole(width: int, whole: bool) -> None:
    view = table(flat=False)
    async with showing(view, (width, 12)) as pilot:
        agent = call(2, "a", "x", thread="7c1e", parent="a", kind="review")
        await shown(pilot, view, [call(1, "a", "1"), agent])
        [line] = [row for row in rows(pilot) if "sub-agent review" in row]
        assert ("sub-agent review  thread 7c1e  " in line, "thread" in line) == (whole, whole)
        assert line.rstrip().endswith("14 s")


LONG = Timing(first_token=1_600, last_byte=132_000)


@pytest.mark.parametrize(
    ("width", "turn"),
    [
        (52, "▸ why does it flake?        2.0k 2 m 13 s"),
        (59, "▸ why does it flake?               2.0k 2 m 13 s"),
        (72, "▸ why does it flake?         11:00    2.0k   20      2 m 13 s"),
        (80, "▸ why does it flake?                 2.0k   20      2 m 13 s"),
        (120, "▸ why does it flake?"),
    ],
)
async def test_a_folded_turn_tells_its_minutes_and_seconds(width: int, turn: str) -> None:
    view = table(flat=False)
    async with showing(view, (width, 12)) as pilot:
        await shown(pilot, view, [call(1, "a", "1", preview="why does it flake?"), call(2, "a", "1", timing=LONG)])
        await press(pilot, "g", "j", "h")
        assert turn in rows(pilot)[1]
        assert rows(pilot)[1].rstrip().endswith(" 2 m 13 s")


async def test_a_folded_session_keeps_its_sums_in_a_narrow_list() -> None:
    view = table(flat=False)
    async with showing(view, (52, 12)) as pilot:
        await shown(pilot, view, [call(1, "a", "1", preview="why does it flake?"), call(2, "a", "1", timing=LONG)])
        await press(pilot, "g", "h")
        assert rows(pilot)[0].split() == ["▌", "▸", "why", "does", "it", "flake?", "2.0k", "2", "m", "13", "s"]


async def test_h_goes_out_and_l_goes_in() -> None:
    view = table(flat=False)
    async with showing(view) as pilot:
        await shown(pilot, view, [call(1, "a", "1"), call(2, "a", "1")])
        places = []
        for key in ("h", "h", "l", "l", "h", "h", "h"):
            await press(pilot, key)
            places.append((view.cursor, view.line.kind if view.line else None))
        assert [kind for _, kind in places] == ["turn", "turn", "turn", "request", "turn", "turn", "session"]


async def test_all_fold_and_unfold() -> None:
    view = table(flat=False)
    async with showing(view) as pilot:
        await shown(pilot, view, [call(number, str(number), "1") for number in range(1, 5)])
        await press(pilot, "minus")
        assert view.count == 4
        await press(pilot, "equals_sign")
        assert view.count == 15


async def test_blank_lines_are_stepped_over() -> None:
    view = table(flat=False)
    async with showing(view) as pilot:
        await shown(pilot, view, [call(1, "a", "1"), call(2, "b", "1")])
        await press(pilot, "g", "j", "j", "j")
        assert view.cursor == 4
        await press(pilot, "k")
        assert view.cursor == 2


async def test_a_click_on_the_glyph_folds() -> None:
    view = table(flat=False)
    async with showing(view) as pilot:
        await shown(pilot, view, [call(1, "a", "1"), call(2, "a", "1"), side(3)])
        await pilot.click(view, offset=(rows(pilot)[0].index("▾"), 0))
        await pilot.pause()
        assert view.count == 2
        await pilot.click(view, offset=(20, 23))
        await pilot.pause()
        assert view.line is not None
        assert view.line.kind == "side"


async def test_the_count_of_side_traffic_stays_at_the_bottom() -> None:
    view = table(flat=False)
    async with showing(view, (80, 10)) as pilot:
        await shown(pilot, view, [*(call(number) for number in range(1, 30)), side(30)])
        assert "29" in rows(pilot)[-2]
        await press(pilot, "g")
        assert "1 side request" in rows(pilot)[-1]
        for _ in range(12):
            await press(pilot, "j")
            assert "1 side request" in rows(pilot)[-1]
            assert any(row.startswith("▌") for row in rows(pilot)[:-1])
        await press(pilot, "G", "j")
        assert rows(pilot)[-1].startswith("▌")
        await press(pilot, "enter")
        assert "▾ 1 side request" in rows(pilot)[-2]


async def test_what_is_seen_stays_when_something_comes_above_it() -> None:
    view = table(flat=False)
    async with showing(view, (80, 10)) as pilot:
        await shown(pilot, view, [call(number, "a", "1") for number in range(100, 130)])
        before = await press(pilot, "k", "k", "k")
        await shown(pilot, view, [call(number, "old", "1") for number in range(1, 50)])
        assert [row[:70] for row in rows(pilot)] == [row[:70] for row in before.split("\n")]
        await shown(pilot, view, [call(130, "new", "1")])
        assert [row[:70] for row in rows(pilot)[:6]] == [row[:70] for row in before.split("\n")[:6]]
        assert view.unseen == 1


async def test_follow_goes_to_the_newest_wherever_its_session_stands() -> None:
    view = table(flat=False)
    async with showing(view) as pilot:
        await shown(pilot, view, [call(1, "a", "1"), call(2, "b", "1"), call(3, "a", "1")])
        assert view.summary is not None
        assert view.summary.number == 3
        assert view.following
