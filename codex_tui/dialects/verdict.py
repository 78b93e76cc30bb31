"""How an exchange went: its state, and what went wrong."""

from http import HTTPStatus

from codex_tui.dialects.answer import Answer
from codex_tui.dialects.shapes import error_message, parse
from codex_tui.history.exchange import Exchange
from codex_tui.history.record import Record
from codex_tui.history.summary import State

#: APIs whose streams say when they are over.
_WITH_FINAL_EVENT = frozenset(
    {
        "openai.responses",
        "openai.chat",
        "openai.completions",
        "anthropic.messages",
        "ollama.chat",
        "ollama.generate",
        "ollama.pull",
    }
)
_LONGEST_ERROR = 1_000_000  # bytes of a body that is searched for a message
_LONGEST_LINE = 300


def is_upgrade(record: Record) -> bool:
    """Whether this is the handshake of a WebSocket, and not a turn on one."""
    return record.transport == "websocket" and record.ws is None


def state_of(exchange: Exchange, answer: Answer, api: str) -> State:
    """The first that fits; ``end`` is only what the wire saw: clients leave as soon as they have the final event."""
    record = exchange.record
    if is_upgrade(record) and record.status == HTTPStatus.SWITCHING_PROTOCOLS:
        return "complete"
    if exchange.live:
        return "live"
    if is_error(record) or answer.failed:
        return "failed"
    ends_by_itself = record.end == "eof" and not _needs_final_event(record, answer, api)
    if answer.complete or ends_by_itself or _is_whole(record):
        return "complete"
    if record.end == "client_closed":
        return "aborted"
    if record.end in {None, "proxy_died", "proxy_stopped"}:
        return "interrupted"
    return "failed"


def is_error(record: Record) -> bool:
    """Whether the status says so."""
    return record.status is not None and record.status >= HTTPStatus.BAD_REQUEST


def is_cut(exchange: Exchange, answer: Answer, state: State) -> bool:
    """Whether an answer had begun and the server or the network ended it."""
    record = exchange.record
    return state == "failed" and record.status is not None and not is_error(record) and not answer.failed


def error_of(exchange: Exchange, answer: Answer, state: State) -> str | None:
    """In the server's words where it gave some, else what the wire saw; None where nothing went wrong."""
    record = exchange.record
    if state in {"live", "complete"}:
        return None
    if is_error(record):
        return _said(exchange.response_body) or _reason(record)
    if answer.failed:
        return answer.error or "The server reported an error without a message."
    if record.error is not None:
        return record.error.message
    return {
        "aborted": "The client left before the end.",
        "interrupted": "The proxy stopped before the end.",
    }.get(state, "The stream ended before its final event." if record.status else "No answer came.")


def _needs_final_event(record: Record, answer: Answer, api: str) -> bool:
    streamed = record.transport != "http" or answer.first_token is not None
    return streamed and api in _WITH_FINAL_EVENT


def _is_whole(record: Record) -> bool:
    """Whether all came that the head announced."""
    headers = record.response.headers if record.response else []
    announced = next((value.strip() for name, value in headers if name.lower() == "content-length"), "")
    return announced.isdecimal() and int(announced[:20]) == record.sizes.response


def _said(body: bytes) -> str:
    if len(body) > _LONGEST_ERROR:
        return ""
    if message := error_message(parse(body)):
        return message
    text = body.decode(errors="replace").strip()
    return "" if text[:1] in {"<", "{", "["} else text.partition("\n")[0][:_LONGEST_LINE]


def _reason(record: Record) -> str:
    reason = record.response.reason if record.response else ""
    try:
        return reason or HTTPStatus(record.status or 0).phrase
    except ValueError:
        return f"Status {record.status}"
