"""Lines, rows and nodes of long texts, against the plain way of finding them."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from codex_tui.tui.widgets.lines.wrap import chop
from codex_tui.tui.widgets.raw import document as documents
from codex_tui.tui.widgets.raw.document import Document, Node
from codex_tui.tui.widgets.raw.event_lines import EventLines, Run
from codex_tui.tui.widgets.raw.rows import Rows
from codex_tui.tui.widgets.raw.sheet import Sheet
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


@given(lines=st.integers(0, 40), folds=st.dictionaries(st.integers(0, 39), st.integers(1, 8), max_size=6))
def test_rows_are_those_of_a_list_that_is_folded_by_hand(lines: int, folds: dict[int, int]) -> None:
    rows = Rows(lines)
    rows.folded = {line: min(length, lines - line) for line, length in folds.items() if line < lines}
    rows.settle()
    expected: list[int] = []
    shown: list[int] = []
    line = 0
    while line < lines:
        length = rows.folded.get(line, 1)
        shown += [len(expected)] * length
        expected.append(line)
        line += length
    assert rows.count == len(expected)
    assert [rows.at(row) for row in range(rows.count)] == expected
    assert [rows.row_of(line) for line in range(lines)] == shown
    rows.folded.clear()
    assert [rows.at(row) for row in range(rows.count)] == expected


LONG_LINES = st.lists(
    st.builds(lambda said, times: said * times, st.text("ab 日é", max_size=9), st.sampled_from([1, 9, 400, 3_000])),
    max_size=12,
)


def all_rows(
    lines: list[str], folded: dict[int, int], opened: set[int], parted: set[int], room: int, *, wraps: bool
) -> list[Any]:
    """Every row as its line, and where it begins and ends in it; None for the whole. ``parted``: in pieces."""
    rows: list[Any] = []
    line = 0
    while line < len(lines):
        said = lines[line]
        if line in folded or not (wraps or line in opened):
            rows.append((line, None))
        else:
            step = room * 64 if line in parted else max(1, len(said))
            for first in range(0, max(1, len(said)), step):
                places = chop(said[first : first + step], room) or [(0, 0)]
                rows += [(line, (first + start, first + end)) for start, end in places]
        line += folded.get(line, 1)
    return [(line, None) if places == (0, len(lines[line])) else (line, places) for line, places in rows]


def seen(sheet: Sheet, row: int) -> Any:
    """What stands on a row."""
    found = sheet.at(row)
    if not found.tall:
        return found.line, None
    _, first, last = sheet.piece(found)
    return found.line, (found.column + first, found.column + last)


@given(
    lines=LONG_LINES,
    folds=st.dictionaries(st.integers(0, 11), st.integers(1, 4), max_size=3),
    opened=st.sets(st.integers(0, 11), max_size=2),
    wraps=st.booleans(),
    room=st.integers(8, 60),
    looks=st.lists(st.floats(0, 1), max_size=3),
)
def test_a_body_measured_where_someone_looks_has_the_rows_of_one_laid_out_at_once(
    lines: list[str], folds: dict[int, int], opened: set[int], wraps: bool, room: int, looks: list[float]
) -> None:
    text = TextLines("".join(f"{line}\n" for line in lines))
    rows = Rows(text.count)
    rows.folded = {line: min(length, len(lines) - line) for line, length in folds.items() if line < len(lines)}
    rows.settle()
    opened = {line for line in opened if line < len(lines) and lines[line]}
    sheet = Sheet(text, rows, room, opened, wraps=wraps)
    whole = {line for line in opened if cell_len(lines[line]) <= room}
    parted = set(text.endless()) if wraps else opened
    expected = all_rows(lines, rows.folded, opened, parted, room, wraps=wraps)
    if not expected:
        assert not sheet.count
        return
    for look in looks:
        sheet.measure(sheet.anchor(int(look * (sheet.count - 1))), 5, 10)
    met = []
    row = sheet.row_of(sheet.last())
    while row >= 0:
        row = sheet.row_of(sheet.measure(sheet.anchor(row), 5, 5))
        found = seen(sheet, row)
        met.append((found[0], None) if found[0] in whole and found[0] not in rows.folded else found)
        line, column = sheet.text_at(row)
        assert sheet.row_of(sheet.anchor_of(line, column)) == row
        row -= 1
    assert met[::-1] == expected
    assert sheet.count == len(expected)


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


def test_a_folded_node_with_a_number_that_no_float_holds_still_says_what_it_is() -> None:
    document = Document.of(b'{"input":[{"role":"user","content":"hi","weight":1e400}]}')
    assert document is not None
    assert [document.abstract(node) for node in document.conversation()] == [("user", "hi")]


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


def test_what_is_too_much_to_be_folded_one_by_one_is_not() -> None:
    item = {"role": "user", "content": ["a", "b", "c", "d"]}
    few, many = (Document.of(json.dumps([item] * number).encode()) for number in (1_999, 2_000))
    assert few is not None
    assert many is not None
    assert (len(few.first_folds()), len(many.first_folds())) == (1_999, 0)
    assert many.conversation() == []


def test_one_item_alone_is_no_run() -> None:
    items = [{"role": "user", "content": "a"}, {"role": "user", "content": "b"}]
    before, after = (Document.of(json.dumps({"input": each}).encode()) for each in (items[:1], items))
    assert before is not None
    assert after is not None
    assert unchanged_run(after, before) is None


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


def test_a_document_that_takes_too_much_room_is_let_go_with_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "_LARGE", 10)
    monkeypatch.setattr(documents, "_ROOM", 100)
    shorter, longer = (b'{"a":"%s"}' % (b"x" * length) for length in (50, 200))
    made = [Document.of(shorter), Document.of(longer)]
    assert [Document.of(shorter), Document.of(longer)] == made
    Document.of(b"{}")
    assert [Document.of(shorter) is made[0], Document.of(longer) is made[1]] == [True, False]
