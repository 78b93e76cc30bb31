"""The conversation of one exchange."""

import json
import random
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from codex_tui.dialects.conversation import Conversation, Part
from codex_tui.history.summary import ExchangeWarning, Timing, Usage
from codex_tui.tui.ink import CURRENT_HIT
from codex_tui.tui.widgets.find.hits import Hits
from codex_tui.tui.widgets.find.needle import Needle
from codex_tui.tui.widgets.lines.searched import CurrentHit
from codex_tui.tui.widgets.transcript.banner import Banner, notices
from codex_tui.tui.widgets.transcript.transcript import Transcript
from tests.tui.host import Size, press, row_with, rows, showing, style_at, text
from tests.tui.story import PATCH


def message(role: str, said: str, **fields: Any) -> Part:
    """Something said."""
    return Part(kind="message", origin=fields.pop("origin", "request"), role=role, text=said, **fields)


def call(name: str, arguments: str, call_id: str = "c1", **fields: Any) -> Part:
    """The model calls a tool."""
    given = {"origin": "request", **fields}
    return Part(kind="tool_call", role="assistant", name=name, call_id=call_id, arguments=arguments, **given)


def shell(command: str, call_id: str = "c1") -> Part:
    """The model runs a command."""
    return call("exec_command", json.dumps({"cmd": command}), call_id)


def output(said: str, call_id: str = "c1") -> Part:
    """What it gave."""
    return Part(kind="tool_output", origin="request", role="tool", call_id=call_id, text=said)


def ran(said: str, code: int = 0) -> str:
    """As Codex sends what a command printed."""
    return f"Wall time: 2.3 seconds\nProcess exited with code {code}\nOutput:\n{said}"


def answer(said: str, **fields: Any) -> Part:
    """What came back."""
    return message("assistant", said, origin="response", began=1_600.0, **fields)


def conversation(*parts: Part, **fields: Any) -> Conversation:
    """A finished one."""
    known: dict[str, Any] = {"api": "openai.responses", "state": "complete", "timing": Timing(first_token=1_600)}
    return Conversation(parts=[*parts], **{**known, **fields})


def live(*parts: Part, **fields: Any) -> Conversation:
    """One whose answer still comes."""
    return conversation(*parts, state="live", **fields)


@asynccontextmanager
async def reading(shown: Conversation, size: Size = (80, 24), since: int | None = None) -> AsyncIterator[Pilot[None]]:
    """The transcript of a conversation."""
    view = Transcript()
    async with showing(view, size) as pilot:
        view.show(shown, since)
        await pilot.pause()
        yield pilot


def transcript(pilot: Pilot[None]) -> Transcript:
    """The widget."""
    return pilot.app.query_one(Transcript)


async def test_roles_head_their_parts() -> None:
    async with reading(conversation(message("user", "why?"), answer("because"))) as pilot:
        assert rows(pilot)[:6] == [
            "▌▎ ▾ user" + " " * 63 + "~1 tok",
            " ▎ why?",
            "",
            " ── answer " + "─" * 49 + " first token 1.6 s",
            " ▎ ▾ assistant" + " " * 58 + "~2 tok",
            " ▎ because",
        ]
        assert style_at(pilot, "assistant").bold
        assert style_at(pilot, "assistant").color == transcript(pilot).ink["role-assistant"].color


async def test_developer_text_and_tools_arrive_folded() -> None:
    tools = Part(kind="tools", origin="request", text=json.dumps([{"type": "function", "name": "shell"}] * 14))
    developer = [message("developer", "be brief"), message("developer", "be kind")]
    async with reading(conversation(*developer, tools, message("user", "hi"))) as pilot:
        assert rows(pilot)[0].startswith("▌▎ ▸ developer  instructions, 2 parts")
        assert rows(pilot)[1].startswith(" ▎ ▸ tools  14 definitions")
        assert rows(pilot)[2] == ""
        assert "be brief" not in text(pilot)
        screen = await press(pilot, "enter")
        assert "be brief" in screen
        assert "be kind" in screen
        await press(pilot, "enter")
        assert "shell" in await press(pilot, "j", "enter")


