"""What the focused view is about: a part, a value, an event, a body, an exchange."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from codex_tui.export import export
from codex_tui.tui.copying import text_of
from codex_tui.tui.screens.arrangement import RAW, TRANSCRIPT
from codex_tui.tui.widgets.raw.body_view import BodyView
from codex_tui.tui.widgets.raw.events_view import EventsView

if TYPE_CHECKING:
    from codex_tui.history.record import Header
    from codex_tui.tui.opened import Opened
    from codex_tui.tui.screens.panels import Panes
    from codex_tui.tui.widgets.raw.raw import Raw


class Named(NamedTuple):
    """``content``: exact; ``suffix``: of a file that would hold it."""

    name: str
    content: bytes
    suffix: str = ".txt"


def named(panes: Panes, pane: int, opened: Opened) -> Named:
    """What the view in ``pane`` names; the list names the whole exchange."""
    found = None
    if pane == TRANSCRIPT and (part := panes.transcript.transcript.part) is not None:
        text = text_of(part)
        suffix = ".json" if part.arguments and not part.text else ".md"
        found = Named(part.name or part.role or part.kind, text.encode(errors="replace"), suffix) if text else None
    elif pane == RAW:
        found = in_raw(panes.raw.raw, opened)
    return found or Named("exchange", export(opened.context, "md"), ".md")


def in_raw(raw: Raw, opened: Opened) -> Named | None:
    """The value or event under the cursor, else the body or the head that the tab shows."""
    view, record = raw.view, opened.reading.exchange.record
    if isinstance(view, BodyView) and (value := view.value) is not None:
        return Named(value.name, value.text.encode(errors="replace"), ".json" if value.json else ".txt")
    if isinstance(view, EventsView) and (event := view.event) is not None:
        return Named(f"event {event[0] + 1}", event[1].data.encode(errors="replace"), ".json")
    if raw.tab == "Headers":
        answered = record.response.headers if record.response else []
        first = f"{record.method} {record.url} {record.request.http_version}".rstrip()
        return Named("headers", _head(first, record.request.headers) + b"\n" + _head(str(record.status), answered))
    content = raw.content
    if not content:
        return None
    suffix = ".json" if content.lstrip()[:1] in (b"{", b"[") else ".txt"
    return Named(f"{raw.tab.lower()} body" if raw.tab == "Request" else "response body", content, suffix)


def _head(first: str, headers: list[Header]) -> bytes:
    return "".join(f"{line}\n" for line in (first, *(f"{name}: {value}" for name, value in headers))).encode(
        errors="replace"
    )
