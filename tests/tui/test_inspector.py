"""The whole screen: panes, layouts and what keys do."""

import json
import os
from pathlib import Path

import pytest

from codex_tui.history.annotations import Annotations
from codex_tui.tui.app import Inspector
from codex_tui.tui.screens.arrangement import RAW, arrange
from codex_tui.tui.screens.choice import ChoiceScreen
from codex_tui.tui.screens.help import HelpScreen
from codex_tui.tui.screens.inspector import InspectorScreen
from tests import records
from tests.records import Journal
from tests.tui import story
from tests.tui.host import Size, inspecting, press, row_with, rows, sees, settle, style_at, text

WIDE, MEDIUM, NARROW = (200, 50), (120, 35), (80, 24)


@pytest.mark.parametrize(
    ("width", "panes"),
    [
        (200, (72, 70, 56)),
        (150, (54, 48, 46)),
        (240, (76, 95, 67)),
        (120, (53, 66, 0)),
        (100, (44, 55, 0)),
        (99, (99, 0, 0)),
    ],
)
def test_panes_share_the_width(width: int, panes: tuple[int, int, int]) -> None:
    plan = arrange(width, 40, pane=1, detail=2, alone=False)
    assert (plan.exchanges, plan.transcript, plan.raw) == panes


@pytest.mark.parametrize("size", [(59, 40), (80, 15)])
def test_below_the_smallest_size_there_are_no_panes(size: Size) -> None:
    assert arrange(*size, pane=1, detail=2, alone=False).kind == "tiny"


async def test_a_wide_screen_shows_three_panes(told: Journal, captures: Path) -> None:
    async with inspecting(captures, WIDE) as pilot:
        top, bottom = rows(pilot)[1], rows(pilot)[-2]
        assert top.startswith("━ 1 Exchanges ━━━")
        assert top[72:88] == "┬─ 2 Transcript "
        assert top[143:152] == "┬─ 3 Raw "
        assert "39 of 39, following ─┴" in bottom
        assert "#142  11:04:27  responses ─┴" in bottom
        assert bottom.endswith("pretty, 324 lines ─")
        assert all(row[72] == row[143] == "│" for row in rows(pilot)[2:-2])


async def test_a_middle_screen_shows_the_list_and_one_detail(told: Journal, captures: Path) -> None:
    async with inspecting(captures, MEDIUM) as pilot:
        assert "┬─ 2 Detail ─" in rows(pilot)[1]
        assert rows(pilot)[2].endswith("│ Transcript  Request  Response  Events 100  Headers  Timing")
        screen = await press(pilot, "3")
        assert "POST http://localhost:11434/v1/responses" in screen
        assert style_at(pilot, "Request").underline


async def test_a_narrow_screen_shows_one_pane_and_all_titles(told: Journal, captures: Path) -> None:
    async with inspecting(captures, NARROW) as pilot:
        assert rows(pilot)[1].startswith("━ 1 Exchanges · 2 Transcript · 3 Raw ━")
        assert "OUTCOME" in text(pilot)
        screen = await press(pilot, "enter")
        assert "OUTCOME" not in screen
        assert "▾ assistant" in screen
        screen = await press(pilot, "3")
        assert '"model": "gpt-oss:20b"' in screen
        screen = await press(pilot, "escape")
        assert "OUTCOME" in screen


@pytest.mark.parametrize(("keys", "there"), [(["S"], "Statistics"), (["d"], "Compare"), (["ctrl+f"], "Search")])
async def test_a_page_has_the_focus_again_once_there_is_room(
    keys: list[str], there: str, told: Journal, captures: Path
) -> None:
    async with inspecting(captures) as pilot:
        await press(pilot, *keys)
        focused = pilot.app.focused
        await pilot.resize_terminal(50, 12)
        await sees(pilot, lambda: "codex-tui needs 60 columns" in text(pilot))
        assert pilot.app.focused is None
        await pilot.resize_terminal(80, 24)
        await sees(pilot, lambda: f"━ {there}" in rows(pilot)[1])
        assert pilot.app.focused is focused


