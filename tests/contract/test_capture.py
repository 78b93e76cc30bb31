"""What the addon writes, by the record's contract."""

import base64
import gzip
import json
import os
import re
import stat
import time
from datetime import datetime
from pathlib import Path

import pytest
import zstandard
from codex_captures import Captures, Waiting
from codex_status import Status
from codex_writer import Writer
from mitmproxy import exceptions, flow
from mitmproxy.proxy.server_hooks import ServerConnectionHookData

from tests.contract.capturing import answer, ask, capturing, end, records
from tests.contract.capturing import flow as make_flow
from tests.deadline import eventually

SSE = [b'event: a\ndata: {"x":1}\n\n', b"data: [DO", b"NE]\n\n"]


async def test_a_streamed_exchange_becomes_one_record(tmp_path: Path) -> None:
    with capturing(tmp_path) as addon:
        made = make_flow(body=b'{"model": "m", "stream":true}')
        ask(addon, made)
        answer(addon, made, *SSE, content_type="text/event-stream", x_request_id="7")
        end(addon, made)
    [record] = records(tmp_path)
    assert list(record) == [
        *("v", "id", "number", "started_at", "end", "transport", "method", "url", "status", "client", "timing"),
        *("sizes", "error", "redactions", "ws", "request", "response"),
    ]
    assert (record["v"], record["number"], record["end"], record["transport"]) == (1, 1, "eof", "sse")
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{26}", record["id"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", record["started_at"])
    assert datetime.fromisoformat(record["started_at"]).tzinfo is not None
    assert record["client"]["user_agent"] == "codex_exec/0.169.0"
    assert record["request"]["json"] == {"model": "m", "stream": True}
    assert b'"json":{"model": "m", "stream":true}}' in (tmp_path / "history.jsonl").read_bytes()
    response = record["response"]
    assert response["text"].encode() == b"".join(SSE)
    assert [size for _, size in response["chunks"]] == [len(chunk) for chunk in SSE]
    assert record["sizes"] == {"request": 29, "response": sum(map(len, SSE))}
    timing = record["timing"]
    assert 0 <= timing["request_done"] <= timing["first_byte"] <= timing["last_byte"] == response["chunks"][-1][0]
    assert ["x-request-id", "7"] in response["headers"]


@pytest.mark.parametrize("ahead", [True, False])
async def test_only_the_first_exchange_on_a_connection_tells_when_that_was_made(tmp_path: Path, ahead: bool) -> None:
    first, second = make_flow(), make_flow()
    server = second.server_conn = first.server_conn

    def connect() -> None:
        now = time.time()
        server.timestamp_start, server.timestamp_tcp_setup, server.timestamp_tls_setup = now - 0.03, now - 0.02, now
        server.tls = True

    third = make_flow()
    third.server_conn = server
    with capturing(tmp_path) as addon:
        if ahead:
            connect()
        ask(addon, first)
        journal = eventually(lambda: next(iter((tmp_path / "live").iterdir()), None))
        head = json.loads(eventually(journal.read_bytes))
        if not ahead:
            connect()
        answer(addon, first, b"{}")
        read = eventually(lambda: len(lines := journal.read_bytes().splitlines()) == 4 - ahead and lines)
        end(addon, first)
        ask(addon, second)
        answer(addon, second, b"{}")
        end(addon, second)
        addon.server_disconnected(ServerConnectionHookData(server, second.client_conn))
        connect()
        ask(addon, third)
        answer(addon, third, b"{}")
        end(addon, third)
    one, other, anew = records(tmp_path)
    begin, stood = one["timing"]["connect"]
    assert stood - begin == pytest.approx(30, abs=0.01)
    told = head["timing"]["connect"] if ahead else json.loads(read[1])["connect"]
    assert told == [begin, stood]
    assert list(other["timing"]) == ["request_done", "first_byte", "last_byte"]
    assert "connect" in anew["timing"]


async def test_headers_keep_order_case_and_repeats_and_odd_bytes(tmp_path: Path) -> None:
    with capturing(tmp_path) as addon:
        made = make_flow()
        made.request.headers.fields = ((b"X-B", b"1"), (b"x-a", b"caf\xe9"), (b"X-B", "é".encode()))
        ask(addon, made)
        answer(addon, made, b"{}")
        end(addon, made)
    assert records(tmp_path)[0]["request"]["headers"] == [["X-B", "1"], ["x-a", "café"], ["X-B", "é"]]


