"""The inspector in a real Chromium, and other pages in the same browser that reach for it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from codex_tui.web.serving import Serving
from tests.browser import Browser, Page, chromium, needs_chromium
from tests.records import Journal

pytestmark = needs_chromium

# What a page of another origin would try. It is on the same site, so that cookies go along.
KNOCK = """new Promise((done) => {
  const wire = new WebSocket("ws://127.0.0.1:%d/ws");
  wire.onopen = () => done("opened");
  wire.onerror = () => done("refused");
})"""
FETCH = """fetch("http://127.0.0.1:%d/", {credentials: "include"}).then((answer) => answer.text(), () => "refused")"""
SCRIPT = """new Promise((done) => {
  const script = document.createElement("script");
  script.src = "http://127.0.0.1:%d/assets/textual.js";
  script.onload = () => done("loaded");
  script.onerror = () => done("refused");
  document.body.append(script);
})"""
FRAME = """new Promise((done) => {
  const frame = document.createElement("iframe");
  frame.src = "http://127.0.0.1:%d/";
  frame.onload = () => { try { done(frame.contentDocument ? "empty" : "refused"); } catch { done("refused"); } };
  document.body.append(frame);
})"""


async def opened(browser: Browser, served: Serving) -> Page:
    page = await browser.page()
    await page.go(served.link())
    await page.shows("following")
    return page


@asynccontextmanager
async def elsewhere() -> AsyncIterator[str]:
    """A page of another origin on this machine."""

    async def page(_: web.Request) -> web.Response:
        return web.Response(text="<body></body>", content_type="text/html")

    application = web.Application()
    application.add_routes([web.get("/", page)])
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


async def test_the_page_shows_an_exchange_heeds_keys_and_asks_nobody_else(
    served: Serving, told: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMUX", "/tmp/tmux-0/default,1,0")  # where the server was started
    async with chromium() as browser:
        page = await opened(browser, served)
        assert served.token not in await page.evaluate("location.href")
        await page.press("k")  # the exchange before
        await page.lacks("following")
        assert "▌" in await page.terminal()
        await page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
        await page.press("y")
        menu = await page.shows("the URL")
        (line,) = (line for line in menu.splitlines() if "the URL" in line)
        await page.press(line.partition("the URL")[0].split()[-1])
        assert str(await page.until("window.copied")).startswith("http://")
        assert {url.split("/")[2] for url in page.asked} == {f"127.0.0.1:{served.port}"}
        assert any(url.startswith("ws://") for url in page.asked)
        assert set(page.statuses.values()) == {200}


async def test_each_page_has_an_inspector_of_its_own_and_q_ends_only_that(served: Serving, told: Journal) -> None:
    async with chromium() as browser:
        one, other = await opened(browser, served), await opened(browser, served)
        await one.press("q")
        await one.until("document.body.classList.contains('-closed')")
        assert await one.evaluate("document.activeElement.textContent") == "Open it again"
        await other.press("?")
        await other.shows("exchange")
        await one.press("Enter")
        await one.until("document.body?.classList.contains('-closed') === false")
        await one.shows("following")


async def test_a_page_of_another_origin_can_do_nothing(served: Serving, told: Journal) -> None:
    async with chromium() as browser, elsewhere() as foreign:
        await opened(browser, served)  # so that the cookie is there
        page = await browser.page()
        await page.go(foreign)
        for attempt in (KNOCK, FETCH, SCRIPT, FRAME):
            assert await page.evaluate(attempt % served.port) == "refused", attempt