async def test_a_tiny_screen_says_what_it_needs(told: Journal, captures: Path) -> None:
    async with inspecting(captures, (50, 12)) as pilot:
        assert " ".join(text(pilot).split()) == "codex-tui needs 60 columns and 16 lines; here are 50 and 12."
        await pilot.resize_terminal(59, 15)
        assert " ".join(text(pilot).split()) == "codex-tui needs 60 columns and 16 lines; here are 59 and 15."
        await pilot.resize_terminal(*MEDIUM)
        await settle(pilot)
        assert "2 Detail" in text(pilot)
        await sees(pilot, lambda: rows(pilot)[1].startswith("━ 1 Exchanges"))


async def test_resizing_lays_out_anew(told: Journal, captures: Path) -> None:
    async with inspecting(captures, WIDE) as pilot:
        for size, part in ((MEDIUM, "2 Detail"), (NARROW, "· 2 Transcript ·"), (WIDE, "3 Raw")):
            await pilot.resize_terminal(*size)
            await settle(pilot)
            assert part in rows(pilot)[1]
            assert len(rows(pilot)) == size[1]


async def test_the_heavy_rule_goes_with_the_focus(told: Journal, captures: Path) -> None:
    async with inspecting(captures, WIDE) as pilot:
        for key, title in (
            ("tab", "2 Transcript"),
            ("tab", "3 Raw"),
            ("tab", "1 Exchanges"),
            ("shift+tab", "3 Raw"),
            ("2", "2 T"),
        ):
            await press(pilot, key)
            assert f"━ {title}" in rows(pilot)[1]
            assert rows(pilot)[1].count(" ━") == 1
            assert style_at(pilot, title).bold


async def test_a_pane_can_have_the_whole_screen(told: Journal, captures: Path) -> None:
    async with inspecting(captures, WIDE) as pilot:
        await press(pilot, "z")
        assert rows(pilot)[1].startswith("━ 1 Exchanges, zoomed ━")
        assert "SIZE" in rows(pilot)[2]
        assert "│" not in text(pilot)
        assert "z unzoom" in rows(pilot)[-1]
        await press(pilot, "escape")
        assert "3 Raw" in rows(pilot)[1]


async def test_tabs_of_raw(told: Journal, captures: Path) -> None:
    async with inspecting(captures, WIDE) as pilot:
        await press(pilot, "3")
        for key, part in (
            ("l", "200 OK"),
            ("l", "EVENT"),
            ("right", "authorization: Bearer [masked 5d41402a]"),
            ("l", "This exchange"),
            ("l", "POST http"),
            ("h", "This exchange"),
        ):
            assert part in await press(pilot, key), key


async def test_a_click_picks_a_tab_and_a_pane(told: Journal, captures: Path) -> None:
    async with inspecting(captures, MEDIUM) as pilot:
        row = rows(pilot)[2]
        await pilot.click(offset=(row.index("Headers") + 1, 2))
        await settle(pilot)
        assert "authorization" in text(pilot)
        assert "━ 2 Detail" in rows(pilot)[1]
    async with inspecting(captures, NARROW) as pilot:
        await pilot.click(offset=(rows(pilot)[1].index("Transcript"), 1))
        await settle(pilot)
        assert "▾ assistant" in text(pilot)


async def test_brackets_go_through_the_exchanges_from_any_pane(told: Journal, captures: Path) -> None:
    async with inspecting(captures, MEDIUM) as pilot:
        await press(pilot, "2", "[")
        await sees(pilot, lambda: "#141" in rows(pilot)[-2])
        await press(pilot, *"[[[[[[")
        await sees(pilot, lambda: "#135" in rows(pilot)[-2])
        assert "□ The proxy ended before the answer did" in text(pilot)
        await press(pilot, "]")
        await sees(pilot, lambda: "#136" in rows(pilot)[-2])


async def test_the_streaming_answer_grows_on_the_screen(told: Journal, captures: Path) -> None:
    async with inspecting(captures, WIDE) as pilot:
        assert "so the variable is▌" in text(pilot)
        delta = {
            "type": "response.output_text.delta",
            "output_index": 1,
            "content_index": 0,
            "delta": " easy to find",
        }
        told.chunk(5_300, records.sse_event(delta))
        await sees(pilot, lambda: "is easy to find▌" in text(pilot))
        assert "Events 101" in text(pilot)


