"""``codex-tui show``: one exchange as a conversation."""

import json
from pathlib import Path

import pytest

from codex_tui.cli.main import main
from tests import records
from tests.cli import captures as made
from tests.cli.on_terminal import codex_tui
from tests.dialects.exchanges import completed, item_done, text_delta, websocket_record

Shown = pytest.CaptureFixture[str]


def show(tmp_path: Path, capsys: Shown, *arguments: str) -> str:
    assert main(["show", *arguments, "--captures", str(tmp_path)]) == 0
    return capsys.readouterr().out


def test_a_call_stands_beside_its_output(tmp_path: Path, capsys: Shown) -> None:
    made.tool_session(tmp_path)
    shown = show(tmp_path, capsys, "3", "--all")
    assert "▎ exec_command  ✓ 0  0.5 s\n  $ pytest -q\n  3 passed in 0.12s\n" in shown
    assert "▎ assistant  ~9 tok\n  Three tests passed. Nothing to mend.\n" in shown
    assert shown.index("3 passed") < shown.index("── answer ──  first token 20 ms") < shown.index("Three tests")


def test_what_the_request_before_held_is_folded(tmp_path: Path, capsys: Shown) -> None:
    made.tool_session(tmp_path)
    shown = show(tmp_path, capsys, "3")
    assert "▸ 7 parts unchanged since #2" in shown
    assert "  $ pytest -q\n  3 passed in 0.12s\n" in shown  # the call was there, its output was not
    assert "You are a coding agent." not in shown
    assert "run the tests" not in shown
    assert "Three tests passed." in shown


def test_a_first_request_folds_only_instructions_and_tools(tmp_path: Path, capsys: Shown) -> None:
    made.tool_session(tmp_path)
    shown = show(tmp_path, capsys, "2")
    assert "▸ tools  3 definitions: exec_command, multi_agent_v1, web_search" in shown
    assert "tok\n▸ developer  message" in shown
    assert "  run the tests\n" in shown
    assert "You are a coding agent." not in shown
    assert "You are a coding agent." in show(tmp_path, capsys, "2", "--all")


def test_the_head_tells_state_model_tokens_and_error(tmp_path: Path, capsys: Shown) -> None:
    made.tool_session(tmp_path)
    assert show(tmp_path, capsys, "2").startswith("✓ #2  openai.responses  gpt-oss:20b  complete\n")
    failed = show(tmp_path, capsys, "latest")
    assert failed.startswith("✗ #4  openai.responses  gpt-oss:20b  failed\n")
    assert "✗ internal error\n" in failed
    assert failed.endswith("── no answer ──\n")


def test_json_is_the_summary_and_its_parts(tmp_path: Path, capsys: Shown) -> None:
    made.tool_session(tmp_path)
    found = json.loads(show(tmp_path, capsys, "3", "--json"))
    assert found["outcome"] == "answer"
    call, output = (next(p for p in found["parts"] if p["kind"] == kind) for kind in ("tool_call", "tool_output"))
    assert call["call_id"] == output["call_id"]
    assert call["arguments"] == '{"cmd": "pytest -q"}'
    assert (call["new"], output["new"]) == (False, True)
    assert {"kind", "origin", "role", "text", "name", "call_id", "arguments", "new"} <= set(call)
    assert main(["list", "--json", "--captures", str(tmp_path)]) == 0
    listed = json.loads(capsys.readouterr().out.splitlines()[2])
    assert {key: value for key, value in found.items() if key != "parts"} == listed


def test_a_turn_on_a_websocket_is_shown_with_what_it_goes_on_from(tmp_path: Path, capsys: Shown) -> None:
    records.append(tmp_path, *(websocket_record(index) for index in range(3)))
    shown = show(tmp_path, capsys, "4", "--all")
    assert shown.index("run the tests") < shown.index("$ pytest -q\n  3 passed in 0.12s") < shown.index("── answer")
    assert "unchanged since #3" in show(tmp_path, capsys, "4")


def test_a_chain_that_breaks_off_is_told(tmp_path: Path, capsys: Shown) -> None:
    records.append(tmp_path, websocket_record(2))
    assert "▲ It goes on from resp_" in show(tmp_path, capsys, "4")
    found = json.loads(show(tmp_path, capsys, "4", "--json"))
    assert [warning["code"] for warning in found["warnings"]] == ["link_missing"]


