"""What stands in a transcript, from a conversation, and the lines that head it."""

from codex_tui import formats
from codex_tui.dialects.conversation import Conversation
from codex_tui.tui import glyphs
from codex_tui.tui.widgets.lines.pieces import Pieces, spread
from codex_tui.tui.widgets.transcript.blocks import Block
from codex_tui.tui.widgets.transcript.layout import Divider, Owner, Unchanged


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


def divider(conversation: Conversation) -> Divider:
    """Whether an answer came, and how soon it began."""
    first = conversation.timing.first_token
    if first is not None:
        return Divider("answer", f"first token {formats.duration(first)}")
    if any(part.origin == "response" for part in conversation.parts):
        return Divider("answer")
    return Divider("waiting" if conversation.state == "live" else "no answer")


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
