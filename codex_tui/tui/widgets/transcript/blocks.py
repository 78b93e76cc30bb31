"""The blocks of a transcript: a part or several that belong together, each with a heading and what is under it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from codex_tui import formats
from codex_tui.dialects.conversation import Part
from codex_tui.dialects.estimate import tokens_of
from codex_tui.dialects.tools import OtherCall, definitions_of
from codex_tui.neutral import neutral_line
from codex_tui.tui import glyphs
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces
from codex_tui.tui.widgets.transcript.bodies import Body, Few, Text, text_body
from codex_tui.tui.widgets.transcript.calls import (
    OUTPUT_CHARACTERS,
    OUTPUT_LINES,
    CallReading,
    call_body,
    plain_call_body,
)
from codex_tui.tui.widgets.transcript.flow import Flow
from codex_tui.tui.widgets.transcript.markdown import Markdown
from codex_tui.tui.widgets.transcript.slabs import Slab
from codex_tui.tui.widgets.transcript.styling import Plain, Styling

Role = Literal["developer", "user", "assistant", "reasoning", "tool"]

_LONG, _CHARACTERS = 200, 20_000
"""Lines of a request's part that are shown at once, and characters of them."""

_LINE = 40
"""Characters of a line, as a guess."""

_QUIET = frozenset({"developer", "reasoning"})


@dataclass(eq=False, slots=True)
class Block:
    """``parts``: what it shows; of a tool call, the call and then its outputs. ``live``: more may be added to it.

    ``tokens``: as reported, None to estimate them; ``speed``: a second.
    """

    role: Role
    name: str
    parts: list[Part]
    folded: bool
    live: bool = False
    plain: bool = False
    tokens: int | None = None
    speed: float | None = None
    parted: ClassVar[bool] = True
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

    def update(self, part: Part, *, live: bool) -> int | None:
        """Take the newer form of its only part; the first slab that is another now, None where nothing is.

        -1: its body is another one.
        """
        if self.live == live and part == self.parts[0]:
            return None
        self.parts, self.live = [part], live
        self._call = None
        grown = self._grow(part)
        if grown < 0:
            self._body = None
        return grown

    def _grow(self, part: Part) -> int:
        """Add to the text that is there already, where that is all that happened."""
        section = self._body.sections[0] if self._body else None
        if not isinstance(section, Text) or self.plain:
            return -1
        if self.is_call and not (self.call.growing and isinstance(self.call.call, OtherCall)):
            return -1
        text = (part.arguments or "") if self.is_call else part.text
        return section.flow.extend(text) if text.startswith(section.flow.source) else -1

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
        if part.kind == "reasoning":
            return f"encrypted, {_size(part)}" if part.size is not None else ""
        if part.kind in ("image", "other"):
            return ", ".join(filter(None, [neutral_line(part.name or ""), _size(part)]))
        if not brief:
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
            self._body = self._made()
        return self._body

    def whole(self) -> Iterator[Slab]:
        """All that it says; a body that nobody has looked at is not kept for that."""
        return (self._body or self._made()).whole

    @property
    def one_line(self) -> bool:
        """Whether nothing is under its heading."""
        return self.folded

    def guess(self, width: int) -> int:
        """About how many rows its body has."""
        if self._body is not None or self.plain or len(self.parts) == 1:
            characters = sum(len(part.text) for part in self.parts)
        else:
            characters = sum(min(len(part.text), OUTPUT_CHARACTERS) for part in self.parts) // 3
        if self.parts[0].origin == "request" and not self.plain:
            characters = min(characters, _CHARACTERS)
        return len(self.parts) + characters // min(width, _LINE)

    def _made(self) -> Body:
        return self._plain_body() if self.plain else self._rendered_body()

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
        return Body([Text(Flow(Plain("foreground"), part.text)) for part in self.parts])

    def _rendered_body(self) -> Body:
        part = self.parts[0]
        if self.is_call:
            return call_body(self.call, self.parts[1:])
        if part.kind == "tools":
            return _definitions(self.parts)
        styling = self._styling()
        if part.origin == "response" and len(self.parts) == 1:
            # The answer is always whole: it must not jump when it is complete.
            return Body([Text(Flow(styling, part.text))])
        lines = OUTPUT_LINES if part.kind == "tool_output" else _LONG
        return Body([text_body(each.text, styling, lines, _CHARACTERS) for each in self.parts])

    def _styling(self) -> Styling:
        match self.role:
            case "reasoning":
                return Markdown("role-reasoning italic", indent=2)
            case "developer":
                return Markdown("muted")
            case "tool":
                return Plain("role-output")
            case _:
                return Markdown()


def _size(part: Part) -> str:
    return formats.size(part.size) if part.size is not None else ""


def _definitions(parts: list[Part]) -> Body:
    lines: list[Pieces] = []
    for definition in (definition for part in parts for definition in definitions_of(part)):
        first = neutral_line(definition.description.strip().partition("\n")[0])
        lines.append([(definition.name, "foreground"), ("  ", "muted"), (first, "muted")])
    return Body([Few(lines, hanging=2)])
