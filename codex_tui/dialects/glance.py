"""An exchange in a line by its record's small fields alone, until it is read whole."""

from http import HTTPStatus

from codex_tui.dialects.apis import api_of
from codex_tui.dialects.outcome import request_line
from codex_tui.dialects.session import session_of
from codex_tui.dialects.verdict import is_error, is_upgrade
from codex_tui.history.record import Record
from codex_tui.history.summary import Sizes, State, Summary, Timing


def glance(record: Record) -> Summary:
    """What is known of ``record`` without its bodies and its response; the state is the likeliest one."""
    api = api_of(record.method, record.url, websocket_turn=record.ws is not None)
    session = session_of(record.request.headers, {})
    return Summary(
        id=record.id,
        number=record.number,
        started_at=record.started_at,
        state=_state(record),
        api=api,
        transport=record.transport,
        method=record.method,
        url=record.url,
        status=record.status,
        session=session,
        # What follows a failure in its session is nearly always another try of it.
        asked="" if session else None,
        timing=Timing(first_byte=record.timing.first_byte, last_byte=record.timing.last_byte),
        sizes=Sizes(request=record.sizes.request, response=record.sizes.response),
        outcome=request_line(record),
    )


def _state(record: Record) -> State:
    """Clients leave as soon as they have the final event, so that most of what they end is complete."""
    if is_upgrade(record) and record.status == HTTPStatus.SWITCHING_PROTOCOLS:
        return "complete"
    if is_error(record) or record.status is None:
        return "failed"
    match record.end:
        case "eof" | "client_closed":
            return "complete"
        case None | "proxy_died" | "proxy_stopped":
            return "interrupted"
    return "failed"
