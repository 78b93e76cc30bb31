"""The palette: every action that a key reaches here and now, and the themes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from codex_tui.tui.ink import ink_of
from codex_tui.tui.keys import ACTS, first_of_each, key_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.types import IgnoreReturnCallbackType

_TITLES = 44
"""Cells for what it is; its key stands behind."""


class Actions(Provider):
    """Named as in the help, with their keys."""

    async def discover(self) -> Hits:
        """All of them."""
        for title, key, run in self._actions():
            yield DiscoveryHit(self._line(Content(title), key), run, text=title)

    async def search(self, query: str) -> Hits:
        """Those that match."""
        matcher = self.matcher(query)
        for title, key, run in self._actions():
            if (score := matcher.match(title)) > 0:
                yield Hit(score, self._line(matcher.highlight(title), key), run, text=title)

    def _actions(self) -> Iterator[tuple[str, str, IgnoreReturnCallbackType]]:
        active = {found.binding: found.node for found in self.screen.active_bindings.values()}
        for name, binding in first_of_each(active).items():
            if name != "palette":
                yield ACTS[name].title, key_name(binding.key), partial(self._run, binding.action, active[binding])
        if not self.app.no_color:
            yield "Theme", "", self.app.action_change_theme

    async def _run(self, action: str, node: object) -> None:
        await self.app.run_action(action, node)  # type: ignore[arg-type]

    def _line(self, title: Content, key: str) -> Content:
        # On a cursor row of one colour what is muted elsewhere would not be seen.
        ink = "auto 70%" if ink_of(self.app).one_colour_selection else "$ink-muted"
        return Content.assemble(title, " " * max(2, _TITLES - title.cell_length), (key, f"not bold {ink}"))
