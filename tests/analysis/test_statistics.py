"""What many exchanges come to."""

import json
from collections import deque
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from codex_tui.analysis.context_use import LargestParts
from codex_tui.analysis.distribution import distribution, round_edges
from codex_tui.analysis.scope import ALL, Scope, session_named
from codex_tui.analysis.statistics import Statistics, statistics_of
from codex_tui.analysis.survey import Survey, milestones, survey
from codex_tui.dialects.conversation import Part
from codex_tui.dialects.histories import history_of
from codex_tui.errors import CodexTuiError
from codex_tui.history.summary import Session, State, Summary, Timing, Usage
from tests import records
from tests.analysis.sessions import BEFORE, body, exchange
from tests.records import rfc3339, started
from tests.tui.story import message, output, shell

VALUES = st.lists(st.floats(0, 1e6), max_size=40)


def call(number: int, state: State = "complete", *, turn: str = "t1", session: str = "s1", **more: Any) -> Summary:
    """A model call, a second after the one before."""
    fields = {"api": "openai.responses", "transport": "sse", "method": "POST", "url": "/v1/responses", "status": 200}
    usage = Usage(input=1_000 * number, cached=500, output=10, source="reported")
    given: dict[str, Any] = {
        "usage": usage,
        "timing": Timing(first_token=700.0, last_byte=900.0),
        "model": "m",
        **fields,
        **more,
    }
    return Summary(
        id=f"0{number}",
        number=number,
        started_at=rfc3339(started(number)),
        state=state,
        session=Session(id=session, turn=turn),
        **given,
    )


def surveyed(captures: Path) -> tuple[Survey | None, Statistics]:
    history = history_of(captures)
    while history.poll(1).more:
        pass
    history.complete([summary.id for summary in history.summaries])
    statistics = statistics_of(history.summaries)
    last = deque(survey(history, statistics.requests), maxlen=1)
    return last[0] if last else None, statistics


def test_what_is_no_longer_in_the_history_fills_no_context(tmp_path: Path) -> None:
    records.append(tmp_path, exchange(1, body(BEFORE)), exchange(2, body(BEFORE)))
    _, statistics = surveyed(tmp_path)
    (tmp_path / "history.jsonl").unlink()
    records.append(tmp_path, exchange(3, body(BEFORE)))
    assert [found.uses for found in survey(history_of(tmp_path), statistics.requests)] == []


@given(VALUES, st.lists(st.floats(0, 1e6), max_size=5, unique=True).map(sorted))
def test_every_value_is_in_one_bucket(values: list[float], edges: list[float]) -> None:
    found = distribution(values, edges)
    assert sum(bucket.count for bucket in found.buckets) == found.count == len(values)
    for bucket in found.buckets:
        low, high = bucket.start or 0.0, float("inf") if bucket.end is None else bucket.end
        assert bucket.count == sum(low <= value < high for value in values)
    assert found.least <= found.median <= found.p95 <= found.most


@given(VALUES)
def test_round_edges_ascend_and_are_few(values: list[float]) -> None:
    edges = round_edges(values)
    assert edges == sorted(set(edges))
    assert len(edges) <= 4


def test_round_edges_are_round() -> None:
    assert round_edges([27, 33, 38, 41, 44, 47, 52, 63]) == [40, 60]
    assert round_edges([]) == []


def test_tokens_times_and_models_are_summed() -> None:
    side = call(9, api="other")
    found = statistics_of([call(1), call(2), call(3, turn="t2", model="n"), side])
    assert (found.exchanges, len(found.requests), found.turns) == (4, 3, 2)
    assert (found.tokens.input, found.tokens.cached, found.tokens.output) == (6_000, 1_500, 30)
    assert [(name, model.requests) for name, model in found.models.items()] == [("m", 2), ("n", 1)]
    assert [request.turn for request in found.requests] == [1, 1, 2]
    assert (found.waiting, found.span) == (2_700.0, 2_900.0)
    assert found.first_token.median == 700.0
    assert [bucket.count for bucket in found.first_token.buckets] == [0, 3, 0, 0, 0]


def test_calls_that_run_beside_each_other_are_waited_for_once() -> None:
    beside = [replace(call(n), timing=Timing(last_byte=2_500.0)) for n in (1, 2, 3)]
    found = statistics_of([*beside, call(9)])
    assert (found.waiting, found.span) == (4_500.0 + 900.0, 8_900.0)


def test_tries_of_one_request_are_counted_once_as_retried() -> None:
    said: dict[str, Any] = {"asked": "x", "error": "busy", "status": 500}
    tries = [call(n, "failed", **said) for n in (1, 2, 3)]
    found = statistics_of([*tries, call(4, asked="x"), call(5, asked="y")])
    assert (found.retries, found.retried) == (3, 1)
    assert found.errors == {"busy": 3}
    assert found.states == {"failed": 3, "complete": 2}
    assert found.models["m"].failed == 3


def test_a_sub_agents_turns_are_its_own() -> None:
    agent = Session(id="s1", thread="r", parent="s1", turn="r1", kind="review")
    prewarm = Session(id="s1", kind="prewarm")
    found = statistics_of([replace(call(1), session=prewarm), call(2), replace(call(3), session=agent), call(4)])
    assert [(request.agent, request.turn) for request in found.requests] == [
        (None, 1),
        (None, 1),
        ("review", 1),
        (None, 1),
    ]
    assert (found.turns, len(found.agents)) == (1, 1)