@pytest.mark.parametrize(
    ("body", "member", "value"),
    [
        (b'{"a":1}', "json", {"a": 1}),
        (b'{"a":\n1}', "text", '{"a":\n1}'),
        (b"", "text", ""),
        (b"\xff\x00", "base64", base64.b64encode(b"\xff\x00").decode()),
    ],
)
async def test_a_body_stands_in_exactly_one_form(tmp_path: Path, body: bytes, member: str, value: object) -> None:
    with capturing(tmp_path) as addon:
        made = make_flow(body=body)
        ask(addon, made)
        answer(addon, made, body)
        end(addon, made)
    [record] = records(tmp_path)
    for side in (record["request"], record["response"]):
        assert {name for name in ("json", "text", "base64", "messages") if name in side} == {member}
        assert side[member] == value


async def test_compressed_bodies_are_stored_decoded_and_their_coding_kept(tmp_path: Path) -> None:
    sent = zstandard.ZstdCompressor().compress(b'{"model":"m"}')
    with capturing(tmp_path) as addon:
        made = make_flow(body=sent)
        made.request.headers["content-encoding"] = "zstd"
        ask(addon, made)
        packed = gzip.compress(b"data: 1\n\n")
        answer(addon, made, packed[:9], packed[9:], content_type="text/event-stream", content_encoding="gzip")
        end(addon, made)
    [record] = records(tmp_path)
    assert (record["request"]["json"], record["request"]["encoding"]) == ({"model": "m"}, "zstd")
    assert (record["response"]["text"], record["response"]["encoding"]) == ("data: 1\n\n", "gzip")
    assert record["sizes"] == {"request": len(sent), "response": len(packed)}


async def test_a_body_that_does_not_decode_is_stored_as_sent(tmp_path: Path) -> None:
    with capturing(tmp_path) as addon:
        made = make_flow()
        ask(addon, made)
        answer(addon, made, b"no gzip", content_encoding="gzip")
        end(addon, made)
    response = records(tmp_path)[0]["response"]
    assert (response["text"], response["undecoded"]) == ("no gzip", True)


async def test_a_turn_that_the_client_leaves_early_is_stored_whole(tmp_path: Path) -> None:
    with capturing(tmp_path) as addon:
        made = make_flow()
        ask(addon, made)
        answer(addon, made, *SSE, content_type="text/event-stream")
        made.error = flow.Error("Client disconnected.")
        addon.error(made)
    [record] = records(tmp_path)
    assert record["end"] == "client_closed"
    assert record["error"] == {"by": "client", "message": "Client disconnected."}
    assert record["response"]["text"].encode() == b"".join(SSE)
    assert made.response.raw_content == b"".join(SSE)  # mitmproxy's own views and -w files have it too


@pytest.mark.parametrize(
    ("message", "answered", "end_", "by"),
    [
        ("peer closed connection without sending complete message body", True, "server_closed", "server"),
        ("[Errno 111] Connect call failed ('127.0.0.1', 1)", False, "proxy_error", "server"),
        (flow.Error.KILLED_MESSAGE, False, "proxy_error", "proxy"),
    ],
)
async def test_how_it_failed_says_who_ended_it(
    tmp_path: Path, message: str, answered: bool, end_: str, by: str
) -> None:
    with capturing(tmp_path) as addon:
        made = make_flow()
        made.server_conn.timestamp_tcp_setup = 1.0 if answered else None
        ask(addon, made)
        if answered:
            answer(addon, made, b"data: 1\n\n")
        made.error = flow.Error(message)
        addon.error(made)
    [record] = records(tmp_path)
    assert (record["end"], record["error"]["by"]) == (end_, by)
    assert (record["response"] is None) is not answered


