"""The server behind the pages: who comes in, which file it is, and the wire between a page and its inspector."""

import asyncio
import json
import logging
from collections.abc import Callable, Coroutine, Sequence
from importlib.resources import files
from pathlib import Path
from string import Template

from aiohttp import WSMsgType, web
from aiohttp.typedefs import Handler

from codex_tui.neutral import neutral_line
from codex_tui.web.guard import Guard, Visit, protection
from codex_tui.web.newest_pages import NewestPages
from codex_tui.web.viewer import DATA, META, Viewer, viewer

_log = logging.getLogger(__name__)

MOST_VIEWERS = 16
"""Each is a process of some 60 MB."""

_OURS = Path(str(files("codex_tui.web") / "assets"))
_TEXTUAL = Path(str(files("textual_serve") / "static"))
_ASSETS = {
    **{name: _OURS / name for name in ("inspector.css", "inspector.js", "latest.css", "latest.js", "icon.svg")},
    "textual.js": _TEXTUAL / "js" / "textual.js",
    "xterm.css": _TEXTUAL / "css" / "xterm.css",
}
_HEARTBEAT = 15.0  # s; a page that is gone without a word is noticed after it
_FONT_SIZE, _SMALLEST_FONT, _LARGEST_FONT = 16, 6, 64  # px
_WIDTH, _HEIGHT = 80, 24  # cells, where a page does not tell


class Site:
    """``command``: what shows an inspector of ``captures``. ``complain`` is told, in a line, of one that failed."""

    def __init__(self, guard: Guard, captures: Path, command: Sequence[str], complain: Callable[[str], None]) -> None:
        self._guard = guard
        self._newest = NewestPages(captures)
        self._command = command
        self._complain = complain
        self._page = Template((_OURS / "inspector.html").read_text(encoding="utf-8"))
        self._sockets: set[web.WebSocketResponse] = set()

    def application(self) -> web.Application:
        """All pages, behind the guard."""
        application = web.Application(middlewares=[self._admit])
        application.add_routes(
            [
                web.get("/", self._inspector),
                web.get("/ws", self._wire),
                web.get("/assets/{name}", self._asset),
                *self._newest.routes,
            ]
        )
        application.on_response_prepare.append(self._protect)
        application.on_shutdown.append(self._hang_up)
        return application

    @web.middleware
    async def _admit(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        token = request.query.get("token", "")
        why = self._guard.refusal(_visit(request, token, self._guard.cookie))
        if why is not None:
            return web.Response(status=403, text=f"{why}\n")
        try:
            response = await handler(request)
        except web.HTTPException as error:
            return web.Response(status=error.status, text=f"{error.reason}\n", headers=error.headers)
        if token and not response.prepared:
            # No Max-Age: it goes with the browser. No Secure: this is no TLS, and no network.
            response.set_cookie(self._guard.cookie, token, httponly=True, samesite="Strict")
        return response

    async def _protect(self, request: web.Request, response: web.StreamResponse) -> None:
        host = request.host.lower() if request.host.lower() in self._guard.hosts else self._guard.hosts[0]
        response.headers.update(protection(host))
        response.headers.setdefault("Cache-Control", "no-store")

    async def _hang_up(self, _: web.Application) -> None:
        for socket in set(self._sockets):
            await socket.close(code=1001, message=b"the server ends")
        self._newest.close()

    def _require_room(self) -> None:
        if len(self._sockets) >= MOST_VIEWERS:
            raise web.HTTPServiceUnavailable(reason=f"{MOST_VIEWERS} inspectors are open: close one first.")

    async def _inspector(self, request: web.Request) -> web.Response:
        self._require_room()  # here it can be read
        size = _number(request.query.get("fontsize"), _FONT_SIZE)
        text = self._page.substitute(
            host=request.host.lower(), font_size=max(_SMALLEST_FONT, min(_LARGEST_FONT, size))
        )
        return web.Response(text=text, content_type="text/html")

    async def _asset(self, request: web.Request) -> web.FileResponse:
        path = _ASSETS.get(request.match_info["name"])
        if path is None:
            raise web.HTTPNotFound
        return web.FileResponse(path, headers={"Cache-Control": "private, max-age=3600"})

    async def _wire(self, request: web.Request) -> web.StreamResponse:
        self._require_room()
        socket = web.WebSocketResponse(heartbeat=_HEARTBEAT)
        width = _number(request.query.get("width"), _WIDTH)
        height = _number(request.query.get("height"), _HEIGHT)
        self._sockets.add(socket)
        try:
            await socket.prepare(request)
            async with viewer(self._command, width, height, self._complain) as inspector:
                await _either(_show(inspector, socket), _listen(inspector, socket))
        except OSError as error:
            self._complain(f"it cannot be started: {error.strerror}")
        finally:
            self._sockets.discard(socket)
            if socket.prepared:
                await socket.close()
        return socket


async def _show(inspector: Viewer, socket: web.WebSocketResponse) -> None:
    async for kind, content in inspector.packets():
        if kind == DATA:
            await socket.send_bytes(content)
        elif kind == META:
            told = json.loads(content)
            # Only ever our own pages: nothing that was captured names where a browser goes.
            if told.get("type") == "open_url" and str(told["url"]).startswith("/exchanges/"):
                await socket.send_json(["open_url", {"url": told["url"], "new_tab": True}])


async def _listen(inspector: Viewer, socket: web.WebSocketResponse) -> None:
    async for message in socket:
        if message.type != WSMsgType.TEXT:
            continue
        match _read(message.data):
            case ["stdin", str(text)]:
                await inspector.type(text)
            case ["resize", {"width": int(width), "height": int(height)}]:
                await inspector.resize(width, height)
            case ["focus" | "blur" as kind, *_]:
                await inspector.focus(here=kind == "focus")
            case ["ping", str(stamp)]:
                await socket.send_json(["pong", stamp])


async def _either(*works: Coroutine[None, None, None]) -> None:
    """Until the first of them ends; the others are then cancelled."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(outcome, Exception) and not isinstance(outcome, ConnectionError):
                _log.error("A viewer's wire broke: %s", neutral_line(repr(outcome)))


def _read(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _visit(request: web.Request, token: str, cookie: str) -> Visit:
    headers = request.headers
    return Visit(
        hosts=headers.getall("Host", ()),
        origins=headers.getall("Origin", ()),
        query=token,
        cookie=request.cookies.get(cookie, ""),
        site=headers.get("Sec-Fetch-Site", ""),
        mode=headers.get("Sec-Fetch-Mode", ""),
        socket="Upgrade" in headers,
    )


def _number(text: str | None, default: int) -> int:
    try:
        return int(text or "")
    except ValueError:
        return default
