import json
from datetime import UTC, datetime

import codex_record as record
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_json_that_others_read_is_spliced_byte_for_byte(value: object) -> None:
    data = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    try:
        msgspec.json.decode(data)
    except msgspec.DecodeError:
        return
    if b"\n" not in data and b"\r" not in data:
        assert record.body(data) == ("json", data)


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_body_makes_one_readable_line_and_comes_back_whole(data: bytes) -> None:
    line = record.line([("v", b"1"), record.body(data)])
    assert line.count(b"\n") == 1
    [(name, value)] = [item for item in json.loads(line).items() if item[0] != "v"]
    if name == "json":
        assert line == b'{"v":1,"json":' + data + b"}\n"
    elif name == "text":
        assert value.encode() == data
    else:
        assert name == "base64"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" {}",
        b"{} ",
        b'{"a":\n1}',
        b"{",
        b"NaN",
        b'{"a":Infinity}',
        b"1e400",
        b"9" * 309,
        b'"\\ud83d"',
        b'"\\uDE00\\ud83d"',
        b'"\xff"',
        b"\xef\xbb\xbf{}",
        b"[" * 101 + b"]" * 101,
        b'{"a":' * 101 + b"1" + b"}" * 101,
        b"[" * 100_000,
        b'"' + b"x" * record.JSON_LIMIT + b'"',
        b'"\x01"',
        b"event: x\ndata: {}\n\n",
    ],
)
def test_what_would_make_a_line_unreadable_is_not_spliced(data: bytes) -> None:
    assert not record.is_spliceable(data)
    assert json.loads(record.line([record.payload(data)]))


@pytest.mark.parametrize(
    "data",
    [
        b"{}",
        b"null",
        b"-1.5e300",
        b'"\\ud83d\\ude00"',
        b"[" * 100 + b"]" * 100,
        b'"]]]]{{{{"',
        b'"\\\\ud83d"',
        b'{"a" : 1}',
    ],
)
def test_odd_but_sound_json_is_spliced(data: bytes) -> None:
    assert record.is_spliceable(data)


def test_ids_sort_by_time_and_take_entropy() -> None:
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, 0, 0, 1, tzinfo=UTC)
    assert record.new_id(early) < record.new_id(late)
    assert record.new_id(early, bytes(10)) == "01KDVDNA000000000000000000"
    assert len(record.new_id(late)) == 26


def test_a_lone_surrogate_never_reaches_a_small_field() -> None:
    assert json.loads(record.value({"url": "http://\ud800/"})) == {"url": "http://\ufffd/"}


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_a_long_text_is_written_in_slices_that_join(text: str) -> None:
    long = text * 3 + 'é"\\\n' * 100_000
    assert json.loads(record.string(long)) == long


@pytest.mark.parametrize(
    ("method", "path", "turn", "asks"),
    [
        ("POST", "/v1/responses", False, True),
        ("POST", "http://127.0.0.1:11434/v1/chat/completions?x=1", False, True),
        ("POST", "/backend-api/codex/responses/", False, True),
        ("POST", "/api/generate", False, True),
        ("GET", "/v1/responses", True, True),
        ("GET", "/v1/responses", False, False),
        ("POST", "/api/pull", False, False),
        ("POST", "/v1/models?next=/v1/responses", False, False),
    ],
)
def test_a_model_call_is_known_by_its_path(method: str, path: str, turn: bool, asks: bool) -> None:
    assert record.is_model_call(method, path, websocket_turn=turn) is asks
