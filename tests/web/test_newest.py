"""The plain page of the newest exchange."""

import json
import re
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from codex_tui.web.newest import Newest
from codex_tui.web.serving import Serving
from tests import records
from tests.browser import chromium, needs_chromium
from tests.dialects.exchanges import completed, item_done, text_delta
from tests.records import Journal
from tests.tui import story

HOSTILE = '<script>window.owned = 1</script><img src="//evil.example/x" onerror="window.owned = 2">\x1b]0;x\x07'


def hostile(number: int, **of_head: Any) -> dict[str, object]:
    """Markup in everything that can hold it."""
    call = {"type": "function_call", "name": HOSTILE, "call_id": "c", "arguments": json.dumps({"cmd": HOSTILE})}
    events = [text_delta(HOSTILE), item_done(call, 1), completed(model=HOSTILE)]
    item = {"role": "user", "content": HOSTILE}
    output = {"type": "function_call_output", "call_id": HOSTILE, "output": HOSTILE}
    return records.record(
        number,
        records.sse(*events),
        url=f"http://localhost/{HOSTILE}/v1/responses",
        request=json.dumps({"model": HOSTILE, "input": [item, output, {"type": HOSTILE}]}).encode(),
        **of_head,
    )


async def test_it_tells_what_to_do_where_nothing_is(served: Serving) -> None:
    assert "codex-tui run -- codex" in await got(served, "/latest")


async def got(entry: Serving, path: str, **headers: str) -> str:
    cookie = {"Cookie": f"codex-tui-{entry.port}={entry.token}"}
    async with (
        aiohttp.ClientSession() as client,
        client.get(f"http://127.0.0.1:{entry.port}{path}", headers={**cookie, **headers}) as answer,
    ):
        assert answer.status == 200, answer
        return await answer.text()


async def test_a_page_is_sent_again_only_when_it_grew(served: Serving, told: Journal) -> None:
    cookie = {"Cookie": f"codex-tui-{served.port}={served.token}"}
    url = f"http://127.0.0.1:{served.port}/latest/content"
    async with aiohttp.ClientSession(headers=cookie) as client:
        async with client.get(url) as first:
            assert first.headers["X-Live"]
            assert "README" in await first.text()
        async with client.get(url, headers={"If-None-Match": first.headers["ETag"]}) as same:
            assert same.status == 304
        told.chunk(9_000, records.sse(text_delta("and then some")))
        async with client.get(url, headers={"If-None-Match": first.headers["ETag"]}) as grown:
            assert grown.status == 200
            assert "and then some" in await grown.text()


async def test_both_forms_are_there_and_the_files(served: Serving, told: Journal) -> None:
    page = await got(served, "/latest")
    assert "unchanged since #141" in page
    assert "&quot;model&quot;: " in page  # the request, pretty
    assert "event: response.created" in page
    told.die()
    link = re.search(r'href="(/exchanges/\w+/md)"', page)
    assert link
    assert "# Exchange 142" in await got(served, link[1])
    assert json.loads(await got(served, "/exchanges/141/json"))["number"] == 141


@pytest.mark.parametrize("path", ["/exchanges/9999/json", "/exchanges/latest/nonsense", "/exchanges/latest/json"])
async def test_a_file_that_cannot_be_made_is_a_sentence(served: Serving, told: Journal, path: str) -> None:
    cookie = {"Cookie": f"codex-tui-{served.port}={served.token}"}
    async with (
        aiohttp.ClientSession(headers=cookie) as client,
        client.get(f"http://127.0.0.1:{served.port}{path}") as answer,
    ):
        assert answer.status == 404
        assert (await answer.text()).endswith(".\n")


async def test_what_was_captured_is_text_and_nothing_else(tmp_path: Path) -> None:
    records.append(tmp_path, hostile(1))
    newest = Newest(tmp_path)
    content = (await newest.view()).content
    newest.close()
    assert content.count("&lt;script&gt;") >= 8
    assert "<script" not in content
    assert "<img" not in content
    assert "\x1b" not in content


@needs_chromium
async def test_it_grows_while_the_answer_streams_and_runs_nothing(served: Serving, told: Journal) -> None:
    async with chromium() as browser:
        page = await browser.page()
        await page.go(served.link("latest"))
        assert served.token not in await page.evaluate("location.href")
        await page.until("!!document.querySelector('.state.live')")
        await page.evaluate("document.querySelector('#native-request').open = true; window.same = 1")
        told.chunk(9_000, records.sse(text_delta(f"more {HOSTILE}")))
        await page.until("document.body.innerText.includes('more <script>')")
        assert await page.evaluate("document.querySelector('#native-request').open")
        records.append(told.captures, hostile(143, started_at=story.NOW))
        await page.until("document.querySelector('h1').textContent.startsWith('#143')")
        assert await page.evaluate("[window.same, window.owned ?? 'nobody']") == [1, "nobody"]
        assert {url.split("/")[2] for url in page.asked} == {f"127.0.0.1:{served.port}"}
        assert not page.errors
