"""What a request asks, from a body of either API."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.demo.prompt import NoPrompt, read_prompt

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["input", "role", "type"]), inner),
    max_leaves=8,
)


def body(**fields: Any) -> bytes:
    return json.dumps({"model": "gpt-oss:20b", **fields}).encode()


def test_the_newest_user_text_counts_and_the_tool_outputs_after_it() -> None:
    prompt = read_prompt(
        body(
            input=[
                {"role": "user", "content": [{"type": "input_text", "text": "first"}]},
                {"type": "function_call_output", "call_id": "a", "output": "1"},
                {"role": "user", "content": [{"type": "input_text", "text": "sec"}, {"text": "ond"}]},
                {"type": "function_call_output", "call_id": "b", "output": "2"},
                {"type": "custom_tool_call_output", "call_id": "c", "output": "3"},
            ]
        )
    )
    assert (prompt.model, prompt.user, prompt.outputs) == ("gpt-oss:20b", "second", 2)


def test_chat_messages_are_read_alike() -> None:
    messages = [{"role": "system", "content": "be kind"}, {"role": "user", "content": "hi"}, {"role": "tool"}]
    prompt = read_prompt(body(messages=messages))
    assert (prompt.user, prompt.outputs) == ("hi", 1)


def test_an_input_may_be_a_plain_text() -> None:
    assert read_prompt(body(input="hi")).user == "hi"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"input": 3}'])
def test_a_body_that_asks_nothing_is_refused(content: bytes) -> None:
    with pytest.raises(NoPrompt):
        read_prompt(content)


@given(st.binary() | JSON.map(lambda value: json.dumps(value).encode()))
def test_junk_raises_nothing_else(content: bytes) -> None:
    with contextlib.suppress(NoPrompt):
        read_prompt(content)
