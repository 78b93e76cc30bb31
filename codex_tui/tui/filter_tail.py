"""What stands behind the filter in its bar: how many pass, and the keys."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from codex_tui.neutral import neutral_line
from codex_tui.tui.keys import bound_to

if TYPE_CHECKING:
    from codex_tui.tui.blame import Blame
    from codex_tui.tui.outline import Outline
    from codex_tui.tui.sieve import Sieve
    from codex_tui.tui.widgets.find.filter_bar import FilterBar
    from codex_tui.tui.widgets.lines.pieces import Piece

_ROOMY = 100
_TYPING = {"filter.apply": "apply", "filter.drop": "drop"}
_KEPT = {"filter.edit": "edit", "filter.toggle": "off"}


def tail(bar: FilterBar, outline: Outline, sieve: Sieve | None, blamed: Blame | None, width: int) -> list[Piece]:
    """``sieve``: what the list is filtered by; ``width``: of the screen, where there is little of it without keys."""
    said: list[Piece]
    key = partial(bound_to, bar.app)
    if bar.error is not None:
        said = [("not applied", "error")]
        return [*said, *_keys(("ctrl+u", "clear"), (key("filter.drop"), "drop"))] if width >= _ROOMY else said
    if sieve is None and not bar.typing:
        return [("off", "muted"), *_keys((key("filter.toggle"), "on"))]
    said = [(f"{outline.matched:,}", "foreground"), (f" of {len(outline):,}", "muted")]
    if sieve is not None and sieve.searching:
        said.append((f", {sieve.share:.0%} searched", "muted"))
    if sieve is not None and sieve.error:
        said.append((f", {neutral_line(sieve.error)}", "error"))
    if blamed is not None and blamed.matches and not bar.typing:
        said.append((f", {neutral_line(blamed.part)} excludes most", "warning"))
    if width < _ROOMY:
        return said
    words = _TYPING if bar.typing else _KEPT
    return [*said, *_keys(*((key(name), word) for name, word in words.items()))]


def _keys(*keys: tuple[str, str]) -> list[Piece]:
    pieces: list[Piece] = []
    for key, word in keys:
        if key:
            pieces += [(f"   {key}", "primary bold"), (f" {word}", "muted")]
    return pieces
