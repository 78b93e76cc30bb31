"""What a request goes on from, where it names a response instead of sending the conversation again.

https://platform.openai.com/docs/guides/conversation-state
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from msgspec.structs import replace

from codex_tui.dialects.conversation import Conversation, Part
from codex_tui.dialects.reading import Reading
from codex_tui.errors import CodexTuiError
from codex_tui.history import History
from codex_tui.history.summary import ExchangeWarning

#: How many calls of the same thread, and then of any, are looked at for one link of a chain.
_IN_THREAD = 8
_IN_LIST = 64


@dataclass(frozen=True)
class Earlier:
    """What the model had been sent and had said before. ``missing``: the response at which the chain breaks off."""

    parts: list[Part] = field(default_factory=list)
    missing: str | None = None


def earlier(history: History[Reading], id_: str) -> Earlier:
    """All that comes before an exchange by ``previous_response_id``; nothing where it names none.

    The parts count as sent, and none of them is new. Instructions and tools are left out: each request brings its
    own. Raises CodexTuiError where the exchange cannot be read.
    """
    reading = history.open(id_)
    links: list[list[Part]] = []
    seen = {id_}
    while wanted := reading.continues:
        found = _answered(history, id_, wanted, seen)
        if found is None:
            return Earlier(_joined(links), wanted)
        id_, reading = found
        seen.add(id_)
        links.append(_carried(reading.conversation()))
    return Earlier(_joined(links))


def rejoin(conversation: Conversation, before: Earlier) -> Conversation:
    """``conversation`` with what came ``before`` it, and a warning where some of that is not in the history."""
    if before == Earlier():
        return conversation
    own = [index for index, part in enumerate(conversation.parts) if not _is_setting(part)]
    place = own[0] if own else len(conversation.parts)
    parts = [*conversation.parts[:place], *before.parts, *conversation.parts[place:]]
    warnings = conversation.warnings
    if before.missing is not None:
        message = f"It goes on from {before.missing}, which is not in the history: what came before is not shown."
        warnings = [*warnings, ExchangeWarning(code="link_missing", message=message)]
    return replace(conversation, parts=parts, warnings=warnings)


def _answered(history: History[Reading], id_: str, wanted: str, seen: set[str]) -> tuple[str, Reading] | None:
    """The exchange before this one whose answer has that id."""
    for near in (islice(_thread(history, id_), _IN_THREAD), islice(_list(history, id_), _IN_LIST)):
        for candidate in near:
            if candidate in seen:
                continue
            try:
                reading = history.open(candidate)
            except CodexTuiError:
                continue  # it was taken out of the history meanwhile
            if reading.response_id == wanted:
                return candidate, reading
    return None


def _thread(history: History[Reading], id_: str) -> Iterator[str]:
    while previous := history.previous(id_):
        yield previous
        id_ = previous


def _list(history: History[Reading], id_: str) -> Iterator[str]:
    summaries = history.summaries
    for place in range(history.position(id_) - 1, -1, -1):
        if summaries[place].api == "openai.responses":
            yield summaries[place].id


def _carried(conversation: Conversation) -> list[Part]:
    return [
        replace(part, origin="request", new=False, began=None, ended=None)
        for part in conversation.parts
        if not _is_setting(part)
    ]


def _is_setting(part: Part) -> bool:
    """Whether it is of the request itself, and not an item of the conversation."""
    return part.kind == "instructions" or (part.kind == "tools" and part.role is None)


def _joined(links: list[list[Part]]) -> list[Part]:
    return [part for link in reversed(links) for part in link]
