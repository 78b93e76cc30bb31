"""The whole demo: the model server, a real proxy, the client that plays the story, and what was captured of it."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from codex_tui import dialects
from codex_tui.demo.client import Client
from codex_tui.demo.server import ModelServer
from codex_tui.demo.story import Story, read_story
from codex_tui.errors import CodexTuiError
from codex_tui.history import History
from codex_tui.history.summary import Summary
from codex_tui.proxy import ProxyOptions, Status, Supervisor
from codex_tui.proxy.client import proxy_url

_PATIENCE = 10.0  # seconds for an exchange that is over to stand in the history
_GLANCE = 0.02  # seconds between two looks
_INTERMISSION = 4.0  # seconds between two encores


@asynccontextmanager
async def traffic(options: ProxyOptions, pace: float = 1) -> AsyncIterator["Traffic"]:
    """Server and proxy run within the block. ``pace``: a factor on the story's delays."""
    story = read_story()
    async with ModelServer(story.scenario(), pace=pace) as server:
        supervisor = Supervisor(msgspec.structs.replace(options, upstream=server.url))
        await supervisor.start()
        try:
            running = supervisor.running
            assert running is not None
            async with Client(server.url, proxy_url(running.listen_host, running.port)) as client:
                yield Traffic(options.captures, supervisor.status, story, client)
        finally:
            await supervisor.stop()


class Traffic:
    """What the client does, and what of it was captured. ``status``: of the proxy when it had started."""

    def __init__(self, captures: Path, status: Status, story: Story, client: Client) -> None:
        self.status = status
        self._story = story
        self._client = client
        self._history = History(captures, dialects.read)
        self._known: set[str] = set()
        self._news: deque[Summary] = deque()
        self._look()
        self._news.clear()

    async def play(self) -> AsyncIterator[Summary]:
        """Play the story. Yields each exchange once it is captured; raises CodexTuiError if one is not."""
        async for _ in self._client.greet():
            yield await self._captured()
        for scene in self._story.scenes:
            async for _ in self._client.play(scene):
                yield await self._captured()

    async def go_on(self) -> None:
        """Play the encores, one after another, until cancelled."""
        while True:
            for scene in self._story.encores:
                await asyncio.sleep(_INTERMISSION)
                async for _ in self._client.play(scene):
                    pass

    async def _captured(self) -> Summary:
        clock = asyncio.get_running_loop().time
        deadline = clock() + _PATIENCE
        while not self._news:
            if clock() > deadline:
                raise CodexTuiError(
                    "An exchange passed the proxy and was not captured.",
                    f"What went wrong stands in {self.status.captures / 'proxy.log'}.",
                )
            await asyncio.sleep(_GLANCE)
            self._look()
        return self._news.popleft()

    def _look(self) -> None:
        """Note what has finished since the last look."""
        more = True
        while more:
            changes = self._history.poll()
            more = changes.more
            for id_ in changes.ids:
                summary = self._history.summary(id_)
                if summary.state != "live" and id_ not in self._known:
                    self._known.add(id_)
                    self._news.append(summary)