async def test_secrets_are_masked_before_anything_is_written(tmp_path: Path) -> None:
    secret = "sk-proj-0123456789"
    with capturing(tmp_path) as addon:
        made = make_flow(url=f"http://u:{secret}@127.0.0.1/v1/responses?api_key={secret}")
        made.request.headers["Authorization"] = f"Bearer {secret}"
        ask(addon, made)
        answer(addon, made, b"x", set_cookie=f"a={secret}")
        eventually(lambda: [*(tmp_path / "live").iterdir()])
        assert not [path for path in files(tmp_path) if secret.encode() in path.read_bytes()]
        end(addon, made)
    assert not [path for path in files(tmp_path) if secret.encode() in path.read_bytes()]
    [record] = records(tmp_path)
    assert record["redactions"] == {"headers": 3, "request": 0, "response": 0}


async def test_every_file_is_private(tmp_path: Path) -> None:
    captures = tmp_path / "captures"
    with capturing(captures) as addon:
        made = make_flow()
        ask(addon, made)
        answer(addon, made, b"x")
        eventually(lambda: [*(captures / "live").iterdir()])
        assert {stat.S_IMODE(path.stat().st_mode) for path in files(captures)} == {0o600}
        end(addon, made)
    assert {stat.S_IMODE(path.stat().st_mode) for path in files(captures)} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in (captures, captures / "live")} == {0o700}


async def test_a_live_journal_holds_what_has_come_and_goes_when_it_is_in_the_history(tmp_path: Path) -> None:
    with capturing(tmp_path) as addon:
        made = make_flow(body=b'{"model":"m"}')
        ask(addon, made)
        answer(addon, made, b"data: \xc3", b"\xa9\n\n", content_type="text/event-stream")
        journal = eventually(lambda: next(iter((tmp_path / "live").iterdir()), None))
        head, response, one, two = eventually(lambda: len(ls := journal.read_bytes().splitlines()) == 4 and ls)
        assert json.loads(head)["request"]["json"] == {"model": "m"}
        assert json.loads(head)["number"] == 1
        assert "response" not in json.loads(head)
        assert json.loads(response)["response"]["status"] == 200
        assert base64.b64decode(json.loads(one)["base64"]) == b"data: \xc3"
        assert base64.b64decode(json.loads(two)["base64"]) == b"\xa9\n\n"
        assert not (tmp_path / "history.jsonl").read_bytes()
        end(addon, made)
        eventually(lambda: not journal.exists())
    assert records(tmp_path)[0]["response"]["text"] == "data: é\n\n"


async def test_a_journal_begins_with_a_request_that_is_whole_however_slowly_it_came(tmp_path: Path) -> None:
    with capturing(tmp_path) as addon:
        slow, other = make_flow(body=b'{"model":"m"}'), make_flow()
        addon.requestheaders(slow)
        ask(addon, other)
        eventually(lambda: [*(tmp_path / "live").iterdir()])  # so the writer has seen the slow one too
        addon.request(slow)
        journals = eventually(lambda: len(found := [*(tmp_path / "live").iterdir()]) == 2 and found)
        heads = [json.loads(eventually(lambda path=path: path.read_bytes().splitlines())[0]) for path in journals]
    assert sorted(head["sizes"]["request"] for head in heads) == [2, 13]


async def test_the_writer_ends_at_once_also_where_it_was_about_to_sleep(tmp_path: Path) -> None:
    captures = Captures(tmp_path, "full")
    writer = Writer(captures, Status(tmp_path))
    falls_asleep = writer.awake.clear

    def clear() -> None:
        writer._closing = True
        writer.awake.set()
        falls_asleep()

    writer.awake.clear = clear  # type: ignore[method-assign]
    writer.start()
    eventually(lambda: not writer._thread.is_alive())


