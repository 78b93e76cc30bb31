"""Lines, rows and nodes of long texts, against the plain way of finding them."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from codex_tui.tui.widgets.raw.document import Document, Node
from codex_tui.tui.widgets.raw.event_lines import EventLines, Run
from codex_tui.tui.widgets.raw.rows import Rows
from codex_tui.tui.widgets.raw.text_lines import TextLines
from codex_tui.tui.widgets.raw.unchanged import unchanged_run
from codex_tui.wire.event import Event

TEXTS = st.text(st.sampled_from("ab\n"), max_size=400).map(lambda text: text * 40)
SCALARS = st.none() | st.booleans() | st.integers(-9, 9) | st.text(st.sampled_from('a"{[}]:,\\ é'), max_size=6)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=4),
    max_leaves=20,
)


@given(text=TEXTS, cuts=st.lists(st.integers(0, 16_000), max_size=3))
def test_lines_are_found_where_splitting_finds_them(text: str, cuts: list[int]) -> None:
    places = sorted(min(place, len(text)) for place in cuts)
    lines = TextLines(text[: places[0]] if places else text)
    for place in [*places[1:], len(text)]:
        lines.extend(text[:place])
    expected = text.split("\n")[: -1 if text.endswith("\n") or not text else None]
    assert lines.count == len(expected)
    for number in range(0, len(expected), max(1, len(expected) // 50)):
        start = lines.start(number)
        assert text[start : lines.end(start)] == expected[number]
        assert lines.line_at(start) == number


@given(
    lines=st.integers(0, 40),
    folds=st.dictionaries(st.integers(0, 39), st.integers(1, 8), max_size=6),
    tall=st.dictionaries(st.integers(0, 39), st.integers(2, 5), max_size=6),
)
def test_rows_are_those_of_a_list_that_is_folded_by_hand(
    lines: int, folds: dict[int, int], tall: dict[int, int]
) -> None:
    rows = Rows(lines)
    rows.folded = {line: min(length, lines - line) for line, length in folds.items() if line < lines}
    rows.tall = {line: height for line, height in tall.items() if line < lines}
    rows.settle()
    expected: list[tuple[int, int]] = []
    line = 0
    while line < lines:
        if line in rows.folded:
            expected.append((line, 0))
            line += rows.folded[line]
        else:
            expected += [(line, within) for within in range(rows.tall.get(line, 1))]
            line += 1
    assert rows.count == len(expected)
    assert [rows.at(row) for row in range(rows.count)] == expected
    for row, (line, within) in enumerate(expected):
        if within == 0:
            assert rows.row_of(line) == row


def nodes(document: Document) -> list[Node]:
    """Every container, found line by line."""
    found = (document.node(line) for line in range(document.lines.count))
    return [node for node in found if node is not None]


def containers(value: Any) -> list[Any]:
    """Every container that is not empty, outermost first."""
    if not isinstance(value, (dict, list)) or not value:
        return []
    inner = value.values() if isinstance(value, dict) else value
    return [value, *(found for each in inner for found in containers(each))]


@given(value=VALUES)
def test_indentation_tells_the_nodes_of_any_json(value: Any) -> None:
    document = Document.of(json.dumps(value).encode())
    assert document is not None
    found = nodes(document)
    expected = containers(value)
    text = document.lines.text
    assert [json.loads(text[node.start : node.end + 1]) for node in found] == expected
    assert [document.items(node) for node in found] == list(map(len, expected))
    for node, inner in zip(found, expected, strict=True):
        children = inner.values() if isinstance(inner, dict) else inner
        within = [child for child in children if isinstance(child, (dict, list)) and child]
        assert [json.loads(text[child.start : child.end + 1]) for child in document.children(node)] == within


@given(st.binary(max_size=60))
def test_what_is_no_json_is_no_document(content: bytes) -> None:
    try:
        json.loads(content)
    except ValueError:
        assert Document.of(content) is None


def test_a_number_keeps_its_digits_and_a_string_its_escapes() -> None:
    document = Document.of(b'{"a":1.50,"b":1e5,"c":"\\u00e9\\n"}')
    assert document is not None
    assert '"a": 1.50' in document.lines.text
    assert '"b": 1e5' in document.lines.text
    assert '"c": "\\u00e9\\n"' in document.lines.text


def test_items_that_the_request_before_held_are_one_run() -> None:
    old = [
        {"role": "developer", "content": "be brief"},
        {"role": "user", "content": "a"},
        {"role": "user", "content": "b"},
    ]
    before = Document.of(json.dumps({"model": "x", "input": old}).encode())
    after = Document.of(json.dumps({"model": "x", "input": [*old, {"role": "user", "content": "c"}]}).encode())
    assert before is not None
    assert after is not None
    run = unchanged_run(after, before)
    assert run is not None
    assert run.items == 2
    assert after.key(run.line + 1) == "role"
    assert unchanged_run(before, after) is not None
    assert unchanged_run(Document("[]"), before) is None


KINDS = st.lists(st.sampled_from(["a.delta", "b.delta", "done", ""]), max_size=30)


def event(kind: str) -> Event:
    """One of some kind."""
    return Event(at=1.0, name=kind, data="{}", offset=0, size=2)


@given(kinds=KINDS, cuts=st.lists(st.integers(0, 30), max_size=4))
def test_how_events_arrive_does_not_change_their_lines(kinds: list[str], cuts: list[int]) -> None:
    arriving: list[Event] = []
    lines = EventLines(arriving)
    for place in [*sorted(min(place, len(kinds)) for place in cuts), len(kinds)]:
        arriving += [event(kind) for kind in kinds[len(arriving) : place]]
        lines.read()
    whole = EventLines([event(kind) for kind in kinds])
    whole.read()
    assert lines.lines == whole.lines
    assert lines.rows.folded == whole.rows.folded
    assert [line for line in lines.lines if isinstance(line, int)] == list(range(len(kinds)))


@given(kinds=KINDS)
def test_a_run_is_neighbours_of_one_streaming_type(kinds: list[str]) -> None:
    lines = EventLines([event(kind) for kind in kinds])
    lines.read()
    for run in (line for line in lines.lines if isinstance(line, Run)):
        assert run.events >= 2
        assert set(kinds[run.first : run.last + 1]) == {run.type}
        assert lines.run_of(run.line) is run
        assert lines.run_of(run.line + run.events) is run
    folded = [line for line in lines.lines if isinstance(line, Run) and line.line in lines.rows.folded]
    assert all(run.last < len(kinds) - 1 for run in folded)
