"""What stands in a transcript, from a conversation, and the lines that head it."""

from dataclasses import dataclass
from typing import ClassVar

from codex_tui import formats
from codex_tui.dialects.conversation import Conversation
from codex_tui.dialects.estimate import tokens_of
from codex_tui.tui import glyphs
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, spread
from codex_tui.tui.widgets.transcript.blocks import Block


@dataclass(eq=False)
class Unchanged:
    """The blocks that the request before held already, folded to one line; ``since`` is its number."""

    blocks: list[Block]
    since: int | None
    folded: bool = True
    ink: str = "role-developer"
    parted: ClassVar[bool] = True
    one_line: ClassVar[bool] = True

    def guess(self, width: int) -> int:
        """It has no body: what it unfolds to stands for itself."""
        return 0

    @property
    def about(self) -> str:
        """The line itself."""
        parts = formats.count(sum(len(block.parts) for block in self.blocks), "part")
        return f"{parts} unchanged" if self.since is None else f"{parts} unchanged since {self.since}"

    def weight(self) -> list[Piece]:
        """About how many tokens."""
        characters = sum(len(part.text) + len(part.arguments or "") for block in self.blocks for part in block.parts)
        return [(f"~{formats.tokens(tokens_of(characters))} tok", "disabled")]


@dataclass(eq=False)
class Divider:
    """Between what was sent and what came back."""

    name: str
    about: str = ""
    parted: ClassVar[bool] = False
    one_line: ClassVar[bool] = False

    def guess(self, width: int) -> int:
        """It has no body."""
        return 0


Owner = Block | Unchanged | Divider


def grouped(blocks: list[Block], since: int | None) -> list[Owner]:
    """Runs of blocks that hold nothing new become one."""
    owners: list[Owner] = []
    for block in blocks:
        if block.role == "developer" or any(part.new for part in block.parts):
            owners.append(block)
        elif owners and isinstance(last := owners[-1], Unchanged):
            last.blocks.append(block)
            block.folded = True
        else:
            owners.append(Unchanged([block], since))
            block.folded = True
    return owners


def divider(conversation: Conversation) -> tuple[str, str]:
    """Whether an answer came, and how soon it began."""
    first = conversation.timing.first_token
    if first is not None:
        return "answer", f"first token {formats.duration(first)}"
    if conversation.parts and conversation.parts[-1].origin == "response":
        return "answer", ""
    return "waiting" if conversation.state == "live" else "no answer", ""


def rule(divider: Divider, width: int) -> Pieces:
    """The divider's line."""
    line = glyphs.HORIZONTAL
    name = f"{line * 2} {divider.name} "
    about = f" {divider.about}" if divider.about else ""
    fill = line * max(0, width - len(name) - len(about))
    return [(line * 2, "disabled"), (name[2:], "muted"), (fill, "disabled"), (about, "muted")]


def heading(owner: Owner, width: int, *, brief: bool) -> Pieces:
    """The first line of a block or a run; ``brief``: it says what its hidden body is about."""
    if isinstance(owner, Unchanged):
        glyph = glyphs.FOLDED if owner.folded else glyphs.UNFOLDED
        return spread([(f"{glyph} {owner.about}", "muted")], owner.weight(), width)
    assert isinstance(owner, Block)
    return spread(owner.heading(folded=owner.folded, brief=brief or owner.folded), owner.weight(), width)