async def test_a_dead_proxys_journal_is_folded_at_the_next_start(tmp_path: Path) -> None:
    head = (
        b'{"v":1,"id":"01KDVDNA000000000000000000","number":4,"started_at":"2026-01-01T00:00:00.000000Z",'
        b'"transport":"http","method":"POST","url":"http://h/v1/responses?a=,\\"request\\":{",'
        b'"client":{"address":null,"user_agent":null},'
        b'"timing":{"request_done":1.5,"first_byte":null,"last_byte":null},"sizes":{"request":7,"response":0},'
        b'"redactions":{"headers":1,"request":0,"response":0},"ws":null,"request":{"http_version":"HTTP/1.1",'
        b'"headers":[["x","\\"encoding\\":null,\\"json\\":"]],"encoding":null,"json":{"a": 1.50}}}\n'
    )
    rest = (
        b'{"at":2.0,"response":{"status":200,"http_version":"HTTP/1.1","reason":"OK","headers":[["content-type",'
        b'"text/event-stream"]],"encoding":null}}\n'
        b'{"at":1.9,"connect":[1.6,1.9]}\n{"at":3.0,"text":"data: 1\\n\\n"}\nnot json\n{"at":4.0,"te'
    )
    (tmp_path / "live").mkdir()
    (tmp_path / "live" / "01KDVDNA000000000000000000.jsonl").write_bytes(head + rest)
    (tmp_path / "live" / "01KDVDNA000000000000000001.jsonl").write_bytes(b'{"v":1,"id":"cut')
    with capturing(tmp_path):
        eventually(lambda: not [*(tmp_path / "live").iterdir()])
    [record] = records(tmp_path)
    assert (record["end"], record["number"], record["status"], record["transport"]) == ("proxy_died", 4, 200, "sse")
    assert record["response"]["text"] == "data: 1\n\n"
    timing = {"connect": [1.6, 1.9], "request_done": 1.5, "first_byte": 2.0, "last_byte": 3.0}
    assert record["timing"] == timing
    assert b'"json":{"a": 1.50}}' in (tmp_path / "history.jsonl").read_bytes()


async def test_a_journal_that_another_proxy_still_writes_is_left_alone(tmp_path: Path) -> None:
    with capturing(tmp_path) as first:
        made = make_flow()
        ask(first, made)
        journal = eventually(lambda: next(iter((tmp_path / "live").iterdir()), None))
        with capturing(tmp_path) as second:
            other = make_flow()
            ask(second, other)
            answer(second, other, b"x")
            end(second, other)
        assert journal.exists()
        assert [record["number"] for record in records(tmp_path)] == [2]
        answer(first, made, b"y")
        end(first, made)
    assert [record["number"] for record in records(tmp_path)] == [2, 1]


async def test_what_is_in_flight_when_the_proxy_stops_is_finished_and_later_hooks_change_nothing(
    tmp_path: Path,
) -> None:
    with capturing(tmp_path) as addon:
        made = make_flow()
        ask(addon, made)
        answer(addon, made, b"data: 1\n\n")
    made.error = flow.Error("Connection killed.")
    addon.error(made)
    addon.response(made)
    [record] = records(tmp_path)
    assert (record["end"], record["response"]["text"]) == ("proxy_stopped", "data: 1\n\n")
    assert not [*(tmp_path / "live").iterdir()]


async def test_the_latest_model_call_is_kept_apart_and_side_traffic_is_not(tmp_path: Path) -> None:
    with capturing(tmp_path) as addon:
        for url, body in [
            ("http://h/v1/responses", b'{"first": 1}'),
            ("http://h/v1/responses", b'{"model":  "m"}'),
            ("http://h/telemetry", b'{"side":1}'),
        ]:
            made = make_flow(url=url, body=body)
            ask(addon, made)
            answer(addon, made, *SSE, content_type="text/event-stream")
            end(addon, made)
    latest = (tmp_path / "latest.json").read_bytes()
    assert json.loads(latest) == records(tmp_path)[1]
    assert latest.splitlines()[1] == b'"v":1,'
    assert len(latest.splitlines()) == 19
    assert (tmp_path / "latest.request.json").read_bytes() == b'{"model":  "m"}'
    assert (tmp_path / "latest.response.txt").read_bytes() == b"".join(SSE)


