"""Two exchanges beside each other on the whole screen."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

import msgspec
from textual import on

from codex_tui import formats
from codex_tui.analysis.comparison import Comparison, compare
from codex_tui.analysis.comparison_json import as_contract
from codex_tui.tui.copying import text_of
from codex_tui.tui.keys import bindings
from codex_tui.tui.screens.choice import ChoiceScreen
from codex_tui.tui.screens.page import Owner, Page
from codex_tui.tui.widgets.compare.compare_view import CompareHeading, CompareView
from codex_tui.tui.widgets.compare.finding_banner import FindingBanner
from codex_tui.tui.widgets.lines.view import LineView

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.widget import Widget

    from codex_tui.analysis.part_change import PartChange
    from codex_tui.analysis.side import Side

_DEAR = 20_000
"""Characters of a part, as it was and as it is, whose lines are not made while a key waits."""


class CompareScreen(Page[CompareView]):
    """Compares in a thread, so that no key waits for ten megabytes."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("compare.swap", "copy.menu", "copy.now")]
    pane_name = "Compare"

    def __init__(self, owner: Owner, a: Side, b: Side) -> None:
        super().__init__(owner, CompareView(id="compare"))
        self._a, self._b = a, b
        self.comparison: Comparison | None = None
        self._banner = FindingBanner()
        self._heading = CompareHeading(self.view)

    def contents(self) -> list[Widget]:
        """What it comes to above what differs."""
        return [self._banner, self._heading, self.view]

    def on_mount(self) -> None:
        """Begin at once."""
        self.view.focus()
        self._begin()

    def _begin(self) -> None:
        a, b = self._a.summary.number, self._b.summary.number
        self.set_title(f"#{a} with #{b}")
        self.pane.set_position(self._b.summary.preview)
        self._banner.wait(f"comparing #{a} with #{b}")
        self.run_worker(self._compare(), exclusive=True)

    async def _compare(self) -> None:
        comparison = await asyncio.to_thread(prepared, self._a, self._b)
        self.comparison = comparison
        self._banner.show(comparison)
        self.view.show(comparison)
        self._heading.refresh()

    @on(LineView.CursorMoved)
    def _moved(self) -> None:
        self.pane.set_position(self.view.about)

    def action_swap(self) -> None:
        """A is B now."""
        self._a, self._b = self._b, self._a
        self._begin()

    def action_copy_menu(self) -> None:
        """Ask what to copy."""
        options = self._copyables()
        if not options:
            return

        def chosen(index: int | None) -> None:
            if index is not None:
                self.owner.copy(options[index][1])

        labels = [(name, formats.size(len(text.encode(errors="replace")))) for name, text in options]
        self.app.push_screen(ChoiceScreen("Copy", labels), chosen)

    def action_copy_now(self) -> None:
        """Copy the change under the cursor, else all of it."""
        for _, text in self._copyables()[:1]:
            self.owner.copy(text)

    def _copyables(self) -> list[tuple[str, str]]:
        if self.comparison is None:
            return []
        found = []
        if (change := self.view.change) is not None:
            lines = (line.sign + "".join(span.text for span in line.spans) for line in change.lines)
            found.append(("this part, as a diff", "\n".join(lines)))
            sides = ((self._a, change.a), (self._b, change.b))
            found += [(f"its text in #{side.summary.number}", text_of(part)) for side, part in sides if part]
        found.append(("the comparison, as JSON", msgspec.json.encode(as_contract(self.comparison)).decode()))
        return [(name, text) for name, text in found if text]


def prepared(a: Side, b: Side) -> Comparison:
    """Compared, with the lines of what is long and changed made: nothing that is dear is left for the screen."""
    comparison = compare(a, b)
    for change in (*comparison.request, *comparison.answer):
        if change.change != "same" and _characters(change) > _DEAR:
            assert change.lines is not None
    return comparison


def _characters(change: PartChange) -> int:
    return sum(len(part.text) + len(part.arguments or "") for part in (change.a, change.b) if part is not None)
