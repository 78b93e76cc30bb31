"""The addon in a real mitmdump, on real connections."""

import asyncio
import json
import re
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from ipaddress import ip_address
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from mitmproxy import certs, version

from tests.deadline import eventually, eventually_async
from tests.live.mitmdump import ADDON, mitmdump

pytestmark = pytest.mark.live
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def serving(handler: Handler, context: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """The port of a server that gives every request to ``handler``."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context)
    await site.start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def streaming(*chunks: bytes, then: asyncio.Event | None = None) -> Handler:
    """Sends these chunks; then, if there is something to wait for, keeps the stream open until it comes."""

    async def handler(request: web.Request) -> web.StreamResponse:
        await request.read()
        response = web.StreamResponse(headers={"content-type": "text/event-stream"})
        await response.prepare(request)
        with suppress(ConnectionError):
            for chunk in chunks:
                await response.write(chunk)
            if then is not None:
                await then.wait()
        return response

    return handler


async def test_a_proxy_that_is_stopped_midway_says_so_and_keeps_what_came(tmp_path: Path) -> None:
    never = asyncio.Event()
    async with serving(streaming(b"data: 1\n\n", then=never)) as upstream:
        with mitmdump(tmp_path) as proxy:
            async with aiohttp.ClientSession() as session:
                url = f"http://127.0.0.1:{upstream}/v1/responses"
                async with session.post(url, json={"model": "m"}, proxy=proxy.proxy) as response:
                    assert await response.content.readany() == b"data: 1\n\n"
                    live = proxy.captures / "live"
                    await eventually_async(lambda: any(b"data: 1" in path.read_bytes() for path in live.iterdir()))
                    assert await asyncio.to_thread(proxy.terminate) == 0
                    never.set()
            [record] = proxy.records()
    assert (record["end"], record["error"]["by"]) == ("proxy_stopped", "proxy")
    assert record["response"]["text"] == "data: 1\n\n"
    assert not [*live.iterdir()]
    assert not (proxy.captures / "proxy.json").exists()


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("localhost:4321", 200),
        ("127.0.0.1", 200),
        ("[::1]:80", 200),
        ("evil.example", 403),
        ("127.0.0.1.evil.example", 403),
        ("localhost.evil.example:11434", 403),
        ("", 403),
    ],
)
async def test_the_reverse_port_answers_for_localhost_only(tmp_path: Path, host: str, status: int) -> None:
    seen: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append(request.headers["Host"])
        return web.json_response({"models": []})

    async with serving(handler) as upstream:
        with mitmdump(tmp_path, upstream=upstream) as proxy:
            async with (
                aiohttp.ClientSession() as session,
                session.get(f"{proxy.reverse}/api/tags", headers={"Host": host}) as response,
            ):
                assert response.status == status
        [record] = proxy.records()
    assert seen == ([f"127.0.0.1:{upstream}"] if status == 200 else [])
    assert record["status"] == status
    assert ["Host", host] in record["request"]["headers"]


async def test_tls_is_opened_for_the_named_hosts_and_passed_on_untouched_for_others(tmp_path: Path) -> None:
    server, server_trust = certificate(tmp_path / "server")

    async def handler(request: web.Request) -> web.Response:
        return web.Response(body=await request.read())

    async with serving(handler, server) as upstream:
        with mitmdump(tmp_path, "--set", "codex_intercept_hosts=localhost") as proxy:
            mitm_trust = ssl.create_default_context(cafile=str(tmp_path / "conf" / "mitmproxy-ca-cert.pem"))

            async def ask(host: str, trust: ssl.SSLContext) -> bytes:
                url = f"https://{host}:{upstream}/v1/responses"
                async with (
                    aiohttp.ClientSession() as session,
                    session.post(url, data=b'{"a":1}', proxy=proxy.proxy, ssl=trust) as response,
                ):
                    return await response.read()

            assert await ask("localhost", mitm_trust) == b'{"a":1}'
            assert await ask("127.0.0.1", server_trust) == b'{"a":1}'
            with pytest.raises(aiohttp.ClientError):
                await ask("localhost", server_trust)
            await eventually_async(lambda: proxy.status["seen"]["tls_refused"])
            seen = proxy.status["seen"]
        [record] = proxy.records()
    assert record["url"] == f"https://localhost:{upstream}/v1/responses"
    assert record["request"]["json"] == {"a": 1}
    assert seen["tunnelled"] == {"127.0.0.1": 1}
    assert seen["tls_refused"] == {"localhost": 1}
    assert [event["what"] for event in seen["recent"]] == ["model_call", "tunnelled", "tls_refused"]


@pytest.mark.parametrize("door", ["forward", "reverse", "tls"])
async def test_the_first_exchange_on_a_connection_tells_when_that_was_made(tmp_path: Path, door: str) -> None:
    server, _ = certificate(tmp_path / "server")

    async def handler(request: web.Request) -> web.Response:
        return web.Response(body=await request.read())

    async with serving(handler, server if door == "tls" else None) as upstream:
        with mitmdump(tmp_path, "--set", "codex_intercept_hosts=localhost", upstream=upstream) as proxy:
            trust = ssl.create_default_context(cafile=str(tmp_path / "conf" / "mitmproxy-ca-cert.pem"))
            url, through = {
                "forward": (f"http://127.0.0.1:{upstream}", proxy.proxy),
                "reverse": (proxy.reverse, None),
                "tls": (f"https://localhost:{upstream}", proxy.proxy),
            }[door]
            async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1)) as session:
                for body in (b"1", b"2"):
                    async with session.post(f"{url}/v1/responses", data=body, proxy=through, ssl=trust) as response:
                        assert await response.read() == body
            await eventually_async(lambda: len(proxy.records()) == 2)
        first, second = proxy.records()
    begin, end = first["timing"]["connect"]
    assert begin < end
    # What a CONNECT or the reverse door leads to is reached before the request comes.
    assert first["timing"]["first_byte"] > begin >= 0 if door == "forward" else end < first["timing"]["request_done"]
    assert "connect" not in second["timing"]


async def test_a_websocket_through_the_real_proxy_becomes_turns(tmp_path: Path) -> None:
    async def handler(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(compress=True)
        await socket.prepare(request)
        async for message in socket:
            await socket.send_str(json.dumps({"type": "response.created", "of": json.loads(message.data)["n"]}))
            await socket.send_str('{"type":"response.completed"}')
        return socket

    async with serving(handler) as upstream:
        with mitmdump(tmp_path) as proxy:
            async with (
                aiohttp.ClientSession() as session,
                session.ws_connect(
                    f"http://127.0.0.1:{upstream}/v1/responses", proxy=proxy.proxy, compress=15
                ) as socket,
            ):
                for number in range(2):
                    await socket.send_str(f'{{"type":"response.create","n":{number},"é":1}}')
                    assert json.loads(await socket.receive_str())["of"] == number
                    await socket.receive_str()
            await eventually_async(lambda: len(proxy.records()) == 3)
        first, second, upgrade = proxy.records()
    assert [record["ws"] for record in (first, second)] == [
        {"connection": upgrade["id"], "index": index} for index in range(2)
    ]
    assert first["request"]["messages"][0][1] == '{"type":"response.create","n":0,"é":1}'
    assert [json.loads(text)["type"] for _, text in second["response"]["messages"]] == [
        "response.created",
        "response.completed",
    ]
    assert {record["end"] for record in (first, second)} == {"eof"}


def test_mitmdump_ends_when_its_owner_does(tmp_path: Path) -> None:
    with mitmdump(tmp_path, "--set", "codex_exit_with_stdin=true") as proxy:
        assert proxy.process.stdin is not None
        proxy.process.stdin.close()
        assert proxy.process.wait(20) == 0
        assert not (proxy.captures / "proxy.json").exists()


def test_a_proxy_that_was_detached_outlives_its_owner(tmp_path: Path) -> None:
    with mitmdump(tmp_path, "--set", "codex_exit_with_stdin=true") as proxy:
        assert proxy.process.stdin is not None
        proxy.process.stdin.write(b"detach\n")
        proxy.process.stdin.close()
        with pytest.raises(subprocess.TimeoutExpired):
            proxy.process.wait(1)
        assert proxy.terminate() == 0


def test_the_nonce_and_the_ports_stand_in_proxy_json(tmp_path: Path) -> None:
    with mitmdump(tmp_path, "--set", "codex_ready_nonce=n0nce", upstream=11434) as proxy:
        status = proxy.status
        assert status["nonce"] == "n0nce"
        assert status["pid"] == proxy.process.pid
        assert status["mitmproxy"] == version.VERSION
        assert status["upstream"] == "http://127.0.0.1:11434"
        assert status["captures"] == str(proxy.captures)
        assert status["port"] > 0 < status["ollama_port"]


def test_a_second_proxy_on_the_directory_keeps_a_status_of_its_own(tmp_path: Path) -> None:
    with mitmdump(tmp_path) as first:
        before = first.status
        options = ["--set", f"codex_capture_dir={first.captures}", "--set", "codex_ready_nonce=second"]
        (tmp_path / "other").mkdir()
        command = [str(Path(sys.executable).with_name("mitmdump")), "-s", str(ADDON), "-p", "0", *options]
        with (tmp_path / "other" / "log").open("wb") as log:
            second = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            own = first.captures / f"proxy-{second.pid}.json"
            eventually(own.exists)
            assert json.loads(own.read_bytes())["nonce"] == "second"
            assert first.status["pid"] == before["pid"]
        finally:
            second.terminate()
            second.wait(20)
        assert not own.exists()


def test_captures_that_cannot_be_written_stop_mitmdump_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "captures").write_text("a file in the way")
    with pytest.raises(AssertionError, match=r"Captures cannot be written to .*/captures: "), mitmdump(tmp_path):
        pass


async def test_mitmweb_captures_too(tmp_path: Path) -> None:
    async with serving(streaming(b"data: 1\n\n")) as upstream:
        options = ["--no-web-open-browser", "--set", "web_port=0", "--set", "web_host=127.0.0.1"]
        with mitmdump(tmp_path, *options, program="mitmweb") as proxy:
            async with (
                aiohttp.ClientSession() as session,
                session.post(f"http://127.0.0.1:{upstream}/v1/responses", data=b"{}", proxy=proxy.proxy) as response,
            ):
                assert await response.read() == b"data: 1\n\n"
            await eventually_async(proxy.records)
        [record] = proxy.records()
    assert record["response"]["text"] == "data: 1\n\n"


def test_nothing_of_a_request_lands_in_the_log_at_the_supervisors_settings(tmp_path: Path) -> None:
    with mitmdump(tmp_path, "--set", "flow_detail=0", "--set", "termlog_verbosity=warn") as proxy:
        pass
    assert not re.search(rb"127\.0\.0\.1", proxy.log.read_bytes())


def certificate(directory: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What a server on loopback shows, and what a client that trusts only that checks it with."""
    store = certs.CertStore.from_store(directory, "test", 2048)
    entry = store.get_cert(
        "localhost", [certs.x509.DNSName("localhost"), certs.x509.IPAddress(ip_address("127.0.0.1"))]
    )
    (directory / "cert.pem").write_bytes(entry.cert.to_pem())
    key = entry.privatekey.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    (directory / "key.pem").write_bytes(key)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(directory / "cert.pem", directory / "key.pem")
    return server, ssl.create_default_context(cafile=str(directory / "test-ca-cert.pem"))
