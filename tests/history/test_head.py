"""The small fields of a record, without its bodies."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import asdict, replace

from codex_tui.history.decode import decode_record
from codex_tui.history.head import HEAD, decode_head
from codex_tui.history.record import Request
from mitm_addons import codex_record
from tests.records import Json, line, messages, record, rfc3339, started, ulid

TEXTS = st.text(max_size=20) | st.sampled_from([',"request":{', '","encoding":', '\\","request":{"', "\u2028\x1b"])


@given(url=TEXTS, name=TEXTS, value=TEXTS, message=TEXTS, body=TEXTS)
def test_whatever_its_texts_hold_a_head_says_what_the_whole_line_says(
    url: str, name: str, value: str, message: str, body: str
) -> None:
    error = {"by": "server", "message": message}
    names = [(name, value)]
    fields = record(3, body.encode(), url=url, request=body.encode(), request_headers=names, error=error)
    content = line(fields).rstrip(b"\n")
    whole, head = decode_record(content), decode_head(content[:HEAD])
    assert head is not None
    assert head.request == Request(http_version="HTTP/1.1", headers=whole.request.headers)
    assert replace(head, request=whole.request, response=whole.response) == whole


def test_what_the_addon_writes_has_its_small_fields_first() -> None:
    fields: Json = {
        "v": 1,
        "id": ulid(started(1), 1),
        "number": 1,
        "started_at": rfc3339(started(1)),
        "end": "eof",
        "method": "POST",
        "url": "http://h/",
        "redactions": {"headers": 0, "request": 2, "response": 0},
        "request": {"http_version": "HTTP/1.1", "headers": [["a", "b"]], "encoding": "gzip", "text": "x" * 99_000},
    }
    content = codex_record.line([(name, codex_record.value(value)) for name, value in fields.items()])
    head = decode_head(content[:HEAD])
    assert head is not None
    assert (head.redactions.request, head.request.headers, asdict(head)["end"]) == (2, [("a", "b")], "eof")


def test_a_turn_on_a_websocket_has_a_head_too() -> None:
    content = line(record(2, None, request=messages((0.0, "hi")), ws={"connection": "x", "index": 1}))
    head = decode_head(content[:HEAD])
    assert head is not None
    assert head.ws is not None


@given(junk=st.binary(max_size=80), cut=st.integers(0, 400))
def test_a_head_that_cannot_be_told_is_none(junk: bytes, cut: int) -> None:
    assert decode_head(junk) is None
    content = line(record(1))
    at = content.index(b',"encoding":')
    assert (decode_head(content[:cut]) is None) == (cut < at + len(b',"encoding":'))
    assert decode_head(b'{"v":2' + content[6:]) is None