async def test_what_the_request_before_held_is_one_line() -> None:
    old = [message("user", "first question", new=False), message("assistant", "first answer", new=False)]
    async with reading(conversation(*old, message("user", "and now?")), since=141) as pilot:
        assert rows(pilot)[0].startswith("▌▎ ▸ 2 parts unchanged since 141")
        assert "first question" not in text(pilot)
        screen = await press(pilot, "enter")
        assert "▾ 2 parts unchanged since 141" in screen
        assert "▸ user  first question" in screen
        screen = await press(pilot, "j", "j", "enter")
        assert "▾ assistant" in screen


async def test_a_call_and_its_output_are_one_part() -> None:
    parts = [shell("pytest -q"), message("user", "well?"), output(ran("20 passed in 1.94s"))]
    async with reading(conversation(*parts)) as pilot:
        assert rows(pilot)[0].endswith("✓ 0  2.3 s")
        assert rows(pilot)[1:3] == [" ▎ $ pytest -q", " ▎ 20 passed in 1.94s"]
        assert style_at(pilot, "pytest").bold


async def test_a_command_that_failed_says_so() -> None:
    async with reading(conversation(shell("false"), output(ran("", code=1)))) as pilot:
        assert rows(pilot)[0].endswith("✗ 1  2.3 s")
        assert style_at(pilot, "✗").color == transcript(pilot).ink["error"].color


async def test_output_beyond_twelve_lines_waits_to_be_asked_for() -> None:
    said = "\n".join(f"line {number}" for number in range(1, 59))
    async with reading(conversation(shell("seq"), output(ran(said)))) as pilot:
        screen = text(pilot)
        assert "line 12" in screen
        assert "line 13" not in screen
        assert "▸ 46 more lines" in screen
        while "more lines" not in rows(pilot)[transcript(pilot).cursor]:
            await press(pilot, "j")
        screen = await press(pilot, "enter")
        assert "line 13" in screen
        assert "more lines" not in screen


async def test_a_patch_is_a_diff() -> None:
    async with reading(conversation(call("apply_patch", PATCH), output(ran("Success.")))) as pilot:
        screen = text(pilot)
        assert "src/net/retry.py" in screen
        assert row_with(pilot, "src/net").endswith("+3 −2")
        assert "−         self.rng = random.Random()" in screen
        assert "+         self.rng = random.Random(seed_from_env())" in screen
        assert "Success" not in screen
        ink = transcript(pilot).ink
        assert style_at(pilot, "self.rng = random.Random()").bgcolor == ink.ground("diff-remove").bgcolor
        assert style_at(pilot, "base + self.rng").bgcolor == ink.ground("diff-add").bgcolor


async def test_a_new_file_has_line_numbers() -> None:
    patch = "*** Begin Patch\n*** Add File: note.txt\n+one\n+two\n*** End Patch"
    async with reading(conversation(call("apply_patch", patch))) as pilot:
        assert rows(pilot)[1].endswith("new file  +2 −0")
        assert rows(pilot)[2:4] == [" ▎   1 + one", " ▎   2 + two"]


async def test_other_arguments_are_pretty() -> None:
    async with reading(conversation(call("update_plan", '{"plan":[{"step":"look"}]}'))) as pilot:
        assert ' ▎       "step": "look"' in rows(pilot)
        assert style_at(pilot, '"step"').color == transcript(pilot).ink["json-key"].color


async def test_markdown_is_rendered_and_p_shows_its_source() -> None:
    async with reading(conversation(message("user", "go"), answer("- **Seed**: `RETRY_SEED`"))) as pilot:
        assert "• Seed: RETRY_SEED" in text(pilot)
        assert "- **Seed**: `RETRY_SEED`" in await press(pilot, "p")
        assert "• Seed: RETRY_SEED" in await press(pilot, "p")


TABLE = "| Option | What it does |\n|---|---|\n| --port | the port, or any that is free |\n| -h | help |"


async def test_a_hit_in_a_table_is_shown_on_the_row_of_its_cell() -> None:
    async with reading(conversation(message("user", "go"), answer(TABLE)), (36, 24)) as pilot:
        view = transcript(pilot)
        hits = Hits(Needle.of("free"), view.passages)
        while hits.read(1):
            pass
        [spot] = hits.spots
        view.show_spot(spot)
        view.mark(hits.needle.pattern, CurrentHit(view.cursor, 0, spot))
        await pilot.pause()
        assert rows(pilot)[view.cursor] == "▌▎ │        │ that is free       │"
        assert style_at(pilot, "free").bgcolor == view.ink[CURRENT_HIT].bgcolor


