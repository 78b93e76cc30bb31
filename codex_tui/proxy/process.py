"""Which process a pid stands for."""

from datetime import datetime
from pathlib import Path

# A process is created a little before it can say when it started; a later one took over the pid.
_TOLERANCE = 2.0  # s


def is_alive(pid: int, started_at: str) -> bool:
    """Whether ``pid`` is still the process of ours that said it started at ``started_at`` (RFC 3339)."""
    import psutil  # takes longer to load than all that asks for it

    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        created = process.create_time()
        started = datetime.fromisoformat(started_at).timestamp()
        # Times of processes are counted from the boot: where the clock was set forward since, as in a virtual machine
        # that slept, all of them seem to have been created later.
        return created <= started + _TOLERANCE or _is_ours(process.cmdline())
    except (psutil.Error, ValueError, OverflowError):
        return False


def _is_ours(command: list[str]) -> bool:
    """Whether it is a proxy with our addon, or a server of pages."""
    names = [Path(word).name for word in command]
    return "capture_codex.py" in names or ("serve" in names and not {"codex_tui", "codex-tui"}.isdisjoint(names))
