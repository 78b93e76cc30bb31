"""The journal of an exchange in flight, and what is made of one whose writer died."""

import base64
import fcntl
import json
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import codex_record as record
from codex_exchange import Exchange
from codex_history import open_private, write_all

_BODY = re.compile(rb'"encoding":(?:null|"(?:[^"\\]|\\.)*"),(?="(?:json|text|base64|messages)":)')


class Journal:
    """``live/<id>.jsonl``, flocked for its whole life: who can lock it knows that its writer is dead."""

    def __init__(self, directory: Path, exchange: Exchange) -> None:
        self._path = directory / f"{exchange.id}.jsonl"
        self._fd = open_private(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND)
        fcntl.flock(self._fd, fcntl.LOCK_EX)
        self.write(record.splice(exchange.head()) + b"\n")

    def write(self, lines: bytes) -> None:
        """Append whole lines, or nothing of them; raises OSError."""
        end = os.lseek(self._fd, 0, os.SEEK_END)
        try:
            write_all(self._fd, lines)
        except OSError:
            os.ftruncate(self._fd, end)
            raise

    def remove(self) -> None:
        """The exchange is in the history."""
        with suppress(FileNotFoundError):
            self._path.unlink()
        self.close()

    def close(self) -> None:
        """Leave it to the next start, which folds it into the history."""
        os.close(self._fd)


def connect_line(connect: tuple[float, float]) -> bytes:
    """From when to when the connection to the server was made."""
    return record.value({"at": connect[1], "connect": connect}) + b"\n"


def response_line(ms: float, status: int, response: dict[str, Any]) -> bytes:
    """The response's head."""
    return record.value({"at": ms, "response": {"status": status, **response}}) + b"\n"


def chunk_line(ms: float, data: bytes) -> bytes:
    """A chunk of the response's body, as on the wire."""
    name, content = record.payload(data)
    return b'{"at":%r,"%s":%s}\n' % (ms, name.encode(), content)


def message_line(ms: float, source: str, data: bytes, *, is_text: bool) -> bytes:
    """A WebSocket message."""
    content = record.payload(data) if is_text else ("base64", b'"%s"' % base64.b64encode(data))
    return record.splice([("at", record.value(ms)), ("from", record.value(source)), content]) + b"\n"


def orphans(directory: Path) -> Iterator[tuple[Exchange | None, Path]]:
    """What dead writers left, each locked while it is looked at; None for a journal that holds no exchange.

    The caller stores the exchange and removes the path before it asks for the next one.
    """
    for path in sorted(directory.glob("*.jsonl")):
        try:
            fd = open_private(path, os.O_RDWR)
        except OSError:
            continue
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield _read(path.read_bytes()), path
        except BlockingIOError:
            continue
        finally:
            os.close(fd)


def _read(content: bytes) -> Exchange | None:
    """An exchange as far as its journal goes; a line that was cut, or is damaged, is left out."""
    first, *lines = content.split(b"\n")[:-1] or [b""]
    try:
        exchange = _from_head(first)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    for line in lines:
        with suppress(ValueError, KeyError, TypeError):
            _apply(exchange, json.loads(line))
    exchange.ended_by_death()
    return exchange


def _from_head(first: bytes) -> Exchange:
    # No string of the head can hold this: its quotes would be escaped.
    small, _, request = first.partition(b',"request":{')
    fields = json.loads(small + b"}")
    body_at = _BODY.search(request)
    if body_at is None:
        raise ValueError("the journal's head is cut")
    name, _, content = request[body_at.end() : -2].partition(b":")
    exchange = Exchange(
        id=fields["id"],
        number=int(fields["number"]),
        started_at=fields["started_at"],
        method=fields["method"],
        url=fields["url"],
        client=fields["client"],
        request=json.loads(b"{%s}" % request[: body_at.end() - 1]),
        request_body=[(name.strip(b'"').decode(), content)],
        ws=fields["ws"],
        connect=fields["timing"].get("connect"),
        request_done=fields["timing"]["request_done"],
        request_size=fields["sizes"]["request"],
        redactions=fields["redactions"],
    )
    if fields["transport"] == "websocket":
        exchange.upgraded()
    return exchange


def _apply(exchange: Exchange, entry: dict[str, Any]) -> None:
    ms = float(entry["at"])
    if "connect" in entry:
        exchange.connect = entry["connect"]
        return
    if "response" in entry:
        response = dict(entry["response"])
        exchange.answered(ms, response.pop("status"), response)
        if exchange.status == 101:
            exchange.upgraded()
        return
    is_text = "text" in entry
    data = entry["text"].encode() if is_text else base64.b64decode(entry["base64"])
    if "from" in entry:
        exchange.message(ms, entry["from"], data, is_text=is_text)
    else:
        exchange.chunk(ms, data)