@pytest.mark.parametrize(
    ("agent", "kind", "work"),
    [
        ("/root", "review", "review"),
        ("/root/scout", "turn", "scout"),
        (None, "turn", ""),
        ("/root", "turn", ""),
    ],
)
def test_a_sub_agent_is_called_by_its_name_else_by_its_work(agent: str | None, kind: str, work: str) -> None:
    assert Session(agent=agent, kind=kind).work == work


def test_nothing_is_no_division() -> None:
    found = statistics_of([])
    assert (found.span, found.first_token.count, found.speed.buckets[0].count) == (0.0, 0, 0)


def test_a_scope_is_a_session_a_model_or_all() -> None:
    summaries = [call(1), call(2, session="s22", model="n"), call(3, session="s23", api="other")]
    assert [summary.number for summary in filter(Scope("session", "s1").holds, summaries)] == [1]
    assert [summary.number for summary in filter(Scope("model", "n").holds, summaries)] == [2]
    assert len([*filter(ALL.holds, summaries)]) == 3
    assert session_named("s1", summaries) == Scope("session", "s1")
    for wrong in ("s2", "nothing"):
        with pytest.raises(CodexTuiError, match="begin"):
            session_named(wrong, summaries)


def test_what_fills_the_context_is_told_by_whose_words_it_is(tmp_path: Path) -> None:
    items = [*BEFORE, shell("c", "cat big"), output("c", "line\n" * 4_000)]
    records.append(tmp_path, exchange(1, body(BEFORE), (9_000, 0)), exchange(2, body(items), (14_000, 8_000)))
    found, _ = surveyed(tmp_path)
    assert found is not None
    first, then = found.uses
    assert [use.number for use in found.uses] == [1, 2]
    assert first.tokens["tool output"] == 0
    assert then.tokens["tool output"] > 5_000
    assert then.sizes["tool output"] > 20_000
    assert first.tokens["tools"] == then.tokens["tools"] > 0
    assert then.total == sum(then.tokens.values())
    assert then.reported == 14_000


def test_the_largest_parts_tell_since_when_they_are_sent(tmp_path: Path) -> None:
    items = [*BEFORE, shell("c", "cat big"), output("c", "line\n" * 4_000)]
    bodies = [body(BEFORE), body(BEFORE), body(items), body([*items, message("user", "and?")])]
    records.append(tmp_path, *(exchange(n, content) for n, content in enumerate(bodies, 1)))
    found, _ = surveyed(tmp_path)
    assert found is not None
    assert found.largest is not None
    assert len(found.largest.parts) == 10
    one, two = found.largest.parts[:2]
    assert (one.share, one.about, one.first, one.times, one.more) == ("tool output", "$ cat big", 3, 2, False)
    assert (two.share, two.first, two.times) == ("developer", 1, 4)
    assert one.tokens >= two.tokens
    assert 0 < one.percent < 100


def test_of_two_parts_that_are_the_same_both_tell_since_when_they_are_sent(tmp_path: Path) -> None:
    seen = [shell("c", "cat big"), output("c", "line\n" * 4_000)]
    again = [shell("d", "cat big"), output("d", "line\n" * 4_000)]
    bodies = [body(BEFORE), body([*BEFORE, *seen, *again]), body([*BEFORE, *seen, *again, message("user", "and?")])]
    records.append(tmp_path, *(exchange(n, content) for n, content in enumerate(bodies, 1)))
    found, _ = surveyed(tmp_path)
    assert found is not None
    assert found.largest is not None
    assert found.largest.settled
    assert [(part.first, part.times) for part in found.largest.parts[:2]] == [(2, 2), (2, 2)]


def test_a_part_that_was_away_for_a_request_is_known_since_it_came_back() -> None:
    said, other = (Part(kind="message", origin="request", role="user", text=text) for text in ("words " * 9, "x"))
    largest = LargestParts(9, [said, other])
    for number, parts in ((8, [said]), (7, [other]), (6, [said, other])):
        largest.look_back(number, parts)
    assert largest.settled
    assert [(part.first, part.times) for part in largest.parts] == [(8, 2), (9, 1)]


def test_a_request_for_a_title_is_not_the_newest_conversation(tmp_path: Path) -> None:
    metadata = json.dumps({"session_id": "title", "request_kind": "thread_title"})
    title = exchange(2, body([message("user", "x")]))
    title["request"]["headers"] = [["x-codex-turn-metadata", metadata]]
    records.append(tmp_path, exchange(1, body(BEFORE)), title)
    found, statistics = surveyed(tmp_path)
    assert len(statistics.requests) == 2
    assert found is not None
    assert found.newest is not None
    assert found.newest.number == 1


@given(st.lists(st.integers(1, 6), max_size=30).map(sorted))
def test_milestones_are_few_and_hold_the_first_and_the_newest(turns: list[int]) -> None:
    summaries = [call(n, turn=f"t{turn}") for n, turn in enumerate(turns, 1)]
    requests = statistics_of(summaries).requests
    chosen = milestones(requests) if requests else []
    assert len(chosen) <= 5
    assert [request.number for request in chosen] == sorted(request.number for request in chosen)
    if requests:
        assert (chosen[0], chosen[-1]) == (requests[0], requests[-1])
