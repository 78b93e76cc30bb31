"""Which requests are tries of one."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from codex_tui import dialects
from codex_tui.dialects.asked import asked_of
from codex_tui.dialects.items import input_parts
from codex_tui.history.exchange import Exchange
from codex_tui.history.summary import Summary
from tests.dialects.exchanges import case, completed, finished, streamed, websocket_turn
from tests.records import response

OVERLOADED = response({"error": {"message": "overloaded"}})
FAILED: dict[str, Any] = {"type": "response.failed", "response": {"error": {"message": "overloaded"}}}
HEADERS = [("session-id", "s"), ("thread-id", "t")]


def user(text: str) -> dict[str, Any]:
    return {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}


def said(text: str) -> dict[str, Any]:
    return {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": text}]}


def call(id_: str) -> dict[str, Any]:
    return {"type": "function_call", "call_id": id_, "name": "exec_command", "arguments": "{}"}


def output(id_: str) -> dict[str, Any]:
    return {"type": "function_call_output", "call_id": id_, "output": "done"}


def refused(*items: dict[str, Any]) -> Summary:
    request = {"input": list(items)}
    return summary(finished(OVERLOADED, request=request, request_headers=HEADERS, status=500))


def answered(*items: dict[str, Any], end: dict[str, Any] | None = None, **fields: Any) -> Summary:
    fields.setdefault("request_headers", HEADERS)
    return summary(streamed([end or completed()], request={"input": list(items)}, **fields))


def summary(exchange: Exchange) -> Summary:
    return dialects.read(exchange).summary()


def test_the_same_after_an_error_is_a_retry() -> None:
    assert answered(user("go")).tries_again(refused(user("go")))


def test_a_retry_that_brings_what_the_failed_answer_had_finished_is_one() -> None:
    reasoning = {"type": "reasoning", "summary": [{"type": "summary_text", "text": "hm"}]}
    before = answered(user("go"), end=FAILED)
    again = answered(user("go"), reasoning, said("well"), end=FAILED)
    assert again.tries_again(before)
    assert answered(user("go"), reasoning, said("well"), reasoning, said("well")).tries_again(again)


def test_the_whole_conversation_after_a_connection_broke_is_a_retry_of_what_was_new() -> None:
    only_new = {"previous_response_id": "r1", "input": [output("c1")]}
    before = summary(streamed([FAILED], request=only_new, request_headers=HEADERS))
    assert answered(user("go"), call("c1"), output("c1")).tries_again(before)


def test_after_a_good_answer_the_same_again_is_no_retry() -> None:
    assert not answered(user("go")).tries_again(answered(user("go")))


def test_another_question_or_output_or_turn_or_thread_is_no_retry() -> None:
    before = refused(user("go"))
    elsewhere = [("session-id", "s"), ("thread-id", "other")]
    later = [*HEADERS, ("x-codex-turn-metadata", json.dumps({"turn_id": "2"}))]
    assert not answered(user("go"), said("well"), user("go on")).tries_again(before)
    assert not answered(user("go"), call("c1"), output("c1")).tries_again(before)
    assert not answered(user("go"), request_headers=elsewhere).tries_again(before)
    assert not answered(user("go"), request_headers=later).tries_again(before)


def test_recorded_requests_that_follow_each_other_ask_different_things() -> None:
    for recordings in ([case("tool"), case("tool-answer")], [*map(websocket_turn, range(3))]):
        asked = [summary(exchange).asked for exchange in recordings]
        assert None not in asked
        assert len(set(asked)) == len(asked)


def test_what_asks_no_model_asks_nothing() -> None:
    tags = finished(b"{}", method="GET", url="http://localhost:11434/api/tags", request=b"")
    assert summary(tags).asked is None
    assert not summary(tags).tries_again(summary(tags))


ITEMS = st.lists(st.sampled_from([user("a"), user("b"), output("c1"), output("c2"), said("x"), call("c1")]))


@given(items=ITEMS, repeated=st.lists(st.sampled_from([said("x"), call("c3")])))
def test_what_a_model_said_after_it_does_not_change_what_is_asked(items: list[Any], repeated: list[Any]) -> None:
    assert asked_of(input_parts(items + repeated)) == asked_of(input_parts(items))
    mine = [item for item in items if item not in (said("x"), call("c1"))]
    assert asked_of(input_parts(items)) == asked_of(input_parts(mine[-1:]))
