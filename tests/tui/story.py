"""A small coding session in a capture directory: what the screens in these tests show."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests import records
from tests.records import Json

BEGINNING = datetime(2025, 11, 22, 11, 0, 50, tzinfo=UTC)
NOW = datetime(2025, 11, 22, 11, 4, 32, 300_000, tzinfo=UTC)
"""The screens' clock stands still here."""

MODEL = "gpt-oss:20b"
_TURN = '{"session_id":"01a20291-7b1e","thread_id":"01a20291-7b1e","turn_id":"t1","request_kind":"turn"}'
HEADERS = [
    ("host", "localhost:11434"),
    ("content-type", "application/json"),
    ("authorization", "Bearer [masked 5d41402a]"),
    ("x-codex-turn-metadata", _TURN),
]
PATCH = """*** Begin Patch
*** Update File: src/net/retry.py
@@ class RetryPolicy:
         self.attempts = attempts
-        self.rng = random.Random()
+        self.rng = random.Random(seed_from_env())
     def delay(self, attempt: int) -> float:
-        return 0.1 * 2**attempt + random.random()
+        base = 0.1 * 2**attempt
+        return base + self.rng.uniform(0, base)
*** End Patch"""
OUTPUT = "\n".join(["." * 19 + " " * 27 + "[100%]", "20 passed in 1.94s", *(f"slow: case {n}" for n in range(56))])
ANSWER = (
    "The retry delay is now reproducible:\n\n"
    "- **Seed**: `RETRY_SEED`, read once by `seed_from_env()`\n"
    "- **Jitter**: still uniform, now from the policy's own generator\n"
    "- **Proof**: 20 runs of `tests/test_retry.py`, all green\n\n"
    'I am adding a short section to the README, under "Configuration", so the variable is'
)


def message(role: str, text: str) -> Json:
    """An input item."""
    kind = "output_text" if role == "assistant" else "input_text"
    return {"type": "message", "role": role, "content": [{"type": kind, "text": text}]}


def shell(call_id: str, command: str) -> Json:
    """The model runs a command."""
    arguments = json.dumps({"cmd": command})
    return {"type": "function_call", "name": "exec_command", "arguments": arguments, "call_id": call_id}


def patch(call_id: str, text: str = PATCH) -> Json:
    """The model changes a file."""
    return {"type": "custom_tool_call", "name": "apply_patch", "input": text, "call_id": call_id}


def output(call_id: str, text: str, code: int = 0, seconds: float = 2.3) -> Json:
    """What a command printed."""
    said = f"Wall time: {seconds} seconds\nProcess exited with code {code}\nOutput:\n{text}"
    return {"type": "function_call_output", "call_id": call_id, "output": said}


BASE = [
    message("developer", "You are Codex, a coding agent. " + "Keep to the house style. " * 600),
    message("developer", "<environment_context>\n  <cwd>/home/ada/net</cwd>\n</environment_context>"),
    message("user", "why does tests/test_retry.py flake?"),
]
TOOLS = [
    {"type": "function", "name": f"tool_{n}", "description": "Does one thing well. " * 8, "parameters": {}}
    for n in range(14)
]


def asked(items: Iterable[Json], **more: Any) -> bytes:
    """The body of a request."""
    body = {"model": MODEL, "stream": True, "input": [*items], "tools": TOOLS, "tool_choice": "auto"}
    body |= {"parallel_tool_calls": True, "reasoning": {"effort": "medium"}, "store": False, "include": []}
    body |= {"prompt_cache_key": "01a20291-7b1e-4c1f-9a21", **more}
    return json.dumps(body, ensure_ascii=False).encode()


def stream(*items: Json, tokens: tuple[int, int] | None = (11_700, 83), cached: int | None = None) -> list[Json]:
    """The events of an answer that consists of ``items``."""
    events: list[Json] = [{"type": "response.created", "response": {"id": "resp_68f1c", "model": MODEL}}]
    for index, item in enumerate(items):
        events += deltas(index, item)
        events.append({"type": "response.output_item.done", "output_index": index, "item": item})
    if tokens is not None:
        usage: Json = {"input_tokens": tokens[0], "output_tokens": tokens[1]}
        if cached is not None:
            usage["input_tokens_details"] = {"cached_tokens": cached}
        events.append({"type": "response.completed", "response": {"status": "completed", "usage": usage}})
    return events


def deltas(index: int, item: Json) -> list[Json]:
    """What streams of an item."""
    place = {"output_index": index, "content_index": 0}
    added = {"type": "response.output_item.added", "output_index": index, "item": {**item, "content": []}}
    if item["type"] == "reasoning":
        pieces = _pieces(item["content"][0]["text"])
        return [added, *({"type": "response.reasoning_text.delta", **place, "delta": piece} for piece in pieces)]
    if item["type"] == "message":
        pieces = _pieces(item["content"][0]["text"])
        return [added, *({"type": "response.output_text.delta", **place, "delta": piece} for piece in pieces)]
    return []


