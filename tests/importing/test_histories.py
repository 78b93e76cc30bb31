"""Another history.jsonl into ours."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.cli.main import main
from codex_tui.history.record import Record
from codex_tui.importing.intake import Intake
from tests import captured, records
from tests.cli import captures as made
from tests.history.packed import pack

Shown = pytest.CaptureFixture[str]
MASKED = "[masked 1f0c9a3e]"


def lines(captures: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (captures / "history.jsonl").read_bytes().splitlines()]


def elsewhere(tmp_path: Path, *values: dict[str, Any] | bytes) -> Path:
    """A history in another directory."""
    other = tmp_path / "elsewhere"
    other.mkdir(exist_ok=True)
    records.append(other, *values)
    return other / "history.jsonl"


def bring(captures: Path, *files: Path, code: int = 0) -> None:
    assert main(["import", *map(str, files), "--captures", str(captures)]) == code


def bodies(found: list[Record]) -> list[tuple[bytes, bytes]]:
    return [(record.request.content(), captured.response_body(record)) for record in found]


def test_records_come_with_their_ids_times_and_bodies_and_with_numbers_of_their_own(
    tmp_path: Path, capsys: Shown
) -> None:
    captures = tmp_path / "captures"
    captures.mkdir()
    made.tool_session(captures)
    (tmp_path / "other").mkdir()
    odd = records.record(7, b"\xff\x00", request=b'{"a": 1.0, "b" :2}')
    file = elsewhere(tmp_path, odd, records.record(8, records.sse({"type": "x", "text": "žluť\u2028"})))
    bring(captures, file)
    assert capsys.readouterr().out == f"{file}: 2 exchanges imported.\n"
    before, after = captured.records(file.parent), captured.records(captures)[4:]
    assert [record.number for record in after] == [5, 6]
    assert [(r.id, r.started_at, r.timing) for r in after] == [(r.id, r.started_at, r.timing) for r in before]
    assert bodies(after) == bodies(before)
    assert b'"json":{"a": 1.0, "b" :2}' in (captures / "history.jsonl").read_bytes()


def test_what_is_known_is_left_as_it_is(tmp_path: Path, capsys: Shown) -> None:
    captures = tmp_path / "captures"
    file = elsewhere(tmp_path, records.record(1), records.record(2))
    bring(captures, file, file)
    first = (captures / "history.jsonl").read_bytes()
    bring(captures, file)
    assert capsys.readouterr().out.splitlines()[1:] == [f"{file}: 0 exchanges imported, 2 were there already."] * 2
    assert (captures / "history.jsonl").read_bytes() == first


def test_only_the_history_is_written_and_it_is_private(tmp_path: Path) -> None:
    captures = tmp_path / "new" / "captures"
    bring(captures, elsewhere(tmp_path, records.record(1)))
    assert {path.name for path in captures.iterdir()} == {"history.jsonl", "history.lock", "history.seq", "mask.key"}
    assert stat.S_IMODE(captures.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in captures.iterdir()} == {0o600}


def test_secrets_are_masked_again_and_masks_stay(tmp_path: Path) -> None:
    headers = [("authorization", "Bearer sk-1"), ("x-api-key", MASKED), ("accept", "x")]
    url = "http://localhost/v1/responses?key=abc&token=masked-00112233"
    answer = records.response(b"{}", headers=[("set-cookie", "a=b")])
    bring(tmp_path / "captures", elsewhere(tmp_path, records.record(1, answer, url=url, request_headers=headers)))
    [record] = captured.records(tmp_path / "captures")
    found = dict(record.request.headers)
    assert found["authorization"].startswith("[masked ")
    assert (found["x-api-key"], found["accept"]) == (MASKED, "x")
    assert record.response is not None
    assert dict(record.response.headers)["set-cookie"].startswith("[masked ")
    assert record.url.startswith("http://localhost/v1/responses?key=masked-")
    assert record.url.endswith("&token=masked-00112233")
    assert record.redactions.headers == 3
    assert b"sk-1" not in (tmp_path / "captures" / "history.jsonl").read_bytes()


def test_lines_that_cannot_be_read_cost_only_themselves(tmp_path: Path, capsys: Shown) -> None:
    cut = records.line(records.record(3))[:40]
    file = elsewhere(tmp_path, records.record(1), b'{"v":9,"id":"x"}\n', b"\n", records.record(2), cut)
    bring(tmp_path / "captures", file, code=1)
    shown = capsys.readouterr()
    assert shown.out == f"{file}: 2 exchanges imported.\n"
    assert "2 lines of it could not be read; the first: line 2 is a record of version 9" in shown.err
    assert len(captured.records(tmp_path / "captures")) == 2


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "is empty"), (b"GIF89a", "is neither"), (None, "cannot be read: No such file")]
)
def test_what_is_no_recording_is_a_sentence(tmp_path: Path, capsys: Shown, content: bytes | None, said: str) -> None:
    file = tmp_path / "file"
    if content is not None:
        file.write_bytes(content)
    good = elsewhere(tmp_path, records.record(1))
    bring(tmp_path / "captures", file, good, code=1)
    shown = capsys.readouterr()
    assert said in shown.err
    assert shown.out == f"{good}: 1 exchange imported.\n"  # the others are taken all the same


def test_a_file_in_the_way_of_the_directory_is_a_sentence(tmp_path: Path, capsys: Shown) -> None:
    (tmp_path / "file").write_text("x")
    bring(tmp_path / "file" / "captures", elsewhere(tmp_path, records.record(1)), code=1)
    assert "cannot be written" in capsys.readouterr().err


@given(junk=st.lists(st.binary(max_size=60), max_size=5))
def test_junk_between_the_lines_never_raises(tmp_path_factory: pytest.TempPathFactory, junk: list[bytes]) -> None:
    directory = tmp_path_factory.mktemp("junk")
    file = elsewhere(directory, *(piece + b"\n" for piece in junk), records.record(1))
    assert main(["import", str(file), "--captures", str(directory / "captures")]) in {0, 1}
    assert len(captured.records(directory / "captures")) == 1


def test_what_is_put_aside_and_packed_here_is_known_and_packed_there_is_read(tmp_path: Path, capsys: Shown) -> None:
    captures = tmp_path / "captures"
    captures.mkdir()
    lines_of = [records.line(records.record(number)) for number in range(1, 6)]
    pack(captures / "history-20250101T000000Z.jsonl.zst", *lines_of[:2])
    (captures / "history-20250102T000000Z.jsonl").write_bytes(lines_of[2])
    file = elsewhere(tmp_path, b"".join(lines_of))
    bring(captures, file)
    assert capsys.readouterr().out == f"{file}: 2 exchanges imported, 3 were there already.\n"
    assert len(lines(captures)) == 2
    theirs = pack(tmp_path / "theirs.jsonl.zst", *lines_of, records.line(records.record(6)))
    bring(captures, theirs)
    assert capsys.readouterr().out == f"{theirs}: 1 exchange imported, 5 were there already.\n"


def test_two_imports_of_one_file_at_the_same_time_add_each_record_once(tmp_path: Path) -> None:
    captures = tmp_path / "captures"
    given = [records.line(records.record(number)) for number in (1, 2, 3)]
    with Intake(captures) as one, Intake(captures) as other:
        one.take(given[0])
        other.take(given[0])
        other.take(given[1])
        (captures / "history.jsonl").rename(captures / "history-20251122T100000Z.jsonl")
        one.take(given[1])
        other.take(given[2])
        one.take(given[2])
    assert (one.added, one.known, other.added, other.known) == (1, 2, 2, 1)
    files = sorted(captures.glob("history*.jsonl"))
    kept = [json.loads(line) for file in files for line in file.read_bytes().splitlines()]
    assert [value["number"] for value in kept] == [1, 2, 3]


def test_what_was_cut_at_its_end_is_no_record_that_is_there(tmp_path: Path) -> None:
    captures = tmp_path / "captures"
    with Intake(captures) as intake:
        intake.take(records.line(records.record(1)))
        with (captures / "history.jsonl").open("ab") as history:
            history.write(records.line(records.record(2))[:90])
        intake.take(records.line(records.record(3)))
        intake.take(records.line(records.record(3)))
    assert (intake.added, intake.known) == (2, 1)
