"""The last line of ``history.jsonl`` while no newline ends it: somebody writes it just now, or it was cut."""

import fcntl
import os
from pathlib import Path

#: What is wrong with it where nobody writes.
CUT = "is cut: no newline ends it"


def is_written(captures: Path) -> bool:
    """Whether a writer holds the history's lock."""
    try:
        fd = os.open(captures / "history.lock", os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(fd)  # and with it the lock
    return False
