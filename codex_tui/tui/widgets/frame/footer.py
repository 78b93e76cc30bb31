"""The keys that matter here and now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from codex_tui.tui.keys import ACTS, FOOTER, first_of_each, key_name
from codex_tui.tui.widgets.lines.drawn import Drawn
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, width_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from textual import events
    from textual.binding import Binding
    from textual.screen import Screen

_GAP = 3
_MOST = 7
_NARROW = 100
_HELP = (ACTS["help"].footer, ACTS["language"].footer)


class _Entry(msgspec.Struct, frozen=True):
    """``keys``: each with the name of its action."""

    word: str
    keys: list[tuple[str, str]]

    @property
    def cells(self) -> int:
        """With the gap behind it."""
        return sum(len(key) + 1 for key, _ in self.keys) + len(self.word) + _GAP


class FooterLine(Drawn):
    """At most seven keys of what has the focus, ``?`` always among them, ``^p`` at the right."""

    def __init__(self) -> None:
        super().__init__()
        self._places: list[tuple[int, int, str]] = []

    def on_mount(self) -> None:
        """Follow the focus."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, _screen: Screen[object]) -> None:
        self.refresh()

    def lines(self, width: int) -> list[Pieces]:
        """One line."""
        chosen = first_of_each(found.binding for found in self.screen.active_bindings.values())
        entries = self._entries(chosen)
        helps = [entry for entry in entries if entry.word in _HELP]
        others = [entry for entry in entries if entry not in helps][: _MOST - 1]
        menu = _Entry("menu" if width < _NARROW else "commands", [*_palette(chosen)])
        while others and 1 + sum(entry.cells for entry in [*others, *helps, menu]) - _GAP + 1 > width:
            others.pop()
        self._places = []
        left: list[Piece] = [(" ", "muted")]
        for entry in (entry for entry in entries if entry in others or entry in helps):
            left += [*self._pieces(entry, width_of(left)), (" " * _GAP, "muted")]
        space = width - width_of(left) - menu.cells + _GAP - 1
        if space < 0:
            return [left]
        return [[*left, (" " * space, "muted"), *self._pieces(menu, width_of(left) + space), (" ", "muted")]]

    def _entries(self, chosen: Mapping[str, Binding]) -> list[_Entry]:
        """Keys and a word, neighbours with one word together."""
        words: dict[str, _Entry] = {}
        # The way out of a zoom is never what there is no room for.
        first = "zoom" if self.screen.has_class("-zoomed") else ""
        focused = self.screen.focused
        # A prompt says so; to import what it is made of would delay the first frame.
        idle: Sequence[str] = getattr(focused.parent, "idle", ()) if focused else ()
        shown = [name for name in FOOTER if name in chosen and name not in idle]
        for name in sorted(shown, key=lambda name: name != first):
            word = "unzoom" if name == "zoom" and self.screen.has_class("-zoomed") else ACTS[name].footer
            if key := key_name(chosen[name].key):
                words.setdefault(word, _Entry(word, [])).keys.append((key, name))
        return [*words.values()]

    def _pieces(self, entry: _Entry, at: int) -> Iterator[Piece]:
        """Its keys and its word; remembers where each key stands, the last of them with the word."""
        for index, (key, name) in enumerate(entry.keys):
            last = index == len(entry.keys) - 1
            shown = f"{key} "
            self._places.append((at, at + len(shown) + (len(entry.word) if last else 0), name))
            at += len(shown)
            yield (shown, "primary bold")
        yield (entry.word, "muted")

    async def on_click(self, event: events.Click) -> None:
        """Do what the key under the pointer does."""
        for start, end, name in self._places:
            if start <= event.x < end:
                active = {found.binding.id: found for found in self.screen.active_bindings.values()}
                if (found := active.get(name)) is not None:
                    await self.app.run_action(found.binding.action, found.node)
                return


def _palette(chosen: Mapping[str, Binding]) -> Iterator[tuple[str, str]]:
    if (binding := chosen.get("palette")) is not None and (key := key_name(binding.key)):
        yield key.replace("ctrl+", "^"), "palette"
