"""Waiting for a condition, never for a time."""

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def eventually(condition: Callable[[], T], what: str = "", seconds: float = 20) -> T:
    """The first true value of ``condition``; an AssertionError that names ``what`` where it stays false."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, f"{what or condition} did not come within {seconds} s"
        time.sleep(0.02)
    return value


async def eventually_async(condition: Callable[[], T], what: str = "", seconds: float = 20) -> T:
    """The same where the event loop is needed for it to come true."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, f"{what or condition} did not come within {seconds} s"
        await asyncio.sleep(0.02)
    return value
