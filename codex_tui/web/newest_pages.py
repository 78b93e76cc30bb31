"""The plain page of the newest exchange, what keeps it up to date, and its files."""

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from string import Template

from aiohttp import web

from codex_tui.errors import CodexTuiError
from codex_tui.web.newest import Newest


class NewestPages:
    """Answers for one capture directory."""

    def __init__(self, captures: Path) -> None:
        self._newest = Newest(captures)
        self._page = Template((files("codex_tui.web") / "assets" / "latest.html").read_text(encoding="utf-8"))
        self.close = self._newest.close

    @property
    def routes(self) -> Sequence[web.RouteDef]:
        """Where they are."""
        return [
            web.get("/latest", self._whole),
            web.get("/latest/content", self._content),
            web.get("/exchanges/{reference}/{format}", self._file),
        ]

    async def _whole(self, _: web.Request) -> web.Response:
        view = await self._newest.view()
        return web.Response(text=self._page.substitute(content=view.content, tag=view.tag), content_type="text/html")

    async def _content(self, request: web.Request) -> web.Response:
        view = await self._newest.view()
        headers = {"ETag": f'"{view.tag}"', "Cache-Control": "private, no-cache"}
        if view.live:
            headers["X-Live"] = "1"
        if request.headers.get("If-None-Match") == headers["ETag"]:
            return web.Response(status=304, headers=headers)
        return web.Response(text=view.content, content_type="text/html", headers=headers)

    async def _file(self, request: web.Request) -> web.Response:
        try:
            name, content = await self._newest.exported(request.match_info["reference"], request.match_info["format"])
        except CodexTuiError as error:
            return web.Response(status=404, text=f"{error}\n")
        # Exact bytes, and so never a page.
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return web.Response(body=content, content_type="application/octet-stream", headers=headers)
