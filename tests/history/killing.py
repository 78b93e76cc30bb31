"""A process that is killed between two of the calls by which it changes files."""

import os
import signal
from collections.abc import Callable, Iterable
from typing import Any

_CHANGE = ("open", "write", "pwrite", "fsync", "rename", "unlink")


def die_after(steps: int, names: Iterable[str] = _CHANGE) -> None:
    """Kill this process as it is about to call one of these of ``os`` after so many such calls."""
    left = iter(range(steps))

    def counting(call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **options: Any) -> Any:
            if next(left, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments, **options)

        return counted

    for name in names:
        setattr(os, name, counting(getattr(os, name)))
