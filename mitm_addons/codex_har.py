"""When the phases of a HAR's entries ended: mitmproxy reads how long each took in all, and no more.

http://www.softwareishard.com/blog/har-12-spec/#timings
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mitmproxy import http

#: Seconds beyond which a phase is none.
_LONGEST = 10_000_000


def timings(path: Path) -> Iterator[Any]:
    """The ``timings`` of each entry, in order; none of a file that is no HAR, or a damaged one."""
    with path.open("rb") as file:
        if not file.read(4).removeprefix(b"\xef\xbb\xbf").startswith(b"{"):
            return
        file.seek(0)
        try:
            entries = json.loads(file.read().decode("utf-8-sig"))["log"]["entries"]
            yield from [entry.get("timings") for entry in entries]
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return


def apply(of: http.HTTPFlow, told: Any) -> None:
    """Give a flow that mitmproxy made of an entry the times of its ``timings``, milliseconds each, -1 for none."""
    if not isinstance(told, dict) or of.response is None:
        return
    queued, resolved, connected, sent, waited = (
        _seconds(told.get(name)) for name in ("blocked", "dns", "connect", "send", "wait")
    )
    if not sent + waited:
        return
    end = of.response.timestamp_end or 0.0
    at = of.request.timestamp_start + queued + resolved
    if connected:  # TLS included
        of.server_conn.timestamp_start, of.server_conn.timestamp_tcp_setup = at, at + connected
    of.request.timestamp_end = min(at + connected + sent, end)
    of.response.timestamp_start = min(at + connected + sent + waited, end)


def _seconds(ms: Any) -> float:
    return ms / 1000 if isinstance(ms, int | float) and 0 < ms / 1000 < _LONGEST else 0.0