async def test_a_table_grows_while_it_streams() -> None:
    said = TABLE[: TABLE.index("| -h")]
    async with reading(live(message("user", "go"), answer(said, ended=None))) as pilot:
        assert " ▎ │ Option │ What it does                  │" in rows(pilot)
        transcript(pilot).advance(live(message("user", "go"), answer(f"{said}| --listen-host | here |", ended=None)))
        await pilot.pause()
        assert " ▎ │ Option        │ What it does                  │" in rows(pilot)
        assert " ▎ │ --listen-host │ here                          │▌" in rows(pilot)


async def test_images_and_encrypted_reasoning_are_placeholders() -> None:
    image = Part(kind="image", origin="request", role="user", name="image/png", size=84_300)
    hidden = Part(kind="reasoning", origin="request", role="assistant", name="encrypted", size=1_200)
    async with reading(conversation(image, hidden)) as pilot:
        assert "▸ image  image/png, 84.3 kB" in text(pilot)
        assert "reasoning  encrypted, 1.2 kB" in text(pilot)
    thought = Part(kind="reasoning", origin="request", role="assistant", text="Look first.", size=1_200)
    async with reading(conversation(thought)) as pilot:
        assert "▾ reasoning  encrypted, 1.2 kB" in text(pilot)
        assert " ▎   Look first." in rows(pilot)


async def test_reasoning_is_dimmed_and_italic_and_its_markdown_rendered() -> None:
    said = "**Looking first**\n\nThe test waits for `sleep`, " + "and so on " * 12
    thought = Part(kind="reasoning", origin="request", role="assistant", text=said)
    async with reading(conversation(thought)) as pilot:
        assert " ▎   Looking first" in rows(pilot)
        ink = transcript(pilot).ink
        title, body = style_at(pilot, "Looking first"), style_at(pilot, "The test waits")
        assert (title.bold, title.italic, title.color) == (True, True, ink["muted"].color)
        assert (bool(body.bold), body.italic, body.color) == (False, True, ink["muted"].color)
        assert row_with(pilot, "on and so").startswith(" ▎   ")
        assert "**Looking first**" in await press(pilot, "p")


async def test_a_picture_that_a_tool_gave_is_a_placeholder_under_its_call() -> None:
    given = call("view_image", '{"path":"a.png"}')
    image = Part(kind="image", origin="request", role="tool", call_id="c1", name="image/png", size=9_900)
    async with reading(conversation(given, image)) as pilot:
        assert " ▎ image/png, 9.9 kB" in rows(pilot)
        assert " ▎ image/png, 9.9 kB" in (await press(pilot, "p")).splitlines()
    async with reading(conversation(given, output("two"), image)) as pilot:
        assert {" ▎ two", " ▎ image/png, 9.9 kB"} <= {*rows(pilot)}


async def test_an_answer_streams_with_its_speed_and_a_cursor() -> None:
    timing = Timing(first_token=1_600, tokens_per_second=38.6)
    async with reading(live(message("user", "go"), answer("The retry"), timing=timing)) as pilot:
        assert row_with(pilot, "assistant").endswith("● 38.6 tok/s")
        assert " ▎ The retry▌" in rows(pilot)
        done = conversation(message("user", "go"), answer("The retry delay.", ended=3_000.0), timing=timing)
        transcript(pilot).advance(done)
        await pilot.pause()
        assert "▌▎ The retry delay." in rows(pilot)
        assert row_with(pilot, "assistant").endswith("~4 tok   1.4 s")


async def test_a_running_answers_reasoning_is_folded() -> None:
    thought = Part(kind="reasoning", origin="response", role="assistant", text="hm", began=1_600.0, ended=2_000.0)
    usage = Usage(reasoning=28, source="reported")
    async with reading(live(message("user", "go"), thought, usage=usage)) as pilot:
        assert row_with(pilot, "reasoning").endswith("28 tok   0.4 s")
        assert "hm" not in text(pilot)


