"""Two exchanges beside each other."""

import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.analysis.comparison import Comparison
from codex_tui.analysis.comparison_json import as_contract
from codex_tui.analysis.finding import finding_of
from codex_tui.analysis.part_change import compare_parts
from codex_tui.analysis.part_text import tools_of
from codex_tui.dialects.conversation import Part
from tests import records
from tests.analysis import sessions
from tests.analysis.sessions import AFTER, BEFORE, CONTEXT, body, compared, exchange, items
from tests.dialects.exchanges import websocket_record
from tests.tui.story import message, output, shell


def told(comparison: Comparison) -> list[tuple[str, str, str | None, str | None]]:
    """What is not the same."""
    return [
        (part.change, part.part.role or part.part.kind, part.path_a, part.path_b)
        for part in comparison.request
        if part.change != "same"
    ]


PARTS = st.lists(
    st.builds(
        Part,
        kind=st.sampled_from(["message", "reasoning", "tool_call", "tools"]),
        origin=st.just("request"),
        role=st.sampled_from([None, "user", "developer"]),
        text=st.sampled_from(["", "a b", "a c", "[]", '[{"name": "x"}]']),
        arguments=st.sampled_from([None, "{}", '{"a": 1}']),
    ),
    max_size=8,
)


@given(PARTS, PARTS)
def test_both_requests_stand_in_the_changes(a: list[Part], b: list[Part]) -> None:
    changes = compare_parts(a, b)
    assert [change.a for change in changes if change.a is not None] == a
    assert [change.b for change in changes if change.b is not None] == b
    for change in changes:
        assert (change.a is None, change.b is None) == (change.change == "added", change.change == "removed")
        if change.change == "same":
            assert change.a == change.b
        if change.change == "changed":
            assert change.a != change.b


def test_a_changed_part_stands_beside_what_it_was(tmp_path: Path) -> None:
    sessions.lost_cache(tmp_path)
    comparison = compared(tmp_path, "116", "117")
    assert told(comparison) == [
        ("changed", "developer", "input[1]", "input[1]"),
        ("removed", "assistant", "input[20]", None),
        ("added", "user", None, "input[20]"),
    ]
    assert not comparison.is_same
    assert all(field.change == "same" for field in comparison.fields)


def test_the_byte_at_which_the_cache_was_lost_is_found(tmp_path: Path) -> None:
    sessions.lost_cache(tmp_path)
    comparison = compared(tmp_path, "116", "117")
    cache, request = comparison.cache, body(AFTER)
    assert cache is not None
    assert cache.byte == request.index(b"2025-11-2") + len("2025-11-2")
    assert (cache.verdict, cache.path, cache.lost) == ("parted", "input[1].content[0].text", True)
    assert (cache.was, cache.became) == ("2025-11-21", "2025-11-22")
    assert (cache.reused, cache.reread) == (4_000, 10_200)
    assert 3_900 < cache.before < 4_100
    assert finding_of(comparison)[:2] == (
        True,
        f"The prompt cache was lost at byte {cache.byte:,}",
    )
    assert finding_of(comparison).text == (
        "First difference: “2025-11-21” became “2025-11-22” in input[1].content[0].text, a developer part. "
        "The ~4.0k tokens before it match; the 10.2k after it had to be read again."
    )


def test_a_prompt_that_goes_on_loses_nothing(tmp_path: Path) -> None:
    longer = body([*BEFORE, message("user", "And then?")])
    records.append(tmp_path, exchange(1, body(BEFORE), (14_100, 13_400)), exchange(2, longer, (14_120, 14_080)))
    comparison = compared(tmp_path, "1", "2")
    assert comparison.cache is not None
    assert comparison.cache.verdict == "continued"
    assert comparison.cache.byte == longer.index(b"And then?") - len(
        json.dumps(message("user", ""), separators=(",", ":"))
    ) + len('"}]}')
    finding = finding_of(comparison)
    assert not finding.grave
    assert finding.heading.startswith("The prompt goes on where #1 ended at byte ")
    assert finding.text.endswith("The server reused 14.1k and read 40.")
    back = finding_of(compared(tmp_path, "2", "1"))
    assert back.heading == "The prompt is the beginning of that of #2"


def test_a_cache_that_was_let_go_of_without_a_change_is_told(tmp_path: Path) -> None:
    longer = body([*BEFORE, message("user", "And then?")])
    records.append(
        tmp_path,
        exchange(1, body(BEFORE), (14_100, 13_400)),
        exchange(2, longer, (14_120, 0)),
        exchange(3, longer, (14_120, 14_000)),
        exchange(4, longer, (14_120, 0)),
    )
    for a, b in (("1", "2"), ("3", "4")):
        finding = finding_of(compared(tmp_path, a, b))
        assert finding.grave
        assert "although the beginning is the same" in finding.text


@pytest.mark.parametrize(("cached", "lost"), [(7_000, False), (6_000, True)])
def test_a_cache_that_was_kept_for_the_most_part_is_not_lost(tmp_path: Path, cached: int, lost: bool) -> None:
    records.append(tmp_path, exchange(1, body(BEFORE), (14_100, 13_000)), exchange(2, body(BEFORE), (14_100, cached)))
    cache = compared(tmp_path, "1", "2").cache
    assert cache is not None
    assert cache.lost is lost


def test_without_a_report_the_cost_is_estimated(tmp_path: Path) -> None:
    records.append(tmp_path, exchange(1, body(BEFORE)), exchange(2, body(AFTER)))
    finding = finding_of(compared(tmp_path, "1", "2"))
    assert (finding.grave, finding.source) == (False, "estimated")
    assert finding.heading.startswith("The prompts part at byte ")
    assert "have to be read again" in finding.text


