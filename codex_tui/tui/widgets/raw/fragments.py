"""The pieces of text that events carry, and the texts that they join to."""

from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple

from codex_tui.dialects.shapes import mapping, parse, sequence, text
from codex_tui.wire.event import Event

_LOOKED_AT = 4_000
_PLACE = ("item_id", "output_index", "content_index", "summary_index", "index")


class Fragment(NamedTuple):
    """``stream``: what tells the text that it belongs to from others."""

    stream: Hashable
    text: str


class Selection(NamedTuple):
    """A whole text, and where one event's piece of it stands."""

    text: str
    start: int
    end: int


def fragment_of(event: Event) -> Fragment | None:
    """Of Responses, Chat Completions, Messages and Ollama; None where an event carries no piece of a text."""
    value = parse(event.data) if len(event.data) <= _LOOKED_AT else None
    if not isinstance(value, dict):
        return None
    place = (value.get("type"), *(_plain(value.get(key)) for key in _PLACE))
    delta = value.get("delta")
    if isinstance(delta, str):
        return Fragment(place, delta)
    if isinstance(delta, dict):
        return _named(delta, ("text", "partial_json", "thinking"), place)
    choices = sequence(value, "choices")
    if choices and isinstance(choices[0], dict):
        return _choice(mapping(choices[0], "delta"))
    message = mapping(value, "message") or value
    return _named(message, ("content", "thinking", "response"), ("ollama",)) if "done" in value else None


def _choice(delta: dict[str, Any]) -> Fragment | None:
    for call in sequence(delta, "tool_calls"):
        if isinstance(call, dict) and (arguments := text(mapping(call, "function"), "arguments")):
            return Fragment(("call", _plain(call.get("index"))), arguments)
    return _named(delta, ("content", "reasoning", "reasoning_content"), ("choice",))


def _named(value: dict[str, Any], names: Sequence[str], place: tuple[Hashable, ...]) -> Fragment | None:
    for name in names:
        if found := text(value, name):
            return Fragment((*place, name), found)
    return None


def _plain(value: object) -> Hashable:
    return value if isinstance(value, (str, int)) else None


class Joined:
    """Reads each event once; only ever asked for the events of one exchange."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.events = events
        self._read = 0
        self._fragments: dict[int, tuple[Hashable, int, int]] = {}
        self._pieces: dict[Hashable, list[str]] = {}
        self._lengths: dict[Hashable, int] = {}

    def at(self, index: int) -> Selection | None:
        """The text that event ``index`` adds to; of one that carries none, the text before it, with nothing lit."""
        self._take()
        if (found := self._fragments.get(index)) is not None:
            stream, start, end = found
            return Selection(self._text(stream), start, end)
        before = next((each for each in range(index, -1, -1) if each in self._fragments), None)
        if before is None:
            return None
        whole = self._text(self._fragments[before][0])
        return Selection(whole, len(whole), len(whole))

    def _take(self) -> None:
        for index in range(self._read, len(self.events)):
            if (found := fragment_of(self.events[index])) is not None:
                start = self._lengths.get(found.stream, 0)
                self._lengths[found.stream] = start + len(found.text)
                self._fragments[index] = (found.stream, start, start + len(found.text))
                self._pieces.setdefault(found.stream, []).append(found.text)
        self._read = len(self.events)

    def _text(self, stream: Hashable) -> str:
        pieces = self._pieces[stream]
        pieces[:] = ["".join(pieces)]
        return pieces[0]
