"""Full text over all bodies, whatever JSON made of them."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codex_tui.history import Damage, History, candidates, rare
from codex_tui.history.decode import decode_record
from codex_tui.history.finished import FinishedExchange
from codex_tui.history.needle import needle
from codex_tui.history.query import Text, parse
from codex_tui.history.search import Around, Hit, Looked, hits, search
from codex_tui.history.sought import sought_of
from codex_tui.history.texts import texts
from tests.history.reading import Count, catch_up
from tests.records import Json, append, line, messages, ndjson, record, response, sse

SAID = 'He said "größe", C:\\temp\nand left.'


def found(captures: Path, words: str, *, is_regex: bool = False) -> list[Hit]:
    results = search(captures, Text(words, is_regex=is_regex))
    return [result for result in results if isinstance(result, Hit)]


def places(told: list[Hit]) -> list[tuple[int, str, str]]:
    return [(hit.number, hit.side, hit.path) for hit in told]


def request(text: str, *, ascii_only: bool = False) -> bytes:
    return json.dumps({"input": [{"content": text}], "n": 42}, ensure_ascii=ascii_only).encode()


def test_a_history_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert found(tmp_path, "x") == []


@pytest.mark.parametrize(
    "words",
    [
        'said "größe"',
        "SAID",
        "GRÖSSE".replace("SS", "ß"),
        "C:\\temp",
        'e", C',
        "temp\nand",
        "and left.",
        '"',
        "\\",
        "ö",
        "e",
    ],
)
@pytest.mark.parametrize("ascii_only", [True, False])
def test_what_json_escapes_is_found_as_it_was_said(tmp_path: Path, words: str, ascii_only: bool) -> None:
    append(tmp_path, record(1, b"", request=request("nothing here")))
    append(tmp_path, record(2, b"", request=request(SAID, ascii_only=ascii_only)))
    told = found(tmp_path, words)
    assert (2, "request", "input[0].content") in places(told)
    if words not in {"e"}:
        assert {hit.number for hit in told} == {2}


def test_a_hit_shows_its_line_and_where_it_stands(tmp_path: Path) -> None:
    append(tmp_path, record(7, b"", request=request("one\ntwo with it, and it\nthree\nfour with it")))
    assert [hit.line for hit in found(tmp_path, "with it")] == ["two with it, and it", "four with it"]
    assert [hit.line for hit in found(tmp_path, "it\nthree")] == ["two with it, and it\nthree"]
    assert places(found(tmp_path, "42")) == [(7, "request", "n")]
    assert places(found(tmp_path, "conTENT")) == [(7, "request", "input[0].content")]


def test_a_long_line_is_cut_about_what_was_found(tmp_path: Path) -> None:
    append(tmp_path, record(1, b"", request=request("x" * 5_000 + "here" + "y" * 5_000)))
    [hit] = found(tmp_path, "here")
    assert "here" in hit.line
    assert len(hit.line) < 600
    assert (hit.line[0], hit.line[-1]) == ("…", "…")


@pytest.mark.parametrize(
    ("answer", "path"),
    [
        (sse({"type": "a"}, {"type": "b", "delta": SAID}), "events[1].delta"),
        (response(ndjson({"n": 1}, {"message": {"content": SAID}}), content_type="application/x-ndjson"), None),
        (response(json.dumps({"odd key": [SAID]}).encode(), content_type="application/json"), '["odd key"][0]'),
        (response(f"plain\n{SAID}".encode(), content_type="text/plain"), ""),
        (sse({"type": "a"}, {"type": "b"}) + f"data: not json {SAID}\n\n".encode(), "events[2]"),
    ],
    ids=["sse", "ndjson", "json", "text", "no json"],
)
def test_answers_are_searched_whatever_carried_them(tmp_path: Path, answer: bytes, path: str | None) -> None:
    transport = "ndjson" if path is None else "sse" if isinstance(answer, bytes) else "http"
    append(tmp_path, record(1, answer, transport=transport))
    [hit] = found(tmp_path, 'said "größe"')
    assert places([hit]) == [(1, "response", "events[1].message.content" if path is None else path)]


def test_both_sides_of_a_websocket_are_searched(tmp_path: Path) -> None:
    asked, told = messages((0.0, {"input": SAID})), response(messages((1.0, {"delta": SAID}), (2.0, b"\xff")))
    turn = record(1, told, request=asked, transport="websocket", ws={"connection": "c", "index": 0})
    append(tmp_path, turn)
    assert places(found(tmp_path, "c:\\temp")) == [
        (1, "request", "events[0].input"),
        (1, "response", "events[1].delta"),
    ]


def test_a_regular_expression_sees_the_decoded_text(tmp_path: Path) -> None:
    append(tmp_path, record(1, b"", request=request(SAID)), record(2, b"", request=request("sad")))
    assert [hit.number for hit in found(tmp_path, r'sa\w+ ".*"', is_regex=True)] == [1]
    assert [hit.number for hit in found(tmp_path, "sa?i?d$|^he ", is_regex=True)] == [2, 1]


def test_the_newest_come_first_each_once_and_damage_is_passed_over(tmp_path: Path) -> None:
    values = [record(number, b"", request=request(f"word {number}")) for number in (1, 2, 3)]
    append(tmp_path, *values, values[1], line(values[0])[:-9] + b"\n", b"word\n", line(values[2])[:-20])
    assert [hit.number for hit in found(tmp_path, "word")] == [2, 3, 1]


def test_what_is_left_of_a_history_that_is_cut_meanwhile_is_looked_through(tmp_path: Path) -> None:
    append(tmp_path, record(1, b"", request=request("word")))
    left = (tmp_path / "history.jsonl").stat().st_size
    append(tmp_path, *(record(number, b"x" * 900_000, request=request("word")) for number in range(2, 6)))
    results = (each.number for each in search(tmp_path, Text("word")) if isinstance(each, Hit))
    assert next(results) == 5
    os.truncate(tmp_path / "history.jsonl", left)
    assert [*results][-1] == 1


def test_progress_runs_from_the_end_to_the_beginning(tmp_path: Path) -> None:
    append(tmp_path, *(record(number, b"x" * 500_000) for number in range(1, 21)))
    looked = [each for each in search(tmp_path, Text("zzz")) if isinstance(each, Looked)]
    size = (tmp_path / "history.jsonl").stat().st_size
    assert [each.done for each in looked] == sorted(each.done for each in looked)
    assert (len(looked) > 5, looked[-1]) == (True, Looked(size, size))


def test_only_exchanges_that_are_kept_are_told(tmp_path: Path) -> None:
    append(tmp_path, *(record(number, b"", request=request("word")) for number in (1, 2, 3)))
    results = search(tmp_path, Text("word"), lambda exchange: exchange.record.number != 2)
    assert [result.number for result in results if isinstance(result, Hit)] == [3, 1]


def _asked(number: int, body: str) -> Json:
    return record(number, b"", request=body.encode())


WRITERS: dict[str, Callable[[int, str], Json]] = {
    "plain": lambda number, said: _asked(number, json.dumps([said], ensure_ascii=False)),
    "ascii": lambda number, said: _asked(number, json.dumps([said])),
    "capital": lambda number, said: _asked(
        number, re.sub(r"(\\u)(....)", lambda found: found[1] + found[2].upper(), json.dumps([said]))
    ),
    "slashes": lambda number, said: _asked(number, json.dumps([said]).replace("/", r"\/")),
    "event": lambda number, said: record(number, sse({"1": said}, {"1": "~"}), request=b"[]"),
}


@given(
    said=st.lists(
        st.tuples(st.text(alphabet='aBc"\\/\n<éÉß☃😀\x01 ', max_size=12), st.sampled_from([*WRITERS])),
        min_size=1,
        max_size=6,
    ),
    words=st.text(alphabet='abC"\\/\n<Éeßé😀 ', min_size=1, max_size=4),
    block=st.integers(1, 300),
    few=st.sampled_from([-1, 4]),
)
@settings(max_examples=60)
def test_a_text_is_found_exactly_where_it_stands_however_it_is_written_and_the_file_is_cut(
    tmp_path_factory: pytest.TempPathFactory, said: list[tuple[str, str]], words: str, block: int, few: int
) -> None:
    captures = tmp_path_factory.mktemp("search")
    append(captures, *(WRITERS[kind](number, text) for number, (text, kind) in enumerate(said, 1)))
    pattern = re.compile(re.escape(words), re.IGNORECASE)
    expected = [number for number, (text, _) in enumerate(said, 1) if pattern.search(text)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "_BLOCK", block)
        patch.setattr(rare, "_FEW", few)
        numbers = dict.fromkeys(hit.number for hit in found(captures, words))
    assert list(numbers) == expected[::-1]


BODIES = st.recursive(
    st.text(alphabet='aBk\u212aſ"\\é ', max_size=8)
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(alphabet="aB.", max_size=3), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(
    sent=st.builds(json.dumps, BODIES, ensure_ascii=st.booleans()),
    got=st.one_of(
        st.builds(json.dumps, BODIES),
        st.text(alphabet='aB"é ', max_size=12),
        st.builds(lambda *values: sse(*({"type": "a", "d": value} for value in values)).decode(), BODIES, BODIES),
    ),
    tail=st.sampled_from([b"", b"\xff", b" "]),
    words=st.text(alphabet='aBkKsS"é 1.-', min_size=1, max_size=3),
)
def test_nothing_that_a_needle_leaves_out_could_be_found(sent: str, got: str, tail: bytes, words: str) -> None:
    made = record(1, got.encode() + tail, request=sent.encode() + tail)
    exchange = FinishedExchange(decode_record(line(made).rstrip(b"\n")))
    pattern, sought = Text(words).pattern, needle(Text(words))
    every = [said for said in texts(exchange) if pattern.search(said.text)]
    assert [said for said in texts(exchange, sought) if pattern.search(said.text)] == every


@pytest.mark.parametrize(
    ("query", "rare", "marked"),
    [
        ("be tween", ["tween"], ["be", "tween", "be"]),
        ("be (one OR two)", ["one", "two"], ["be", "be"]),
        ("be OR is:live", [], ["be", "be"]),
        ("-be tween", ["tween"], ["tween"]),
        (r'"C:\temp"', [r"C:\temp"], []),
        (r"re:b(.)\w re:(?s)x", ["b(.)\\w"], ["bee"]),
    ],
)
def test_words_rule_out_what_cannot_be_meant_and_all_are_marked(
    query: str, rare: list[str], marked: list[str]
) -> None:
    sought = sought_of(parse(query))
    assert [text.words for text in sought.rare] == rare
    assert [match[0] for match in sought.pattern.finditer("be tween bee")][: len(marked)] == marked


@given(
    lines=st.lists(st.text(alphabet="ax \r", max_size=3), min_size=1, max_size=12),
    ends=st.sampled_from(["", "\n"]),
    before=st.integers(0, 4),
    after=st.integers(0, 4),
)
def test_with_a_hit_come_the_lines_around_it_in_its_text(
    lines: list[str], ends: str, before: int, after: int
) -> None:
    lines = [*lines[:-1], lines[-1] + "x"]
    body = json.dumps(["before\nx", "\n".join(lines) + ends, "after"]).encode()
    exchange = FinishedExchange(decode_record(line(record(1, b"", request=body)).rstrip(b"\n")))
    got = [hit for hit in hits(exchange, Text("x"), around=Around(before, after)) if hit.path == "[1]"]
    rows = [row for row, text in enumerate(lines, 1) if "x" in text]
    assert [(hit.row, hit.line) for hit in got] == [(row, lines[row - 1]) for row in rows]
    assert [hit.next_row for hit in got] == [*rows[1:], 0]
    assert [hit.before for hit in got] == [lines[max(0, row - 1 - before) : row - 1] for row in rows]
    assert [hit.after for hit in got] == [lines[row : row + after] for row in rows]


def test_a_hit_over_several_lines_has_what_stands_around_all_of_them(tmp_path: Path) -> None:
    append(tmp_path, record(1, b"", request=request("zero\none\ntwo\nthree\nfour")))
    [hit] = [each for each in search(tmp_path, Text("ne\ntw"), around=Around(1, 1)) if isinstance(each, Hit)]
    assert (hit.row, hit.before, hit.line, hit.after) == (2, ["zero"], "one\ntwo", ["three"])


def test_long_lines_around_a_hit_are_cut(tmp_path: Path) -> None:
    append(tmp_path, record(1, b"", request=request("x" * 5_000 + "\nhere\n" + "y" * 5_000)))
    [hit] = [each for each in search(tmp_path, Text("here"), around=Around(1, 1)) if isinstance(each, Hit)]
    assert [len(text) < 600 and text[-1] for text in (*hit.before, *hit.after)] == ["…", "…"]


@given(
    parts=st.lists(st.tuples(st.integers(0, 3_000), st.binary(min_size=1, max_size=30)), max_size=4),
    kept=st.integers(0, 4_000),
)
def test_a_search_tells_the_damage_that_a_list_tells(
    tmp_path_factory: pytest.TempPathFactory, parts: list[tuple[int, bytes]], kept: int
) -> None:
    captures = tmp_path_factory.mktemp("captures")
    content = bytearray(b"".join(line(record(number, b"", request=request(SAID))) for number in range(1, 5)))
    for at, junk in parts:
        content[at : at + len(junk)] = junk
    append(captures, bytes(content[:kept]))
    listed = History(captures, Count, reader=1)
    catch_up(listed)

    def told(sought: Text) -> list[Damage]:
        return [each for each in search(captures, sought) if isinstance(each, Damage)]

    assert told(Text(".", is_regex=True)) == listed.damage
    # Of a line that holds nothing sought only the beginning and the end are looked at, if it is in no index.
    assert set(told(Text("nowhere"))) <= set(listed.damage)
    listed.save()
    assert told(Text("nowhere")) == listed.damage
