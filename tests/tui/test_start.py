"""What a start does without."""

import subprocess
import sys

import pytest

LOADED = """
import sys
from codex_tui.tui import start

start.require_terminal = lambda: None
start.load()
import asyncio
"""

LATER = """
assert "ssl" not in sys.modules
import ssl, urllib.request
assert urllib.request.HTTPSHandler and ssl.create_default_context()

async def greet():
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", "print('ready')", stdout=-1)
    return (await child.communicate())[0].split()

print(asyncio.run(greet()))
"""


def run(code: str) -> str:
    """What it prints."""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert ended.stderr == ""
    return ended.stdout.strip()


@pytest.mark.parametrize(
    ("before", "after", "printed"),
    [
        ("", LATER, "[b'ready']"),
        ("import ssl", "print(asyncio.base_events.ssl is ssl)", "True"),
    ],
)
def test_a_start_loads_no_tls_and_whoever_wants_it_gets_it(before: str, after: str, printed: str) -> None:
    assert run(before + LOADED + after) == printed
