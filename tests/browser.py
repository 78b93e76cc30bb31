"""A real Chromium without a window, driven over the DevTools protocol: what it shows, and whom it asked."""

import asyncio
import base64
import contextlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.deadline import eventually_async

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the PATH")

_OPTIONS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"),
    "--remote-debugging-port=0",
]
_SHIFT = 8

# What a person gets who marks all of the terminal with the mouse and copies it.
_COPIED = """(() => {
  const copied = new DataTransfer();
  document.querySelector(".xterm")?.dispatchEvent(new ClipboardEvent("copy", {clipboardData: copied, bubbles: true}));
  return copied.getData("text/plain");
})()"""


class Page:
    """One tab. ``asked``: the URL of every request and WebSocket that it made."""

    def __init__(self, browser: "Browser", session: str, target: str, width: int, height: int) -> None:
        self._browser = browser
        self._session = session
        self._target = target
        self._size = (width, height)
        self.asked: list[str] = []
        self.statuses: dict[str, int] = {}
        self.errors: list[str] = []

    async def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """A command of the protocol."""
        return await self._browser.call(method, self._session, **parameters)

    async def go(self, url: str) -> None:
        """Open it, and wait until it is loaded."""
        await self.call("Page.navigate", url=url)
        await self.until("document.readyState === 'complete' && location.href !== 'about:blank'")

    async def evaluate(self, expression: str) -> Any:
        """The value of JavaScript in the page, awaited."""
        result = await self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True, userGesture=True
        )
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    async def until(self, expression: str, seconds: float = 30) -> Any:
        """The first true value of JavaScript in the page."""
        end = asyncio.get_running_loop().time() + seconds
        while not (value := await self.evaluate(expression)):
            assert asyncio.get_running_loop().time() < end, f"{expression} did not come true"
            await asyncio.sleep(0.05)
        return value

    async def press(self, key: str) -> None:
        """A key that writes itself, or ``Enter``."""
        text = "\r" if key == "Enter" else key
        code = 13 if key == "Enter" else ord(key.upper())
        for kind in ("keyDown", "keyUp"):
            await self.call(
                "Input.dispatchKeyEvent",
                type=kind,
                key=key,
                text=text if kind == "keyDown" else "",
                windowsVirtualKeyCode=code,
            )

    async def terminal(self) -> str:
        """What the terminal in the page shows: marked with the mouse from corner to corner, and copied."""
        width, height = self._size
        corners = [
            ("mousePressed", 1, 1),
            ("mouseMoved", width - 2, height - 2),
            ("mouseReleased", width - 2, height - 2),
        ]
        for kind, x, y in corners:
            await self.call(
                "Input.dispatchMouseEvent",
                type=kind,
                x=x,
                y=y,
                button="left",
                buttons=1,
                clickCount=1,
                modifiers=_SHIFT,
            )
        return str(await self.evaluate(_COPIED))

    async def shows(self, text: str, seconds: float = 30) -> str:
        """The terminal once it shows ``text``."""
        end = asyncio.get_running_loop().time() + seconds
        while text not in (screen := await self.terminal()):
            assert asyncio.get_running_loop().time() < end, f"{text!r} did not come:\n{screen}\n{self.errors}"
            await asyncio.sleep(0.1)
        return screen

    async def lacks(self, text: str, seconds: float = 30) -> str:
        """The terminal once it shows ``text`` no more."""
        end = asyncio.get_running_loop().time() + seconds
        while text in (screen := await self.terminal()):
            assert asyncio.get_running_loop().time() < end, f"{text!r} is still there:\n{screen}"
            await asyncio.sleep(0.1)
        return screen

    async def picture(self, path: Path) -> None:
        """A PNG of what is seen."""
        shot = await self.call("Page.captureScreenshot", format="png")
        await asyncio.to_thread(path.write_bytes, base64.b64decode(shot["data"]))

    async def close(self) -> None:
        """As with the tab's cross."""
        await self._browser.call("Target.closeTarget", targetId=self._target)

    def _take(self, method: str, told: dict[str, Any]) -> None:
        match method:
            case "Network.requestWillBeSent":
                self.asked.append(told["request"]["url"])
            case "Network.webSocketCreated":
                self.asked.append(told["url"])
            case "Network.responseReceived":
                self.statuses[told["response"]["url"]] = told["response"]["status"]
            case "Runtime.exceptionThrown":
                self.errors.append(str(told["exceptionDetails"]))
            case "Log.entryAdded":
                self.errors.append(told["entry"]["text"])


class Browser:
    """One that runs, with a profile of its own."""

    def __init__(self, wire: aiohttp.ClientWebSocketResponse) -> None:
        self._wire = wire
        self._number = 0
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._pages: dict[str, Page] = {}

    async def page(self, width: int = 1200, height: int = 800) -> Page:
        """A new tab, in the foreground, of so many pixels."""
        target = (await self.call("Target.createTarget", url="about:blank"))["targetId"]
        session = (await self.call("Target.attachToTarget", targetId=target, flatten=True))["sessionId"]
        page = self._pages[session] = Page(self, session, target, width, height)
        for domain in ("Page", "Network", "Runtime", "Log"):
            await page.call(f"{domain}.enable")
        await page.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )
        return page

    async def call(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """A command of the protocol, to the browser or in a page's session."""
        self._number += 1
        number = self._number
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        command: dict[str, Any] = {"id": number, "method": method, "params": parameters}
        await self._wire.send_json(command | ({"sessionId": session} if session else {}))
        return await asyncio.wait_for(answer, 30)

    async def read(self) -> None:
        """Take what it tells, until it ends."""
        async for message in self._wire:
            told = json.loads(message.data)
            waiting = self._waiting.pop(told.get("id", 0), None)
            if waiting is not None and not waiting.done():
                if "error" in told:
                    waiting.set_exception(AssertionError(str(told["error"])))
                else:
                    waiting.set_result(told["result"])
            elif page := self._pages.get(told.get("sessionId", "")):
                page._take(told["method"], told["params"])


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Start one, and end it with all its processes."""
    with (
        tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as name,
        _started(Path(name)),
    ):
        said = Path(name) / "DevToolsActivePort"
        await eventually_async(lambda: said.exists() and said.read_text().count("\n") == 1, "Chromium", 60)
        port, path = said.read_text().split("\n")
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(f"ws://127.0.0.1:{port}{path}", max_msg_size=0) as wire,
        ):
            browser = Browser(wire)
            reading = asyncio.create_task(browser.read())
            try:
                yield browser
            finally:
                with contextlib.suppress(AssertionError, ConnectionError, TimeoutError):
                    await browser.call("Browser.close")
                reading.cancel()


@contextlib.contextmanager
def _started(profile: Path) -> Any:
    # Its home is there too: it is to read and write nothing of the user's.
    environment = {
        **os.environ,
        "HOME": str(profile),
        "XDG_CONFIG_HOME": str(profile),
        "XDG_CACHE_HOME": str(profile),
    }
    process = subprocess.Popen(
        [CHROMIUM or "", *_OPTIONS, f"--user-data-dir={profile}", "about:blank"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)
