"""The small fields of a record, read from the start of its line: its bodies, most of any history, stay on disk."""

from codex_tui.history.decode import Unreadable, decode_record
from codex_tui.history.record import Record

#: Bytes within which the fields before the request's body lie, unless its headers are very long.
HEAD = 8 * 1024

# No string of JSON holds these bytes, since it would escape the quotes; the writer puts the fields in this order.
_REQUEST = b',"request":{'
_BODY_FOLLOWS = b',"encoding":'


def decode_head(start: bytes) -> Record | None:
    """A record without bodies and without its response, of the first bytes of its line; its headers are there.

    None where only the whole line can tell: it was written by another hand, or is damaged.
    """
    request = start.find(_REQUEST)
    end = start.find(_BODY_FOLLOWS, request) if request >= 0 else -1
    if end < 0:
        return None
    try:
        return decode_record(start[:end] + b"}}")
    except Unreadable:
        return None
