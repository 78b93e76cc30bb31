"""Both heads of an exchange as they passed."""

import re
from collections.abc import Iterable

from codex_tui import formats
from codex_tui.history.exchange import Exchange
from codex_tui.history.record import Header, Record
from codex_tui.neutral import neutral_line
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces
from codex_tui.tui.widgets.transcript.slabs import wrap_pieces

_MASK = re.compile(r"\[masked [0-9a-f]{8}\]|masked-[0-9a-f]{8}")


def headers_page(exchange: Exchange, width: int) -> list[Pieces]:
    """Request line and headers, status line and headers, trailers, then what else is known of the wire."""
    record = exchange.record
    request, response = record.request, record.response
    lines: list[list[Piece]] = [_request_line(record)]
    lines += map(_header, request.headers)
    lines.append([])
    if response is None:
        lines.append([("no answer yet" if exchange.live else "no answer", "muted")])
    else:
        lines.append(_status_line(record, response.http_version, response.reason))
        lines += map(_header, response.headers)
        if response.trailers:
            lines += [[], [("trailers", "muted")], *map(_header, response.trailers)]
    lines += [[], *_facts(record)]
    room = max(8, width - 2)
    return [[(" ", "foreground"), *row] for line in lines for row in wrap_pieces(line or [("", "muted")], room, 4)]


def _request_line(record: Record) -> list[Piece]:
    version = record.request.http_version
    return [
        (record.method, "primary bold"),
        (" ", "muted"),
        *_with_masks(neutral_line(record.url), "foreground bold"),
        (f" {version}" if version else "", "muted"),
    ]


def _status_line(record: Record, version: str, reason: str) -> list[Piece]:
    status = record.status
    ink = "muted" if status is None else "error" if status >= 400 else "success"
    return [
        (f"{version} " if version else "", "muted"),
        ("no status" if status is None else str(status), f"{ink} bold"),
        (f" {neutral_line(reason)}", "foreground"),
    ]


def _header(header: Header) -> list[Piece]:
    name, value = header
    return [(neutral_line(name), "json-key"), (": ", "disabled"), *_with_masks(neutral_line(value), "foreground")]


def _with_masks(text: str, ink: str) -> list[Piece]:
    pieces: list[Piece] = []
    done = 0
    for match in _MASK.finditer(text):
        pieces += [(text[done : match.start()], ink), (match[0], "warning")]
        done = match.end()
    return [*pieces, (text[done:], ink)]


def _facts(record: Record) -> Iterable[list[Piece]]:
    masked, ws = record.redactions, record.ws
    secrets = masked.headers + masked.request + masked.response
    sizes = f"{formats.size(record.sizes.request)} sent, {formats.size(record.sizes.response)} came back"
    known = [
        ("transport", record.transport),
        ("socket", f"request {ws.index + 1} of {ws.connection}, whose upgrade has the headers" if ws else ""),
        ("client", record.client.address or ""),
        ("ended", (record.end or "").replace("_", " ")),
        ("sizes", sizes),
        ("encoding", (record.response.encoding or "") if record.response else ""),
        ("masked", f"{formats.count(secrets, 'secret')} before anything was written" if secrets else ""),
        ("error", f"{record.error.by}: {record.error.message}" if record.error else ""),
        ("id", record.id),
    ]
    for name, value in known:
        if value:
            yield [(f"{name:<10} ", "disabled"), (neutral_line(value), "muted")]
