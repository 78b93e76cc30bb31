"""What stands before an exchange: chains of responses rejoined, what is new, how long a call took."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui import dialects
from codex_tui.dialects.conversation import Conversation, Part
from codex_tui.dialects.histories import history_of
from tests import records
from tests.dialects.exchanges import CHAT_URL, chunk, completed, item_done, kinds, text_delta, websocket_record


def user(text: str) -> dict[str, Any]:
    return {"role": "user", "content": text}


def turn(number: int, said: str, *, after: str | None = None, answer: str = "", **fields: Any) -> dict[str, Any]:
    """A request that says ``said`` and may go on from ``after``; its answer is ``resp_<number>``."""
    request: dict[str, Any] = {"model": "m", "instructions": "Be brief.", "input": [user(said)], "store": True}
    request |= {"previous_response_id": after} if after else {}
    events = [text_delta(answer)] if answer else []
    body = records.sse(*events, completed(id=f"resp_{number}"))
    return records.record(number, body, request=json.dumps(request).encode(), **fields)


def in_context(directory: Path, reference: str) -> Conversation:
    history = history_of(directory)
    while history.poll().more:
        pass
    return dialects.InContext(history, history.resolve(reference)).conversation()


def said(parts: list[Part]) -> list[tuple[str | None, str, bool]]:
    return [(part.role, part.text, part.new) for part in parts if part.kind == "message"]


def test_a_turn_on_a_websocket_holds_the_whole_conversation(tmp_path: Path) -> None:
    records.append(tmp_path, *(websocket_record(index) for index in range(3)))
    conversation = in_context(tmp_path, "4")
    before = [part.kind for part in conversation.parts if not part.new]
    assert (before[0], before[1:-2], before[-2:]) == (
        "tools",
        ["message"] * len(before[1:-2]),
        ["reasoning", "tool_call"],
    )
    assert [part.kind for part in conversation.parts if part.new] == ["tool_output", "reasoning", "message"]
    call, output = (part for part in conversation.parts if part.call_id)
    assert call.call_id == output.call_id
    assert {part.origin for part in conversation.parts[:-2]} == {"request"}
    assert conversation.warnings == []


@pytest.mark.parametrize("taken", [0, 1])
@pytest.mark.parametrize("streamed", [True, False])
def test_of_several_choices_a_client_goes_on_from_one(tmp_path: Path, taken: int, streamed: bool) -> None:
    words = ["Four.", "It is 4."]
    if streamed:
        chunks = [chunk({"content": text}, "stop", index=index) for index, text in enumerate(words)]
        body = records.sse(*chunks, "[DONE]", named=False)
    else:
        messages = [{"role": "assistant", "content": text} for text in words]
        choices = [{"index": n, "message": each, "finish_reason": "stop"} for n, each in enumerate(messages)]
        body = json.dumps({"choices": choices}).encode()
    asked = [user("2 + 2?")]
    then = [*asked, {"role": "assistant", "content": words[taken]}, user("Sure?")]
    for number, sent in enumerate((asked, then), 1):
        request = json.dumps({"model": "m", "n": 2, "messages": sent}).encode()
        records.append(tmp_path, records.record(number, body, request=request, url=CHAT_URL))
    conversation = in_context(tmp_path, "2")
    assert said(conversation.parts)[:3] == [
        ("user", "2 + 2?", False),
        ("assistant", words[taken], False),
        ("user", "Sure?", True),
    ]


def test_a_chain_over_http_is_rejoined_though_no_session_is_told(tmp_path: Path) -> None:
    side = records.record(3, b"{}", method="GET", url="http://localhost/v1/models", request=b"", transport="http")
    records.append(
        tmp_path,
        turn(1, "one", answer="first"),
        turn(2, "else", answer="other"),
        side,
        turn(4, "two", after="resp_1", answer="second"),
        turn(5, "three", after="resp_4", answer="third"),
    )
    conversation = in_context(tmp_path, "5")
    assert said(conversation.parts) == [
        ("user", "one", False),
        ("assistant", "first", False),
        ("user", "two", False),
        ("assistant", "second", False),
        ("user", "three", True),
        ("assistant", "third", True),
    ]
    assert kinds(conversation.parts)[0] == "instructions"  # each request brings its own, so that it stands once
    assert [part.kind for part in conversation.parts].count("instructions") == 1


def test_what_cannot_be_read_hides_nothing_of_what_follows_it(tmp_path: Path) -> None:
    headers = [("session-id", "s")]
    records.append(tmp_path, *(turn(number, f"say {number}", request_headers=headers) for number in (1, 2)))
    history = history_of(tmp_path)
    while history.poll().more or history.unread:
        pass
    content = (tmp_path / "history.jsonl").read_bytes()
    first = content.index(b"\n")
    (tmp_path / "history.jsonl").write_bytes(b"#" * first + content[first:])
    context = dialects.InContext(history, history.resolve("2"))
    assert context.previous() is None
    assert said(context.conversation().parts) == [("user", "say 2", True)]


def test_a_link_that_is_missing_is_told(tmp_path: Path) -> None:
    records.append(tmp_path, turn(1, "two", after="resp_0", answer="second"), turn(2, "three", after="resp_1"))
    conversation = in_context(tmp_path, "2")
    assert [text for _, text, _ in said(conversation.parts)] == ["two", "second", "three"]
    [warning] = conversation.warnings
    assert warning.code == "link_missing"
    assert warning.message.startswith("It goes on from resp_0, which is not in the history")
    assert in_context(tmp_path, "1").warnings[0].code == "link_missing"


def test_a_chain_that_turns_in_a_circle_ends(tmp_path: Path) -> None:
    records.append(tmp_path, turn(1, "a", after="resp_2"), turn(2, "b", after="resp_2"), turn(3, "c", after="resp_1"))
    for reference in "123":
        assert in_context(tmp_path, reference).warnings[0].code == "link_missing"


def test_one_that_goes_on_from_nothing_is_what_it_was(tmp_path: Path) -> None:
    records.append(tmp_path, turn(1, "one", answer="first"))
    history = history_of(tmp_path)
    history.poll(5)
    id_ = history.resolve("1")
    assert dialects.InContext(history, id_).conversation() == history.open(id_).conversation()


def test_a_live_turn_is_rejoined_once_its_first_message_came(tmp_path: Path) -> None:
    records.append(tmp_path, websocket_record(0), websocket_record(1))
    value = websocket_record(2)
    head = records.head(4, transport="websocket", method="GET", request=records.messages(), ws=value["ws"])
    with records.Journal(tmp_path, head) as journal:
        history = history_of(tmp_path)
        history.poll(5)
        context = dialects.InContext(history, journal.id)
        assert context.conversation().parts == []
        journal.message(0.0, "client", value["request"]["messages"][0][1])
        history.poll(5)
        rejoined = context.conversation()
        assert kinds(rejoined.parts)[-2:] == ["tool_call", "tool_output"]
        journal.message(9.0, "server", text_delta("Three"))
        history.poll(5)
        later = context.conversation()
        assert later.parts[-1].text == "Three"
        assert all(a is b for a, b in zip(later.parts, rejoined.parts, strict=False))


@pytest.mark.parametrize(("at", "waited"), [(20.0, 980.0), (1_500.0, 0.0)])
def test_an_output_tells_how_long_its_call_took(tmp_path: Path, at: float, waited: float) -> None:
    call = {"type": "function_call", "name": "f", "call_id": "c1", "arguments": "{}"}
    output = {"type": "function_call_output", "call_id": "c1", "output": "done"}
    answer = records.sse(item_done(call), completed())
    headers = [("session-id", "s")]
    first = records.record(1, records.response(answer, chunks=[(at, len(answer))]), request_headers=headers)
    request = json.dumps({"input": [user("say hello"), call, output]}).encode()
    records.append(tmp_path, first, records.record(2, b"", request=request, request_headers=headers))
    found = {part.kind: part.waited for part in in_context(tmp_path, "2").parts}
    assert found == {"message": None, "tool_call": None, "tool_output": waited}


@given(links=st.lists(st.tuples(st.integers(0, 6), st.sampled_from("abc")), min_size=1, max_size=6))
def test_any_chain_ends_and_keeps_the_turns_own_words(
    tmp_path_factory: pytest.TempPathFactory, links: list[tuple[int, str]]
) -> None:
    directory = tmp_path_factory.mktemp("chain")
    turns = [
        turn(number, f"{text}{number}", after=f"resp_{after}" if after else None)
        for number, (after, text) in enumerate(links, 1)
    ]
    records.append(directory, *turns)
    for number, (after, text) in enumerate(links, 1):
        conversation = in_context(directory, str(number))
        assert [part.text for part in conversation.parts if part.new and part.kind == "message"][-1:] == [
            f"{text}{number}"
        ]
        is_whole = after == 0 or (after < number and not conversation.warnings)
        assert is_whole or [warning.code for warning in conversation.warnings] == ["link_missing"]
