"""What a pointer does: the footer's keys, glyphs that fold, and a click that selects."""

from pathlib import Path

from tests.records import Journal
from tests.tui.host import inspecting, press, rows, settle, text


async def test_a_key_of_the_footer_can_be_clicked(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await pilot.click(offset=(rows(pilot)[-1].index("zoom") + 1, 34))
        await settle(pilot)
        assert "zoomed" in rows(pilot)[1]
        await pilot.click(offset=(rows(pilot)[-1].index("? help"), 34))
        await settle(pilot)
        assert "Keys of Exchanges" in text(pilot)
        await press(pilot, "escape")
        before = rows(pilot)[-2]
        await pilot.click(offset=(rows(pilot)[-1].index("] [ next") + 2, 34))
        await settle(pilot)
        assert rows(pilot)[-2] != before
        await pilot.click(offset=(rows(pilot)[-1].index("^p"), 34))
        await settle(pilot)
        assert "Search for commands" in text(pilot)


async def test_a_glyph_folds_where_it_is_clicked(told: Journal, captures: Path) -> None:
    async with inspecting(captures, (200, 50)) as pilot:
        await press(pilot, "2", "g")
        row = next(number for number, line in enumerate(rows(pilot)) if "▸ tools" in line)
        column = rows(pilot)[row].index("▸ tools")
        await pilot.click(offset=(column, row))
        await settle(pilot)
        assert "▾ tools" in text(pilot)
        await pilot.click(offset=(column + 4, row))
        await settle(pilot)
        assert "▾ tools" in text(pilot)
        row = next(number for number, line in enumerate(rows(pilot)) if "▾ tools" in line)
        await pilot.click(offset=(column, row))
        await settle(pilot)
        assert "▸ tools" in text(pilot)
