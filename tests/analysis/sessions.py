"""Two requests of a session to compare, in a history."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from codex_tui.analysis.comparison import Comparison, compare
from codex_tui.analysis.side import side_of
from codex_tui.dialects.histories import history_of
from tests import records
from tests.tui.story import arrivals, message, output, shell, stream

Json = dict[str, Any]
HEADERS = [("session-id", "s1")]
CONTEXT = """<environment_context>
  <cwd>/home/ada/retry</cwd>
  <shell>bash</shell>
  <current_date>2025-11-21</current_date>
  <approval_policy>on-request</approval_policy>
</environment_context>"""
LATER = (
    CONTEXT.replace("-21", "-22")
    .replace("on-request", "never")
    .replace("</environment", "  <network_access>restricted</network_access>\n</environment")
)
TOOLS = [{"type": "function", "name": name, "description": f"Does {name}.", "parameters": {}} for name in "abc"]
INSTRUCTIONS = "You are Codex, a coding agent. " * 500


def items(context: str, *more: Json) -> list[Json]:
    """The input of a request: instructions, what surrounds it, a conversation."""
    talk = [message("assistant" if n % 2 else "user", f"Sentence {n} of what was said. " * 50) for n in range(18)]
    return [message("developer", INSTRUCTIONS), message("developer", context), *talk, *more]


BEFORE = items(CONTEXT, message("assistant", "The size of one line depends on the bodies"))
AFTER = items(LATER, message("user", "Shorter, please. Only the largest line."))


def body(given: list[Json], **more: Any) -> bytes:
    """A request as Codex sends it."""
    value = {"model": "gpt-5", "stream": True, "tools": TOOLS, "input": given, "reasoning": {"effort": "low"}}
    return json.dumps({**value, **more}, separators=(",", ":")).encode()


def exchange(number: int, request: bytes, usage: tuple[int, int | None] | None = None, **more: Any) -> Json:
    """``usage``: input tokens, and those of them that were cached; None where the server tells none."""
    tokens, cached = ((usage[0], 40), usage[1]) if usage else (None, None)
    answer = stream(message("assistant", f"Answer {number}."), tokens=tokens, cached=cached)
    return records.record(number, records.sse(*answer), request=request, request_headers=HEADERS, **more)


def lost_cache(captures: Path) -> None:
    """116 and 117: between them the date changed, and with it the server's cache was lost."""
    first, then = body(BEFORE), body(AFTER)
    records.append(captures, exchange(116, first, (14_100, 13_400)), exchange(117, then, (14_200, 4_000)))


def compared(captures: Path, a: str, b: str) -> Comparison:
    """Two exchanges of a directory."""
    history = history_of(captures)
    history.poll(1)
    return compare(side_of(history, history.resolve(a)), side_of(history, history.resolve(b)))


def three_turns(captures: Path) -> None:
    """118 to 142: a session whose context fills with what tools print; six tries of one request fail."""
    talk: list[Json] = [message("developer", INSTRUCTIONS), message("developer", CONTEXT)]
    tools = [{**tool, "description": "What it does, at length. " * 120} for tool in TOOLS]
    turns = {
        118: "why does tests/test_retry.py flake?",
        125: "make it deterministic",
        138: "document it in the README",
    }
    failing = range(126, 132)
    turn, cached = 0, 0
    for number in range(118, 143):
        if number in turns:
            turn += 1
            talk.append(message("user", turns[number]))
        metadata = {"session_id": "01a20291-7b1e", "thread_id": "01a20291-7b1e", "turn_id": f"t{turn}"}
        more: Json = {
            "started_at": records.BEGINNING + timedelta(seconds=9 * (number - 118)),
            "request_headers": [("x-codex-turn-metadata", json.dumps(metadata))],
            "request": body(talk, tools=tools),
        }
        if number in failing:
            answer = b'{"error": {"message": "model runner has unexpectedly stopped"}}'
            records.append(captures, records.record(number, answer, status=500, transport="http", **more))
            continue
        call = shell(f"c{number}", f"sed -n 1,{number}p src/net/retry.py")
        tokens = len(more["request"]) // 4
        said = message("assistant", "Let me look at what it does there, line by line, before I change it.")
        events = stream(said, call, tokens=(tokens, 40 + 9 * (number % 7)), cached=cached)
        first = 400.0 + 350 * (number % 5) + (5_000 if number == 141 else 0)
        content, chunks = arrivals(events, first, gap=60.0 + 20 * (number % 4))
        records.append(captures, records.record(number, content, chunks=chunks, **more))
        cached = tokens
        length = 6_000 if number == 137 else 300 + 90 * (number % 5)
        talk += [call, output(f"c{number}", f"line of {number}\n" * (length // 12))]
        if number % 8 == 0:
            talk.append(message("assistant", f"That is what I found in step {number}. " * 30))
