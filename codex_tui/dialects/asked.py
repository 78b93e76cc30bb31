"""By what two requests are known to be tries of one."""

from collections.abc import Iterable
from hashlib import sha256

from codex_tui.dialects.conversation import Part

_LENGTH = 12  # hexadecimal digits


def asked_of(parts: Iterable[Part]) -> str | None:
    """A digest of the newest message or tool output that the client itself makes; None where it makes none.

    What a model had said does not count, wherever it stands: of a failed answer a retry may repeat some.
    """
    newest = None
    for part in parts:
        if part.kind in {"message", "tool_output", "image"} and part.role != "assistant":
            newest = part
    if newest is None:
        return None
    content = "\0".join((newest.kind, newest.role or "", newest.call_id or "", newest.text, str(newest.size)))
    return sha256(content.encode(errors="replace")).hexdigest()[:_LENGTH]
