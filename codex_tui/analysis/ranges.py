"""The ranges of a distribution as people read them."""

from codex_tui.analysis.distribution import Bucket


def first_token_range(bucket: Bucket) -> str:
    """``under 0.5 s``, ``1 to 2 s``, ``over 5 s``."""
    return _range(bucket, 1_000, " s")


def speed_range(bucket: Bucket) -> str:
    """``under 30``, ``30 to 40``."""
    return _range(bucket, 1, "")


def _range(bucket: Bucket, unit: float, name: str) -> str:
    start = "" if bucket.start is None else f"{bucket.start / unit:g}"
    end = "" if bucket.end is None else f"{bucket.end / unit:g}"
    if not start:
        return f"under {end}{name}" if end else "all"
    return f"{start} to {end}{name}" if end else f"over {start}{name}"