async def test_the_latest_is_written_at_most_once_a_second_and_the_last_always(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("codex_captures.INTERVAL", 3_600.0)
    with capturing(tmp_path) as addon:
        for number in (1, 2):
            made = make_flow(body=b"%d" % number)
            ask(addon, made)
            answer(addon, made)
            end(addon, made)
            eventually(lambda number=number: len(records(tmp_path)) == number)
            latest = eventually(
                lambda: (tmp_path / "latest.request.json").exists() and tmp_path / "latest.request.json"
            )
            assert latest.read_bytes() == b"1"
    assert latest.read_bytes() == b"2"


async def test_a_filter_keeps_other_urls_out_and_they_still_stream(tmp_path: Path) -> None:
    with capturing(tmp_path, codex_capture_filter="/v1/") as addon:
        for url in ("http://h/v1/responses", "http://h/other"):
            made = make_flow(url=url)
            ask(addon, made)
            answer(addon, made)
        assert made.response.stream is True
    assert [record["url"] for record in records(tmp_path)] == ["http://h/v1/responses"]


async def test_an_exception_in_a_hook_is_counted_and_never_reaches_the_flow(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with capturing(tmp_path) as addon:
        addon.requestheaders(None)  # type: ignore[arg-type]
        addon.error(None)  # type: ignore[arg-type]
        made = make_flow()
        ask(addon, made)
        answer(addon, made, b"x")
        end(addon, made)
    assert len(records(tmp_path)) == 1
    assert "codex capture: requestheaders: " in caplog.text


async def test_a_full_disk_costs_nothing_once_there_is_room_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    full = True
    append = os.write

    def write(fd: int, data: bytes) -> int:
        if full and b'"end"' in bytes(data):
            raise OSError(28, "No space left on device")
        return append(fd, data)

    with capturing(tmp_path) as addon:
        monkeypatch.setattr(os, "write", write)
        made = make_flow()
        ask(addon, made)
        answer(addon, made, b"x")
        end(addon, made)
        eventually(lambda: "capture: storing: No space left on device" in caplog.text)
        assert not (tmp_path / "history.jsonl").read_bytes()
        full = False
        eventually(lambda: (tmp_path / "history.jsonl").read_bytes())
    assert len(records(tmp_path)) == 1


async def test_where_not_even_a_number_can_be_given_nothing_is_lost_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with capturing(tmp_path) as addon:
        with monkeypatch.context() as patch:
            patch.setattr(os, "pwrite", full)
            made = make_flow()
            ask(addon, made)
            answer(addon, made, b"x")
            end(addon, made)
            eventually(lambda: "capture: storing: No space left on device" in caplog.text)
        eventually(lambda: (tmp_path / "history.jsonl").read_bytes())
    assert [record["number"] for record in records(tmp_path)] == [1]


async def test_a_log_that_cannot_be_written_does_not_end_the_capture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(*_: object, **__: object) -> None:
        raise SystemExit(1)  # as mitmproxy does in its log's handler

    with capturing(tmp_path) as addon:
        monkeypatch.setattr("codex_writer.logger.error", ended)
        monkeypatch.setattr("codex_captures.Captures.journal", lambda *_: 1 / 0)
        made = make_flow()
        ask(addon, made)
        answer(addon, made, b"x")
        end(addon, made)
    assert len(records(tmp_path)) == 1


async def test_a_directory_that_cannot_be_written_is_said_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    place = tmp_path / "file" / "captures"
    with pytest.raises(exceptions.OptionsError, match="Captures cannot be written to"), capturing(place):
        pass


async def test_a_history_that_is_large_is_put_aside(tmp_path: Path) -> None:
    with capturing(tmp_path, codex_history_limit="1k") as addon:
        for _ in range(3):
            made = make_flow(body=b"x" * 1_000)
            ask(addon, made)
            answer(addon, made, b"{}")
            end(addon, made)
    assert sum(path.name.startswith("history-") for path in files(tmp_path)) == 2
    assert [record["number"] for record in records(tmp_path)] == [3]


async def test_a_size_that_cannot_be_meant_is_said_at_the_start(tmp_path: Path) -> None:
    with (
        pytest.raises(exceptions.OptionsError, match="'much' is no size"),
        capturing(tmp_path, codex_history_limit="much"),
    ):
        pass


def files(directory: Path) -> list[Path]:
    return [path for path in directory.rglob("*") if path.is_file()]


async def test_the_backlog_of_a_full_disk_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("codex_captures.BACKLOG_LIMIT", 100)
    captures = Captures(tmp_path, "full")
    monkeypatch.setattr(captures._history, "append", lambda line: (_ for _ in ()).throw(OSError(28, "full")))
    for size in range(50):
        captures._backlog.append(Waiting(None, None, b"x" * size))
        with pytest.raises(OSError, match="full"):
            captures.tend()
    assert sum(len(waiting.line) for waiting in captures._backlog) <= 100
    captures.close()
