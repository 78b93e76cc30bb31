"""What a session is called."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui import dialects
from codex_tui.dialects.conversation import Part
from codex_tui.dialects.title import opening_of, title_in
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
    assert reading.summary().outcome == "title: Greet the reader"


def test_whose_title_it_is_follows_from_the_words_that_it_quotes() -> None:
    turn, title = read(ENVIRONMENT, "greet\nthe reader"), read(ENVIRONMENT, QUOTING, kind="thread_title")
    openings = [opening_of(reading.conversation().parts) for reading in (turn, title)]
    assert openings == ["greet\nthe reader"] * 2
    assert turn.summary().preview == title.summary().preview == "greet the reader"


def opening(*texts: str) -> str | None:
    return opening_of(read(*texts).conversation().parts)


def test_a_session_opens_with_the_users_own_words_not_with_what_codex_says_of_the_machine() -> None:
    agents = "# AGENTS.md instructions for /work\n\n<INSTRUCTIONS>\nBe brief.\n</INSTRUCTIONS>"
    assert opening(agents, ENVIRONMENT, "fix <b>it</b>", "and that") == "fix <b>it</b>"
    assert opening(ENVIRONMENT) is None


def test_what_was_asked_is_known_where_a_tools_output_came_after_it() -> None:
    summary = dialects.read(case("tool-answer")).summary()
    assert (summary.preview, summary.words, summary.asking) == ("3 passed in 0.12s", "run the tests", "run the tests")
    assert read("fix it", ENVIRONMENT).summary().asking == "fix it"


def test_it_is_kept_once_where_it_came_last() -> None:
    long = "word " * 60
    for reading in (
        read(ENVIRONMENT, "greet\nthe reader"),
        read(long),
        read(ENVIRONMENT, QUOTING, kind="thread_title"),
    ):
        assert reading.summary().words == ""
    assert read("").summary().asking == ""


@given(answer=st.text(max_size=300))
def test_a_title_is_one_short_line_whatever_was_said(answer: str) -> None:
    title = title_in([Part(kind="message", origin="response", role="assistant", text=answer)])
    assert title is None or (0 < len(title) <= 80 and len(title.splitlines()) == 1)