async def test_reasoning_in_several_parts_is_estimated_part_by_part() -> None:
    thoughts = [
        Part(kind="reasoning", origin="response", role="assistant", text="hm " * n, began=1_600.0, ended=2_000.0)
        for n in (40, 80)
    ]
    async with reading(conversation(*thoughts, usage=Usage(reasoning=280, source="reported"))) as pilot:
        assert [row.split()[3] for row in rows(pilot) if "reasoning" in row] == ["~30", "~60"]


async def test_a_very_long_command_that_still_streams_is_shown_as_it_comes() -> None:
    said = json.dumps({"cmd": "echo " + "x" * 5_000})[:-2]
    async with reading(live(call("exec_command", said, origin="response", began=1.0))) as pilot:
        assert row_with(pilot, "exec_command").startswith(' ▎ ▾ exec_command  {"cmd": "echo xx')


async def test_of_an_endless_line_it_says_how_many_characters_are_missing() -> None:
    async with reading(conversation(shell("cat min.js"), output(ran("x" * 5_000 + "\nend"))), (120, 60)) as pilot:
        assert "▸ 1,004 more characters" in text(pilot)


async def test_why_a_patch_failed_is_shown() -> None:
    failed = output(ran("Failed to find the lines", 1))
    async with reading(conversation(call("apply_patch", PATCH), failed)) as pilot:
        assert row_with(pilot, "apply_patch").endswith("✗ 1 2.3 s")
        assert "Failed to find the lines" in text(pilot)


async def test_without_an_answer_the_divider_says_so() -> None:
    async with reading(conversation(message("user", "go"), timing=Timing())) as pilot:
        assert "── no answer ──" in text(pilot)
    async with reading(live(message("user", "go"), timing=Timing())) as pilot:
        assert "── waiting ──" in text(pilot)


LONG = [f"Sentence number {number} of the answer.\n" for number in range(100)]


async def test_it_stays_at_the_end_of_a_live_answer() -> None:
    async with reading(live(message("user", "go"), answer("".join(LONG[:50])))) as pilot:
        assert "number 49" in text(pilot)
        transcript(pilot).advance(live(message("user", "go"), answer("".join(LONG))))
        await pilot.pause()
        assert "number 99" in text(pilot)


async def test_it_stays_where_someone_scrolled_up_until_the_end_is_asked_for() -> None:
    async with reading(live(message("user", "go"), answer("".join(LONG[:50])))) as pilot:
        before = await press(pilot, *["k"] * 40)
        transcript(pilot).advance(live(message("user", "go"), answer("".join(LONG))))
        await pilot.pause()
        assert [row[:60].rstrip() for row in rows(pilot)] == [row[:60].rstrip() for row in before.split("\n")]
        assert "number 99" in await press(pilot, "G")
        transcript(pilot).advance(live(message("user", "go"), answer("".join([*LONG, "And more."]))))
        await pilot.pause()
        assert "And more." in text(pilot)


async def test_growing_answers_redraw_only_what_grew() -> None:
    drawn: list[int] = []

    class Watched(Transcript):
        def draw(self, index: int, width: int) -> Any:
            drawn.append(index)
            return super().draw(index, width)

    view = Watched()
    async with showing(view) as pilot:
        parts = [message("user", f"question {number}") for number in range(300)]
        view.show(live(*parts, answer("".join(LONG))))
        await pilot.pause()
        drawn.clear()
        view.advance(live(*parts, answer("".join([*LONG, "And more."]))))
        await pilot.pause()
        assert len(drawn) <= 24


