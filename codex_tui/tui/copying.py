"""What of an exchange can be copied."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from codex_tui.dialects.conversation import Conversation, Part
from codex_tui.history.exchange import Exchange

if TYPE_CHECKING:
    from codex_tui.tui.naming import Named


class Copyable(NamedTuple):
    """``size`` in bytes; ``text`` is exact, and made only when it is wanted."""

    name: str
    size: int
    text: Callable[[], str]


def copyables(
    exchange: Exchange, conversation: Conversation, part: Part | None, it: "Named | None" = None
) -> Iterator[Copyable]:
    """In the order of a menu; ``part`` is the one under the cursor, ``it`` what a raw view names."""
    if it is not None and not it.name.endswith(" body"):
        yield _bytes(f"this, {it.name}", it.content)
    if part is not None and (text := text_of(part)):
        yield _text(f"this part, {part.name or part.role or part.kind}", text)
    if answer := answer_of(conversation):
        yield _text("the answer", answer)
    if exchange.request_body:
        yield _bytes("the request body", exchange.request_body)
    if exchange.response_body:
        yield _bytes("the response body", exchange.response_body)
    yield _text("the URL", exchange.record.url)
    yield _text("its id", exchange.record.id)


def text_of(part: Part) -> str:
    """A part's text, or what a call was sent."""
    return part.text or part.arguments or ""


def answer_of(conversation: Conversation) -> str:
    """What the model said, without its reasoning; of an answer that only calls tools, the calls' arguments."""
    answer = [part for part in conversation.parts if part.origin == "response"]
    said = [part.text for part in answer if part.kind == "message" and part.text]
    return "\n\n".join(said or [part.arguments for part in answer if part.kind == "tool_call" and part.arguments])


def _text(name: str, text: str) -> Copyable:
    return Copyable(name, len(text.encode(errors="replace")), lambda: text)


def _bytes(name: str, content: bytes) -> Copyable:
    return Copyable(name, len(content), lambda: content.decode(errors="replace"))
