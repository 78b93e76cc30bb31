"""The pages, asked without a browser: what an attacker would send."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import ClassVar

import aiohttp
import psutil
import pytest

from codex_tui.errors import CodexTuiError
from codex_tui.web import site
from codex_tui.web.server import serving
from codex_tui.web.serving import Serving, find_serving
from codex_tui.web.viewer import META
from tests.deadline import eventually, eventually_async
from tests.processes import PROGRAM, Processes

PAGES = ["/", "/ws", "/assets/textual.js", "/assets/inspector.css", "/nowhere"]


def host(entry: Serving) -> str:
    return f"127.0.0.1:{entry.port}"


async def status(entry: Serving, path: str, token: str | None = None, **headers: str) -> int:
    cookie = {"Cookie": f"codex-tui-{entry.port}={token or entry.token}"}
    async with (
        aiohttp.ClientSession() as client,
        client.get(f"http://{host(entry)}{path}", headers={**cookie, **headers}) as answer,
    ):
        return answer.status


@pytest.mark.parametrize("page", PAGES)
async def test_every_page_is_closed_to_strangers(served: Serving, page: str) -> None:
    assert await status(served, page, token="another") == 403
    assert await status(served, page, Host="evil.example") == 403
    assert await status(served, page, Origin="http://evil.example") == 403
    assert await status(served, page, **{"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors"}) == 403


async def test_the_link_gives_a_cookie_that_goes_nowhere_else(served: Serving) -> None:
    async with aiohttp.ClientSession() as client, client.get(served.link()) as answer:
        assert answer.status == 200
        cookie = answer.headers["Set-Cookie"]
        page = await answer.text()
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= {word.strip() for word in cookie.split(";")}
    assert served.token not in page
    assert f"ws://{host(served)}/ws" in page
    assert await status(served, "/") == 200
    assert await status(served, "/assets/textual.js") == 200
    assert await status(served, "/assets/../server.py") == 404
    assert await status(served, "/ws", Connection="Upgrade", Upgrade="websocket") == 403  # no Origin


@pytest.mark.parametrize("path", ["/", "/assets/textual.js", "/nowhere"])
@pytest.mark.parametrize("token", [None, "another"])
async def test_every_answer_keeps_other_pages_out(served: Serving, path: str, token: str | None) -> None:
    cookie = {"Cookie": f"codex-tui-{served.port}={token or served.token}"}
    async with (
        aiohttp.ClientSession() as client,
        client.get(f"http://{host(served)}{path}", headers=cookie) as answer,
    ):
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert f"connect-src 'self' ws://{host(served)};" in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


async def test_a_page_gone_takes_its_inspector_with_it_and_no_other(
    served: Serving, processes: Processes, complaints: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site, "MOST_VIEWERS", 2)

    def inspectors() -> list[psutil.Process]:
        return [process for process in processes.alive() if "--attach" in process.cmdline()]

    headers = {"Origin": f"http://{host(served)}", "Cookie": f"codex-tui-{served.port}={served.token}"}
    async with aiohttp.ClientSession(headers=headers) as client:
        one = await client.ws_connect(f"ws://{host(served)}/ws?width=90&height=30")
        other = await client.ws_connect(f"ws://{host(served)}/ws?width=90&height=30")
        await one.receive_bytes()
        await other.receive_bytes()
        for junk in ("", "[]", "{", '["stdin"]', '["resize", {"width": "x"}]', "[" * 9_999, '["stdin", 1]'):
            await one.send_str(junk)
        assert len(inspectors()) == 2
        assert all(os.getsid(each.pid) == each.pid for each in inspectors())  # ctrl+c is the server's
        with pytest.raises(aiohttp.WSServerHandshakeError, match="503"):
            await client.ws_connect(f"ws://{host(served)}/ws")
        async with client.get(f"http://{host(served)}/") as page:
            assert await page.text() == "2 inspectors are open: close one first.\n"
        await one.close()
        await eventually_async(lambda: len(inspectors()) == 1, "the end of one")
        await other.send_json(["stdin", "q"])
        while (message := await other.receive()).type == aiohttp.WSMsgType.BINARY:
            pass
        assert message.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED)
        await eventually_async(lambda: not inspectors(), "the end of the other")
    assert complaints == []


async def test_nothing_captured_names_where_a_browser_goes() -> None:
    class Inspector:
        async def packets(self) -> AsyncIterator[tuple[bytes, bytes]]:
            for url in ("https://evil.example/", "javascript:1", "//evil.example/", "/exchanges/1/md"):
                yield META, json.dumps({"type": "open_url", "url": url}).encode()

    class Page:
        told: ClassVar[list[object]] = []

        async def send_json(self, message: object) -> None:
            self.told.append(message)

    await site._show(Inspector(), Page())  # type: ignore[arg-type]
    assert Page.told == [["open_url", {"url": "/exchanges/1/md", "new_tab": True}]]


async def test_a_taken_port_is_told_with_a_free_one(served: Serving, captures: Path) -> None:
    with pytest.raises(CodexTuiError, match=f"Port {served.port} is taken") as raised:
        async with serving(captures, served.port, print):
            pass
    assert "--web-port" in raised.value.hint


def test_the_command_prints_the_link_and_leaves_nothing(captures: Path, home: Path, processes: Processes) -> None:
    process = processes.start([*PROGRAM, "serve", "--no-proxy", "--captures", captures, "--web-port", "0"])
    assert process.stdout
    link = process.stdout.readline().split()[-1]
    entry = find_serving(captures)
    assert entry
    assert entry.link() == link
    (state,) = (home / "state" / "serving").iterdir()
    assert state.stat().st_mode & 0o777 == 0o600
    assert state.parent.stat().st_mode & 0o777 == 0o700
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0
    assert find_serving(captures) is None


def test_a_server_that_is_killed_takes_its_inspectors_with_it(captures: Path, processes: Processes) -> None:
    process = processes.start([*PROGRAM, "serve", "--no-proxy", "--captures", captures, "--web-port", "0"])
    assert process.stdout
    process.stdout.readline()
    entry = find_serving(captures)
    assert entry

    async def look() -> None:
        headers = {"Origin": f"http://{host(entry)}"}
        async with aiohttp.ClientSession(headers=headers) as client:
            wire = await client.ws_connect(f"ws://{host(entry)}/ws?token={entry.token}")
            await wire.receive_bytes()
            os.kill(entry.pid, signal.SIGKILL)

    asyncio.run(look())
    process.wait(10)
    eventually(lambda: not processes.alive(), "the end of its inspector")
    assert find_serving(captures) is None
