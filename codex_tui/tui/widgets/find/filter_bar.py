"""The line in which the list's filter is typed, and which stays while there is one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.message import Message

from codex_tui.history import query
from codex_tui.tui.widgets.frame.prompt import Prompt
from codex_tui.tui.widgets.lines.pieces import width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_tui.history.query import QueryError
    from codex_tui.tui.widgets.frame.prompt import Inked
    from codex_tui.tui.widgets.lines.pieces import Piece

LEAD = 9


class FilterBar(Prompt):
    """Shown while it is typed into (``typing``) or a filter is kept."""

    KEYS: ClassVar = ("filter.complete", "filter.up", "filter.down", "filter.apply", "filter.drop", "language")

    class Applied(Message):
        """The filter stays."""

    class Dropped(Message):
        """It is to be as it was."""

    class Completed(Message):
        """What is offered is to be taken."""

    @dataclass
    class Moved(Message):
        """Another offer is meant."""

        step: int

    def __init__(self) -> None:
        super().__init__(id="filter")
        self.display = False
        self._error: QueryError | None = None
        self.typing = False

    @property
    def error(self) -> QueryError | None:
        """What is wrong with what is typed."""
        return self._error

    @error.setter
    def error(self, error: QueryError | None) -> None:
        changed = (error is None) != (self._error is None)
        self._error = error
        if changed:
            self.refresh_bindings()

    @property
    def idle(self) -> Sequence[str]:
        """While it is wrong there is nothing to take or to apply."""
        return [] if self.error is None else ["filter.complete", "filter.up", "filter.down", "filter.apply"]

    @property
    def before(self) -> str:
        """What stands before the cursor."""
        return self.value[: self.input.cursor_position]

    @property
    def caret(self) -> int:
        """The screen's column of the cursor."""
        return LEAD + self.input.cursor_position

    def say(self, tail: Sequence[Piece], *, off: bool = False) -> None:
        """What stands behind it; ``off``: the filter rests."""
        ink = "error bold" if self.error else "muted" if off else "primary bold"
        self.lead.say([(" filter", ink)], LEAD)
        self.tail.say([*tail, (" ", "muted")], width_of(tail) + 2)
        self.input.refresh()

    def colour(self, value: str) -> list[Inked]:
        """Keys in their colour, and what is wrong in red."""
        from codex_tui.history.query.tokens import tokens

        inked: list[Inked] = []
        try:
            for token in tokens(value):
                if token.kind == "key":
                    inked.append((token.at, token.at + len(token.text) + 1, "accent"))
                elif token.kind in ("OR", "-", "(", ")"):
                    inked.append((token.at, token.at + max(1, len(token.text)), "secondary"))
        except query.QueryError:
            pass
        if self.error is not None:
            begin = self.error.column - 1
            inked.append((begin, begin + self.error.length, "error underline"))
        return inked

    def action_apply(self) -> None:
        """Enter."""
        self.post_message(self.Applied())

    def action_drop(self) -> None:
        """Escape."""
        self.post_message(self.Dropped())

    def action_complete(self) -> None:
        """Tab."""
        self.post_message(self.Completed())

    def action_choose(self, step: int) -> None:
        """Up, down."""
        self.post_message(self.Moved(step))
