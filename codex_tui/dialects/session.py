"""Where an exchange belongs, by what the client says in its headers and in the request's metadata."""

from collections.abc import Iterable

from codex_tui.dialects.shapes import Object, mapping, parse, text
from codex_tui.history.record import Header
from codex_tui.history.summary import Session

_TURN_METADATA = "x-codex-turn-metadata"
_PARENT = "x-codex-parent-thread-id"
_KINDS = {"thread_title": "title", "compact": "compaction"}
_TITLE = "thread_title"


def session_of(headers: Iterable[Header], body: Object) -> Session | None:
    """From Codex's turn metadata, else single headers, else the body.

    Headers and the body's ``client_metadata`` say the same; a turn on a WebSocket has only the latter.
    """
    sent: Object = {}
    for name, value in headers:
        sent.setdefault(name.lower(), value)
    client = mapping(body, "client_metadata")
    turn = _metadata(sent) or _metadata(client)
    session = Session(
        id=text(turn, "session_id")
        or text(sent, "session-id", "session_id")
        or text(client, "session_id")
        or text(sent, "conversation_id", "conversation-id")
        or text(body, "prompt_cache_key")
        or None,
        thread=text(turn, "thread_id") or text(sent, "thread-id", "thread_id") or text(client, "thread_id") or None,
        parent=text(turn, "parent_thread_id") or text(sent, _PARENT) or text(client, _PARENT) or None,
        turn=text(turn, "turn_id") or text(client, "turn_id") or None,
        agent=text(turn, "agent_name") or None,
        kind=_kind(turn, text(sent, "x-openai-subagent") or text(client, "x-openai-subagent"), body),
    )
    return None if session == Session() else session


def _metadata(fields: Object) -> Object:
    said = text(fields, _TURN_METADATA)
    found = parse(said) if said else None
    return found if isinstance(found, dict) else {}


def _kind(turn: Object, subagent: str, body: Object) -> str | None:
    """What a request is for; the metadata calls a review a turn, so what a sub-agent does counts before it."""
    if body.get("generate") is False:
        return "prewarm"
    if _TITLE in {text(turn, key) for key in ("request_kind", "subagent_kind", "thread_source", "turn_trigger")}:
        return _KINDS[_TITLE]
    asked = text(turn, "request_kind")
    if asked in {"", "turn"}:
        asked = text(turn, "subagent_kind") or subagent or asked
    return _KINDS.get(asked, asked) or None
