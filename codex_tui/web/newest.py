"""The newest model call, as people read it and as the API has it, rendered again only when it grew."""

import asyncio
import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from codex_tui import formats
from codex_tui.dialects import InContext
from codex_tui.dialects.conversation import Conversation
from codex_tui.dialects.histories import history_of
from codex_tui.errors import CodexTuiError
from codex_tui.export import FORMATS, export
from codex_tui.history.exchange import Exchange
from codex_tui.history.summary import Summary
from codex_tui.web.markup import Html, joined, tag
from codex_tui.web.transcript import transcript

_BUDGET = 0.1  # s of reading for one answer
_SHOWN = 300_000  # characters of a body in the page; all of it can be downloaded
_MARKS = {"live": "●", "complete": "✓", "failed": "✗", "aborted": "■", "interrupted": "□"}


class View(msgspec.Struct, frozen=True):
    """``tag`` changes when ``content`` does. ``live``: it still grows."""

    tag: str
    content: Html
    live: bool


class Newest:
    """Reads a capture directory in a thread of its own, when somebody asks."""

    def __init__(self, captures: Path) -> None:
        self._captures = captures
        self._history = history_of(captures)
        self._thread = ThreadPoolExecutor(1, "newest")
        self._view: View | None = None

    async def view(self) -> View:
        """The newest model call now, or what to do where there is none."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._look)

    async def exported(self, reference: str, name: str) -> tuple[str, bytes]:
        """A name for the file, and its content. Raises CodexTuiError where there is no such exchange or format."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._export, reference, name)

    def close(self) -> None:
        """Keep what was read for the next time."""
        self._thread.submit(self._history.save)
        self._thread.shutdown()

    def _look(self) -> View:
        try:
            self._history.poll(_BUDGET)
            id_ = self._history.resolve("latest")
            context = InContext(self._history, id_)
            mark = _mark(self._history.summary(id_), context.exchange)
            if self._view is None or self._view.tag != mark:
                conversation, summary = context.conversation(), self._history.summary(id_)
                content = joined(_content(summary, context.exchange, conversation, context.since))
                self._view = View(_mark(summary, context.exchange), content, context.exchange.live)
        except CodexTuiError as error:
            return self._nothing(error)
        return self._view

    def _nothing(self, error: CodexTuiError) -> View:
        if self._history.summaries:
            told = [tag("h1", error.message), tag("p", error.hint)]
        else:
            told = [
                tag("h1", "Nothing captured yet"),
                tag("p", "Start Codex through the capture, from a terminal:"),
                tag("pre", "codex-tui run -- codex"),
                tag("p", "This page shows the first exchange as soon as it passes."),
            ]
        return View("nothing", tag("section", *told, id="nothing"), live=False)

    def _export(self, reference: str, name: str) -> tuple[str, bytes]:
        self._history.poll(_BUDGET)
        context = InContext(self._history, self._history.resolve(reference))
        content = export(context, name)
        return f"codex-{context.exchange.record.number}{FORMATS[name].suffix}", content


def _mark(summary: Summary, exchange: Exchange) -> str:
    told = msgspec.json.encode([summary, len(exchange.events), exchange.live])
    return hashlib.sha256(told).hexdigest()[:32]


def _content(summary: Summary, exchange: Exchange, conversation: Conversation, since: int | None) -> Iterator[Html]:
    yield _head(summary, conversation)
    yield from (tag("p", f"▲ {warning.message}", class_="warning") for warning in conversation.warnings)
    if summary.error:
        yield tag("p", f"✗ {summary.error}", class_="error")
    yield from transcript(conversation, since)
    yield tag("h2", "As the API has it", id="native")
    yield _body("request", exchange.request_body, summary)
    yield _body("response", exchange.response_body, summary)
    files = [
        tag("a", f"{kind.title} ({kind.suffix})", href=f"/exchanges/{summary.id}/{name}", download="")
        for name, kind in FORMATS.items()
    ]
    yield tag("p", *(joined([" ", file]) for file in files), class_="files", id="files")


def _head(summary: Summary, conversation: Conversation) -> Html:
    usage, timing = summary.usage, summary.timing
    about = "~" if usage.source == "estimated" else ""
    started = formats.clock(datetime.fromisoformat(summary.started_at), datetime.now(UTC))
    facts = [
        ("started", started),
        ("total", timing.last_byte is not None and formats.duration(timing.last_byte)),
        ("speed", timing.tokens_per_second and formats.speed(timing.tokens_per_second)),
        ("in", usage.input is not None and about + formats.tokens(usage.input)),
        ("cached", usage.cached is not None and formats.tokens(usage.cached)),
        ("out", usage.output is not None and about + formats.tokens(usage.output)),
        ("finish", conversation.finish),
    ]
    return tag(
        "header",
        tag("h1", f"#{summary.number} ", tag("span", summary.model or summary.api)),
        tag("p", f"{_MARKS[summary.state]} {summary.state}", class_=f"state {summary.state}"),
        tag(
            "p", f"{summary.method} {summary.url}" + (f"  {summary.status}" if summary.status else ""), class_="muted"
        ),
        tag("dl", *(tag("div", tag("dt", name), tag("dd", value)) for name, value in facts if value)),
        id="head",
    )


def _body(side: str, content: bytes, summary: Summary) -> Html:
    text = _pretty(content)
    rest = len(text) - _SHOWN
    more = f"\n… {rest:,} more characters: take the file below" if rest > 0 else ""
    about = f"{formats.size(len(content))}, {summary.api}, {summary.transport}" if content else "empty"
    head = tag("summary", tag("b", side), " ", tag("span", about))
    return tag("details", head, tag("pre", text[:_SHOWN] + more), class_="part native", id=f"native-{side}")


def _pretty(content: bytes) -> str:
    try:
        return msgspec.json.format(content, indent=2).decode()
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return content.decode(errors="replace")
