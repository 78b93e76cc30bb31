"""The palette: every action, wherever the focus is, and the themes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from codex_tui.tui.ink import ink_of
from codex_tui.tui.keys import ACTS, MOVING, bound_to, first_of_each, key_name
from codex_tui.tui.screens.arrangement import RAW
from codex_tui.tui.screens.panels import NAMES
from codex_tui.tui.widgets.raw.tabs import TABS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.binding import ActiveBinding
    from textual.dom import DOMNode
    from textual.types import IgnoreReturnCallbackType

    from codex_tui.tui.screens.inspector import InspectorScreen

_TITLES = 44
"""Cells for what it is; its key stands behind."""

_SECTIONS = ("Act on one", "Find", "Look", "Panes", "Inspector", "Move")
"""In the order that people look for them in."""

_PANE_KEYS = ("pane.exchanges", "pane.transcript", "pane.raw")


_ONLY_THERE = frozenset({"leave", "back", "zoom", "pane.next", "pane.previous"})
"""What means nothing behind a page."""


class _Entry(NamedTuple):
    title: str
    key: str
    run: IgnoreReturnCallbackType


class Actions(Provider):
    """Named as in the help, with their keys; those of another pane, or behind a page, stand under its name."""

    async def discover(self) -> Hits:
        """All of them."""
        for title, key, run in self._entries():
            yield DiscoveryHit(self._line(Content(title), key), run, text=title)

    async def search(self, query: str) -> Hits:
        """Those that match."""
        matcher = self.matcher(query)
        for title, key, run in self._entries():
            if (score := matcher.match(title)) > 0:
                yield Hit(score, self._line(matcher.highlight(title), key), run, text=title)

    def _entries(self) -> Iterator[_Entry]:
        for name, each in _sorted(self.screen.active_bindings.values()):
            run = partial(self._run, each.binding.action, each.node)
            yield _Entry(ACTS[name].title, key_name(each.binding.key), run)
        if not self.app.no_color:
            yield _Entry("Theme", "", self.app.action_change_theme)
        yield from self._elsewhere()

    def _elsewhere(self) -> Iterator[_Entry]:
        """Of the panes that do not have the focus; of all three, where a page lies over them."""
        inspector = self._inspector
        covered, panes = self.screen is not inspector, inspector.active_by_pane()
        if covered:
            here = {each.binding.id for each in self.screen.active_bindings.values()} | _ONLY_THERE
            for name, each in _sorted(panes[inspector.pane]):
                if each.node is inspector and name not in here:
                    yield _Entry(ACTS[name].title, "", partial(self._run_in, inspector.pane, name))
        for pane, active in panes.items():
            if pane == inspector.pane and not covered:
                continue
            way = "" if covered else bound_to(self.app, _PANE_KEYS[pane - 1])
            for name, each in _sorted(each for each in active if each.node not in (inspector, self.app)):
                if name not in MOVING:
                    key = f"{way} {key_name(each.binding.key)}" if way else ""
                    yield _Entry(f"{NAMES[pane - 1]}: {_in_words(name)}", key, partial(self._run_in, pane, name))
        if RAW in panes:
            for tab in TABS:
                yield _Entry(f"{NAMES[RAW - 1]}: {tab}", "", partial(self._show, tab))

    @property
    def _inspector(self) -> InspectorScreen:
        return self.app.inspector  # type: ignore[attr-defined, no-any-return]

    async def _run(self, action: str, node: DOMNode) -> None:
        await self.app.run_action(action, node)

    def _run_in(self, pane: int, name: str) -> None:
        """Go to a pane, and once it has the focus do there what its key would do."""
        self._uncover()
        self._inspector.go_to(pane)
        self.app.call_later(self._act, name)

    async def _act(self, name: str) -> None:
        found = {each.binding.id: each for each in self._inspector.active_bindings.values()}.get(name)
        if found is not None:
            await self.app.run_action(found.binding.action, found.node)

    def _show(self, tab: str) -> None:
        self._uncover()
        self._inspector.show_tab(tab)

    def _uncover(self) -> None:
        while self.app.screen is not self._inspector:
            self.app.pop_screen()

    def _line(self, title: Content, key: str) -> Content:
        # On a cursor row of one colour what is muted elsewhere would not be seen.
        ink = "auto 70%" if ink_of(self.app).one_colour_selection else "$ink-muted"
        return Content.assemble(title, " " * max(2, _TITLES - title.cell_length), (key, f"not bold {ink}"))


def _sorted(active: Iterable[ActiveBinding]) -> list[tuple[str, ActiveBinding]]:
    """One of each action, by its id, as people look for them."""
    of = {each.binding: each for each in active}
    chosen = first_of_each(of)
    names = sorted(chosen, key=lambda name: _SECTIONS.index(ACTS[name].section))
    return [(name, of[chosen[name]]) for name in names if name != "palette"]


def _in_words(name: str) -> str:
    """Its title behind something else."""
    title = ACTS[name].title
    return title[0].lower() + title[1:]
