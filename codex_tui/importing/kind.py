"""What a recording is, told by how it begins."""

import re
from pathlib import Path
from typing import Literal

from codex_tui.errors import CodexTuiError

Kind = Literal["history", "packed", "flows"]

_HEAD = 4_096  # bytes
_RECORD = re.compile(rb'\s*\{\s*"v"\s*:')
_HAR = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{")
#: A frame of zstd, or one that it skips.
_PACKED = re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18")
#: A tnetstring: how long it is, then what it holds (https://tnetstrings.info).
_FLOWS = re.compile(rb"\d{1,12}:")


def kind_of(path: Path) -> Kind:
    """``history`` for lines as in history.jsonl, ``packed`` for a segment of them that was packed; ``flows`` for
    what mitmproxy reads, its own files and HAR.

    Raises CodexTuiError where it is neither, or cannot be read.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise CodexTuiError(
            f"{path} cannot be read: {error.strerror or error}.", "Check who may read that file."
        ) from error
    if _PACKED.match(head):
        return "packed"
    if _RECORD.match(head) or path.suffix == ".jsonl":
        return "history"
    if _FLOWS.match(head) or _HAR.match(head):
        return "flows"
    what = "is neither a flow file of mitmproxy, nor a HAR, nor a history.jsonl" if head else "is empty"
    raise CodexTuiError(f"{path} {what}.", "Name a file that was recorded.")
