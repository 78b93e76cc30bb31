"""A part of an answer while its deltas come."""

from typing import Any

from msgspec.structs import replace

from codex_tui.dialects.conversation import Part


class Draft:
    """Starts as a part whose text (of a tool call: whose arguments) grows by what is added.

    Adding costs what is added: pieces are joined when the part is asked for, and only if something came.
    ``differs``: what the server called the whole says something else than its deltas. ``open``: more may come.
    """

    __slots__ = ("_changed", "_last", "_part", "_pieces", "_streamed", "characters", "differs", "open")

    def __init__(self, part: Part, at: float | None) -> None:
        start = (part.arguments or "") if part.kind == "tool_call" else part.text
        self._part = replace(part, origin="response", began=at, ended=None)
        self._pieces = [start]
        self._last = at
        self._changed = True
        self._streamed = False
        self.characters = len(start)
        self.differs = False
        self.open = True

    @property
    def kind(self) -> str:
        """The part's."""
        return self._part.kind

    @property
    def name(self) -> str | None:
        """The part's."""
        return self._part.name

    @property
    def size(self) -> int | None:
        """The part's."""
        return self._part.size

    def add(self, piece: str, at: float | None) -> None:
        """A delta came."""
        self._pieces.append(piece)
        self._last = at
        self.characters += len(piece)
        self._changed = self._streamed = self.open = True

    def settle(self, whole: str, at: float | None) -> None:
        """The server says what the whole is; where deltas came, they stand."""
        if self._streamed:
            # Servers trim white space from what they call the whole: that says nothing else.
            self.differs = self.differs or bool(whole and self._joined().strip() != whole.strip())
        elif whole:
            self._pieces = [whole]
            self.characters = len(whole)
        self._last = at
        self._changed = True

    def amend(self, **fields: Any) -> None:
        """Fields of the part that only its end told, such as a call's name."""
        known = {name: value for name, value in fields.items() if value is not None}
        self._part = replace(self._part, **known)
        self._changed = True

    def close(self) -> None:
        """Nothing more is expected."""
        if self.open:
            self.open = False
            self._changed = True

    def part(self) -> Part:
        """As far as it has come."""
        if self._changed:
            field = "arguments" if self._part.kind == "tool_call" else "text"
            ended = None if self.open else self._last
            self._part = replace(self._part, ended=ended, **{field: self._joined()})
            self._changed = False
        return self._part

    def _joined(self) -> str:
        if len(self._pieces) > 1:
            self._pieces = ["".join(self._pieces)]
        return self._pieces[0]
