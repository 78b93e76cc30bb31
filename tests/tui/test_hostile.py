"""Captured text must not reach the terminal as anything but text."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests import records
from tests.tui import story
from tests.tui.host import inspecting, press, sees, strips, text

EVIL = "\x1b]0;owned\x07\x1b[31m\x9b2J\x00\x7f\x85\u202egnp\u2066.\r[bold red]not markup[/][@click=app.quit]x[/] \t|"
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def is_clean(pilot: Pilot[Any]) -> bool:
    """Whether nothing on the screen is a control."""
    drawn = strips(pilot)
    return not any(CONTROLS.search(segment.text) for strip in drawn for segment in strip if not segment.control)


def evil_history() -> list[records.Json]:
    """Exchanges with controls wherever a peer can put some."""
    items = [
        story.message("developer", EVIL),
        story.message("user", f"{EVIL}\nmore {EVIL}"),
        story.shell("c1", f"printf '{EVIL}'"),
        story.output("c1", EVIL * 20),
        story.patch("c2", f"*** Begin Patch\n*** Update File: a{EVIL}b\n@@ {EVIL}\n-{EVIL}\n+{EVIL}\n*** End Patch"),
        {"type": "function_call", "name": EVIL, "call_id": EVIL, "arguments": json.dumps({EVIL: EVIL})},
        {"type": EVIL, "role": EVIL},
        {"type": "message", "role": "user", "content": [{"type": "input_image", "image_url": f"data:{EVIL}"}]},
    ]
    answer = [
        story.reasoning(EVIL),
        story.message("assistant", f"# {EVIL}\n- **{EVIL}**\n| {EVIL} |\n```{EVIL}\n{EVIL}\n```"),
    ]
    events = [{"type": EVIL, EVIL: EVIL}, *story.stream(*answer)]
    error = json.dumps({"error": {"message": EVIL}}).encode()
    evil_head = {
        "request": story.asked(items, model=EVIL),
        "request_headers": [*story.HEADERS, (EVIL, EVIL)],
        "url": f"http://localhost:11434/v1/responses?{EVIL}",
    }
    content, chunks = story.arrivals(events, 10)
    plain = f"event: {EVIL.replace(chr(13), '')}\ndata: {EVIL}\n\n".encode() + b"\xff\x9b"
    return [
        records.record(1, content, chunks=chunks, started_at=story.BEGINNING, **evil_head),
        records.record(2, error, status=500, transport="http", content_type=f"a/{EVIL}", **evil_head),
        records.record(3, plain, error={"by": "server", "message": EVIL}, end="server_closed", **evil_head),
        records.record(4, None, method=EVIL, request=plain, url=EVIL, request_headers=[]),
    ]


async def test_no_control_reaches_the_screen(captures: Path) -> None:
    records.append(captures, *evil_history())
    async with inspecting(captures) as pilot:
        for _ in range(4):
            await press(pilot, "2", "=")
            assert is_clean(pilot)
            await press(pilot, "G")
            assert is_clean(pilot)
            await press(pilot, "p", "g")
            assert is_clean(pilot)
            await press(pilot, "p", "3")
            for _ in range(5):
                await press(pilot, "=", "w")
                assert is_clean(pilot)
                await press(pilot, "w", "p", "G")
                assert is_clean(pilot)
                await press(pilot, "l")
            await press(pilot, "y")
            assert is_clean(pilot)
            await press(pilot, "escape", "[", "1")


@pytest.mark.parametrize("size", [(80, 24), (200, 50)])
async def test_nor_does_one_at_other_sizes(size: tuple[int, int], captures: Path) -> None:
    records.append(captures, *evil_history())
    async with inspecting(captures, size) as pilot:
        for key in ("g", "2", "=", "3"):
            await press(pilot, key)
            assert is_clean(pilot)


async def test_what_is_captured_is_never_markup(captures: Path) -> None:
    records.append(captures, *evil_history())
    async with inspecting(captures, (200, 50)) as pilot:
        await press(pilot, "g", "2", "=")
        assert "markup[/]" in text(pilot)


async def test_what_is_copied_is_exact(captures: Path) -> None:
    records.append(captures, *evil_history())
    async with inspecting(captures) as pilot:
        await press(pilot, "g", "3", "Y")
        await sees(pilot, lambda: pilot.app.clipboard.encode() == bytes(evil_history()[0]["request"]["json"]))
