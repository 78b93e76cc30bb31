"""Segments as they are after a compaction, made by hand."""

import os
from pathlib import Path

from codex_tui.history.packing import Packing


def pack(path: Path, *frames: bytes) -> Path:
    """A packed segment of these frames."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    packing = Packing(fd)
    for frame in frames:
        packing.add(frame)
    packing.finish()
    os.close(fd)
    return path