async def test_a_finished_answer_settles(told: Journal, captures: Path) -> None:
    async with inspecting(captures, WIDE) as pilot:
        told.finish(finished_story())
        await sees(pilot, lambda: "✓ answer" in row_with(pilot, "142"))
        await sees(pilot, lambda: "▌" not in row_with(pilot, "so the variable is"))
        assert "1 live" not in rows(pilot)[0]
        assert row_with(pilot, "▾ assistant").count("~76 tok") == 1


def finished_story() -> records.Json:
    """Exchange 142, ended."""
    events = [
        *story.live_answer(),
        {
            "type": "response.completed",
            "response": {"status": "completed", "usage": {"input_tokens": 5, "output_tokens": 9}},
        },
    ]
    head = records.head(
        142,
        started_at=story.BEGINNING + story.timedelta(seconds=217),
        request=story.asked(story.live_items()),
        request_headers=story.HEADERS,
    )
    content, chunks = story.arrivals(events, 1_571)
    value = records.record(142, content, chunks=chunks, started_at=story.BEGINNING + story.timedelta(seconds=217),
                           request=story.asked(story.live_items()), request_headers=story.HEADERS)  # fmt: skip
    assert value["id"] == head["id"]
    return value


async def test_an_exchange_that_vanishes_leaves_the_screen(told: Journal, captures: Path) -> None:
    async with inspecting(captures, WIDE) as pilot:
        told.path.unlink()
        told.die()
        await sees(pilot, lambda: "38 of 38" in text(pilot))
        await sees(pilot, lambda: "#141" in rows(pilot)[-2])


async def test_a_history_that_is_replaced_is_read_anew(told: Journal, captures: Path) -> None:
    async with inspecting(captures, WIDE) as pilot:
        await press(pilot, "k", "k")
        (captures / "history.jsonl").unlink()
        records.append(captures, story.exchange(7, 1, story.BASE, story.stream(story.message("assistant", "anew"))))
        await sees(pilot, lambda: "of 2" in rows(pilot)[-2])
        await sees(pilot, lambda: "OUTCOME" in text(pilot) and "  7     ✓" in text(pilot))


async def test_what_is_taken_out_of_the_history_between_two_looks_is_told(told: Journal, captures: Path) -> None:
    async with inspecting(captures, WIDE) as pilot:
        await press(pilot, "[")
        app = pilot.app
        assert isinstance(app, Inspector)
        os.truncate(captures / "history.jsonl", 0)
        app.inspector.desk.feed.poll()
        app.inspector.go_to(RAW)  # what it shows is asked for before the next look of the list
        app.inspector.action_compare_previous()
        await sees(pilot, lambda: "There is no exchange" in text(pilot))
        assert pilot.app.is_running


async def test_a_new_exchange_is_followed_and_opened(told: Journal, captures: Path) -> None:
    async with inspecting(captures, MEDIUM) as pilot:
        with Journal(
            captures, number=143, started_at=story.NOW, request=story.asked([story.message("user", "and now?")])
        ):
            await sees(pilot, lambda: "and now?" in text(pilot))
            assert "40 of 40, following" in text(pilot)
            assert "2 live" in rows(pilot)[0]


async def test_who_looks_at_another_is_left_alone(told: Journal, captures: Path) -> None:
    async with inspecting(captures, MEDIUM) as pilot:
        await press(pilot, "[")
        await sees(pilot, lambda: "#141" in rows(pilot)[-2])
        with Journal(
            captures, number=143, started_at=story.NOW, request=story.asked([story.message("user", "and now?")])
        ):
            await sees(pilot, lambda: "38 of 40, 1 new " in text(pilot))
            assert "#141" in rows(pilot)[-2]
            await press(pilot, "t")
            await sees(pilot, lambda: "and now?" in text(pilot))


