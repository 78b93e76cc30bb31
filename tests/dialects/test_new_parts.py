"""What a request holds that the one before it in its session did not."""

from hypothesis import given
from hypothesis import strategies as st

from codex_tui import dialects
from codex_tui.dialects.conversation import Conversation, Part
from tests.dialects.exchanges import case, websocket_turn


def conversation(*texts: str, answer: str = "") -> Conversation:
    parts = [Part(kind="message", origin="request", role="user", text=text) for text in texts]
    if answer:
        parts.append(Part(kind="message", origin="response", role="user", text=answer))
    return Conversation(api="openai.chat", state="complete", parts=parts)


def new(marked: Conversation) -> list[str]:
    return [part.text for part in marked.parts if part.new]


def test_after_a_tool_call_only_its_output_and_the_answer_are_new() -> None:
    before, after = (dialects.read(case(name)).conversation() for name in ("tool", "tool-answer"))
    marked = dialects.mark_new(after, before)
    assert [part.kind for part in marked.parts if part.new] == ["tool_output", "reasoning", "message"]


def test_in_chat_completions_too() -> None:
    before, after = (
        dialects.read(case(name, version="0.34")).conversation() for name in ("chat-tool", "chat-tool-answer")
    )
    marked = dialects.mark_new(after, before)
    assert [part.kind for part in marked.parts if part.new] == ["tool_output", "reasoning", "message"]


def test_on_a_websocket_only_the_tools_are_sent_again() -> None:
    before, after = (dialects.read(websocket_turn(index)).conversation() for index in (1, 2))
    marked = dialects.mark_new(after, before)
    assert [part.kind for part in marked.parts if not part.new] == ["tools"]


def test_parts_that_were_dropped_or_rewritten_between_do_not_hide_the_rest() -> None:
    marked = dialects.mark_new(conversation("b changed", "c", "d"), conversation("a", "b", "c"))
    assert new(marked) == ["b changed", "d"]


def test_the_same_words_again_are_new() -> None:
    marked = dialects.mark_new(conversation("go on", "done", "go on"), conversation("go on", answer="done"))
    assert [part.new for part in marked.parts] == [False, False, True]


def test_what_was_held_once_is_new_the_second_time_wherever_that_is() -> None:
    marked = dialects.mark_new(conversation("a", "b", "a", "b"), conversation("a", "b", "c", "b"))
    assert [part.new for part in marked.parts] == [False, False, True, False]


def test_white_space_that_a_client_trims_makes_nothing_new() -> None:
    assert new(dialects.mark_new(conversation("a", "hello", "b"), conversation("a", answer="hello \n"))) == ["b"]


def test_an_answer_is_always_new() -> None:
    assert new(dialects.mark_new(conversation("a", answer="a"), conversation("a", "a"))) == ["a"]


TEXTS = st.lists(st.sampled_from("abc"), max_size=8)


@given(sent=TEXTS, added=TEXTS)
def test_what_is_sent_again_as_it_was_is_never_new(sent: list[str], added: list[str]) -> None:
    marked = dialects.mark_new(conversation(*sent, *added), conversation(*sent))
    assert new(marked) == added
    assert all(not part.new for part in marked.parts[: len(sent)])
