"""Ctrl+c, whenever it is pressed."""

import signal
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def raise_interrupts() -> None:
    """From now on ctrl+c raises KeyboardInterrupt, unless we were told to ignore it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def run_async(main: Coroutine[Any, Any, T]) -> T:
    """What ``main`` returns; KeyboardInterrupt where it was cancelled by ctrl+c, once it has cleaned up."""
    import asyncio

    try:
        return asyncio.run(main)
    except asyncio.CancelledError:  # as it comes out where ctrl+c was quicker than the loop
        raise KeyboardInterrupt from None
