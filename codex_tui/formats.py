"""Numbers, sizes, durations and times as people read them."""

from datetime import datetime


def tokens(count: int) -> str:
    """``148``, ``9.8k``, ``16.4k``, ``1.2M``."""
    if count < 1_000:
        return str(count)
    if count < 999_950:
        return f"{count / 1_000:.1f}k"
    return f"{count / 1_000_000:.1f}M"


def size(count: int) -> str:
    """Bytes in thousands: ``312 B``, ``1.4 kB``, ``3.1 MB``."""
    if count < 1_000:
        return f"{count} B"
    value = float(count)
    for unit in ("kB", "MB", "GB"):
        value /= 1_000
        if value < 999.95:
            return f"{value:.1f} {unit}"
    return f"{value / 1_000:.1f} TB"


def duration(ms: float) -> str:
    """``8 ms``, ``0.4 s``, ``13.7 s``, ``1 m 27 s``, ``2 h 5 m``."""
    if ms < 99.5:
        return f"{ms:.0f} ms"
    seconds = ms / 1_000
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 3_600:
        return f"{whole // 60} m {whole % 60} s"
    return f"{whole // 3_600} h {whole % 3_600 // 60} m"


def gap(ms: float) -> str:
    """Between two arrivals, which are mostly near each other: ``312 ms``, ``1.2 s``."""
    return f"{ms:.0f} ms" if ms < 999.5 else duration(ms)


def event_time(ms: float) -> str:
    """Three decimals, so that digits align: ``2.677 s``."""
    return f"{ms / 1_000:.3f} s"


def speed(per_second: float) -> str:
    """``38.6 tok/s``."""
    return f"{per_second:.1f} tok/s"


def percent(share: float) -> str:
    """``27%``; of what is little, ``<1%``."""
    return f"{share:.0f}%" if share >= 1 else "<1%"


def clock(at: datetime, now: datetime) -> str:
    """Local ``11:04:27``; with the date, ``2025-11-22 11:04``, when not today. Both aware."""
    at, now = at.astimezone(), now.astimezone()
    return at.strftime("%H:%M:%S" if at.date() == now.date() else "%Y-%m-%d %H:%M")


def count(number: int, noun: str) -> str:
    """``1 exchange``, ``2 exchanges``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
