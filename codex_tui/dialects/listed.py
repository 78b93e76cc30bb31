"""Answers that are a table: models, what is loaded, what a model is."""

from abc import abstractmethod

from codex_tui.dialects.answer import Answer
from codex_tui.dialects.conversation import Part
from codex_tui.dialects.shapes import Object, count, error_message
from codex_tui.wire.event import Event


class ListedAnswer(Answer):
    """One JSON object, told as a part of kind ``other`` with a line for each thing in it."""

    #: What the part is called.
    name = "list"

    def read(self, value: Object, event: Event) -> None:
        if value.get("error"):
            self.failed, self.error = True, error_message(value) or self.error
            return
        self.complete = True
        lines = "\n".join(self.lines(value))
        part = Part(kind="other", origin="response", name=self.name, text=lines or self.did or "")
        self._begin(len(self._drafts), part, event.at).close()

    @abstractmethod
    def lines(self, value: Object) -> list[str]:
        """What it tells, a line each; sets ``did``."""


def columns(*cells: str | None) -> str:
    """What is known of one thing, in a line."""
    return "  ".join(cell for cell in cells if cell)


def context_of(value: Object, key: str = "context_length") -> str:
    """``context 131,072``, or "" where it is not told."""
    length = count(value, key)
    return "" if length is None else f"context {length:,}"
