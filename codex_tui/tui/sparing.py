"""Draws only what changed: Textual draws all of every widget that stands between the first and the last change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual._compositor import Compositor
from textual.geometry import Region
from textual.screen import Screen, ScreenResultType

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual._compositor import ChopsUpdate, CompositorMap
    from textual.strip import Strip
    from textual.widget import Widget


class SparingCompositor(Compositor):
    """For screens on which a number runs beside a streaming text, and most else stays what it was."""

    def __init__(self) -> None:
        super().__init__()
        self._changed: set[Region] = set()

    @property
    def full_map(self) -> CompositorMap:
        """Where everything stands; what moved since it was last laid out is to be drawn.

        After a list scrolled, it is made anew for whoever asks first, and the next layout finds nothing moved.
        """
        if not self._full_map_invalidated:
            return super().full_map
        before = self._full_map if self._visible_map is None else self._visible_map
        after = super().full_map
        self._dirty_regions.update(region for _, region in _seen(before) ^ _seen(after))
        return after

    def render_partial_update(self) -> ChopsUpdate | None:
        """What changed, and nothing of what stands between; nor of where a larger screen ended a moment ago."""
        within = self.size.region
        self._dirty_regions = {part for each in self._dirty_regions if (part := each.intersection(within))}
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


class SparingScreen(Screen[ScreenResultType]):
    """One that is drawn so."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._compositor = SparingCompositor()

    def _on_timer_update(self) -> None:
        if self._repaint_required and self.is_current and not (self._layout_required or self._scroll_required):
            # Where it draws again what changed beneath a box, Textual forgets what changed within that.
            self._compositor.update_widgets(self._dirty_widgets & self._compositor.visible_widgets.keys())
        super()._on_timer_update()


def _seen(places: CompositorMap) -> set[tuple[Widget, Region]]:
    """How much of each widget is within what holds it."""
    cut = ((widget, place.clip.intersection(place.region)) for widget, place in places.items())
    return {(widget, region) for widget, region in cut if region}


def _apart(parts: list[Region]) -> list[tuple[int, int]]:
    """From and up to where the rows of ``parts`` go, each once."""
    spans: list[tuple[int, int]] = []
    for top, bottom in sorted((part.y, part.bottom) for part in parts):
        if spans and top <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(bottom, spans[-1][1]))
        else:
            spans.append((top, bottom))
    return spans