def reasoning(text: str) -> Json:
    """The model thinks."""
    return {"type": "reasoning", "summary": [], "content": [{"type": "reasoning_text", "text": text}]}


def _pieces(text: str) -> list[str]:
    return [text[start : start + 4] for start in range(0, len(text), 4)]


def arrivals(events: list[Json], first: float, gap: float = 26.0) -> tuple[bytes, list[tuple[float, int]]]:
    """The stream's bytes, and a chunk an event from ``first`` ms on."""
    pieces = [records.sse_event(event) for event in events]
    return b"".join(pieces), [(round(first + gap * n, 3), len(piece)) for n, piece in enumerate(pieces)]


def exchange(
    number: int, after: float, items: Iterable[Json], answer: list[Json], *, first: float = 1_100, **more: Any
) -> Json:
    """Exchange ``number``, ``after`` seconds."""
    content, chunks = arrivals(answer, first)
    return records.record(
        number,
        content,
        chunks=chunks,
        started_at=BEGINNING + timedelta(seconds=after),
        request=asked(items),
        request_headers=HEADERS,
        **more,
    )


def history() -> list[Json]:
    """Every finished exchange of the story."""
    commands = ["rg -n flaky tests", "sed -n 1,60p tests/test_retry.py", "pytest -q tests/test_retry.py", "git diff"]
    found = [
        records.record(
            101, b'{"object":"list","data":[]}', started_at=BEGINNING - timedelta(seconds=2), transport="http",
            method="GET", url="http://localhost:11434/v1/models", request=b"", content_type="application/json",
        )
    ]  # fmt: skip
    for n in range(24):
        call = shell(f"c{n}", commands[n % 4] if n % 5 else "pytest -q --count 20")
        answer = message("assistant", "It flakes by chance.") if n % 6 == 5 else call
        events = stream(answer, tokens=(8_100 + 260 * n, 52 + 7 * n), cached=7_600 if n > 18 else None)
        found.append(exchange(108 + n, 5 * n, BASE, events, first=900 + 50 * (n % 7)))
    body = b'{"error": {"message": "model runner has unexpectedly stopped", "type": "server_error"}}'
    found.append(
        records.record(
            132, body, status=500, started_at=BEGINNING + timedelta(seconds=130), request=asked(BASE),
            content_type="application/json", transport="http",
        )
    )  # fmt: skip
    cut = exchange(133, 140, BASE, stream(message("assistant", "Half an ans"), tokens=None), end="client_closed")
    lost = exchange(134, 150, BASE, stream(message("assistant", "And ha"), tokens=None), end="proxy_stopped")
    found += [cut, lost, exchange(140, 160, BASE, stream(patch("p0"), tokens=(15_200, 70)), first=1_300)]
    items = previous_items()
    answered = stream(reasoning(THOUGHT), patch("p1"), shell("s1", COMMAND), tokens=(16_384, 517))
    found.append(exchange(141, 201, items, answered, first=1_600))
    return found


THOUGHT = "Seed the generator from RETRY_SEED, keep the jitter shape, then run the test a few times to be sure."
COMMAND = "pytest -q tests/test_retry.py --count 20"


def previous_items() -> list[Json]:
    """What request 141 held."""
    items = list(BASE)
    for n in range(12):
        items += [shell(f"c{n}", "rg -n flaky tests"), output(f"c{n}", f"tests/test_retry.py:{n}")]
    return [*items, message("assistant", "It flakes by chance."), message("user", "make it deterministic")]


def live_items() -> list[Json]:
    """What request 142 holds."""
    return [
        *previous_items(),
        reasoning(THOUGHT),
        patch("p1"),
        {"type": "custom_tool_call_output", "call_id": "p1", "output": json.dumps(
            {"output": "Success. Updated src/net/retry.py", "metadata": {"exit_code": 0, "duration_seconds": 0.03}})},
        shell("s1", COMMAND),
        output("s1", OUTPUT),
        message("user", "Good. Document RETRY_SEED in the README too, please."),
    ]  # fmt: skip


def live_answer() -> list[Json]:
    """The events of request 142's answer so far."""
    events: list[Json] = [
        {"type": "response.created", "response": {"id": "resp_68f1c", "model": MODEL}},
        {"type": "response.in_progress", "response": {"id": "resp_68f1c"}},
        *stream(reasoning("The README has a Configuration section. I add the variable there, briefly."), tokens=None)[
            1:
        ],
        *deltas(1, message("assistant", ANSWER)),
    ]
    return events


def write(captures: Path) -> records.Journal:
    """The whole story; the journal is exchange 142, which is still answering."""
    captures.mkdir(parents=True, exist_ok=True)
    records.append(captures, *history())
    journal = records.Journal(
        captures,
        number=142,
        started_at=BEGINNING + timedelta(seconds=217),
        request=asked(live_items()),
        request_headers=HEADERS,
    )
    journal.answer(at=1_560)
    content, chunks = arrivals(live_answer(), 1_571)
    start = 0
    for at, size in chunks:
        journal.chunk(at, content[start : start + size])
        start += size
    return journal


def clock() -> datetime:
    """Stands still."""
    return NOW
