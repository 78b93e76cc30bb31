"""``codex-tui search``, and ``--filter`` of the commands that have it."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.cli.hit_lines import hit_lines
from codex_tui.cli.main import main
from codex_tui.history.decode import decode_record
from codex_tui.history.finished import FinishedExchange
from codex_tui.history.query import Text
from codex_tui.history.search import Around, hits
from codex_tui.history.sought import Sought
from tests import records
from tests.cli import captures as made
from tests.cli.on_terminal import codex_tui


def run(captures: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str], str]:
    code = main([*arguments, "--captures", str(captures)])
    printed = capsys.readouterr()
    return code, printed.out.splitlines(), printed.err


def objects(lines: list[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines]


def test_a_hit_is_a_line_that_tells_where_it_stands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made.tool_session(tmp_path)
    code, lines, told = run(tmp_path, capsys, "search", '"PYTEST -q"')
    assert (code, told) == (0, "")
    assert {line.split()[0] for line in lines} == {"2", "3"}
    assert all("pytest -q" in line for line in lines)
    assert any(line.split()[1:3] == ["request", "input[3].arguments"] or "events[" in line for line in lines)


def test_json_is_an_object_a_hit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made.tool_session(tmp_path)
    code, lines, _ = run(tmp_path, capsys, "search", "--json", '"pytest -q"')
    assert code == 0
    found = objects(lines)
    assert {tuple(hit) for hit in found} == {("id", "number", "side", "path", "line")}
    assert [hit["number"] for hit in found] == sorted((hit["number"] for hit in found), reverse=True)
    assert {hit["side"] for hit in found} == {"request", "response"}


POEM = "one\n    two x\nthree\nfour\nfive\nsix x\nseven x\neight"


def poem(captures: Path) -> None:
    records.append(captures, records.record(1, b"", request=json.dumps({"a": POEM, "b": "x"}).encode()))


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        (("-C", "1"), "1- 2: 3- -- 5- 6: 7: 8- -- 1:"),
        (("-A1",), "2: 3- -- 6: 7: 8- -- 1:"),
        (("-B", "2"), "1- 2: -- 4- 5- 6: 7: -- 1:"),
        (("-C", "9", "-A", "0"), "1- 2: 3- 4- 5- 6: 7: -- 1:"),
    ],
)
def test_the_lines_around_a_hit_are_shown_once_in_groups(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], asked: tuple[str, ...], rows: str
) -> None:
    poem(tmp_path)
    code, lines, _ = run(tmp_path, capsys, "search", "x", *asked)
    assert code == 0
    assert [(text.split()[3:] or ["--"])[0] for text in lines] == rows.split()
    assert "1  request a  2:     two x" in lines


def test_into_a_pipe_a_hit_is_its_line_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    poem(tmp_path)
    for asked in ((), ("-C", "0")):
        _, lines, _ = run(tmp_path, capsys, "search", "x", *asked)
        assert lines == [f"1  request {text}" for text in ("a  two x", "a  six x", "a  seven x", "b  x")]


@pytest.mark.parametrize("in_context", [True, False])
@pytest.mark.parametrize("sought", ["two  spaces", "a\ttab", "\ttwo", "end "])
def test_what_is_found_stands_out_whatever_white_space_it_has(sought: str, *, in_context: bool) -> None:
    line = " \ttwo  spaces, a\ttab, end \n"
    record = records.record(1, b"", request=json.dumps({"a": line}).encode())
    exchange = FinishedExchange(decode_record(records.line(record).rstrip(b"\n")))
    text = Sought((Text(sought),))
    [cells] = hit_lines(hits(exchange, text), text, in_context=in_context)
    shown = " ".join(cell.text for cell in cells if cell.style == "bold yellow")
    assert shown.strip() == sought.strip().replace("\t", " ")


@given(
    texts=st.lists(st.lists(st.sampled_from(["x", "y", " y"]), min_size=1, max_size=9), min_size=1, max_size=3),
    before=st.integers(0, 3),
    after=st.integers(0, 3),
)
def test_groups_are_those_of_grep(texts: list[list[str]], before: int, after: int) -> None:
    body = json.dumps(["\n".join(each) for each in texts]).encode()
    exchange = FinishedExchange(decode_record(records.line(records.record(1, b"", request=body)).rstrip(b"\n")))
    sought, expected = Sought((Text("x"),)), list[str]()
    for at, each in enumerate(texts):
        rows = [row for row, text in enumerate(each, 1) if text == "x"]
        last = None
        for row, text in enumerate(each, 1):
            if any(hit - before <= row <= hit + after for hit in rows):
                if expected and last != row - 1:
                    expected.append("--")
                expected.append(f"1  request [{at}]  {row}{':' if text == 'x' else '-'} {text}")
                last = row
    printed = hit_lines(hits(exchange, sought, around=Around(before, after)), sought, in_context=True)
    assert ["".join(cell.text for cell in cells) for cells in printed] == expected


def test_json_has_the_lines_around_a_hit_where_they_are_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    poem(tmp_path)
    _, lines, _ = run(tmp_path, capsys, "search", "x", "--json", "-C1")
    first, *_, last = objects(lines)
    assert (first["before"], first["line"], first["after"]) == (["one"], "    two x", ["three"])
    assert (last["before"], last["after"]) == ([], [])
    assert set(first) == {"id", "number", "side", "path", "line", "before", "after"}


def test_on_a_terminal_a_hit_stands_in_its_context(tmp_path: Path) -> None:
    poem(tmp_path)
    shown = codex_tui("search", '"two x"', "--captures", tmp_path).splitlines()
    assert shown == [f"1  request a  {text}" for text in ("1- one", "2:     two x", "3- three", "4- four")]


def test_a_filter_narrows_what_is_searched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made.tool_session(tmp_path)
    _, lines, _ = run(tmp_path, capsys, "search", "--json", '"pytest -q"', "--filter", "tool:pytest")
    assert {hit["number"] for hit in objects(lines)} == {2}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("pytest passed", {3}),
        ("passed pytest -status:200", set()),
        ('nowhere OR "pytest -q" tool:shell', {2}),
        ("nowhere pytest", set()),
    ],
)
def test_of_several_words_each_must_occur_and_the_lines_of_any_are_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, numbers: set[int]
) -> None:
    made.tool_session(tmp_path)
    _, lines, _ = run(tmp_path, capsys, "search", "--json", text)
    found = objects(lines)
    assert {hit["number"] for hit in found} == numbers
    if text == "pytest passed":
        assert {"pytest" in hit["line"] for hit in found} == {True, False}


def test_what_is_still_answered_is_found_in_one_piece(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made.tool_session(tmp_path)
    with records.Journal(tmp_path, number=9) as journal:
        journal.answer()
        for delta in ("in fl", "ight, ", "still"):
            journal.chunk(20.0, records.sse_event({"type": "response.output_text.delta", "delta": delta}))
        _, lines, _ = run(tmp_path, capsys, "search", "--json", '"in flight" OR "say hello"')
    assert [(hit["number"], hit["path"], hit["line"]) for hit in objects(lines)][:2] == [
        (9, "input[0].content", "say hello"),
        (9, "answer", "in flight, still"),
    ]


def test_a_regular_expression_and_what_it_does_not_find(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made.tool_session(tmp_path)
    assert run(tmp_path, capsys, "search", r're:"pyt\w+ -q"')[1]
    code, lines, told = run(tmp_path, capsys, "search", "no such text")
    assert (code, lines) == (0, [])
    assert told.startswith("codex-tui: Nothing was found.")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["search", ""], 2, "There is nothing to look for."),
        (["search", "is:model"], 2, "There is no text to look for."),
        (["search", "x", "-C", "-1"], 2, "-1 is not in the range x>=0"),
        (["search", "re:("], 2, "at column 4: this is no regular expression"),
        (["search", "x", "--filter", "is:mad"], 2, "at column 4: is: wants one of"),
        (["list", "--filter", "modle:x"], 2, "at column 1: there is no key modle:. Did you mean model:?"),
        (["export"], 2, "It is not said what to export."),
        (["export", "1", "--filter", "is:model"], 2, "It is not said what to export."),
    ],
)
def test_what_cannot_be_meant_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, said: str
) -> None:
    made.tool_session(tmp_path)
    ended, lines, told = run(tmp_path, capsys, *arguments)
    assert (ended, lines) == (code, [])
    assert said in " ".join(told.split())


def test_no_captures_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, told = run(tmp_path / "none", capsys, "search", "x")
    assert code == 1
    assert "There is no capture directory" in told


def test_on_a_terminal_no_hit_controls_it(tmp_path: Path) -> None:
    records.append(tmp_path, made.hostile(1))
    shown = codex_tui("search", "owned", "--captures", tmp_path)
    assert "owned" in shown
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(shown)


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("is:model", [2, 3, 4]),
        ("is:error OR is:side", [1, 4]),
        ("tool:pytest", [2]),
        ("status:5xx", [4]),
        ('"pytest -q" -tool:shell', [3]),
        ("no such text", []),
    ],
)
def test_list_shows_what_a_filter_means(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], query: str, numbers: list[int]
) -> None:
    made.tool_session(tmp_path)
    for _ in ("cold", "out of the index"):
        code, lines, _ = run(tmp_path, capsys, "list", "--json", "--filter", query)
        assert code == 0
        assert [summary["number"] for summary in objects(lines)] == numbers
    _, lines, _ = run(tmp_path, capsys, "list", "--json", "-n", "1", "--filter", query)
    assert [summary["number"] for summary in objects(lines)] == numbers[-1:]


def test_a_filter_sees_what_is_still_in_flight(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made.tool_session(tmp_path)
    with records.Journal(tmp_path, number=9) as journal:
        journal.answer()
        journal.chunk(20.0, records.sse_event({"type": "response.output_text.delta", "delta": "in FLIGHT"}))
        _, lines, _ = run(tmp_path, capsys, "list", "--json", "--filter", '"In flight" is:live')
        assert [summary["number"] for summary in objects(lines)] == [9]


def test_export_takes_a_filter_in_place_of_ids(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made.tool_session(tmp_path)
    code, lines, _ = run(tmp_path, capsys, "export", "--filter", "is:model -is:error")
    assert code == 0
    assert [value["number"] for value in objects(lines)] == [2, 3]
