"""What an event costs a dialect: late in a long stream against its start, and a huge one against ``json.loads``.

Run with the environment's Python: ``python bench/dialects_live.py [rounds]``.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable

from codex_tui.dialects import ollama_chat
from codex_tui.dialects.answer import Answer
from codex_tui.dialects.anthropic import MessagesAnswer
from codex_tui.dialects.chat import ChatAnswer
from codex_tui.dialects.responses import ResponsesAnswer
from codex_tui.wire.event import Event

SHORT, LONG = 1_000, 100_000  # events of a stream
HUGE = 10_000_000  # bytes of one event
TARGETS = {"linear": 1.5, "huge": 1.5}


def responses_event(text: str) -> str:
    """A delta of the Responses API."""
    where = {"item_id": "msg_0123456789abcdef", "output_index": 0, "content_index": 0}
    return json.dumps({"type": "response.output_text.delta", "sequence_number": 7, **where, "delta": text})


def chat_event(text: str) -> str:
    """A chunk of Chat Completions."""
    choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}
    return json.dumps({"id": "chatcmpl-1", "object": "chat.completion.chunk", "model": "m", "choices": [choice]})


def anthropic_event(text: str) -> str:
    """A delta of the Messages API."""
    return json.dumps({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}})


def ollama_event(text: str) -> str:
    """A line of Ollama's chat."""
    message = {"role": "assistant", "content": text}
    return json.dumps({"model": "m", "created_at": "2025-11-22T10:00:00.1Z", "message": message, "done": False})


def per_event(make: Callable[[], Answer], data: str, count: int) -> float:
    """Microseconds an event, the parts asked for every 100 of them as a screen does."""
    answer = make()
    event = Event(at=1.0, name="", data=data, offset=0, size=len(data))
    begun = time.perf_counter()
    for number in range(count):
        answer.feed(event)
        if number % 100 == 0:
            answer.parts()
    return (time.perf_counter() - begun) / count * 1e6


def huge(make: Callable[[], Answer], data: str) -> tuple[float, float]:
    """Milliseconds that the dialect takes for one event, and ``json.loads`` for its text."""
    event = Event(at=1.0, name="", data=data, offset=0, size=len(data))
    answer = make()
    begun = time.perf_counter()
    answer.feed(event)
    answer.parts()
    between = time.perf_counter()
    json.loads(data)
    return (between - begun) * 1e3, (time.perf_counter() - between) * 1e3


def main(rounds: int) -> None:
    """Medians of interleaved rounds, and their ratios against the targets."""
    for name, make, event in (
        ("responses", ResponsesAnswer, responses_event),
        ("chat", ChatAnswer, chat_event),
        ("anthropic", MessagesAnswer, anthropic_event),
        ("ollama", ollama_chat.ChatAnswer, ollama_event),
    ):
        short, long, one, plain = [], [], [], []
        text = "words \\ and \n lines, " * (HUGE // 20)
        for _ in range(rounds):
            short.append(statistics.median(per_event(make, event("tok "), SHORT) for _ in range(10)))
            long.append(per_event(make, event("tok "), LONG))
            taken, loads = huge(make, event(text))
            one.append(taken)
            plain.append(loads)
        at_start, at_end = statistics.median(short), statistics.median(long)
        dialect, loads = statistics.median(one), statistics.median(plain)
        print(
            f"{name:10} an event at {SHORT:,}: {at_start:.2f} µs, at {LONG:,}: {at_end:.2f} µs,"
            f" ratio {at_end / at_start:.2f} (target {TARGETS['linear']})"
        )
        print(
            f"{name:10} one event of {HUGE / 1e6:.0f} MB: {dialect:.1f} ms, json.loads {loads:.1f} ms,"
            f" ratio {dialect / loads:.2f} (target {TARGETS['huge']})"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
