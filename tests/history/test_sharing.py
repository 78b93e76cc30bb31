"""Equal words of summaries are one in memory, and nothing else is changed."""

import msgspec

from codex_tui.history.sharing import shared
from codex_tui.history.summary import Session, Summary


def decoded() -> Summary:
    made = Summary(
        id="i",
        number=1,
        started_at="2025-11-22T10:00:00.000000Z",
        state="complete",
        api="openai.responses",
        transport="sse",
        method="POST",
        url="http://localhost:11434/v1/responses",
        status=200,
        tools=("exec_command",),
        session=Session(id="019a-7b", thread="019a-7c"),
    )
    return msgspec.json.decode(msgspec.json.encode(made), type=Summary)


def test_two_summaries_hold_the_same_words() -> None:
    before, one, other = decoded(), decoded(), decoded()
    assert one.url is not other.url
    assert shared(one) == shared(other) == before
    assert one.url is other.url
    assert one.tools is other.tools
    assert one.session is not None
    assert other.session is not None
    assert one.session.thread is other.session.thread