async def test_of_an_answer_that_runs_on_only_rows_that_look_other_are_drawn() -> None:
    drawn: list[int] = []

    class Watched(Transcript):
        def refresh_lines(self, y_start: int, line_count: int = 1) -> None:
            drawn.extend(range(y_start, y_start + line_count))
            super().refresh_lines(y_start, line_count)

    said = [message("user", "go"), answer("".join(LONG) + "And")]
    view = Watched()
    async with showing(view) as pilot:
        view.show(live(*said, timing=Timing(first_token=1_600, tokens_per_second=40.0)))
        await pilot.pause()
        drawn.clear()
        view.advance(live(*said, timing=Timing(first_token=1_600, tokens_per_second=40.0)))
        assert drawn == []
        for more in (" more", " more of it, a word", " more of it, a word at a time"):
            view.advance(live(said[0], answer("".join(LONG) + "And" + more), timing=Timing(tokens_per_second=40.0)))
            assert drawn == [view.count - 1]
            drawn.clear()
        await pilot.pause()
        assert rows(pilot)[0].endswith("● 40.0 tok/s")
        view.advance(live(said[0], answer("".join(LONG) + "And" + more), timing=Timing(tokens_per_second=39.0)))
        assert {*drawn} == {view.scroll_offset.y}
        await pilot.pause()
        assert rows(pilot)[0].endswith("● 39.0 tok/s")


BITS = [
    *("word ", "**bold** ", "\n", "\n\n- an item ", "a longer piece of what is said " * 4),
    *("\n\n| a | b |\n|---|---|\n", "| c | a cell that is wide | ", "\n```\ncode ", "\n```\n"),
]


@pytest.mark.parametrize("seed", range(8))
async def test_an_answer_that_came_bit_by_bit_looks_as_one_that_came_at_once(seed: int) -> None:
    choose, parts = random.Random(seed), [message("user", "go")]
    async with reading(live(*parts), (60, 16)) as pilot:
        for _ in range(40):
            grows = len(parts) > 1 and choose.random() < 0.8
            said = choose.choice(BITS)
            timing = Timing(first_token=1_600, tokens_per_second=choose.uniform(1, 99))
            parts = [*parts[:-1], replace(parts[-1], text=parts[-1].text + said)] if grows else [*parts, answer(said)]
            transcript(pilot).advance(live(*parts, timing=timing))
            if choose.random() < 0.2:
                await press(pilot, choose.choice("kjgG"))
            await pilot.pause()
            stepwise = rows(pilot)
            transcript(pilot).lines_changed()
            await pilot.pause()
            assert rows(pilot) == stepwise


async def test_the_heading_of_a_part_stays_when_its_first_line_is_gone() -> None:
    said = "\n".join(f"line {number}" for number in range(1, 12))
    async with reading(conversation(shell("seq 11"), output(ran(said))), (80, 8)) as pilot:
        await press(pilot, *["j"] * 9)
        assert rows(pilot)[0].startswith(" ▎ ▾ exec_command  $ seq 11")
        assert rows(pilot)[0].endswith("✓ 0  2.3 s")


async def test_braces_go_from_part_to_part() -> None:
    shown = conversation(message("user", "one\ntwo\nthree"), message("assistant", "four"), answer("five"))
    async with reading(shown) as pilot:
        places = []
        for key in ("}", "}", "}", "{", "{"):
            await press(pilot, key)
            places.append(rows(pilot)[transcript(pilot).cursor].split()[2])
        assert places == ["assistant", "assistant", "assistant", "assistant", "user"]


async def test_a_part_that_one_goes_to_is_seen_as_far_as_there_is_room() -> None:
    long = "\n".join(f"line {number}" for number in range(8))
    shown = conversation(message("user", long), message("assistant", long), message("user", long), answer("five"))
    async with reading(shown, (60, 12)) as pilot:
        for role in ("assistant", "user"):
            await press(pilot, "}")
            row = transcript(pilot).cursor - transcript(pilot).scroll_offset.y
            assert rows(pilot)[row].split()[2] == role
            assert "line 7" in rows(pilot)[row + 8]


async def test_a_long_path_in_a_patch_is_cut_at_its_front() -> None:
    deep = "/".join(f"directory{n}" for n in range(8)) + "/retry.py"
    patch = f"*** Begin Patch\n*** Delete File: {deep}\n*** End Patch"
    async with reading(conversation(call("apply_patch", patch)), (50, 12)) as pilot:
        row = row_with(pilot, "retry.py")
        assert re.fullmatch(r" ▎ …[\w/]+/directory7/retry\.py  deleted", row)
        assert len(row) == 48


