"""The keys that matter here and now."""

from collections.abc import Iterable

from textual.screen import Screen

from codex_tui.tui.keys import ACTS, FOOTER, first_of_each, key_name
from codex_tui.tui.widgets.lines.drawn import Drawn
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, width_of

_MOST = 7
_NARROW = 100


class FooterLine(Drawn):
    """At most seven keys of what has the focus, ``?`` always among them, ``^p`` at the right."""

    def on_mount(self) -> None:
        """Follow the focus."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, _screen: Screen[object]) -> None:
        self.refresh()

    def lines(self, width: int) -> list[Pieces]:
        """One line."""
        menu: list[Piece] = [("^p ", "primary bold"), ("menu " if width < _NARROW else "commands ", "muted")]
        entries = [*self._entries()]
        helps = [entry for entry in entries if entry[1] == ACTS["help"].footer]
        others = [entry for entry in entries if entry not in helps][: _MOST - 1]
        while others and _width(others + helps) + width_of(menu) + 4 > width:
            others.pop()
        left: list[Piece] = [(" ", "muted")]
        for keys, word in (entry for entry in entries if entry in others or entry in helps):
            left += [(keys, "primary bold"), (f" {word}   ", "muted")]
        space = width - width_of(left) - width_of(menu)
        return [[*left, (" " * max(0, space), "muted"), *menu]] if space >= 0 else [left]

    def _entries(self) -> Iterable[tuple[str, str]]:
        """Keys and a word, neighbours with one word together."""
        words: dict[str, list[str]] = {}
        active = (found.binding for found in self.screen.active_bindings.values())
        chosen = first_of_each(active)
        for name in (name for name in FOOTER if name in chosen):
            word = "unzoom" if name == "zoom" and self.screen.has_class("-zoomed") else ACTS[name].footer
            if key := key_name(chosen[name].key):
                words.setdefault(word, []).append(key)
        return ((" ".join(keys), word) for word, keys in words.items())


def _width(entries: list[tuple[str, str]]) -> int:
    return 1 + sum(len(keys) + len(word) + 4 for keys, word in entries)