async def test_the_empty_state_yields_to_the_first_exchange(captures: Path) -> None:
    async with inspecting(captures) as pilot:
        assert "Nothing captured yet" in text(pilot)
        assert "0 exchanges" in rows(pilot)[-2]
        records.append(captures, *story.history()[3:5])
        await sees(pilot, lambda: "OUTCOME" in text(pilot))
        assert "Nothing captured yet" not in text(pilot)
        await sees(pilot, lambda: "#108" in rows(pilot)[-2])
        assert "2 Detail" in rows(pilot)[1]


async def test_unreadable_lines_are_counted(captures: Path) -> None:
    records.append(captures, story.history()[1], b"{not json\n", b'{"v": 99}\n')
    async with inspecting(captures) as pilot:
        assert "▲ 2 lines unreadable  !  " in rows(pilot)[0]
        assert "1 exchange" in rows(pilot)[0]


async def test_a_directory_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    captures = tmp_path / "captures"
    captures.mkdir()
    (captures / "history.jsonl").mkdir()
    async with inspecting(captures) as pilot:
        await sees(pilot, lambda: "cannot be read" in text(pilot))


async def test_help_names_the_keys_of_the_pane_and_the_glyphs(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        screen = await press(pilot, "question_mark")
        assert "Keys of Exchanges" in screen
        assert "follow new traffic" in screen
        assert "plain source or rendered" not in screen
        assert "□ cut by the proxy's end" in screen
        await press(pilot, "escape")
        screen = await press(pilot, "2", "f1")
        assert "Keys of Transcript" in screen
        assert "- =" in row_with(pilot, "fold all, unfold all")
        assert isinstance(pilot.app.screen, HelpScreen)
        await press(pilot, "q")
        assert isinstance(pilot.app.screen, InspectorScreen)


async def test_help_leads_on_to_the_keys_of_other_panes_and_back_to_where_one_was(
    told: Journal, captures: Path
) -> None:
    async with inspecting(captures) as pilot:
        before = text(pilot)
        assert "tab  other panes    /  find a key    esc  close" in await press(pilot, "question_mark")
        assert "plain source or rendered" in await press(pilot, "tab")
        screen = await press(pilot, "tab")
        assert "Keys of Raw" in screen
        assert "wrap long lines" in screen
        assert "Keys of Exchanges" in await press(pilot, "tab")
        assert "Keys of Raw" in await press(pilot, "shift+tab")
        assert await press(pilot, "escape") == before
        await press(pilot, "S", "question_mark")
        assert "other panes" not in text(pilot)
        assert "Keys of Statistics" in await press(pilot, "tab")


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 35)])
async def test_help_is_whole_at_every_size(size: Size, told: Journal, captures: Path) -> None:
    async with inspecting(captures, size) as pilot:
        await press(pilot, "3", "question_mark")
        seen = text(pilot)
        for _ in range(4):
            seen += await press(pilot, "pagedown")
        for said in (
            "next, previous exchange  ",
            "exchanges, transcript, raw  ",
            "diff with the marked one  ",
            "suspend  ",
        ):
            assert said in seen


