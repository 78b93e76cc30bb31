"""Summaries as an outline gets them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from codex_tui.history.summary import Session, State, Summary, Timing, Usage
from codex_tui.tui.outline import Line, Outline

BEGINNING = datetime(2025, 11, 22, 11, 0, tzinfo=UTC)


def call(
    number: int,
    session: str | None = "s",
    turn: str | None = None,
    *,
    thread: str | None = None,
    parent: str | None = None,
    state: State = "complete",
    asked: str | None = None,
    kind: str | None = None,
    **fields: Any,
) -> Summary:
    """One model call, that many seconds after the beginning."""
    known: dict[str, Any] = {
        "id": f"{number:026}",
        "started_at": (BEGINNING + timedelta(seconds=number)).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "api": "openai.responses",
        "transport": "sse",
        "method": "POST",
        "url": "http://localhost:11434/v1/responses",
        "status": 200,
        "outcome": "answer",
        "preview": f"question {number}",
        "usage": Usage(input=1_000, output=10, source="reported"),
        "timing": Timing(first_token=1_600, last_byte=13_700),
    }
    place = Session(id=session, thread=thread, parent=parent, turn=turn, kind=kind) if session else None
    return Summary(number=number, state=state, session=place, asked=asked, **{**known, **fields})


def side(number: int, url: str = "https://ab.chatgpt.com/otlp/v1/metrics", **fields: Any) -> Summary:
    """One request beside the conversation."""
    return call(number, None, api="other", url=url, preview="", outcome="POST", usage=Usage(), **fields)


def outline(*summaries: Summary) -> Outline:
    """One that holds these, for which no time passes."""
    made = Outline(clock=lambda: 0.0)
    for summary in summaries:
        made.put(summary)
    return made


def lines(shown: Outline) -> list[Line]:
    """All of them."""
    return [shown.line(index) for index in range(shown.height)]


def drawn(shown: Outline) -> list[str]:
    """Each line in short: what it is, indented."""
    return [_drawn(line) for line in lines(shown)]


def _drawn(line: Line) -> str:
    glyph = {None: "", True: "+ ", False: "- "}[line.folded]
    number = line.summary.number if line.summary else 0
    match line.kind:
        case "blank":
            text = ""
        case "request":
            text = f"{number}" + (f" {line.nth}/{line.of}" if line.of else "")
        case "tries":
            text = f"{number} x{line.of}"
        case "side" | "filtered":
            text = f"{line.kind} {dict(line.counts)}"
        case "turn":
            text = f"turn {line.sums.requests}"
        case _:
            text = f"{line.kind} {line.name} {line.sums.requests}"
    return " " * line.depth + glyph + text
