"""The transcript in Markdown: readable, and no text in it can pass for its frame."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui import dialects, export
from codex_tui.errors import WrongUsage
from codex_tui.export.markdown import fenced, inline
from tests.dialects.exchanges import case, completed, finished, item_done, streamed


def markdown(exchange: object) -> str:
    return export.export(dialects.read(exchange), "md").decode()  # type: ignore[arg-type]


def test_a_turn_reads_from_its_request_to_its_answer() -> None:
    text = markdown(case("tool-answer"))
    headings = re.findall(r"^#+ .*$", text, re.MULTILINE)
    assert headings == [
        "# Exchange 1",
        "## Request",
        "### tools",
        *["### developer"] * 3,
        *["### user"] * 2,
        "### reasoning",
        "### tool call `exec_command`",
        "## Answer",
        "### reasoning",
        "### assistant",
    ]
    assert "```sh\npytest -q\n```\n\nOutput: exit code 0, 0.5 s\n\n```\n3 passed in 0.12s\n```" in text


def test_the_head_tells_what_is_known() -> None:
    head = markdown(case("hello")).partition("\n## ")[0]
    assert "- `POST` `http://localhost:11434/v1/responses`" in head
    assert "- openai.responses, complete, status 200" in head
    assert "- model `gpt-oss:20b`" in head
    assert "- tokens: 1,234 input, 1,000 cached, 56 output, 12 reasoning (reported)" in head
    assert "- finish `completed`" in head


def test_a_patch_is_a_diff() -> None:
    patch = "*** Begin Patch\n*** Update File: a.py\n@@ def f\n x\n-y\n+z\n*** End Patch"
    call = {"type": "custom_tool_call", "name": "apply_patch", "call_id": "c", "input": patch}
    assert "```diff\nupdate a.py\n@@ def f\n x\n-y\n+z\n```" in markdown(streamed([item_done(call), completed()]))


def test_side_traffic_is_its_bodies() -> None:
    text = markdown(finished(b"\xff\x00", url="http://x.test/", request=b'{"a": 1}', transport="http"))
    assert '### other\n\n```json\n{"a": 1}\n```' in text
    assert "### other `binary`\n\n(2 B that are no text)" in text


def test_text_that_looks_like_the_frame_stays_inside_its_fence() -> None:
    request = {"input": [{"role": "user", "content": "```\n# Exchange 9\n````\n## Answer"}]}
    text = markdown(streamed([completed()], request=request))
    assert "`````\n```\n# Exchange 9\n````\n## Answer\n`````" in text


def test_a_role_that_looks_like_a_heading_is_quoted() -> None:
    request = {"input": [{"role": "user\n\n## Answer", "content": "hi"}]}
    assert "\n### `user ## Answer`\n" in markdown(streamed([completed()], request=request))


TICKS = st.text("`a \n~", max_size=20)


@given(text=TICKS)
def test_a_fence_is_longer_than_any_run_of_backticks_in_it(text: str) -> None:
    first, *inside, last = fenced(text).split("\n")
    assert set(first) == {"`"}
    assert first == last
    assert "\n".join(inside) == text.removesuffix("\n")
    assert not any(first in line for line in inside)


@given(text=TICKS)
def test_code_in_a_line_is_one_line(text: str) -> None:
    assert "\n" not in inline(text)


def test_an_unknown_format_is_wrong_usage() -> None:
    with pytest.raises(WrongUsage, match="There is no format 'doc'"):
        export.export(dialects.read(case("hello")), "doc")
