"""Two exchanges beside each other on the screen."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from codex_tui.tui.app import Inspector
from codex_tui.tui.screens.compare import CompareScreen
from codex_tui.tui.widgets.compare.compare_view import CompareView
from codex_tui.tui.widgets.compare.entries import Entry
from codex_tui.tui.widgets.compare.layout import Anchor, Layout
from codex_tui.tui.widgets.lines.pieces import Pieces
from tests import records
from tests.analysis import sessions
from tests.cli import captures as made
from tests.records import Journal
from tests.tui import story
from tests.tui.host import Size, inspecting, press, row_with, rows, sees, settle, style_at, text
from tests.tui.story import message, output, shell

USUAL: Size = (158, 44)


@pytest.fixture
def lost(captures: Path) -> Path:
    sessions.lost_cache(captures)
    return captures


async def comparing(pilot: Pilot[None], *keys: str) -> str:
    """The screen once the comparison of ``d`` is there, and these keys were pressed."""
    await pilot.press("d")
    screen = pilot.app.screen
    assert isinstance(screen, CompareScreen)
    await sees(pilot, lambda: screen.comparison is not None)
    return await press(pilot, *keys)


async def test_d_compares_with_the_request_before_it(lost: Path) -> None:
    async with inspecting(lost, USUAL) as pilot:
        screen = await comparing(pilot)
        assert rows(pilot)[1].startswith("━ Compare  #116 with #117 ━━━")
        assert "▎ ▲ The prompt cache was lost at byte 16,023" in rows(pilot)[2]
        assert rows(pilot)[2].endswith("reported by the server")
        assert "cached  13.4k → 4.0k     share  95% → 28%" in screen
        assert "▸ = model, stream, reasoning.effort" in screen
        assert "▾ ~ developer  input[1], environment_context" in screen
        assert "4 −   <current_date>2025-11-21</current_date>" in screen
        assert "4 +   <current_date>2025-11-22</current_date>" in screen
        assert "▸ = 18 parts  input[2] to input[19], same text but after the break" in screen
        assert "▾ − assistant  input[20]" in screen
        assert "▾ + user  input[20]" in screen
        assert row_with(pilot, "environment_context  ").endswith("~47      ~57      +10")
        assert "n next change" in rows(pilot)[-1]
        assert style_at(pilot, "on-request").bold


@pytest.mark.parametrize("size", [(80, 24), (120, 35), (158, 60)])
async def test_numbers_stand_under_the_names_of_their_columns(lost: Path, size: Size) -> None:
    async with inspecting(lost, size) as pilot:
        await comparing(pilot)
        names, numbers = row_with(pilot, "TOKENS"), row_with(pilot, "environment_context  ")
        assert [names.index(name) + len(name) for name in ("#116", "#117", "TOKENS")] == [
            numbers.index(number) + len(number) for number in ("~47", "~57", "+10")
        ]


async def test_a_narrow_screen_has_only_the_difference(lost: Path) -> None:
    async with inspecting(lost, (66, 24)) as pilot:
        await comparing(pilot)
        assert row_with(pilot, "TOKENS").split() == ["PART", "TOKENS"]
        assert row_with(pilot, "~ developer").split()[-3:-1] == ["environment_context", "+10"]


async def test_capital_d_compares_with_the_exchange_that_was_marked_last(lost: Path) -> None:
    records.append(lost, sessions.exchange(118, sessions.body(sessions.AFTER)))
    async with inspecting(lost, USUAL) as pilot:
        assert "No other exchange is marked. m marks" in await press(pilot, "D")
        await press(pilot, "[", "m", "[", "m", "]", "]", "D")
        assert rows(pilot)[1].startswith("━ Compare  #116 with #118 ━━━")


async def test_an_exchange_is_not_compared_with_itself(lost: Path) -> None:
    async with inspecting(lost, USUAL) as pilot:
        await press(pilot, "m")
        assert "No other exchange is marked." in await press(pilot, "D")


async def test_it_can_be_drawn_at_another_width_before_it_is_broken_anew(lost: Path) -> None:
    async with inspecting(lost, (60, 24)) as pilot:
        await comparing(pilot, "=")
        view = pilot.app.screen.query_one(CompareView)
        for width in (40, 60, 200):
            assert len([view.draw(index, width) for index in range(view.count)]) == view.count


async def test_of_many_changed_parts_only_those_that_are_looked_at_are_laid_out(captures: Path) -> None:
    for number, word in enumerate(("was", "is"), 1):
        items = [message("user", f"part {n}\nit {word} {n}") for n in range(300)]
        records.append(captures, story.exchange(number, number, items, story.stream(message("assistant", "ok"))))
    async with inspecting(captures, USUAL) as pilot:
        await comparing(pilot)
        view = pilot.app.screen.query_one(CompareView)

        def laid_out() -> int:
            return sum(entry.known(view.width) for entry in view._layout.entries if entry.change == "changed")

        assert 0 < laid_out() < 50
        assert "    2 + it is 299" in await press(pilot, "G")
        assert laid_out() < 100
        assert "    2 + it is 299" not in await press(pilot, "g")
        for number in range(40):
            await press(pilot, "n")
            assert row_with(pilot, "▌").startswith(f"▌ ▾ ~ user  input[{number}]")
            assert f"2 + it is {number}" in text(pilot)


async def test_of_a_part_with_many_changes_the_first_are_shown_until_asked_for_all(captures: Path) -> None:
    for number, word in enumerate(("was", "is"), 1):
        told = "\n".join(line for n in range(100) for line in (f"it {word} {n}", *["same"] * 9))
        records.append(captures, story.exchange(number, number, [message("user", told)], story.stream()))
    async with inspecting(captures, USUAL) as pilot:
        await comparing(pilot, "n")
        view = pilot.app.screen.query_one(CompareView)
        entry = next(entry for entry in view._layout.entries if entry.change == "changed")
        shown = ["".join(text for text, _ in row).strip() for row in entry.rows(view.width)]
        assert len(shown) == 401
        last = max(n for n in range(100) if any(row.endswith(f"it is {n}") for row in shown))
        assert 50 < last < 60
        left = int(shown[-1].removeprefix("⋮ ").removesuffix(" lines"))
        assert left == 1_100 - 1 - max(row.line for row in entry._rows(view.width) if row.line is not None)
        view.go_to(view.row_of(Anchor(entry, 401)))
        assert "it is 99" in await press(pilot, "enter", "G")


class Rows(Entry):
    """As many rows as it is told, guessed to be others."""

    def __init__(self, name: str, rows: int, guessed: int, *, folded: bool) -> None:
        self.name, self.folded = name, folded
        self._count, self._guessed = rows, guessed

    def guess(self) -> int:
        return self._guessed

    def rows(self, width: int) -> list[Pieces]:
        self._made = (width, [])
        return [[(f"{self.name} {n}", "muted")] for n in range(1, self._count + 1)]


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.booleans()), min_size=1, max_size=12),
    st.lists(st.tuples(st.integers(0, 90), st.integers(0, 9)), max_size=8),
)
def test_rows_are_exact_round_where_one_looks_whatever_was_guessed(
    shapes: list[tuple[int, int, bool]], looks: list[tuple[int, int]]
) -> None:
    entries = [Rows(str(n), rows, guessed, folded=folded) for n, (rows, guessed, folded) in enumerate(shapes)]
    exact = [(entry, row) for entry in entries for row in range(1 if entry.folded else entry._count + 1)]
    layout = Layout(entries, 80)
    for row, around in looks:
        anchor = layout.measure(layout.at(min(row, layout.rows - 1)), around, around)
        at, place = layout.row_of(anchor), exact.index(anchor)
        for step in range(-min(around, place), min(around, len(exact) - 1 - place) + 1):
            assert layout.at(at + step) == exact[place + step]
    assert exact.index(layout.last) == len(exact) - 1


async def test_escape_and_q_lead_back(lost: Path) -> None:
    async with inspecting(lost, USUAL) as pilot:
        for key in ("escape", "q"):
            await comparing(pilot)
            assert "1 Exchanges" in await press(pilot, key)


async def test_n_goes_from_change_to_change(lost: Path) -> None:
    async with inspecting(lost, USUAL) as pilot:
        await comparing(pilot, "n")
        assert row_with(pilot, "▌").startswith("▌ ▾ ~ developer")
        assert rows(pilot)[-2].endswith("change 1 of 5 ─")
        await press(pilot, "n")
        assert row_with(pilot, "▌").startswith("▌ ▾ − assistant")
        await press(pilot, "N")
        assert row_with(pilot, "▌").startswith("▌ ▾ ~ developer")
        assert "There is no further change." in await press(pilot, "N")


async def test_changes_fold_alone_and_together(lost: Path) -> None:
    async with inspecting(lost, USUAL) as pilot:
        assert "<shell>" not in await comparing(pilot, "n", "enter")
        assert "▸ ~ developer" in text(pilot)
        assert "<shell>" in await press(pilot, "enter")
        folded = await press(pilot, "-")
        assert "Shorter, please" not in folded.rpartition("TOKENS")[2].rpartition("──")[0]
        assert "You are Codex, a coding agent." in await press(pilot, "=", "g")


async def test_a_shows_what_is_the_same(lost: Path) -> None:
    async with inspecting(lost, USUAL) as pilot:
        screen = await comparing(pilot, "a")
        assert "= user  input[2], same text but after the break" in screen
        assert "18 parts" not in screen
        assert 'model             "gpt-5"' in screen
        assert "18 parts" in await press(pilot, "a")


async def test_the_cursor_stays_on_its_part_when_what_is_the_same_is_shown(lost: Path) -> None:
    async with inspecting(lost, USUAL) as pilot:
        await comparing(pilot, "n", "n", "n")
        before = next(row for row in rows(pilot) if row.startswith("▌"))
        await press(pilot, "a")
        assert next(row for row in rows(pilot) if row.startswith("▌")) == before
        await press(pilot, "a")
        assert next(row for row in rows(pilot) if row.startswith("▌")) == before


async def test_what_was_folded_stays_so(lost: Path) -> None:
    async with inspecting(lost, USUAL) as pilot:
        assert "▸ ~ developer" in await comparing(pilot, "n", "enter")
        assert "▸ ~ developer" in await press(pilot, "a")
        await press(pilot, "p")
        assert "▸ ~ developer" in await press(pilot, "p")


async def test_p_shows_the_bytes(lost: Path) -> None:
    async with inspecting(lost, USUAL) as pilot:
        screen = await comparing(pilot, "p")
        assert "16,016  −  32 35 2d 31 31 2d 32 31  3c 2f 63 75 72 72 65 6e  25-11-21</curren" in screen
        assert "16,016  +  32 35 2d 31 31 2d 32 32  3c 2f 63 75 72 72 65 6e  25-11-22</curren" in screen
        assert "BYTE" in screen
        assert "PART" in await press(pilot, "p")


async def test_s_swaps_the_two(lost: Path) -> None:
    async with inspecting(lost, USUAL) as pilot:
        await comparing(pilot, "s")
        page = pilot.app.screen
        assert isinstance(page, CompareScreen)
        await sees(pilot, lambda: page.comparison and page.comparison.a.summary.number == 117)
        assert rows(pilot)[1].startswith("━ Compare  #117 with #116 ━━━")
        assert "4 +   <current_date>2025-11-21</current_date>" in text(pilot)
        assert "▾ − user  input[20]" in text(pilot)


async def test_y_copies_a_part_of_either_side_or_all(lost: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with inspecting(lost, USUAL) as pilot:
        copied: list[str] = []
        monkeypatch.setattr(pilot.app.inspector, "copy", copied.append)  # type: ignore[attr-defined]
        screen = await comparing(pilot, "n", "y")
        for option in ("this part, as a diff", "its text in #116", "its text in #117", "the comparison, as JSON"):
            assert option in screen
        await press(pilot, "2")
        await press(pilot, "Y")
        assert copied[0] == sessions.CONTEXT
        assert copied[1].splitlines()[3:5] == [
            "-  <current_date>2025-11-21</current_date>",
            "+  <current_date>2025-11-22</current_date>",
        ]


async def test_the_first_request_of_a_session_has_none_before_it(lost: Path) -> None:
    async with inspecting(lost, USUAL) as pilot:
        assert "There is no request before #116 in its session." in await press(pilot, "[", "d")
        assert "1 Exchanges" in text(pilot)


async def test_what_was_added_is_shown_by_its_beginning_until_asked_for(captures: Path) -> None:
    told = "\n".join(f"line {n}" for n in range(40))
    longer = sessions.body([*sessions.BEFORE, shell("c", "ls"), output("c", told)])
    records.append(captures, sessions.exchange(1, sessions.body(sessions.BEFORE)), sessions.exchange(2, longer))
    async with inspecting(captures, USUAL) as pilot:
        screen = await comparing(pilot)
        assert "1 + $ ls" in screen
        assert "⋮ 31 lines" in screen
        await press(pilot, "n", "n", *["j"] * 13, "enter")
        assert "⋮" not in text(pilot)
        assert "line 10" in text(pilot)


async def test_a_search_finds_what_is_left_out_and_n_leads_to_its_hits(captures: Path) -> None:
    told = "\n".join(f"line {n}" for n in range(40))
    longer = sessions.body([*sessions.BEFORE, shell("c", "ls"), output("c", told)])
    records.append(captures, sessions.exchange(1, sessions.body(sessions.BEFORE)), sessions.exchange(2, longer))
    async with inspecting(captures, USUAL) as pilot:
        await comparing(pilot, "/", *"line 3", "enter")
        await sees(pilot, lambda: "1 of 11" in text(pilot))
        assert row_with(pilot, "▌").endswith("+ line 3")
        await press(pilot, "n")
        assert row_with(pilot, "▌").endswith("+ line 30")
        await press(pilot, "n")
        assert row_with(pilot, "▌").endswith("+ line 31")


async def test_what_is_arranged_anew_while_one_types_is_searched_as_it_is_then(lost: Path) -> None:
    async with inspecting(lost, USUAL) as pilot:
        await comparing(pilot, "G", "/", *"in")
        await pilot.app.run_action("toggle_same", pilot.app.screen.query_one(CompareView))  # as a click may
        await press(pilot, "p")
        await sees(pilot, lambda: " hits" in text(pilot))


async def test_the_inspector_goes_on_reading_under_it(lost: Path) -> None:
    async with inspecting(lost, USUAL) as pilot:
        await comparing(pilot)
        records.append(lost, sessions.exchange(118, sessions.body([message("user", "x")])))
        await sees(pilot, lambda: "3 exchanges" in rows(pilot)[0])


@pytest.mark.parametrize("size", [(80, 24), (60, 16), (200, 50)])
async def test_every_size_shows_the_heading_and_a_change(lost: Path, size: Size) -> None:
    async with inspecting(lost, size) as pilot:
        screen = await comparing(pilot, "n")
        assert "The prompt cache was lost" in screen
        assert "developer" in row_with(pilot, "▌")
        assert all(len(row) <= size[0] for row in rows(pilot))


async def test_a_live_one_is_compared_as_far_as_it_is(told: Journal, captures: Path) -> None:
    async with inspecting(captures, USUAL) as pilot:
        screen = await comparing(pilot)
        assert "The prompt goes on where #141 ended at byte" in screen
        assert "~ state" in await press(pilot, "G")


async def test_captured_text_controls_nothing(captures: Path) -> None:
    first = made.hostile(1)
    then = {**made.hostile(2), "id": records.ulid(records.started(2), 2)}
    records.append(captures, first, then)
    async with inspecting(captures, USUAL) as pilot:
        screen = await comparing(pilot, "=", "a", "p", "p")
        assert not set("\x1b\x07\x9b\u202e\x7f") & set(screen)


def test_as_it_looks(lost: Path, snap_compare: Callable[..., bool]) -> None:
    app = Inspector(lost, None, story.clock)

    async def prepare(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await comparing(pilot, "n")

    assert snap_compare(app, terminal_size=(158, 36), run_before=prepare)
