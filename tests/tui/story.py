"""A small coding session in a capture directory: what the screens in these tests show."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests import records
from tests.records import Json

BEGINNING = datetime(2025, 11, 22, 11, 0, 50, tzinfo=UTC)
NOW = datetime(2025, 11, 22, 11, 4, 32, 300_000, tzinfo=UTC)
"""The screens' clock stands still here."""

MODEL = "gpt-oss:20b"
THREAD = "01a20291-7b1e"


def headers(turn: str, thread: str = THREAD, **more: str) -> list[tuple[str, str]]:
    """Of a request in one turn of a thread."""
    metadata = {"session_id": thread, "thread_id": thread, "turn_id": turn, "request_kind": "turn", **more}
    return [
        ("host", "localhost:11434"),
        ("content-type", "application/json"),
        ("authorization", "Bearer [masked 5d41402a]"),
        ("x-codex-turn-metadata", json.dumps(metadata, separators=(",", ":"))),
    ]


HEADERS = headers("t3")
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
    number: int,
    after: float,
    items: Iterable[Json],
    answer: list[Json],
    *,
    first: float = 1_100,
    total: float | None = None,
    model: str = MODEL,
    turn: list[tuple[str, str]] = HEADERS,
    **more: Any,
) -> Json:
    """Exchange ``number``, ``after`` seconds; ``total``: when its last event comes (ms)."""
    gap = 26.0 if total is None else (total - first) / max(1, len(answer) - 1)
    content, chunks = arrivals(answer, first, gap)
    return records.record(
        number,
        content,
        chunks=chunks,
        started_at=BEGINNING + timedelta(seconds=after),
        request=asked(items, model=model),
        request_headers=turn,
        **more,
    )


def side(number: int, after: float, url: str, answer: bytes = b"{}", **more: Any) -> Json:
    """A request beside the conversation."""
    known: Json = {"transport": "http", "method": "GET", "request": b"", "content_type": "application/json"}
    return records.record(number, answer, url=url, started_at=BEGINNING + timedelta(seconds=after), **known | more)


def _before() -> Iterator[Json]:
    """What was before the session that the screens show."""
    yield side(101, -1_810, "http://localhost:11434/v1/models")
    for number, host in ((102, "127.0.0.1:40411/mcp"), (103, "127.0.0.1:40411/mcp"), (104, "api.github.com/repos")):
        yield side(number, -1_809 + number - 101, f"http://{host}")
    turn = headers("t1", "2be9a7d3")
    asks = [message("user", "one JSON value a line, please")]
    for number, after, item, tokens, first, total in (
        (108, -1_760, shell("a1", "rg -n echo codex_tui/cli"), (11_700, 83), 1_100, 3_300),
        (
            109,
            -1_755,
            patch("a2", PATCH.replace("src/net/retry.py", "codex_tui/cli/list.py")),
            (12_200, 460),
            1_000,
            11_200,
        ),
        (110, -1_742, shell("a3", "pytest -q tests/cli"), (12_800, 51), 1_100, 2_700),
        (111, -1_738, message("assistant", "It prints one value a line now."), (13_100, 174), 1_100, 5_800),
    ):
        asks = [*asks, output(f"{number}", "done")] if number > 108 else asks
        yield exchange(number, after, asks, stream(item, tokens=tokens), first=first, total=total, turn=turn)
    question = "what is in history.jsonl?"
    titled = headers("t1", "8c77e411", request_kind="thread_title")
    title = message("assistant", json.dumps({"title": "Explain the capture format"}))
    yield exchange(112, -150, [message("user", f"User prompt:\n{question}")], stream(title), turn=titled)
    for number, after, turn_id, words, item, tokens, cached, first, total in (
        (
            113,
            -149,
            "t1",
            question,
            shell("b1", "head -c 400 captures/history.jsonl"),
            (12_900, 112),
            0,
            1_900,
            4_400,
        ),
        (114, -144, "t1", "", shell("b2", "jq -c keys captures/history.jsonl"), (13_300, 88), 12_500, 500, 2_000),
        (115, -141, "t1", "", message("assistant", "A line an exchange."), (13_600, 412), 12_900, 500, 7_900),
        (116, -110, "t2", "and how large can a line get?", message("assistant", "As l"), (0, 0), 0, 600, 1_800),
        (117, -107, "t2", "", message("assistant", "As large as its bodies."), (14_200, 530), 3_980, 2_400, 9_600),
    ):
        more: Json = {"end": "client_closed"} if number == 116 else {}
        asks = [message("user", words)] if words else [*asks, output(str(number), "done")]
        answer = stream(item, tokens=None if number == 116 else tokens, cached=cached)
        turn = headers(turn_id, "8c77e410")
        yield exchange(
            number, after, asks, answer, first=first, total=total, model="gpt-5.1-codex", turn=turn, **more
        )