async def test_all_folds_at_once_and_opens_at_once() -> None:
    async with reading(
        conversation(message("user", "one"), shell("ls"), output(ran("two")), answer("three"))
    ) as pilot:
        screen = await press(pilot, "-")
        assert "▸ user  one" in screen
        assert "▸ exec_command  $ ls" in screen
        assert "▸ assistant  three" in screen
        screen = await press(pilot, "=")
        assert "▸" not in screen


async def test_a_search_that_is_dropped_once_another_conversation_is_shown_leaves_that_as_it_is() -> None:
    async with reading(conversation(message("developer", "a rule\n" * 40), message("user", "go"))) as pilot:
        view = transcript(pilot)
        drop = view.bookmark()
        view._unfold(view._layout.units[0].owner)
        await pilot.pause()
        assert "a rule" in text(pilot)
        view.show(conversation(message("user", "something else"), answer("so be it")))
        await pilot.pause()
        before = rows(pilot)
        drop()
        await pilot.pause()
        assert rows(pilot) == before


async def test_wide_characters_wrap_at_the_edge() -> None:
    async with reading(conversation(message("user", "日本語" * 30)), (40, 12)) as pilot:
        body = [row for row in rows(pilot) if "日" in row]
        assert len(body) == 6
        assert "".join(row[3:] for row in body) == "日本語" * 30


async def test_another_width_wraps_anew() -> None:
    async with reading(conversation(message("user", "word " * 40))) as pilot:
        assert sum("word" in row for row in rows(pilot)) == 3
        await pilot.resize_terminal(40, 24)
        await pilot.pause()
        assert sum("word" in row for row in rows(pilot)) == 6


async def test_a_very_long_part_shows_its_beginning_first() -> None:
    async with reading(conversation(message("user", "words and words\n" * 100_000))) as pilot:
        assert transcript(pilot).count < 300
        await press(pilot, "G")
        while "more lines" not in rows(pilot)[transcript(pilot).cursor - transcript(pilot).scroll_offset.y]:
            await press(pilot, "k")
        await press(pilot, "enter")
        assert transcript(pilot).count > 100_000


async def test_what_went_wrong_stands_above() -> None:
    banner = Banner()
    failed = conversation(message("user", "go"), state="failed", error="the model runner has stopped")
    async with showing(banner, (80, 40)) as pilot:
        banner.show(notices(failed, 500))
        await pilot.pause()
        assert rows(pilot)[:2] == [" ▎ ✗ The server answered 500", " ▎ the model runner has stopped"]
        banner.show(notices(replace(failed, state="aborted", error=None), 200))
        await pilot.pause()
        assert "■ Codex left before the end" in text(pilot)
        banner.show(notices(replace(failed, state="interrupted", error=None), 200))
        await pilot.pause()
        assert "□ The proxy ended before the answer did" in text(pilot)
        warned = replace(
            failed, state="complete", warnings=[ExchangeWarning(code="answer_cut", message="Cut there.")]
        )
        banner.show(notices(replace(warned, error=None), 200))
        await pilot.pause()
        assert rows(pilot)[:2] == [" ▎ ▲ Answer cut", " ▎ Cut there."]
        banner.show([])
        await pilot.pause()
        assert text(pilot).strip() == ""


async def test_a_long_error_ends_in_an_ellipsis() -> None:
    banner = Banner()
    async with showing(banner, (30, 40)) as pilot:
        banner.show(notices(conversation(state="failed", error="no luck today\n\n" * 9), 502))
        await pilot.pause()
        assert [row.strip() for row in rows(pilot)[1:7]] == ["▎ no luck today"] * 5 + ["▎ no luck today…"]
        assert rows(pilot)[7] == ""


def test_what_is_an_error_already_is_no_warning_too() -> None:
    warning = ExchangeWarning(code="quota", message="no quota left")
    failed = conversation(state="failed", error="no quota left", warnings=[warning])
    assert [notice.ink for notice in notices(failed, 429)] == ["error"]


async def test_on_a_low_screen_a_banner_is_one_line() -> None:
    banner = Banner()
    async with showing(banner, (80, 24)) as pilot:
        banner.show(notices(conversation(state="failed", error="stopped\nhard"), 500))
        await pilot.pause()
        assert rows(pilot)[0] == " ▎ ✗ The server answered 500  stopped hard"
        assert rows(pilot)[1] == ""
