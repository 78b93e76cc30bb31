"""What a session is called."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui import dialects
from codex_tui.dialects.conversation import Conversation, Part
from tests.dialects.exchanges import case, completed, streamed, text_delta

ENVIRONMENT = "<environment_context>\n  <cwd>/work</cwd>\n</environment_context>"
QUOTING = "Generate a concise, single-line task title. Do not answer the request.\n\nUser prompt:\ngreet\nthe reader"


def request(*texts: str, kind: str = "user") -> dict[str, Any]:
    """As the interactive 0.169 sends it: what a request is for stands in its thread's source."""
    metadata = {"session_id": "s", "thread_id": "t", "request_kind": "turn", "thread_source": kind}
    items = [{"role": "user", "content": [{"type": "input_text", "text": text}]} for text in texts]
    headers = [("x-codex-turn-metadata", json.dumps(metadata))]
    return {"request": {"model": "m", "input": items}, "request_headers": headers}


def read(*texts: str, kind: str = "user", answer: str = "Fine.") -> dialects.Reading:
    return dialects.read(streamed([text_delta(answer), completed()], **request(*texts, kind=kind)))


@pytest.mark.parametrize("answer", ['{"title": "Greet the reader"}', "Greet the\nreader"])
def test_the_answer_to_a_request_for_a_title_is_the_title(answer: str) -> None:
    reading = read(ENVIRONMENT, QUOTING, kind="thread_title", answer=answer)
    assert dialects.title_of(reading.conversation()) == "Greet the reader"
    assert reading.summary().outcome == "title: Greet the reader"


def test_whose_title_it_is_follows_from_the_words_that_it_quotes() -> None:
    turn, title = read(ENVIRONMENT, "greet\nthe reader"), read(ENVIRONMENT, QUOTING, kind="thread_title")
    openings = [dialects.opening_of(reading.conversation().parts) for reading in (turn, title)]
    assert openings == ["greet\nthe reader"] * 2
    assert turn.summary().preview == title.summary().preview == "greet the reader"


def test_without_a_title_it_is_the_users_first_words() -> None:
    agents = "# AGENTS.md instructions for /work\n\n<INSTRUCTIONS>\nBe brief.\n</INSTRUCTIONS>"
    assert dialects.title_of(read(agents, ENVIRONMENT, "fix <b>it</b>", "and that").conversation()) == "fix <b>it</b>"
    assert dialects.title_of(case_of("tool")) == "run the tests"
    assert dialects.title_of(read(ENVIRONMENT).conversation()) is None
    assert dialects.title_of(read(ENVIRONMENT, QUOTING, kind="thread_title", answer=" ").conversation()) is None


def case_of(name: str) -> Conversation:
    return dialects.read(case(name)).conversation()


@given(texts=st.lists(st.text(max_size=300), max_size=3), answer=st.text(max_size=300))
def test_a_title_is_one_short_line_whatever_was_said(texts: list[str], answer: str) -> None:
    for kind in ("user", "thread_title"):
        title = dialects.title_of(read(*texts, kind=kind, answer=answer).conversation())
        assert title is None or (0 < len(title) <= 80 and len(title.splitlines()) == 1)
    parts = [Part(kind="message", origin="request", role="user", text=text) for text in texts]
    dialects.opening_of(parts)
