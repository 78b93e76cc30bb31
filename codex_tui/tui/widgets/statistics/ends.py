"""How exchanges ended, and what each model was asked."""

from codex_tui import formats
from codex_tui.analysis.statistics import Statistics
from codex_tui.neutral import neutral_line
from codex_tui.tui import glyphs
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, cut, right, spread, width_of
from codex_tui.tui.widgets.lines.section import section

_MOST = 4


def ends(statistics: Statistics, width: int) -> list[Pieces]:
    """States, then the commonest errors and warnings."""
    about = f"{statistics.retries:,} tried again" if statistics.retries else ""
    lines: list[Pieces] = [section("How they ended", [about], width)]
    states: list[Piece] = []
    for state, (glyph, ink) in glyphs.STATES.items():
        if count := statistics.states[state]:
            counted: Pieces = [(f"  {glyph} ", ink), (f"{count:,} ", "foreground"), (f"{state} ", "muted")]
            if states and width_of([*states, *counted]) > width:
                lines.append(states)
                states = []
            states += counted
    lines.append(states)
    for error, count in statistics.errors.most_common(_MOST):
        lines.append([(right(f"{count:,}", 6), "error"), (f"  {cut(neutral_line(error), width - 9)}", "muted")])
    for code, count in statistics.warnings.most_common(_MOST):
        lines.append([(right(f"{count:,}", 6), "warning"), (f"  {glyphs.WARNING} {code.replace('_', ' ')}", "muted")])
    return lines


def models(statistics: Statistics, width: int) -> list[Pieces]:
    """The most asked first."""
    lines: list[Pieces] = [section("Models", [f"{'requests':>8}{'in':>9}{'out':>8}"], width)]
    ranked = sorted(statistics.models.values(), key=lambda model: -model.requests)
    for model in ranked[:_MOST]:
        tokens = model.tokens
        mark = glyphs.ESTIMATED if tokens.estimated else ""
        numbers: list[Piece] = [
            (right(f"{model.requests:,}", 8), "foreground"),
            (right(f"{mark}{formats.tokens(tokens.input)}", 9), "foreground"),
            (right(f"{mark}{formats.tokens(tokens.output)}", 8), "foreground"),
            (" ", "muted"),
        ]
        name = neutral_line(model.name) or "not told"
        lines.append(spread([(f"  {name}", "secondary")], numbers, width))
    if len(ranked) > _MOST:
        lines.append([(f"  and {formats.count(len(ranked) - _MOST, 'other')}", "disabled")])
    return lines
