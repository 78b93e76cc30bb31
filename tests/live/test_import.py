"""Recorded flows into the history, through a real mitmdump: flow files and HAR that the tests make themselves."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import zstandard
from mitmproxy import flow as flows
from mitmproxy import http, websocket
from mitmproxy.io import FlowWriter
from mitmproxy.test import tflow
from wsproto.frame_protocol import Opcode

from codex_tui import dialects
from codex_tui.cli.main import main
from codex_tui.history import History
from codex_tui.history.record import Record, Timing
from tests import captured, records
from tests.dialects.exchanges import completed, recorded, text_delta

Shown = pytest.CaptureFixture[str]
BEGAN = 1_763_805_600.25  # 2025-11-22T10:00:00.250Z
URL = "http://localhost:11434/v1/responses"
SECRET = "Bearer sk-secret"


def flow(
    at: float = BEGAN,
    *,
    url: str = URL,
    method: str = "POST",
    request: bytes = b'{"model":"m","input":"hi"}',
    answer: bytes | None = b"",
    status: int = 200,
    headers: dict[str, str] | None = None,
    request_headers: dict[str, str] | None = None,
) -> http.HTTPFlow:
    """One that took a second: request done after 10 ms, connected after 50, head after 100, whole after 1 s."""
    made = tflow.tflow(req=http.Request.make(method, url, b"", {"authorization": SECRET, **(request_headers or {})}))
    made.request.raw_content = request
    made.request.timestamp_start, made.request.timestamp_end = at, at + 0.01
    server = made.server_conn
    server.timestamp_start, server.timestamp_tcp_setup, server.timestamp_tls_setup = at + 0.02, at + 0.05, None
    made.response = None
    if answer is not None:
        made.response = http.Response.make(status, b"", headers or {"content-type": "text/event-stream"})
        made.response.raw_content = answer
        made.response.timestamp_start, made.response.timestamp_end = at + 0.1, at + 1
    return made


def failed(made: http.HTTPFlow, message: str) -> http.HTTPFlow:
    made.error = flows.Error(message)
    return made


def socket(*messages: tuple[bool, float, dict[str, Any]]) -> http.HTTPFlow:
    """A WebSocket; messages: from the client or not, seconds after its beginning, what it says."""
    made = flow(method="GET", request=b"", status=101, request_headers={"upgrade": "websocket"})
    made.websocket = websocket.WebSocketData(closed_by_client=True, close_code=1006, timestamp_end=BEGAN + 9)
    for from_client, after, value in messages:
        content = json.dumps(value).encode()
        made.websocket.messages.append(websocket.WebSocketMessage(Opcode.TEXT, from_client, content, BEGAN + after))
    return made


def recording(tmp_path: Path, *made: http.HTTPFlow, cut: int = 0, name: str = "flows.mitm") -> Path:
    """A flow file; ``cut``: so many bytes are missing at its end."""
    path = tmp_path / name
    with path.open("wb") as file:
        writer = FlowWriter(file)
        for one in made:
            writer.add(one)
    path.write_bytes(path.read_bytes()[: -cut or None])
    return path


def har(tmp_path: Path, entries: Iterable[dict[str, Any]]) -> Path:
    path = tmp_path / "flows.har"
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": list(entries)}}))
    return path


def entry(**response: Any) -> dict[str, Any]:
    headers = [{"name": "content-type", "value": "application/json"}]
    return {
        "startedDateTime": "2025-11-22T10:00:00.250Z",
        "time": 750,
        "request": {
            "method": "POST",
            "url": URL,
            "httpVersion": "HTTP/1.1",
            "headers": [{"name": "Authorization", "value": SECRET}],
            "postData": {"mimeType": "application/json", "text": '{"model":"m","input":"hi"}'},
        },
        "response": {
            "status": 200,
            "httpVersion": "HTTP/1.1",
            "headers": headers,
            "content": {"text": '{"output": []}', "mimeType": "application/json"},
            **response,
        },
    }


def bring(tmp_path: Path, *files: Path, code: int = 0) -> list[Record]:
    captures = tmp_path / "captures"
    assert main(["import", *map(str, files), "--captures", str(captures)]) == code
    return captured.records(captures)


def test_a_flow_keeps_its_times_and_its_bytes_and_its_body_is_one_chunk(tmp_path: Path, capsys: Shown) -> None:
    answer = records.sse(text_delta("Hello \u2028"), completed())
    path = recording(tmp_path, flow(answer=answer))
    [record] = bring(tmp_path, path)
    assert capsys.readouterr().out == f"{path}: 1 exchange imported.\n"
    assert record.started_at == "2025-11-22T10:00:00.250000Z"
    assert record.timing == Timing(connect=(20.0, 50.0), request_done=10.0, first_byte=100.0, last_byte=1000.0)
    assert (record.end, record.transport, record.status, record.number) == ("eof", "sse", 200, 1)
    assert record.response is not None
    assert record.response.chunks == [(1000.0, len(answer))]
    assert captured.response_body(record) == answer
    assert record.request.content() == b'{"model":"m","input":"hi"}'


def test_the_same_flows_again_add_nothing(tmp_path: Path, capsys: Shown) -> None:
    first = recording(tmp_path, flow(), flow(BEGAN + 1), socket((True, 1, {"type": "response.create"})))
    again = recording(tmp_path, flow(), name="part.mitm")
    found = bring(tmp_path, first)
    assert len({record.id for record in found}) == 4
    assert bring(tmp_path, first, again) == found
    assert capsys.readouterr().out.splitlines()[1:] == [
        f"{first}: 0 exchanges imported, 4 were there already.",
        f"{again}: 0 exchanges imported, 1 were there already.",
    ]


def test_an_id_is_the_time_and_what_was_exchanged_whatever_the_coding(tmp_path: Path) -> None:
    plain = flow(answer=b'{"output": []}', headers={"content-type": "application/json"})
    coded = {"content-type": "application/json", "content-encoding": "zstd"}
    packed = flow(answer=zstandard.ZstdCompressor().compress(b'{"output": []}'), headers=coded)
    other = flow(answer=b'{"output": [1]}', headers={"content-type": "application/json"})
    later = flow(BEGAN + 0.001, answer=b'{"output": []}', headers={"content-type": "application/json"})
    found = bring(tmp_path, recording(tmp_path, plain, packed, other, later))
    assert len(found) == 3
    [first, second, third] = [record.id for record in found]
    assert first[:10] == second[:10] != third[:10]
    assert first[10:] == third[10:] != second[10:]


def test_secrets_are_masked_with_the_key_of_the_captures(tmp_path: Path) -> None:
    path = recording(tmp_path, flow(url=f"{URL}?api_key=abc"), flow(BEGAN + 1))
    first, second = bring(tmp_path, path)
    assert b"sk-secret" not in (tmp_path / "captures" / "history.jsonl").read_bytes()
    assert "abc" not in first.url
    assert dict(first.request.headers)["authorization"] == dict(second.request.headers)["authorization"]
    line = records.line(records.record(9, request_headers=[("authorization", SECRET)]))
    other = tmp_path / "other.jsonl"
    other.write_bytes(line)
    third = bring(tmp_path, other)[-1]
    assert dict(third.request.headers)["authorization"] == dict(first.request.headers)["authorization"]


def test_a_websocket_is_its_upgrade_and_its_turns(tmp_path: Path) -> None:
    made = socket(
        (False, 0.5, {"type": "codex.rate_limits"}),
        (True, 1, {"type": "response.create", "model": "m", "input": []}),
        (False, 1.5, text_delta("Hello.")),
        (False, 2, completed()),
        (True, 3, {"type": "response.create", "model": "m", "input": []}),
    )
    first, cut, upgrade = bring(tmp_path, recording(tmp_path, made))
    assert [record.ws.index for record in (first, cut) if record.ws] == [0, 1]
    assert {record.ws.connection for record in (first, cut) if record.ws} == {upgrade.id}
    assert (upgrade.ws, upgrade.end, upgrade.started_at) == (None, "client_closed", "2025-11-22T10:00:00.250000Z")
    assert (first.started_at, first.end) == ("2025-11-22T10:00:01.250000Z", "eof")
    assert (first.timing.first_byte, first.timing.last_byte) == (500.0, 1000.0)
    assert cut.end == "client_closed"
    history = History(tmp_path / "captures", dialects.read)
    history.poll(5)
    assert [summary.outcome for summary in history.summaries] == ["GET /v1/responses", "answer", "no answer, aborted"]


def test_ends_are_told_as_the_proxy_saw_them(tmp_path: Path) -> None:
    left = failed(flow(answer=b"data: {}\n\n"), "Client disconnected.")
    died = failed(flow(BEGAN + 1, answer=None), "Server disconnected.")
    unfinished = flow(BEGAN + 2, answer=None)
    bodiless = flow(BEGAN + 3)
    assert bodiless.response is not None
    bodiless.response.raw_content = None
    found = bring(tmp_path, recording(tmp_path, left, died, unfinished, bodiless))
    assert [record.end for record in found] == ["client_closed", "server_closed", "proxy_stopped", "eof"]
    assert [record.error.message if record.error else None for record in found] == [
        "Client disconnected.",
        "Server disconnected.",
        "the recording ended while this was in flight",
        "the recording does not hold the body",
    ]


def test_a_cut_file_gives_what_stands_before_the_cut(tmp_path: Path, capsys: Shown) -> None:
    path = recording(tmp_path, flow(), flow(BEGAN + 1), cut=40)
    assert len(bring(tmp_path, path, code=1)) == 1
    shown = capsys.readouterr()
    assert shown.out == f"{path}: 1 exchange imported.\n"
    assert "It is damaged: what stood before the damage was imported." in shown.err
    assert "Traceback" not in shown.err


def test_a_flow_that_makes_no_sense_costs_only_itself(tmp_path: Path, capsys: Shown) -> None:
    path = recording(tmp_path, flow(), flow(-1.0), flow(BEGAN + 1))
    assert len(bring(tmp_path, path, code=1)) == 2
    assert "1 flow of it could not be taken: it began at -1.0, which is no time." in capsys.readouterr().err


def test_a_har_keeps_its_times_and_bodies(tmp_path: Path) -> None:
    packed = [{"name": "content-type", "value": "text/plain"}, {"name": "content-encoding", "value": "gzip"}]
    zipped = entry(headers=packed, content={"text": "plain again", "mimeType": "text/plain"})
    zipped["startedDateTime"] = "2025-11-22T11:00:01.250+01:00"
    blocked = entry(status=0, headers=[], content={})
    blocked["startedDateTime"] = "2025-11-22T10:00:02Z"
    whole, unzipped, none = bring(tmp_path, har(tmp_path, [entry(), zipped, blocked]))
    assert (whole.started_at, whole.timing.last_byte) == ("2025-11-22T10:00:00.250000Z", 750.0)
    assert (whole.request.content(), captured.response_body(whole)) == (
        b'{"model":"m","input":"hi"}',
        b'{"output": []}',
    )
    assert unzipped.started_at == "2025-11-22T10:00:01.250000Z"
    assert captured.response_body(unzipped) == b"plain again"
    assert (none.status, none.response, none.end) == (None, None, "proxy_stopped")
    assert b"sk-secret" not in (tmp_path / "captures" / "history.jsonl").read_bytes()


def test_the_phases_of_a_har_entry_are_told(tmp_path: Path) -> None:
    phases = {"blocked": 10, "dns": 5.5, "connect": 20, "ssl": 12, "send": 4, "wait": 300, "receive": 410.5}
    odd: list[Any] = [{**phases, "connect": -1}, {"send": "x", "wait": None, "blocked": 1e300}, [], None]
    entries = [{**entry(), "timings": timings} for timings in (phases, *odd)]
    for n, each in enumerate(entries):
        each["request"] = {**each["request"], "url": f"{URL}?{n}"}
    whole, stood, *others = bring(tmp_path, har(tmp_path, entries))
    assert whole.timing == Timing(connect=(15.5, 35.5), request_done=39.5, first_byte=339.5, last_byte=750)
    assert stood.timing == Timing(request_done=19.5, first_byte=319.5, last_byte=750)
    assert len(others) == 3
    assert {record.timing for record in others} == {Timing(request_done=750, first_byte=0, last_byte=750)}


def test_a_damaged_har_gives_what_stands_before_the_damage(tmp_path: Path, capsys: Shown) -> None:
    assert len(bring(tmp_path, har(tmp_path, [entry(), {"odd": 1}, entry()]), code=1)) == 1
    assert "It is damaged" in capsys.readouterr().err
    (tmp_path / "no.har").write_text('{"log":')
    assert len(bring(tmp_path, tmp_path / "no.har", code=1)) == 1


def test_what_a_capture_leaves_behind_stays_as_it_was(tmp_path: Path) -> None:
    captures = tmp_path / "captures"
    captures.mkdir()
    left = {
        "latest.json": b"{}",
        "latest.request.json": b"1",
        "latest.response.txt": b"2",
        "proxy.json": b'{"pid":1}',
    }
    for name, content in left.items():
        (captures / name).write_bytes(content)
    bring(tmp_path, recording(tmp_path, flow()))
    assert {name: (captures / name).read_bytes() for name in left} == left
    made = {"history.jsonl", "history.lock", "history.seq", "mask.key"}
    assert {path.name for path in captures.iterdir()} == {*left, *made}


def test_what_was_imported_reads_as_what_was_captured(tmp_path: Path) -> None:
    answer = recorded("tool.response.sse")
    bring(tmp_path, recording(tmp_path, flow(request=recorded("tool.request.json"), answer=answer)))
    history = History(tmp_path / "captures", dialects.read)
    history.poll(5)
    [summary] = history.summaries
    assert (summary.outcome, summary.state, summary.timing.last_byte) == ("$ pytest -q", "complete", 1000.0)
    assert datetime.fromisoformat(summary.started_at) == datetime.fromtimestamp(BEGAN, UTC)
