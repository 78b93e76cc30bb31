"""A client that plays Codex: it asks, has the tools' outputs at hand, tries again, and may leave."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any, Self

import aiohttp

from codex_tui.demo.ollama_api import MODEL
from codex_tui.demo.session import Session
from codex_tui.demo.story import Scene

Json = dict[str, Any]

_TRIES = 5
_BACK_OFF = 0.2  # seconds before the second try, doubled each time
_PATIENCE = 60  # seconds


class Client:
    """Asks the model server at ``url``, through ``proxy`` if there is one; use it with ``async with``."""

    def __init__(self, url: str, proxy: str | None) -> None:
        self._url = url
        self._proxy = proxy
        self._session = Session(MODEL)
        self._http = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=_PATIENCE),
            skip_auto_headers=("User-Agent", "Accept-Encoding"),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.close()

    async def greet(self) -> AsyncIterator[None]:
        """What Codex asks an Ollama before anything else. Yields after each exchange."""
        for path in ("/v1/models", "/api/version", "/api/tags"):
            async with self._http.get(self._url + path, proxy=self._proxy) as response:
                await response.read()
            yield

    async def play(self, scene: Scene) -> AsyncIterator[None]:
        """One turn, with as many requests as it takes. Yields after each exchange."""
        if scene.new_session:
            self._session = Session(MODEL)
        self._session.ask(scene.asks)
        for line in scene.answers:
            for attempt in range(_TRIES):
                items = await self._request(scene.leaves_after)
                yield
                if items is not None:
                    self._session.heard(items, line.tool_output())
                    break
                await asyncio.sleep(_BACK_OFF * 2**attempt)

    async def _request(self, leaves_after: int | None) -> list[Json] | None:
        """The items of the answer; None where it failed or was cut, so that it is worth another try."""
        items: list[Json] = []
        try:
            async with self._http.post(
                f"{self._url}/v1/responses",
                data=self._session.body(),
                headers=self._session.headers(),
                proxy=self._proxy,
            ) as response:
                if response.status != 200:
                    await response.read()
                    return None
                deltas = 0
                async for event in _events(response):
                    match event["type"]:
                        case "response.output_item.done":
                            items.append(event["item"])
                        case "response.completed":
                            return items
                        case "response.failed":
                            return None
                    deltas += event["type"].endswith(".delta")
                    if deltas == leaves_after:
                        response.close()
                        return items
        except aiohttp.ClientError:
            return None
        return None


async def _events(response: aiohttp.ClientResponse) -> AsyncIterator[Json]:
    async for line in response.content:
        if line.startswith(b"data: "):
            yield json.loads(line.removeprefix(b"data: "))