def test_the_one_item_of_a_request_is_an_item_too(tmp_path: Path) -> None:
    one, other = body([message("user", "Which?")]), body([message("user", "Why?"), shell("a", "ls")])
    records.append(tmp_path, exchange(1, one), exchange(2, other))
    comparison = compared(tmp_path, "1", "2")
    assert comparison.cache is not None
    assert comparison.cache.byte == other.index(b"Why?") + len("Wh")
    assert [change.path_a or change.path_b for change in comparison.request] == ["tools", "input[0]", "input[1]"]
    where = "input[0].content[0].text, a user part."
    assert finding_of(comparison).text.startswith(f"First difference: “Which” became “Why” in {where}")


def test_the_part_where_prompts_part_is_called_as_in_the_rows(tmp_path: Path) -> None:
    first, then = (body([message("user", "Hi"), part]) for part in (message("user", "Then?"), shell("a", "ls")))
    records.append(tmp_path, exchange(1, first), exchange(2, then))
    assert ", a tool call part that #1 did not have there." in finding_of(compared(tmp_path, "1", "2")).text


def test_parameters_are_told_field_by_field(tmp_path: Path) -> None:
    a = body(BEFORE, store=True)
    b = body(BEFORE, model="gpt-6", reasoning={"effort": "high", "summary": "auto"})
    records.append(tmp_path, exchange(1, a), exchange(2, b))
    comparison = compared(tmp_path, "1", "2")
    assert [(field.change, field.name, field.a, field.b) for field in comparison.fields] == [
        ("changed", "model", '"gpt-5"', '"gpt-6"'),
        ("same", "stream", "true", "true"),
        ("changed", "reasoning.effort", '"low"', '"high"'),
        ("added", "reasoning.summary", None, '"auto"'),
        ("removed", "store", "true", None),
    ]
    finding = finding_of(comparison)
    assert finding.heading == "The prompts are the same"
    assert finding.text == "The first byte that differs is 14, in model."


def test_tools_are_told_one_by_one(tmp_path: Path) -> None:
    other = [{**sessions.TOOLS[1], "description": "Otherwise."}, sessions.TOOLS[2], {"type": "web_search"}]
    records.append(tmp_path, exchange(1, body(BEFORE)), exchange(2, body(BEFORE, tools=other)))
    (tools,) = [part for part in compared(tmp_path, "1", "2").request if part.part.kind == "tools"]
    assert tools.change == "changed"
    assert tools.tools == [("removed", "a"), ("changed", "b"), ("added", "web_search")]
    assert any(line.sign == "+" and "Otherwise" in line.spans[1].text for line in tools.lines)


def test_tools_of_one_name_are_told_apart() -> None:
    searches = [{"type": "web_search", "place": place} for place in "abc"]
    part = Part(kind="tools", origin="request", text=json.dumps(searches))
    assert tools_of(part) == dict(zip(["web_search", "web_search #2", "web_search #3"], searches, strict=True))


def test_call_ids_make_no_change_of_a_part_but_part_the_prompts(tmp_path: Path) -> None:
    a = body(items(CONTEXT, shell("c1", "ls"), output("c1", "x")))
    b = body(items(CONTEXT, shell("d9", "ls"), output("d9", "x")))
    records.append(tmp_path, exchange(1, a), exchange(2, b))
    comparison = compared(tmp_path, "1", "2")
    assert told(comparison) == []
    assert comparison.cache is not None
    assert (comparison.cache.verdict, comparison.cache.path) == ("parted", "input[20].call_id")
    assert "other bytes for the same text" in finding_of(comparison).text


def test_a_chain_of_responses_is_compared_by_what_it_goes_on_from(tmp_path: Path) -> None:
    records.append(tmp_path, *(websocket_record(index) for index in range(3)))
    comparison = compared(tmp_path, "3", "4")
    assert comparison.cache is not None
    assert comparison.cache.verdict == "continued"
    assert comparison.cache.byte is None
    assert {change for change, *_ in told(comparison)} == {"added"}


def test_answers_are_compared_too(tmp_path: Path) -> None:
    records.append(tmp_path, exchange(1, body(BEFORE)), exchange(2, body(BEFORE)))
    (answer,) = compared(tmp_path, "1", "2").answer
    assert answer.change == "changed"
    assert [[span.text for span in line.spans if span.changed] for line in answer.lines] == [["1"], ["2"]]
    assert compared(tmp_path, "1", "1").is_same


@pytest.mark.parametrize("junk", [b"", b"{", b"[1, 2]", b"\xff\x00", b'{"input": 7}', b'{"input": "text"}'])
def test_what_is_no_conversation_is_compared_by_its_bytes(tmp_path: Path, junk: bytes) -> None:
    records.append(tmp_path, exchange(1, junk), exchange(2, body(BEFORE)))
    for a, b in (("1", "2"), ("2", "1"), ("1", "1")):
        comparison = compared(tmp_path, a, b)
        assert finding_of(comparison).heading
        msgspec.json.encode(as_contract(comparison))


def test_side_traffic_has_no_prompt(tmp_path: Path) -> None:
    url = "http://localhost/telemetry"
    records.append(tmp_path, *(records.record(n, b"ok", request=b'{"n": %d}' % n, url=url) for n in (1, 2)))
    comparison = compared(tmp_path, "1", "2")
    assert comparison.cache is None
    assert finding_of(comparison) == (False, "The request bodies differ from byte 6 on", "That is in n.", "")