def _flaky() -> Iterator[Json]:
    """The first turn of the session, and most of the second."""
    first, second = headers("t1"), headers("t2")
    for number, after, item, tokens, at, total in (
        (118, 10, shell("c0", "rg -n flaky tests"), (8_100, 52), 6_800, 8_400),
        (119, 19, shell("c1", "sed -n 1,60p tests/test_retry.py"), (8_500, 66), 800, 2_100),
        (120, 22, shell("c2", "pytest -q tests/test_retry.py"), (9_200, 49), 900, 1_900),
        (121, 30, shell("c3", "pytest -q --count 20"), (9_300, 55), 900, 2_000),
        (
            122,
            38,
            {"type": "function_call", "name": "update_plan", "arguments": "{}", "call_id": "c4"},
            (9_800, 121),
            900,
            3_700,
        ),
        (123, 43, message("assistant", "It flakes by chance."), (10_000, 284), 900, 7_900),
    ):
        asks = BASE if number == 118 else [*BASE, output(f"c{number - 119}", "done")]
        yield exchange(number, after, asks, stream(item, tokens=tokens), first=at, total=total, turn=first)
    wish = [*BASE, message("user", "make it deterministic, keep the jitter")]
    for number, after, item, tokens, at, total in (
        (124, 82, shell("d0", "rg -n random src tests"), (10_400, 94), 2_200, 4_100),
        (125, 87, shell("d1", "sed -n 1,80p src/net/retry.py"), (10_900, 71), 900, 2_300),
    ):
        asks = wish if number == 124 else [*wish, output("d0", "src/net/retry.py:3:import random")]
        yield exchange(number, after, asks, stream(item, tokens=tokens), first=at, total=total, turn=second)
    refusal = b'{"error": {"message": "model runner has unexpectedly stopped", "type": "server_error"}}'
    stuck = [*wish, output("d1", "class RetryPolicy:")]
    for number, seconds in zip(range(126, 132), (90, 90.4, 92, 95, 101, 112), strict=True):
        started = BEGINNING + timedelta(seconds=seconds)
        yield records.record(
            number, refusal, status=500, started_at=started, request=asked(stuck), request_headers=second,
            content_type="application/json", transport="http",
            chunks=[(4_000 if number == 131 else 400, len(refusal))],
        )  # fmt: skip
    two = [shell("e0", "sed -n 80,140p src/net/retry.py"), shell("e1", "git log -3")]
    stuck = [*stuck, message("user", "go on")]
    yield exchange(132, 117, stuck, stream(*two, tokens=(11_900, 168)), total=5_200, turn=second)
    yield exchange(
        133, 123, [*stuck, output("e1", "log")], stream(patch("p0"), tokens=(12_600, 402)), total=9_800, turn=second
    )


def _reviewed() -> Iterator[Json]:
    """A sub-agent, and how the second turn went on."""
    agent = headers("r1", session_id=THREAD, thread_id="7c1e", parent_thread_id=THREAD, subagent_kind="review")
    asks = [message("user", "Review the change")]
    answers: list[tuple[int, float, list[Json], int, int, Json]] = [
        (134, 134, stream(shell("f0", "git diff"), tokens=(8_800, 44)), 1_800, 3_000, {}),
        (135, 138, stream(message("assistant", "And ha"), tokens=None), 1_000, 1_400, {"end": "proxy_stopped"}),
        (136, 145, stream(message("assistant", "One finding."), tokens=(9_400, 233)), 1_000, 7_200, {}),
    ]
    for number, after, answer, first, total, more in answers:
        asks = [*asks, output(str(number), "diff")] if number > 134 else asks
        yield exchange(number, after, asks, answer, first=first, total=total, turn=agent, **more)
    turn = headers("t2")
    for number, after, item, tokens, first, total in (
        (137, 153, shell("g0", "pytest -q tests/test_retry.py"), (13_800, 58), 1_200, 2_900),
        (138, 157, shell("g1", "rg -n environ src"), (14_200, 196), 1_200, 6_000),
        (139, 164, shell("g2", "cat src/config.py"), (14_500, 63), 1_300, 3_100),
        (140, 170, patch("p0"), (15_200, 70), 1_300, 3_400),
    ):
        asks = [*BASE, output(str(number), "done")]
        yield exchange(number, after, asks, stream(item, tokens=tokens), first=first, total=total, turn=turn)


def history() -> list[Json]:
    """Every finished exchange of the story."""
    answered = stream(reasoning(THOUGHT), patch("p1"), shell("s1", COMMAND), tokens=(16_384, 517))
    last = exchange(141, 201, previous_items(), answered, first=1_600, total=13_700, turn=headers("t2"))
    return [*_before(), *_flaky(), *_reviewed(), last]


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
    journal.connected(1.8, 4.1)
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