async def test_the_palette_reaches_every_action(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await press(pilot, "ctrl+p")
        await sees(pilot, lambda: "Copy a part of it" in text(pilot))
        await pilot.press(*"zoom")
        await sees(pilot, lambda: "Zoom this pane" in text(pilot) and "Copy a part of it" not in text(pilot))
        await pilot.press("enter")
        await sees(pilot, lambda: "1 Exchanges, zoomed" in text(pilot))


async def test_the_palette_has_room_on_the_smallest_screen(told: Journal, captures: Path) -> None:
    async with inspecting(captures, (60, 16)) as pilot:
        await press(pilot, "ctrl+p")
        await sees(pilot, lambda: "Copy a part of it" in text(pilot))
        assert [row[0] + row[-1] for row in rows(pilot)[3:]] == ["╭╮", *["││"] * 11, "╰╯"]


async def test_the_footer_shows_seven_keys_at_most(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        assert rows(pilot)[-1].split("  ")[0] == " enter open"
        for key in ("1", "2", "3", "l", "l"):
            await press(pilot, key)
            footer = rows(pilot)[-1]
            assert "? help" in footer
            assert footer.endswith("^p commands")
            assert len([word for word in footer.split("   ") if word.strip()]) <= 8


async def test_escape_goes_back_and_never_out(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await press(pilot, "3", "escape")
        assert "━ 1 Exchanges" in rows(pilot)[1]
        await press(pilot, "escape", "escape")
        assert pilot.app.is_running


@pytest.mark.parametrize("keys", [("q",), ("2", "q", "q"), ("2", "ctrl+q")])
async def test_q_goes_back_and_then_out(keys: tuple[str, ...], told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await pilot.press(*keys)
        await sees(pilot, lambda: not pilot.app.is_running)
    assert pilot.app.return_code == 0


COPIED = [
    ((), ("Y",), story.ANSWER),
    (("2", "g", "}", "}", "}"), ("Y",), story.PATCH),
    (("3",), ("Y",), story.asked(story.live_items()).decode()),
    ((), ("y", "1"), story.ANSWER),
    ((), ("y", "j", "enter"), story.asked(story.live_items()).decode()),
    ((), ("y", "4"), "http://localhost:11434/v1/responses"),
]


@pytest.mark.parametrize(
    ("before", "keys", "copied"), COPIED, ids=["answer", "part", "body", "by digit", "by cursor", "URL"]
)
async def test_copying(
    before: tuple[str, ...], keys: tuple[str, ...], copied: str, told: Journal, captures: Path
) -> None:
    async with inspecting(captures, WIDE) as pilot:
        await press(pilot, *before)
        await press(pilot, *keys)
        await sees(pilot, lambda: pilot.app.clipboard == copied)
        await sees(pilot, lambda: "copied " in text(pilot) and "by OSC 52" in text(pilot))


async def test_a_menu_can_be_left(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await press(pilot, "y")
        assert isinstance(pilot.app.screen, ChoiceScreen)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, InspectorScreen)
        assert not pilot.app.clipboard


async def test_exporting_writes_a_new_file(
    told: Journal, captures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with inspecting(captures) as pilot:
        await press(pilot, "[")
        for _ in range(2):
            await press(pilot, "x", "1")
        await press(pilot, "x", "2")
        await sees(pilot, lambda: "codex-141.md" in text(pilot))
    first, second, transcript = (tmp_path / name for name in ("codex-141.json", "codex-141-2.json", "codex-141.md"))
    assert json.loads(first.read_bytes())["number"] == 141
    assert first.read_bytes() == second.read_bytes()
    assert "pytest -q tests/test_retry.py" in transcript.read_text()
    assert {path.stat().st_mode & 0o777 for path in (first, second, transcript)} == {0o600}


async def test_exporting_where_nothing_can_be_written_is_a_sentence(
    told: Journal, captures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    async with inspecting(captures) as pilot:
        await press(pilot, "[", "x", "1")
        await sees(pilot, lambda: "cannot be written" in text(pilot))


async def test_errors_and_warnings_are_counted(told: Journal, captures: Path) -> None:
    async with inspecting(captures, WIDE) as pilot:
        assert "39 exchanges   ● 1 live   ✗ 1 error" in rows(pilot)[0]
        assert rows(pilot)[0].endswith("gpt-oss:20b   codex-tui")
        events = [
            {"type": "response.incomplete", "response": {"incomplete_details": {"reason": "max_output_tokens"}}}
        ]
        records.append(
            captures,
            story.exchange(
                150, 230, story.BASE, [*story.stream(story.message("assistant", "x"), tokens=None), *events]
            ),
        )
        await sees(pilot, lambda: "▲ 1 warning" in rows(pilot)[0])


async def test_keys_can_be_bound_anew_by_their_action(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        pilot.app.set_keymap({"zoom": "Z"})
        await press(pilot, "z")
        assert "zoomed" not in rows(pilot)[1]
        await press(pilot, "Z")
        assert "zoomed" in rows(pilot)[1]
        assert "Z unzoom" in rows(pilot)[-1]


async def test_a_mark_and_a_note_are_flags_and_stay(told: Journal, captures: Path) -> None:
    async with inspecting(captures, WIDE) as pilot:
        await press(pilot, "[", "m")
        await sees(pilot, lambda: row_with(pilot, "141 ").split("│")[0].rstrip().endswith("◆"))
        await press(pilot, "[", "semicolon", *"look", "enter")
        await sees(pilot, lambda: row_with(pilot, "140 ").split("│")[0].rstrip().endswith("¶"))
        await sees(pilot, lambda: "¶ Note" in text(pilot) and "look" in text(pilot))
        await press(pilot, "]", "m")
        await sees(pilot, lambda: "◆" not in row_with(pilot, "141 "))
    async with inspecting(captures, WIDE) as pilot:
        assert "¶" in row_with(pilot, "140 ")
        await press(pilot, "[", "[", "semicolon", "escape")
        assert isinstance(pilot.app.screen, InspectorScreen)


async def test_what_another_inspector_marks_is_seen(told: Journal, captures: Path) -> None:
    async with inspecting(captures, WIDE) as pilot:
        Annotations(captures).mark(story.history()[-1]["id"], marked=True)
        await sees(pilot, lambda: "◆" in row_with(pilot, "141     ✓"))


async def test_e_goes_from_error_to_error_and_unfolds_what_hides_it(told: Journal, captures: Path) -> None:
    async with inspecting(captures, MEDIUM) as pilot:
        await press(pilot, "minus")
        assert "6 tries" not in text(pilot)
        await press(pilot, "2", "E")
        await sees(pilot, lambda: "#131" in rows(pilot)[-2])
        assert "▸ ✗ 6 tries, 500" in text(pilot)
        await press(pilot, "E")
        await sees(pilot, lambda: "No error further up." in text(pilot))
        await press(pilot, "e")
        await sees(pilot, lambda: "No error further down." in text(pilot))


async def test_the_list_can_be_sorted_and_it_stays_so(told: Journal, captures: Path) -> None:
    async with inspecting(captures, MEDIUM) as pilot:
        await press(pilot, "s", "3")
        await sees(pilot, lambda: "by total time" in rows(pilot)[-2])
        assert "▾" not in rows(pilot)[4].split("│")[0]
        assert "following" not in rows(pilot)[-2]
        assert rows(pilot)[-4].startswith("▌141 ✓ 2 calls")  # the longest, with side traffic below it
        assert "34 of 34, by total time" in rows(pilot)[-2]
        await press(pilot, "s", "3")
        await sees(pilot, lambda: rows(pilot)[3].startswith("▌141 ✓ 2 calls"))
        assert "#141" in rows(pilot)[-2]
        assert "1 of 34, by total time" in rows(pilot)[-2]
        await press(pilot, "j", "j")
        assert "3 of 34, by total time" in rows(pilot)[-2]
        await press(pilot, "G")
        assert rows(pilot)[-4].startswith("▌")
    async with inspecting(captures, MEDIUM) as pilot:
        assert "by total time" in rows(pilot)[-2]
        await press(pilot, "g", "s", "1")
        await sees(pilot, lambda: "by total time" not in rows(pilot)[-2])
        assert "#141" in rows(pilot)[-2]


async def test_columns_can_be_hidden(told: Journal, captures: Path) -> None:
    async with inspecting(captures, WIDE) as pilot:
        assert "CACHED" in rows(pilot)[2]
        await press(pilot, "c")
        assert " shown │" in row_with(pilot, "3  tokens out")
        assert "no room for it here" in row_with(pilot, "6  request size")
        await press(pilot, "2")
        assert "hidden" in row_with(pilot, "▌ 2  cached")
        await press(pilot, "escape")
        await sees(pilot, lambda: "CACHED" not in rows(pilot)[2])


async def test_what_is_tunnelled_is_counted_beside_side_traffic(told: Journal, captures: Path) -> None:
    seen = {"tunnelled": {"github.com": 30, "pypi.org": 1}}
    (captures / "proxy.json").write_text(
        json.dumps({"v": 1, "pid": 1, "started_at": "", "captures": "", "seen": seen})
    )
    async with inspecting(captures, WIDE) as pilot:
        await press(pilot, "z")
        await sees(pilot, lambda: "31 tunnelled" in row_with(pilot, "side requests"))