def test_a_call_tells_how_long_it_took_and_an_answer_where_it_stood_still(tmp_path: Path, capsys: Shown) -> None:
    call = {"type": "function_call", "name": "f", "call_id": "c1", "arguments": "{}"}
    events = [records.sse_event(e) for e in (text_delta("a"), text_delta("b"), item_done(call, 1), completed())]
    chunks = [(at, len(event)) for at, event in zip((20.0, 30.0, 4_030.0, 4_030.0), events, strict=True)]
    headers = [("session-id", "s")]
    first = records.record(1, records.response(b"".join(events), chunks=chunks), request_headers=headers)
    output = {"type": "function_call_output", "call_id": "c1", "output": "done"}
    request = json.dumps({"input": [call, output]}).encode()
    at = records.started(7)
    records.append(tmp_path, first, records.record(2, b"", request=request, request_headers=headers, started_at=at))
    assert "  4.0 s longest gap\n" in show(tmp_path, capsys, "1")
    assert "▎ f  2.0 s later\n  {}\n  done\n" in show(tmp_path, capsys, "2")


def test_a_patch_is_shown_by_its_files(tmp_path: Path, capsys: Shown) -> None:
    patch = "*** Begin Patch\n*** Update File: a.py\n@@ def f\n x\n-y\n+z\n*** End Patch"
    call = {"type": "custom_tool_call", "name": "apply_patch", "call_id": "c", "input": patch}
    events = records.sse({"type": "response.output_item.done", "output_index": 0, "item": call}, completed())
    records.append(tmp_path, records.record(1, events))
    assert "  a.py  +1 −1\n  @@ def f\n   x\n  -y\n  +z\n" in show(tmp_path, capsys, "1")


def test_a_live_one_shows_what_is_there(tmp_path: Path, capsys: Shown) -> None:
    with records.Journal(tmp_path, number=7) as journal:
        assert show(tmp_path, capsys, "7").endswith("── no answer yet ──\n")
        journal.answer()
        journal.chunk(30.0, records.sse(text_delta("Hello, ")))
        assert show(tmp_path, capsys, "7").endswith("▎ assistant  ~2 tok\n  Hello, \n")
        assert json.loads(show(tmp_path, capsys, "7", "--json"))["state"] == "live"


def test_side_traffic_shows_what_it_asked_and_got(tmp_path: Path, capsys: Shown) -> None:
    made.tool_session(tmp_path)
    assert "▎ models\n  0 models\n" in show(tmp_path, capsys, "1")
    url = "http://localhost/telemetry"
    records.append(tmp_path, records.record(5, b"ok", request=b'{"a": 1}', url=url, transport="http"))
    assert '  {"a": 1}\n' in show(tmp_path, capsys, "5")


def test_on_a_terminal_no_captured_text_controls_it_and_in_a_pipe_it_is_exact(tmp_path: Path, capsys: Shown) -> None:
    records.append(tmp_path, made.hostile(1))
    for arguments in (["1"], ["1", "--all"], ["1", "--json"]):
        shown = codex_tui("show", *arguments, "--captures", tmp_path)
        assert not set("\x1b\x07\x9b\u202e\x7f") & set(shown)
    assert f"  {made.HOSTILE}\n" in show(tmp_path, capsys, "1")


def test_text_of_other_alphabets_survives_a_locale_that_cannot_write_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    records.append(tmp_path, records.record(1, records.sse(text_delta("žluťoučký 馬"), completed())))
    assert main(["show", "1", "--captures", str(tmp_path)]) == 0
    assert "žluťoučký 馬".encode() in capsysbinary.readouterr().out


@pytest.mark.parametrize(
    ("reference", "code", "said"),
    [("99", 1, "There is no exchange 99."), ("latest~9", 1, "There is no"), ("what", 2, "names no exchange")],
)
def test_an_unknown_id_is_a_sentence(tmp_path: Path, capsys: Shown, reference: str, code: int, said: str) -> None:
    made.tool_session(tmp_path)
    assert main(["show", reference, "--captures", str(tmp_path)]) == code
    shown = capsys.readouterr()
    assert shown.out == ""
    assert said in shown.err


def test_an_id_is_wanted(capsys: Shown) -> None:
    assert main(["show"]) == 2
    assert "ID" in capsys.readouterr().err


def test_ids_and_their_starts_name_an_exchange(tmp_path: Path, capsys: Shown) -> None:
    made.tool_session(tmp_path)
    id_ = records.ulid(records.started(2), 2)
    assert show(tmp_path, capsys, id_) == show(tmp_path, capsys, "#2") == show(tmp_path, capsys, "latest~2")
