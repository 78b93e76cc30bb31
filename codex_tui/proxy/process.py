"""Which process a pid stands for."""

from datetime import datetime

# A process is created a little before it can say when it started; a later one took over the pid.
_TOLERANCE = 2.0  # s


def is_alive(pid: int, started_at: str) -> bool:
    """Whether ``pid`` is still the process that said it started at ``started_at`` (RFC 3339)."""
    import psutil  # takes longer to load than all that asks for it

    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        created = process.create_time()
        started = datetime.fromisoformat(started_at).timestamp()
    except (psutil.Error, ValueError, OverflowError):
        return False
    return created <= started + _TOLERANCE
