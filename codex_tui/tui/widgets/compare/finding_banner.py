"""What a comparison comes to: the first byte that differs, and what it costs."""

from collections.abc import Iterator

from codex_tui import formats
from codex_tui.analysis.comparison import Comparison
from codex_tui.analysis.finding import finding_of
from codex_tui.analysis.measures import cache_measures
from codex_tui.neutral import neutral_line
from codex_tui.tui import glyphs
from codex_tui.tui.widgets.lines.drawn import Drawn
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, crop, pad, spread
from codex_tui.tui.widgets.transcript.slabs import wrap_pieces

_LOW = 24
"""Lines of the screen below which only the heading and the numbers stand here."""


class FindingBanner(Drawn):
    """Stays above the lines, with a blank line under it."""

    def __init__(self) -> None:
        super().__init__()
        self._comparison: Comparison | None = None
        self._waiting = ""

    def wait(self, text: str) -> None:
        """Say what is being done."""
        self._comparison, self._waiting = None, text
        self.refresh(layout=True)

    def show(self, comparison: Comparison) -> None:
        """Say what it came to."""
        self._comparison, self._waiting = comparison, ""
        self.refresh(layout=True)

    def lines(self, width: int) -> list[Pieces]:
        """All of it."""
        comparison = self._comparison
        if comparison is None:
            return [[(f"   {self._waiting}", "muted")], []]
        grave = finding_of(comparison).grave
        ground = " on banner-warning" if grave else ""
        bar = "warning" if grave else "rule"
        room = max(8, width - 4)
        lead: list[Piece] = [(" ", "muted"), (glyphs.ROLE_BAR, f"{bar}{ground}"), (" ", f"muted{ground}")]
        rows = [
            [*lead, *((text, f"{ink}{ground}") for text, ink in pad(row, room))]
            for row in self._rows(comparison, room)
        ]
        return [*rows, []]

    def _rows(self, comparison: Comparison, room: int) -> Iterator[Pieces]:
        finding = finding_of(comparison)
        mark: list[Piece] = [(f"{glyphs.WARNING} ", "warning")] if finding.grave else []
        ink = "warning bold" if finding.grave else "foreground bold"
        source: list[Piece] = [(f"{finding.source} ", "muted")] if finding.source and room > 60 else []
        yield spread([*mark, (neutral_line(finding.heading), ink)], source, room)
        if finding.text and self.app.size.height >= _LOW:
            yield from wrap_pieces([(neutral_line(finding.text), "foreground")], room - 1)
        if comparison.first is not None and self.app.size.height >= _LOW:
            yield _shared(comparison, room)
        numbers: list[Piece] = []
        for measure in cache_measures(comparison) if comparison.cache else ():
            numbers += [
                ("     " if numbers else "", "muted"),
                (f"{measure.name}  ", "muted"),
                (measure.a, "foreground"),
            ]
            if not measure.same:
                ink = "warning bold" if measure.worse else "foreground bold"
                numbers += [(f" {glyphs.BECAME} ", "disabled"), (measure.b, ink)]
        if numbers:
            yield crop(numbers, room)


def _shared(comparison: Comparison, room: int) -> Pieces:
    """How far both bodies are the same, drawn to scale."""
    assert comparison.first is not None
    byte, size = comparison.first.byte, max(1, comparison.first.sizes[1])
    said = f" {formats.size(byte)} of {formats.size(size)}"
    cells = max(8, min(100, room - len(said) - 12))
    at = min(cells - 1, round(byte / size * cells))
    ink = "warning" if comparison.cache is not None and comparison.cache.lost else "muted"
    return [
        ("shared ", "muted"),
        (glyphs.BAR * at, "success"),
        (glyphs.WARNING if byte < size else glyphs.BAR, ink if byte < size else "success"),
        (glyphs.HORIZONTAL * (cells - at - 1), "rule"),
        (said, "muted"),
    ]
