"""A history as an agent makes one: sessions whose context grows, 20 to 1,000 kB a request; the same each time.

python bench/generated_history.py DIRECTORY [--megabytes 1000]
"""

import argparse
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from pathlib import Path
from typing import Any, BinaryIO

from mitm_addons.codex_record import line, new_id, string, timestamp, value

_PHRASES = (
    "the file holds a list of retries which caller may change before it is read again return self def import "
    "class test assert result value error path open close line number session token request response model"
)
_WORDS = _PHRASES.split()
_LARGEST = 1_000_000
_BEGINNING = datetime(2025, 11, 1, 8, 0, 0, tzinfo=UTC)
_SMALL = 0.02
"""Of the usual size: some kilobytes an exchange."""

_LARGE = 4
"""Exchanges of a large session, so that a cursor that moves meets more than one."""

Items = list[bytes]


class Sessions:
    """Endless sessions of turns; :meth:`lines` yields the lines of a history.

    ``largest``: bytes of a context, about. ``scale``: of all texts, against what an agent sends.
    """

    def __init__(self, largest: int = _LARGEST, scale: float = 1.0) -> None:
        self._largest = largest
        self._scale = scale
        self._random = random.Random(20251122)
        self._number = 0
        self._at = _BEGINNING
        self._texts = self._texts_of(scale)
        self._base = self._item("message", role="developer", content=self._prose(int(17_000 * scale)))
        tools = [
            {"type": "function", "name": f"tool_{number}", "description": self._prose(int(800 * scale))}
            for number in range(20)
        ]
        self._tools = json.dumps(tools).encode()

    def lines(self) -> Iterator[bytes]:
        """Without end."""
        while True:
            session, items = self._begun()
            if self._random.random() < 0.3:
                yield self._side()
            for turn in range(self._random.choice((3, 8, 15, 25, 40, 90))):
                yield self._turn(session, turn, items)
                if sum(map(len, items)) > self._largest - 60_000 * self._scale:
                    break

    def large(self, size: int) -> Iterator[bytes]:
        """Without end: a session whose first request has that many bytes already."""
        self._texts = self._texts_of(1.0)
        session, items = self._begun()
        sent = 0
        for number in count():
            items += self._made(self._call(number))
            sent += len(items[-1]) + len(items[-2])
            if sent > size:
                yield self._turn(session, number, items)

    def _begun(self) -> tuple[str, Items]:
        session = new_id(self._at, self._random.randbytes(10))
        return session, [self._base, self._item("message", role="user", content=self._text())]

    def _call(self, turn: int) -> dict[str, Any]:
        call = {"type": "function_call", "name": "exec_command", "call_id": f"call_{turn}"}
        return call | {
            "arguments": json.dumps({"cmd": f"rg -n {self._random.choice(_WORDS)} src | head -{turn + 3}"})
        }

    def _made(self, call: dict[str, Any]) -> Items:
        """A call and its output, as the next request repeats them."""
        output = f"Process exited with code 0\nOutput:\n{self._text()}"
        return [json.dumps(call).encode(), self._item("function_call_output", call_id=call["call_id"], output=output)]

    def _turn(self, session: str, turn: int, items: Items) -> bytes:
        body = (
            b'{"model":"gpt-5-codex","stream":true,"input":[%s],"tools":%s,"tool_choice":"auto",'
            b'"parallel_tool_calls":false,"reasoning":{"effort":"medium"},"store":false,"prompt_cache_key":"%s"}'
        ) % (b",".join(items), self._tools, session.encode())
        call = self._call(turn)
        usage = {"input_tokens": len(body) // 4, "output_tokens": 120, "total_tokens": len(body) // 4 + 120}
        answer, chunks = self._answer(call, usage)
        metadata = {"session_id": session, "thread_id": session, "turn_id": f"{session}-{turn}"}
        headers = [
            ["host", "api.openai.com"],
            ["session-id", session],
            ["x-codex-turn-metadata", json.dumps(metadata)],
            ["content-type", "application/json"],
            ["user-agent", "codex_exec/0.169.0 (Debian 12; x86_64)"],
        ]
        items += self._made(call)
        return self._record("POST", "https://api.openai.com/v1/responses", "sse", headers, body, answer, chunks)

    def _answer(self, call: dict[str, Any], usage: dict[str, Any]) -> tuple[bytes, list[list[float]]]:
        model = {"id": "resp", "model": "gpt-5-codex"}
        events: list[dict[str, Any]] = [{"type": "response.created", "response": model}]
        events += (
            {"type": "response.reasoning_summary_text.delta", "summary_index": 0, "output_index": 0, "delta": word}
            for word in self._random.choice(self._texts).split()[: max(4, int(120 * self._scale))]
        )
        item = {"type": "response.output_item.done", "output_index": 1, "item": call}
        events += [item, {"type": "response.completed", "response": {**model, "output": [call], "usage": usage}}]
        pieces = [f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode() for event in events]
        chunks = [[900.0 + 12.5 * at, len(piece)] for at, piece in enumerate(pieces)]
        return b"".join(pieces), chunks

    def _side(self) -> bytes:
        headers = [["host", "api.github.com"]]
        return self._record(
            "GET", "https://api.github.com/repos/x/y", "http", headers, b"", b'{"ok":true}', [[30.0, 11]]
        )

    def _record(
        self,
        method: str,
        url: str,
        transport: str,
        headers: list[list[str]],
        request: bytes,
        response: bytes,
        chunks: list[list[float]],
    ) -> bytes:
        self._number += 1
        self._at += timedelta(seconds=self._random.uniform(2, 40))
        last = chunks[-1][0]
        sent = (b'"json":%s' if request else b'"text":%s') % (request or b'""')
        members = [
            ("v", b"1"),
            ("id", value(new_id(self._at, self._random.randbytes(10)))),
            ("number", value(self._number)),
            ("started_at", value(timestamp(self._at))),
            ("end", value("client_closed" if transport == "sse" else "eof")),
            ("transport", value(transport)),
            ("method", value(method)),
            ("url", value(url)),
            ("status", b"200"),
            ("client", value({"address": "127.0.0.1:50000", "user_agent": "codex_exec/0.169.0"})),
            ("timing", value({"request_done": 1.5, "first_byte": chunks[0][0], "last_byte": last})),
            ("sizes", value({"request": len(request), "response": len(response)})),
            ("error", b"null"),
            ("redactions", value({"headers": 1, "request": 0, "response": 0})),
            ("ws", b"null"),
            ("request", b'{"http_version":"HTTP/1.1","headers":%s,"encoding":null,%s}' % (value(headers), sent)),
            (
                "response",
                b'{"http_version":"HTTP/1.1","reason":"OK","headers":[["content-type","text/event-stream"]],'
                b'"trailers":[],"encoding":null,"chunks":%s,"text":%s}' % (value(chunks), string(response.decode())),
            ),
        ]
        return line(members)

    def _item(self, kind: str, **fields: str) -> bytes:
        return json.dumps({"type": kind, **fields}).encode()

    def _text(self) -> str:
        return f"{self._random.randrange(10**9)}\n{self._random.choice(self._texts)}"

    def _texts_of(self, scale: float) -> list[str]:
        return [self._prose(int(size * scale)) for size in (200, 800, 3_000, 9_000) for _ in range(40)]

    def _prose(self, size: int) -> str:
        words: list[str] = []
        while sum(map(len, words)) + len(words) < size:
            words += self._random.choices(_WORDS, k=40)
            words.append('"\n')
        return " ".join(words)[:size]


def write_history(captures: Path, megabytes: int, largest: int = _LARGEST) -> int:
    """A history of that size; how many exchanges it holds, which is the number of the last."""
    lines, size, number = Sessions(largest).lines(), 0, 0
    with _created(captures) as history:
        while size < megabytes * 1_000_000:
            size += history.write(next(lines))
            number += 1
    return number


def write_many(captures: Path, exchanges: int, megabytes: int) -> int:
    """So many exchanges, all small but for a session of the last few, each of that size; the number of the last."""
    sessions = Sessions(_LARGEST, _SMALL)
    with _created(captures) as history:
        history.writelines(islice(sessions.lines(), exchanges - _LARGE))
        history.writelines(islice(sessions.large(megabytes * 1_000_000), _LARGE))
    return exchanges


def _created(captures: Path) -> BinaryIO:
    captures.mkdir(mode=0o700, parents=True, exist_ok=True)
    return (captures / "history.jsonl").open("wb")


def main() -> None:
    """Write one."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("directory", type=Path)
    arguments.add_argument("--megabytes", type=int, default=1_000)
    chosen = arguments.parse_args()
    print(f"{write_history(chosen.directory, chosen.megabytes):,} exchanges")


if __name__ == "__main__":
    main()
