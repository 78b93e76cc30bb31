"""The blocks of a transcript: a part or several that belong together, each with a heading and what is under it."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Literal

from codex_tui import formats
from codex_tui.dialects.conversation import Part
from codex_tui.dialects.estimate import tokens_of
from codex_tui.dialects.tools import definitions_of
from codex_tui.neutral import neutral_line
from codex_tui.tui import glyphs
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces
from codex_tui.tui.widgets.transcript.bodies import Body, Stack, Text, Wrapped, text_body
from codex_tui.tui.widgets.transcript.calls import CallReading, call_body, plain_call_body
from codex_tui.tui.widgets.transcript.flow import Flow, Plain, Styling
from codex_tui.tui.widgets.transcript.markdown import Markdown

Role = Literal["developer", "user", "assistant", "reasoning", "tool"]

_LONG = 200
"""Lines of a request's part that are shown at once."""

_QUIET = frozenset({"developer", "reasoning"})


@dataclass
class Block:
    """``parts``: what it shows; of a tool call, the call and then its outputs. ``live``: more may be added to it.

    ``tokens``: as reported, None to estimate them; ``speed``: a second.
    """

    key: Hashable
    role: Role
    name: str
    parts: list[Part]
    folded: bool
    live: bool = False
    plain: bool = False
    tokens: int | None = None
    speed: float | None = None
    _body: Body | None = field(default=None, repr=False)
    _call: CallReading | None = field(default=None, repr=False)

    @property
    def ink(self) -> str:
        """The colour of its bar."""
        return f"role-{self.role}"

    @property
    def streaming(self) -> bool:
        """Whether text is being added to it now."""
        return self.live and self.parts[0].origin == "response" and self.parts[-1].ended is None

    @property
    def is_call(self) -> bool:
        """Whether it is a tool call."""
        return self.parts[0].kind == "tool_call"

    @property
    def call(self) -> CallReading:
        """What it calls."""
        if self._call is None:
            self._call = CallReading.of(self.parts[0], self.parts[1:], live=self.live)
        return self._call

    def update(self, parts: list[Part], *, live: bool) -> bool:
        """Take newer forms of its parts; whether anything is different."""
        if self.live == live and len(parts) == len(self.parts) and all(map(_same, parts, self.parts)):
            return False
        grown = not self.plain and self._grow(parts)
        self.parts, self.live = parts, live
        self._call = None
        if not grown:
            self._body = None
        return True

    def _grow(self, parts: list[Part]) -> bool:
        """Add to the text that is laid out already, where that is all that happened."""
        if not isinstance(self._body, Text) or len(parts) != 1 or self.is_call:
            return False
        text = parts[0].text
        if not text.startswith(self._body.flow.source):
            return False
        self._body.flow.extend(text)
        return True

    def heading(self, *, folded: bool, brief: bool) -> Pieces:
        """Fold glyph and name; with ``brief`` what it is about."""
        quiet = self.role in _QUIET
        ink = "muted" if quiet else f"{self.ink} bold"
        glyph = glyphs.FOLDED if folded else glyphs.UNFOLDED
        about = self.about(brief=brief)
        pieces: list[Piece] = [(f"{glyph} ", "muted" if quiet else self.ink), (self.name, ink)]
        return [*pieces, ("  ", "muted"), (about, "muted")] if about else pieces

    def about(self, *, brief: bool) -> str:
        """What the heading says beside the name."""
        part = self.parts[0]
        if part.kind == "tools":
            return formats.count(sum(len(definitions_of(each)) for each in self.parts), "definition")
        if self.role == "developer":
            return (
                f"instructions, {formats.count(len(self.parts), 'part')}" if len(self.parts) > 1 else "instructions"
            )
        if part.kind in ("image", "other") or (part.kind == "reasoning" and part.size is not None):
            return ", ".join(filter(None, [neutral_line(part.name or ""), _size(part)]))
        if not brief or part.kind == "reasoning":
            return ""
        return self.call.brief if self.is_call else neutral_line(part.text[:400])

    def weight(self) -> list[Piece]:
        """What stands at the heading's right: tokens and time, exit code and duration, or how fast it comes."""
        if self.streaming and self.speed is not None:
            return [(f"{glyphs.LIVE} ", "success"), (f"{self.speed:.1f}", "foreground"), (" tok/s", "muted")]
        if self.is_call and (weight := self.call.weight()):
            return weight
        first, last = self.parts[0], self.parts[-1]
        if self.tokens is not None:
            pieces = [(f"{formats.tokens(self.tokens)} tok", "disabled")]
        else:
            characters = sum(len(part.text) + len(part.arguments or "") for part in self.parts)
            pieces = [(f"~{formats.tokens(tokens_of(characters))} tok", "disabled")] if characters else []
        if first.began is not None and last.ended is not None:
            pieces.append((f"   {formats.duration(last.ended - first.began)}", "disabled"))
        return pieces

    def body(self) -> Body:
        """What is under the heading."""
        if self._body is None:
            self._body = self._plain_body() if self.plain else self._rendered_body()
        return self._body

    def close_body(self) -> None:
        """Hide again what was opened in it."""
        self._body = None

    def set_plain(self, plain: bool) -> None:
        """Show the source instead, or no longer."""
        if plain != self.plain:
            self.plain, self._body = plain, None

    def _plain_body(self) -> Body:
        if self.is_call:
            return plain_call_body(self.parts[0], self.parts[1:])
        return Stack([Text(Flow(Plain("foreground"), part.text)) for part in self.parts])

    def _rendered_body(self) -> Body:
        part = self.parts[0]
        if self.is_call:
            return call_body(self.call, self.parts[1:])
        if part.kind == "tools":
            return _definitions(self.parts)
        styling = self._styling()
        if part.origin == "response" and len(self.parts) == 1:
            # The answer is always whole: it must not jump when it is complete.
            return Text(Flow(styling, part.text))
        lines = 12 if part.kind == "tool_output" else _LONG
        return Stack([text_body(each.text, styling, lines) for each in self.parts])

    def _styling(self) -> Styling:
        match self.role:
            case "reasoning":
                return Plain("role-reasoning italic", indent=2)
            case "developer":
                return Markdown("muted")
            case "tool":
                return Plain("role-output")
            case _:
                return Markdown()


def _same(one: Part, other: Part) -> bool:
    return one is other or one == other


def _size(part: Part) -> str:
    return formats.size(part.size) if part.size is not None else ""


def _definitions(parts: list[Part]) -> Body:
    lines: list[Pieces] = []
    for definition in (definition for part in parts for definition in definitions_of(part)):
        first = neutral_line(definition.description.strip().partition("\n")[0])
        lines.append([(definition.name, "foreground"), ("  ", "muted"), (first, "muted")])
    return Wrapped(lines, hanging=2)
