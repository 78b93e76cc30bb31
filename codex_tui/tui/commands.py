"""The palette: every action that a key reaches here and now."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Hits, Provider

from codex_tui.tui.keys import ACTS, first_of_each, key_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.types import IgnoreReturnCallbackType


class Actions(Provider):
    """Named as in the help, with their keys."""

    async def discover(self) -> Hits:
        """All of them."""
        for title, help_, run in self._actions():
            yield DiscoveryHit(title, run, help=help_)

    async def search(self, query: str) -> Hits:
        """Those that match."""
        matcher = self.matcher(query)
        for title, help_, run in self._actions():
            if (score := matcher.match(title)) > 0:
                yield Hit(score, matcher.highlight(title), run, help=help_)

    def _actions(self) -> Iterator[tuple[str, str, IgnoreReturnCallbackType]]:
        active = {found.binding: found.node for found in self.screen.active_bindings.values()}
        for name, binding in first_of_each(active).items():
            if name in ACTS and name != "palette":
                run = partial(self.app.run_action, binding.action, active[binding])
                yield ACTS[name].title, key_name(binding.key), run
