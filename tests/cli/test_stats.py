"""``codex-tui stats``: what many exchanges come to."""

import json
import re
from pathlib import Path

import pytest

from codex_tui.cli.main import main
from tests import records
from tests.analysis import sessions
from tests.cli import captures as made
from tests.cli.on_terminal import codex_tui

Shown = pytest.CaptureFixture[str]


@pytest.fixture
def lost(tmp_path: Path) -> Path:
    sessions.lost_cache(tmp_path)
    records.append(tmp_path, made.error(118))
    return tmp_path


def stats(captures: Path, capsys: Shown, *arguments: str) -> str:
    assert main(["stats", *arguments, "--captures", str(captures)]) == 0
    return capsys.readouterr().out


def test_everything_is_told_by_sections(lost: Path, capsys: Shown) -> None:
    shown = stats(lost, capsys)
    assert shown.startswith("everything captured\n3 exchanges   3 requests to a model   2 sessions   ")
    for title in ("Tokens", "Time to first token", "How they ended", "Models", "What fills the context"):
        assert f"\n{title}" in shown
    assert "  ✗ failed            1\n" in shown
    assert "  gpt-oss:20b   " in shown


def test_one_session_by_its_id_or_by_an_exchange_of_it(lost: Path, capsys: Shown) -> None:
    shown = stats(lost, capsys, "--session", "s1")
    title = "Sentence 16 of what was said. Sentence 16 of what was said.…"
    assert shown.startswith(f"session s1   {title}\n2 exchanges   2 requests to a model   1 turn   ")
    assert "  in         28.3k\n  cached     17.4k   61% of it\n" in shown
    assert "\nLargest parts   of request #117\n   1  developer" in shown
    assert "estimated, sizes of #117\n" in shown
    assert re.search(r"^  d developer 15\.\d kB   t tools \d+ B ", shown, re.MULTILINE)
    parts = shown[shown.index("Largest parts") :].splitlines()[1:]
    assert "  since #116  2 times  " in parts[0]
    assert len({len(line) for line in parts}) == 1
    for name in ("116", "latest~1", "s"):
        assert stats(lost, capsys, "--session", name) == shown
    assert main(["stats", "--session", "nothing", "--captures", str(lost)]) == 1
    assert "No session's id begins with 'nothing'." in capsys.readouterr().err


def test_only_what_a_query_means(lost: Path, capsys: Shown) -> None:
    assert json.loads(stats(lost, capsys, "--filter", "is:error", "--json"))["states"] == {"failed": 1}
    assert stats(lost, capsys, "--filter", "is:live").splitlines()[1].startswith("0 exchanges")


def test_json_is_one_object(lost: Path, capsys: Shown) -> None:
    found = json.loads(stats(lost, capsys, "--session", "s1", "--json"))
    assert found["scope"] == {"kind": "session", "name": "s1"}
    assert found["tokens"]["input"] == 28_300
    assert [request["number"] for request in found["by_request"]] == [116, 117]
    assert found["context"][-1]["tokens"]["developer"] > 3_900
    assert len(found["largest_parts"]) == 10
    assert found["first_token"]["count"] == 2


def test_no_captured_text_controls_the_terminal(tmp_path: Path) -> None:
    records.append(tmp_path, made.hostile(1))
    for arguments in ([], ["--json"], ["--session", "1"]):
        assert not set("\x1b\x07\x9b\u202e\x7f") & set(codex_tui("stats", *arguments, "--captures", tmp_path))
