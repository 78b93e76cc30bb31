"""What is recorded, and what it came to."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec

from codex_tui import formats
from codex_tui.neutral import neutral_line
from codex_tui.tui import glyphs
from codex_tui.tui.keys import key_of
from codex_tui.tui.widgets.lines.drawn import Drawn
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, cut, width_of


class Recording(msgspec.Struct, frozen=True):
    """``state``: ``on``, ``starting``, ``off`` by the user's wish, or ``failed``; then ``problem`` says why.

    ``unwritten``: why captures are lost; ``unasked``: connections, of which none asked a model; ``contexts``: tokens
    that each loaded model has room for.
    """

    state: str = "off"
    host: str = ""
    port: int | None = None
    ollama_port: int | None = None
    problem: str = ""
    unwritten: str = ""
    unasked: int = 0
    contexts: Mapping[str, int | None] = {}


class Tally(msgspec.Struct, frozen=True):
    """What the history holds. ``unreadable``: lines of the history.

    ``model`` and ``used``, in tokens: of the newest model call, ``estimated`` or not; ``progress``: how much of the
    history was read, in percent, while that takes its time.
    """

    exchanges: int = 0
    live: int = 0
    warnings: int = 0
    errors: int = 0
    unreadable: int = 0
    model: str = ""
    used: int | None = None
    estimated: bool = False
    progress: int | None = None


class _Room(NamedTuple):
    """What there is room for; given up in this order."""

    ollama: bool = True
    model: bool = True
    words: bool = True
    host: bool = True
    context: bool = True


_ROOMS = [_Room(*[False] * dropped) for dropped in range(len(_Room._fields) + 1)]
_NEARLY_FULL = 0.85
_BAR = 10
"""Cells of a progress bar."""

_GAP = 3


class StatusBar(Drawn):
    """One line; what it has no room for goes in a fixed order, but never what is live or wrong."""

    def __init__(self) -> None:
        super().__init__()
        self._recording = Recording()
        self._tally = Tally()

    def show(self, recording: Recording, tally: Tally) -> None:
        """Show these."""
        if (recording, tally) != (self._recording, self._tally):
            self._recording, self._tally = recording, tally
            self.refresh()

    def lines(self, width: int) -> list[Pieces]:
        """One line."""
        for room in _ROOMS:
            left, right = self._left(room, width), self._right(room)
            space = width - width_of(left) - width_of(right)
            if space > _GAP:
                break
        if space < 1:
            return [left]
        return [[*left, (" " * space, "muted"), *right]]

    def _left(self, room: _Room, width: int) -> list[Piece]:
        if self._recording.unwritten:
            words = cut(f"the capture cannot be written: {neutral_line(self._recording.unwritten)}", width - 20)
            return [(f" {glyphs.FAILED} ", "error"), (words, "error")]
        pieces: list[Piece] = [(" ", "muted")]
        for index, group in enumerate(self._groups(room, width)):
            if index:
                pieces.append((" " * _GAP, "muted"))
            pieces += group
        return pieces

    def _groups(self, room: _Room, width: int) -> Iterator[list[Piece]]:
        yield from self._recorded(room, width)
        tally = self._tally
        if tally.exchanges:
            noun = "exchange" if tally.exchanges == 1 else "exchanges"
            yield _counted("", "muted", tally.exchanges, noun if room.words else "")
        elif self._recording.unasked:
            noun = "connection" if self._recording.unasked == 1 else "connections"
            yield _counted("", "muted", self._recording.unasked, noun if room.words else "")
        elif self._recording.state == "on":
            yield [("waiting for the first request", "muted")]
        if tally.progress is not None:
            done = tally.progress * _BAR // 100
            yield [
                ("reading the history ", "muted"),
                (glyphs.BAR * done, "primary"),
                (glyphs.HORIZONTAL * (_BAR - done), "rule"),
                (f" {tally.progress}%", "muted"),
            ]
        if self._recording.unasked:
            yield [(f"{glyphs.WARNING} ", "warning"), ("no model call", "foreground")]
        if tally.live:
            yield _counted(glyphs.LIVE, "success", tally.live, "live")
        if tally.warnings:
            noun = "warning" if tally.warnings == 1 else "warnings"
            yield _counted(glyphs.WARNING, "warning", tally.warnings, noun if room.words else "")
        if tally.errors:
            noun = "error" if tally.errors == 1 else "errors"
            yield _counted(glyphs.FAILED, "error", tally.errors, noun if room.words else "")
        if tally.unreadable:
            noun = "line unreadable" if tally.unreadable == 1 else "lines unreadable"
            key = key_of(self.app, "damage") if room.words else ""
            said = _counted(glyphs.WARNING, "warning", tally.unreadable, noun)
            yield [*said, (f"  {key}", "primary bold")] if key else said

    def _recorded(self, room: _Room, width: int) -> Iterator[list[Piece]]:
        recording = self._recording
        if recording.state == "on":
            host = recording.host if room.host else ""
            yield [
                (f"{glyphs.LIVE} ", "success"),
                ("rec", "success bold"),
                (f" {host}:{recording.port}", "foreground"),
            ]
            if room.ollama and recording.ollama_port is not None:
                yield [("ollama ", "muted"), (f":{recording.ollama_port}", "foreground")]
        elif recording.state == "starting":
            yield [(f"{glyphs.IDLE} starting", "muted")]
        elif recording.state == "failed":
            yield [(f"{glyphs.IDLE} not recording", "error bold"), (self._reason(width), "error")]
        else:
            yield [(f"{glyphs.IDLE} not recording", "muted")]

    def _reason(self, width: int) -> str:
        """Its first words, as many as leave room for what is counted."""
        line = neutral_line(self._recording.problem)
        return f"  {cut(line, max(20, width - (60 if self._tally.exchanges else 32)))}" if line else ""

    def _right(self, room: _Room) -> list[Piece]:
        model = neutral_line(self._tally.model)
        shown = [(f"{model}{' ' * _GAP}", "muted")] if model and room.model else []
        return [*shown, *(self._fullness() if room.context else ()), ("codex-tui ", "foreground bold")]

    def _fullness(self) -> Iterator[Piece]:
        """How much of its context the newest call fills, where both are known."""
        used, size = self._tally.used, self._recording.contexts.get(self._tally.model)
        if used is None or not size:
            return
        about = glyphs.ESTIMATED if self._tally.estimated else ""
        yield ("context ", "muted")
        full = used / size > _NEARLY_FULL
        yield (f"{about}{formats.tokens(used)} of {formats.tokens(size)}", "warning" if full else "foreground")
        yield (" " * _GAP, "muted")


def _counted(glyph: str, ink: str, number: int, noun: str) -> list[Piece]:
    lead: list[Piece] = [(f"{glyph} ", ink)] if glyph else []
    words: list[Piece] = [(f" {noun}", "muted")] if noun else []
    return [*lead, (f"{number:,}", "foreground"), *words]
