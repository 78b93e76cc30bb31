"""The filter language: what it finds, and what it says of what it does not understand."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.history.query import Known, Offer, QueryError, completions, offers, parse, parts
from codex_tui.history.summary import ExchangeWarning, Session, Sizes, Summary, Timing, Usage
from tests.records import rfc3339

NOW = datetime(2025, 11, 22, 12, 0, 0, tzinfo=UTC)


def summary(**fields: Any) -> Summary:
    values = {
        "id": "01KANG395R0000000000000003",
        "number": 3,
        "started_at": rfc3339(NOW - timedelta(minutes=5)),
        "state": "complete",
        "api": "openai.responses",
        "transport": "sse",
        "method": "POST",
        "url": "http://localhost:11434/v1/responses?x=1",
        "status": 200,
        "model": "gpt-oss:20b",
        "session": Session(id="019A-b", thread="T-1", turn="u7"),
        "preview": 'say "hello" twice',
        "outcome": "$ pytest -q",
        "usage": Usage(input=12_000, output=80),
        "timing": Timing(first_token=600.0, last_byte=2_500.0),
        "sizes": Sizes(request=38_000, response=900),
    }
    return Summary(**{**values, **fields})


EXCHANGE = summary()
TRUE = [
    "",
    "  ",
    "model:OSS",
    "model:gpt-oss:20b",
    "status:200",
    "status:2xx",
    "status:>=200",
    "status:100..300",
    "state:complete",
    "state:failed,complete",
    "api:responses",
    "path:/v1",
    "session:019a",
    "session:t-1",
    "tool:pytest",
    "tool:shell",
    "is:model",
    "-is:error",
    "dur:>2s",
    "dur:>2",
    "dur:2500ms",
    "dur:1s..1m",
    "ttft:>500ms",
    "in:>10k",
    "in:12000",
    "out:<100",
    "size:>=38kB",
    "since:10m",
    "since:2025-11-22",
    "since:2025-11-22T11:00:00Z",
    "before:1m",
    "-before:6m",
    "hello",
    "HELLO twice",
    '"\\"hello\\" tw"',
    "pytest localhost",
    "re:he(l+)o",
    're:"o. twice"',
    "model:nothing OR in:>10k",
    "model:nothing OR (in:>10k out:<1) OR dur:>1s",
    "-(model:nothing OR status:404)",
    "--is:model",
    '"or" OR is:model',
    "(re:he(l+)o)",
    "say-hello OR say",
    "http://localhost",
    'model:"gpt-oss:20b"',
]


@pytest.mark.parametrize("query", TRUE)
def test_what_a_query_means(query: str) -> None:
    assert parse(query).matches(EXCHANGE, NOW)
    if query.strip():
        assert not parse(f"-({query})").matches(EXCHANGE, NOW)
        assert not parse(f"({query}) is:side").matches(EXCHANGE, NOW)


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("is:live", {"state": "live"}),
        ("dur:>4m", {"state": "live", "timing": Timing()}),
        ("is:error", {"state": "failed", "status": 200}),
        ("is:error", {"status": 404}),
        ("is:warning", {"warnings": [ExchangeWarning(code="stream_cut", message="")]}),
        ("is:side", {"api": "other"}),
        ("-status:>0", {"status": None}),
        ("-dur:>0 -dur:<=0", {"timing": Timing()}),
        ("-model:gpt", {"model": None}),
        ("-session:019a", {"session": None}),
        ("tool:patch", {"outcome": "± src/a.py +1 −2"}),
        ("tool:search", {"outcome": "2 calls: web_search, $ rg"}),
        ("-tool:pytest", {"outcome": "pytest: answer"}),
        ("tool:Exec_command", {"outcome": "$ ls", "tools": ("exec_command",)}),
        ("tool:exec", {"outcome": "failed: no", "tools": ("update_plan", "exec_command")}),
        ("path:[", {"url": "http://[/x"}),
    ],
)
def test_what_a_query_means_of_others(query: str, fields: dict[str, Any]) -> None:
    assert parse(query).matches(summary(**fields), NOW)
    assert not parse(query).matches(EXCHANGE, NOW)


def test_a_time_of_day_is_local_and_of_today() -> None:
    local = NOW.astimezone()
    assert parse(f"since:{local - timedelta(minutes=6):%H:%M} before:{local:%H:%M}").matches(EXCHANGE, NOW)


@pytest.mark.parametrize(
    ("query", "column", "said"),
    [
        ("status:2xx modle:x", 12, "there is no key modle:. Did you mean model:? To search"),
        ("zzz:x", 1, "there is no key zzz:. To search for it as text, quote it."),
        ("a status:abc", 10, "status: wants a status as 404, 5xx or >=400."),
        ("state:failed,gone", 14, "state: wants one of live, complete, failed, aborted, interrupted."),
        ("is:", 4, "is: wants one of live, error, warning, model, side, marked, noted."),
        ("dur:>2parsecs", 5, "dur: wants a duration as >2s or 500ms..2s."),
        ("in:1..k", 4, "in: wants a number of tokens"),
        ("since:yesterday", 7, "since: wants how long ago as 10m"),
        ("since:0001-01-01", 7, "since: wants"),
        ("since:99999999999w", 7, "since: wants"),
        ("since:99999w", 7, "since: wants"),
        ('say "hello', 5, "this quote is not closed."),
        ("(a OR b", 1, "this parenthesis is not closed."),
        ("a) b", 2, "this parenthesis closes none."),
        ("a OR", 5, "here something is missing."),
        ("OR a", 1, "here something is missing."),
        ("()", 2, "here something is missing."),
        ("a -OR", 3, "this negates nothing."),
        ("re:(", 4, "this is no regular expression"),
        ("re:", 4, "re: wants a regular expression."),
        ("(" * 60 + "a" + ")" * 60, 51, "this is nested too deeply."),
    ],
)
def test_a_mistake_is_named_with_its_column(query: str, column: int, said: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query)
    assert caught.value.column == column
    assert f"at column {column}: {said}" in str(caught.value)
    assert caught.value.exit_code == 2


PIECES = st.sampled_from(
    ["(", ")", "-", "OR", " ", '"', "\\", ":", "model", "status:", ">=", "5xx", "..", ",", "since:", "9w", "re:", "ü"]
)


def column_of_error(query: str) -> int | None:
    try:
        parse(query).matches(EXCHANGE, NOW)
    except QueryError as error:
        return error.column
    return None


@given(query=st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=30))
def test_junk_is_understood_or_its_column_is_named(query: str) -> None:
    assert (column_of_error(query) or 1) in range(1, len(query) + 2)


def test_free_text_is_found_by_whom_it_is_asked() -> None:
    query = parse('say re:x+ -no is:model (a OR "b c")')
    assert [text.words for text in query.texts] == ["say", "x+", "a", "b c"]
    asked = []

    def finds(found: Summary, text: Any) -> bool:
        asked.append(text.words)
        return found is EXCHANGE and text.words != "no"

    assert query.matches(EXCHANGE, NOW, finds)
    assert asked == ["say", "x+", "no", "a"]


def test_the_tools_that_were_called_are_offered_with_how_many_called_each() -> None:
    known = Known()
    known.note(summary(outcome="$ ls", tools=("exec_command",)))
    known.note(summary(outcome="2 calls: $ ls, ± a", tools=("exec_command", "apply_patch")))
    found = {offer.text: offer.number for offer in offers("tool:", known.values())}
    assert found == {"tool:shell": 2, "tool:patch": 1, "tool:exec_command": 2, "tool:apply_patch": 1}


def test_completions_go_on_from_what_is_typed() -> None:
    known = Known()
    for model in ("gpt-oss:20b", "gpt-5-codex", "gpt-5-codex", "with space"):
        known.note(summary(model=model))
    values = known.values()
    assert completions("is:model mo", values) == ["del:"]
    assert completions("-(s", values) == ["tatus:", "tate:", "ession:", "ize:", "ince:"]
    assert completions("model:", values) == ["gpt-5-codex", "gpt-oss:20b"]
    assert completions("model:GPT-o", values) == ["ss:20b"]
    assert completions("state:failed,", values)[0] == "live"
    assert completions("is:l", values) == ["ive"]
    assert completions("", values) == completions("zzz:", values) == completions("is:live ", values) == []


def test_a_class_of_statuses_counts_all_that_fall_under_it() -> None:
    known = Known()
    for status in (200, 200, 204, 500, 301):
        known.note(summary(status=status))
    found = {offer.text: offer.number for offer in offers("status:", known.values())}
    assert found == {
        "status:2xx": 3,
        "status:4xx": 0,
        "status:5xx": 1,
        "status:200": 2,
        "status:204": 1,
        "status:301": 1,
        "status:500": 1,
    }


def test_values_are_offered_with_what_they_mean_and_how_many_have_them() -> None:
    known = {"state": {"failed": 6, "complete": 133}}
    first, *others = offers("model:gpt state:fa", known)
    assert first == Offer("state:failed", 8, "error status or event", 6)
    assert [offer.fits for offer in others] == [False] * 4
    assert {offer.number for offer in others} == {0, 133}
    assert [offer.text for offer in offers("status:404,5", {})] == ["5xx", "2xx", "4xx"]
    assert [offer.text for offer in offers("-(st", {})] == ["status:", "state:"]
    assert len(offers("", {})) == len(offers(" (", {})) > 10
    assert offers('"quoted te', {}) == offers("no:", {}) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a  b", ["a", "b"]),
        ("-x (a OR b) c:d", ["-x", "(a OR b)", "c:d"]),
        ("a OR b", ["a OR b"]),
        ('-(a b) "q r" ', ["-(a b)", '"q r"']),
        ("", []),
    ],
)
def test_a_query_has_parts_that_must_all_hold(source: str, expected: list[str]) -> None:
    assert [source[begin:end] for begin, end in parts(source)] == expected


def test_a_wrong_value_says_what_to_write() -> None:
    with pytest.raises(QueryError) as caught:
        parse("a dur:>2x b")
    assert (caught.value.column, caught.value.length) == (7, 3)
    assert caught.value.hint == "Write dur:>2s, dur:>500ms or dur:1s..1m."
