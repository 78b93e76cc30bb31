"""What is drawn of a screen where only some of it changed."""

import random
from pathlib import Path

import pytest
from textual._compositor import ChopsUpdate, Compositor
from textual.app import App
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets._toast import Toast

from codex_tui.tui.app import Inspector
from codex_tui.tui.screens.choice import Choices
from codex_tui.tui.sparing import SparingCompositor
from codex_tui.tui.widgets.lines.view import LineView
from tests.deadline import eventually_async
from tests.records import Journal
from tests.tui import story
from tests.tui.emulated import differing, emulating
from tests.tui.host import inspecting, press, sees, settle, text

WIDTH, HEIGHT = 160, 45


def cells(update: ChopsUpdate | None, changed: set[Region]) -> list[list[object]]:
    """What stands in each row of what changed, as it is sent."""
    assert update is not None
    drawn = []
    for region in sorted(changed):
        for y in region.line_range:
            for x, strip in update.chops[y].items():
                if strip is not None and x < region.right and x + strip.cell_length > region.x:
                    part = strip.crop(max(0, region.x - x), region.right - x)
                    drawn.append(
                        [y, max(x, region.x), part.text, [(each.text, each.style) for each in part.simplify()]]
                    )
    return drawn


async def test_it_is_what_textual_draws(told: Journal, captures: Path) -> None:
    async with inspecting(captures, (WIDTH, HEIGHT)) as pilot:
        await settle(pilot)
        compositor = pilot.app.screen._compositor
        assert isinstance(compositor, SparingCompositor)
        choose = random.Random(7)
        for _ in range(60):
            changed = {
                Region(x, y, choose.randint(1, WIDTH - x), choose.randint(1, HEIGHT - y))
                for x, y in [(choose.randrange(WIDTH), choose.randrange(HEIGHT)) for _ in range(choose.randint(1, 5))]
            }
            compositor._dirty_regions = set(changed)
            ours = compositor.render_partial_update()
            compositor._dirty_regions = set(changed)
            assert cells(ours, changed) == cells(Compositor.render_partial_update(compositor), changed)


@pytest.mark.parametrize("key", ["g", "S", "y", "question_mark", "ctrl+p"])
async def test_what_changed_where_the_screen_is_no_longer_is_not_drawn(
    key: str, told: Journal, captures: Path
) -> None:
    async with inspecting(captures, (WIDTH, HEIGHT)) as pilot:
        await press(pilot, key)
        compositor = pilot.app.screen._compositor
        compositor._dirty_regions = {Region(3, HEIGHT - 1, WIDTH, 9), Region(WIDTH, HEIGHT, 4, 4)}
        update = compositor.render_partial_update()
        assert update is not None
        assert [span[0] for span in update.spans] == [HEIGHT - 1]
        assert update.render_segments(pilot.app.console)
        compositor._dirty_regions = {Region(0, HEIGHT, 4, 4)}
        assert compositor.render_partial_update() is None


@pytest.mark.parametrize("hidden", [0, 1])
async def test_what_goes_after_a_list_scrolled_leaves_no_ghost(
    hidden: int, told: Journal, captures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with emulating(Inspector(captures, None, story.clock), (WIDTH, HEIGHT), monkeypatch) as (pilot, driver):
        await sees(pilot, lambda: "answer, streaming" in text(pilot))
        for words in ("one of\nthree\nlines", "another"):
            pilot.app.notify(words, timeout=600)
        await sees(pilot, lambda: not differing(pilot, driver) and "another" in text(pilot))
        screen = pilot.app.screen
        screen._compositor.reflow_visible(screen, screen.size)
        screen._compositor._dirty_regions.clear()
        screen.query(Toast)[hidden].display = False
        assert screen._compositor.full_map  # someone asks where something stands
        moved = screen._compositor._dirty_regions
        assert moved
        assert all(region.width < 40 for region in moved)
        await sees(pilot, lambda: not differing(pilot, driver))


async def test_what_changes_in_a_box_is_drawn_though_what_is_beneath_it_changes_too(
    told: Journal, captures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with emulating(Inspector(captures, None, story.clock), (WIDTH, HEIGHT), monkeypatch) as (pilot, driver):
        await sees(pilot, lambda: "answer, streaming" in text(pilot))
        await press(pilot, "s")
        await sees(pilot, lambda: not differing(pilot, driver))
        box = pilot.app.screen
        choices = box.query_one(Choices)
        choices.cursor = 2
        choices.refresh()
        choices._repaint_required = False
        box._dirty_widgets.add(choices)  # it has told so,
        box.refresh(Region(0, 0, 9, 1))  # and then what is beneath has changed
        box._on_timer_update()
        await sees(pilot, lambda: not differing(pilot, driver))


async def test_what_stands_between_two_changes_is_not_drawn(
    told: Journal, captures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with inspecting(captures, (WIDTH, HEIGHT)) as pilot:
        await settle(pilot)
        asked: list[tuple[str | None, Region]] = []
        whole = LineView.render_lines

        def ask(view: LineView, crop: Region) -> list[Strip]:
            asked.append((view.id, crop))
            return whole(view, crop)

        monkeypatch.setattr(LineView, "render_lines", ask)
        transcript = pilot.app.screen.query_one("#transcript")
        at = transcript.region
        compositor = pilot.app.screen._compositor
        compositor._dirty_regions = {Region(0, 0, 9, 1), Region(at.x, at.y + 3, 5, 2), Region(at.x, at.y + 20, 5, 1)}
        assert compositor.render_partial_update() is not None
        assert asked == [("transcript", Region(0, 3, at.width, 2)), ("transcript", Region(0, 20, at.width, 1))]


async def test_while_an_answer_is_waited_for_nothing_is_drawn_that_looks_the_same(
    told: Journal, captures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with inspecting(captures, (WIDTH, HEIGHT)) as pilot:
        await settle(pilot)
        drawn: list[LineView] = []
        monkeypatch.setattr(LineView, "refresh_lines", lambda view, *_: drawn.append(view))
        desk = pilot.app.screen.desk
        for _ in range(3):
            before = desk._rows_drawn
            await eventually_async(lambda before=before: desk._rows_drawn > before)
        assert drawn == []


@pytest.mark.parametrize(("key", "frames"), [("S", 0), ("question_mark", 1), ("y", 1)])
async def test_what_changes_beneath_is_drawn_once_where_it_is_seen_and_not_where_a_page_hides_it(
    told: Journal, captures: Path, monkeypatch: pytest.MonkeyPatch, key: str, frames: int
) -> None:
    async with inspecting(captures, (WIDTH, HEIGHT)) as pilot:
        beneath = pilot.app.screen
        await press(pilot, key)
        await settle(pilot)
        drawn: list[object] = []
        monkeypatch.setattr(App, "_display", lambda _, screen, __: drawn.append(screen))
        beneath.query_one("#transcript").refresh()
        for _ in range(3):
            before = beneath.desk._rows_drawn
            await eventually_async(lambda before=before: beneath.desk._rows_drawn > before)
        assert len(drawn) == frames
        monkeypatch.undo()
        await press(pilot, "escape")
        assert "answer, streaming" in text(pilot)
