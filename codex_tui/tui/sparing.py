"""Draws only what changed: Textual draws all of every widget that stands between the first and the last change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual._compositor import Compositor
from textual.geometry import Region

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual._compositor import ChopsUpdate
    from textual.strip import Strip


class SparingCompositor(Compositor):
    """For screens on which a number runs beside a streaming text, and most else stays what it was."""

    def __init__(self) -> None:
        super().__init__()
        self._changed: set[Region] = set()

    def render_partial_update(self) -> ChopsUpdate | None:
        """What changed, and nothing of what stands between."""
        self._changed = self._dirty_regions.copy()
        try:
            return super().render_partial_update()
        finally:
            self._changed = set()

    def _get_renders(self, crop: Region | None = None) -> Iterable[tuple[Region, Region, list[Strip]]]:
        if not self._changed:
            yield from super()._get_renders(crop)
            return
        left = list(self._changed)
        for widget, (region, clip) in self.visible_widgets.items():  # the foremost first
            seen = region.intersection(clip)
            parts = [part for part in map(seen.intersection, left) if part]
            for top, bottom in _apart(parts):
                rows = Region(seen.x, top, seen.width, bottom - top)
                yield region, rows, widget.render_lines(rows.translate(-region.offset))
            if parts:
                left = [each for each in left if not seen.contains_region(each)]


def _apart(parts: list[Region]) -> list[tuple[int, int]]:
    """From and up to where the rows of ``parts`` go, each once."""
    spans: list[tuple[int, int]] = []
    for top, bottom in sorted((part.y, part.bottom) for part in parts):
        if spans and top <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(bottom, spans[-1][1]))
        else:
            spans.append((top, bottom))
    return spans
