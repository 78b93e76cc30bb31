"""How a WebSocket becomes records: its upgrade, and one for each turn."""

import base64
import json
from pathlib import Path
from typing import Any

from mitmproxy import http
from mitmproxy.test import tflow
from mitmproxy.websocket import WebSocketData, WebSocketMessage
from wsproto.frame_protocol import Opcode

from tests.contract.capturing import Addon, capturing, records
from tests.deadline import eventually


def upgrade(addon: Addon) -> http.HTTPFlow:
    made = tflow.tflow(
        req=http.Request.make("GET", "http://h/v1/responses", b"", {"upgrade": "websocket", "authorization": "x"}),
        resp=http.Response.make(101, b"", {"upgrade": "websocket"}),
    )
    addon.requestheaders(made)
    addon.request(made)
    addon.responseheaders(made)
    made.websocket = WebSocketData()
    addon.response(made)
    return made


def say(addon: Addon, made: http.HTTPFlow, source: str, message: dict[str, Any] | bytes) -> None:
    assert made.websocket is not None
    binary = isinstance(message, bytes)
    data = message if isinstance(message, bytes) else json.dumps(message).encode()
    kind = Opcode.BINARY if binary else Opcode.TEXT
    made.websocket.messages.append(WebSocketMessage(kind, source == "client", data))
    addon.websocket_message(made)


def close(addon: Addon, made: http.HTTPFlow, *, by_client: bool, code: int = 1006) -> None:
    assert made.websocket is not None
    made.websocket.closed_by_client, made.websocket.close_code = by_client, code
    addon.websocket_end(made)


def texts(body: dict[str, Any]) -> list[str | None]:
    return [json.loads(text).get("type") for _, text in body["messages"]]


async def test_each_turn_is_a_record_and_the_upgrade_keeps_the_rest(tmp_path: Path) -> None:
    with capturing(tmp_path) as addon:
        made = upgrade(addon)
        say(addon, made, "server", {"type": "codex.rate_limits"})
        say(addon, made, "client", {"type": "response.create", "n": 1})
        say(addon, made, "server", {"type": "response.created"})
        say(addon, made, "server", {"type": "response.completed"})
        say(addon, made, "client", {"type": "response.create", "n": 2})
        say(addon, made, "server", {"type": "error"})
        close(addon, made, by_client=True)
    one, two, whole = records(tmp_path)
    assert [texts(one["request"]), texts(one["response"])] == [
        ["response.create"],
        ["response.created", "response.completed"],
    ]
    assert [texts(two["request"]), texts(two["response"])] == [["response.create"], ["error"]]
    assert [texts(whole["request"]), texts(whole["response"])] == [[], ["codex.rate_limits"]]
    assert [record["end"] for record in (one, two, whole)] == ["eof", "eof", "client_closed"]
    assert [record["ws"] for record in (one, two, whole)] == [
        {"connection": whole["id"], "index": 0},
        {"connection": whole["id"], "index": 1},
        None,
    ]
    assert {record["transport"] for record in (one, two, whole)} == {"websocket"}
    assert one["status"] == 101
    assert [one["request"]["headers"], one["response"]["headers"], one["response"]["chunks"]] == [[], [], []]
    assert one["timing"]["request_done"] == 0
    assert 0 <= one["timing"]["first_byte"] <= one["timing"]["last_byte"]
    sizes = {side: sum(len(text) for _, text in one[side]["messages"]) for side in ("request", "response")}
    assert one["sizes"] == sizes
    assert whole["redactions"]["headers"] == 1
    assert json.loads((tmp_path / "latest.request.json").read_bytes()) == {"type": "response.create", "n": 2}


async def test_a_turn_begins_and_ends_wherever_a_message_has_its_type(tmp_path: Path) -> None:
    with capturing(tmp_path) as addon:
        made = upgrade(addon)
        say(addon, made, "client", {"n": 1, "type": "response.create"})
        say(addon, made, "server", {"sequence": 1, "type": "response.failed"})
        say(addon, made, "client", {"type": "response.create", "input": "[" * 100_000})
        say(addon, made, "server", {"type": "response.completed", "n": 2})
        say(addon, made, "client", {"n": {"type": "response.create"}})
        close(addon, made, by_client=True)
    assert [record["end"] for record in records(tmp_path)] == ["eof", "eof", "client_closed"]


async def test_under_a_supervisor_mitmproxy_keeps_only_the_newest_message(tmp_path: Path) -> None:
    for supervised, kept in ((False, 3), (True, 1)):
        with capturing(tmp_path, codex_exit_with_stdin=supervised) as addon:
            made = upgrade(addon)
            for number in range(3):
                say(addon, made, "server", {"n": number})
            assert made.websocket is not None
            assert [json.loads(each.content)["n"] for each in made.websocket.messages] == [0, 1, 2][-kept:]


async def test_a_turn_that_is_open_when_the_connection_ends_ends_with_it(tmp_path: Path) -> None:
    with capturing(tmp_path) as addon:
        made = upgrade(addon)
        say(addon, made, "client", {"type": "response.create"})
        say(addon, made, "server", {"type": "response.output_text.delta"})
        close(addon, made, by_client=False)
    turn, whole = records(tmp_path)
    assert (turn["end"], turn["error"]["by"], whole["end"]) == ("server_closed", "server", "server_closed")


async def test_a_turn_that_never_got_an_answer_has_no_response(tmp_path: Path) -> None:
    with capturing(tmp_path) as addon:
        made = upgrade(addon)
        say(addon, made, "client", {"type": "response.create"})
        say(addon, made, "client", {"type": "response.create", "again": True})
    first, second, _ = records(tmp_path)
    assert (first["end"], first["status"], first["response"]) == ("client_closed", None, None)
    assert second["end"] == "proxy_stopped"


async def test_a_socket_of_another_protocol_is_its_upgrades_messages(tmp_path: Path) -> None:
    with capturing(tmp_path) as addon:
        made = upgrade(addon)
        say(addon, made, "client", b"\x00\xff")
        say(addon, made, "server", {"no": "type"})
        close(addon, made, by_client=True, code=1000)
    [whole] = records(tmp_path)
    assert whole["request"]["messages"][0][1] == {"base64": base64.b64encode(b"\x00\xff").decode()}
    assert texts(whole["response"]) == [None]
    assert whole["error"] is None


async def test_a_dead_proxys_turn_is_folded_with_its_messages(tmp_path: Path) -> None:
    with capturing(tmp_path / "first") as addon:
        made = upgrade(addon)
        say(addon, made, "client", {"type": "response.create", "input": "é"})
        say(addon, made, "server", {"type": "response.created"})
        live = tmp_path / "first" / "live"
        eventually(lambda: len([*live.iterdir()]) == 2 and all(path.stat().st_size for path in live.iterdir()))
        eventually(lambda: any(b"response.created" in path.read_bytes() for path in live.iterdir()))
        (tmp_path / "second" / "live").mkdir(parents=True)
        for path in live.iterdir():
            (tmp_path / "second" / "live" / path.name).write_bytes(path.read_bytes())
        with capturing(tmp_path / "second"):
            eventually(lambda: not [*(tmp_path / "second" / "live").iterdir()])
    died = records(tmp_path / "second")
    turn = next(record for record in died if record["ws"])
    assert turn["end"] == "proxy_died"
    assert turn["transport"] == "websocket"
    assert [texts(turn["request"]), texts(turn["response"])] == [["response.create"], ["response.created"]]
    assert json.loads(turn["request"]["messages"][0][1])["input"] == "é"
    assert [record["request"]["messages"] for record in died if not record["ws"]] == [[]]
