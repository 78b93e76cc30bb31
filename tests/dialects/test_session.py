"""Where an exchange belongs, for each version of Codex and for other clients."""

import json
from typing import Any

import pytest

from codex_tui import dialects
from codex_tui.history.summary import Session
from tests.dialects.exchanges import case, chunk, completed, finished, streamed, text_delta, websocket_turn

ROOT = "01a20292-53cd-7e12-8c1d-53b712598e09"


def test_turn_metadata_tells_all_of_it() -> None:
    turn = "01a20292-541c-7b61-9d4a-061209943959"
    expected = Session(id=ROOT, thread=ROOT, turn=turn, agent="/root", kind="turn")
    assert dialects.read(case("tool")).summary().session == expected


def test_a_review_is_a_thread_of_its_own_in_the_same_session() -> None:
    session = dialects.read(case("hello", request="review", version="0.169 review")).summary().session
    assert session is not None
    assert session.kind == "review"
    assert session.thread != session.id
    assert session.parent == session.id


def test_a_sub_agent_names_the_thread_that_started_it() -> None:
    def parent(request: dict[str, Any], *headers: tuple[str, str]) -> str | None:
        session = dialects.read(streamed([completed()], request=request, request_headers=headers)).summary().session
        return session.parent if session else None

    of_websocket = {"client_metadata": {"session_id": "s", "x-codex-parent-thread-id": "of body"}}
    assert parent({}, ("X-Codex-Parent-Thread-Id", "of header")) == "of header"
    assert parent(of_websocket) == "of body"
    assert parent({}, ("x-codex-turn-metadata", json.dumps({"parent_thread_id": "of turn"}))) == "of turn"
    assert parent({}, ("session-id", "s")) is None


def test_a_turn_on_a_websocket_tells_it_in_its_body() -> None:
    prewarm, turn = (dialects.read(websocket_turn(index)).summary().session for index in (0, 1))
    assert prewarm is not None
    assert turn is not None
    assert (prewarm.kind, prewarm.turn, turn.kind) == ("prewarm", None, "turn")
    assert prewarm.id == turn.id
    assert prewarm.thread == turn.thread


def test_the_headers_of_an_older_codex_tell_the_session_alone() -> None:
    session = dialects.read(case("chat-tool", version="0.80")).summary().session
    assert session == Session(id="01a20292-27ba-7420-9021-85f7f8daccfd")


def test_one_that_nothing_tells_is_derived_from_how_it_opens() -> None:
    call, answer = (
        dialects.read(case(name, version="0.34")).summary().session for name in ("chat-tool", "chat-tool-answer")
    )
    assert call is not None
    assert call == answer
    assert call.id is not None
    assert call.id.startswith("~")
    other = {"messages": [{"role": "user", "content": "something else"}]}
    assert dialects.read(streamed([chunk({}, "stop")], chat=True, request=other)).summary().session != call


def test_the_first_that_tells_counts() -> None:
    request = {"prompt_cache_key": "key", "client_metadata": {"session_id": "of body", "thread_id": "thread"}}

    def session(*headers: tuple[str, str]) -> Session | None:
        exchange = streamed([completed()], request=request, request_headers=headers)
        return dialects.read(exchange).summary().session

    metadata = ("X-Codex-Turn-Metadata", json.dumps({"session_id": "of metadata", "request_kind": "compaction"}))
    hyphen = ("Session-Id", "of header")
    assert session(metadata, hyphen) == Session(id="of metadata", thread="thread", kind="compaction")
    assert session(hyphen) == Session(id="of header", thread="thread")
    assert session(("conversation_id", "of conversation")) == Session(id="of body", thread="thread")
    assert session() == Session(id="of body", thread="thread")
    del request["client_metadata"]
    assert session(("conversation_id", "of conversation")) == Session(id="of conversation")
    assert session() == Session(id="key")


@pytest.mark.parametrize(
    "said", [{"request_kind": "thread_title"}, {"request_kind": "turn", "thread_source": "thread_title"}]
)
def test_the_request_for_a_title_says_so(said: dict[str, str]) -> None:
    metadata = [("x-codex-turn-metadata", json.dumps({"session_id": "s", **said}))]
    exchange = streamed([completed()], request_headers=metadata)
    assert dialects.read(exchange).summary().session == Session(id="s", kind="title")


def test_side_traffic_without_headers_has_no_session() -> None:
    exchange = finished(b"{}", method="GET", url="http://localhost:11434/api/tags", request=b"")
    assert dialects.read(exchange).summary().session is None


def test_a_compaction_is_called_so() -> None:
    metadata = [("x-codex-turn-metadata", json.dumps({"session_id": "s", "request_kind": "compaction"}))]
    summary = dialects.read(streamed([text_delta("We did much."), completed()], request_headers=metadata)).summary()
    assert summary.outcome == "compaction"
