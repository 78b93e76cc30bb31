"""Commands for the other terminal, for the Codex that is there."""

import shlex
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.proxy.codex import NEWEST, Codex, codex_of, installed_codex, parse_version
from codex_tui.proxy.recipes import Way, recipes

WAY = Way(proxy="http://127.0.0.1:18110", upstream="http://127.0.0.1:11434", door="http://127.0.0.1:18111")
OLD = Codex(version=(0, 34, 0), local_provider=False, daemon=False)


def commands(codex: Codex, model: str = "gpt-oss:20b") -> list[str]:
    return [recipe.command for recipe in recipes(codex, WAY, model)]


def test_the_newest_codex_is_told_which_server_and_to_run_without_its_daemon() -> None:
    assert commands(NEWEST) == [
        'codex-tui run -- codex exec --oss --local-provider ollama -m gpt-oss:20b --skip-git-repo-check "say hello"',
        "codex-tui run -- codex --oss --local-provider ollama -m gpt-oss:20b",
        "codex-tui run -- codex --no-daemon",
        'eval "$(codex-tui env)"',
        "curl --noproxy '' --proxy http://127.0.0.1:18110 http://127.0.0.1:11434/api/version",
        "curl --noproxy '*' http://127.0.0.1:18111/api/version",
    ]


def test_an_old_codex_is_not_given_options_that_it_does_not_know() -> None:
    assert commands(OLD)[:3] == [
        'codex-tui run -- codex exec --oss -m gpt-oss:20b --skip-git-repo-check "say hello"',
        "codex-tui run -- codex --oss -m gpt-oss:20b",
        "codex-tui run -- codex",
    ]


@given(model=st.text(min_size=1, max_size=10))
def test_any_model_name_stays_one_word(model: str) -> None:
    assert shlex.split(commands(NEWEST, model)[1])[-1] == model


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ("codex-cli 0.169.0\n", (0, 169, 0)),
        ("WARNING: odd\ncodex-cli 0.34.0", (0, 34, 0)),
        ("codex-cli 1.2.3-alpha.4", (1, 2, 3)),
        ("node v22.0.0", None),
        ("", None),
    ],
)
def test_a_version_is_read_from_what_codex_says(said: str, version: tuple[int, ...] | None) -> None:
    assert parse_version(said) == version


@given(said=st.text() | st.from_regex(r"codex-cli [0-9.]{0,20}"))
def test_junk_is_no_version(said: str) -> None:
    version = parse_version(said)
    assert version is None or len(version) >= 2


def test_the_route_follows_the_version() -> None:
    assert [codex_of(version, "").speaks_responses for version in ((0, 80, 0), (0, 90, 0), (1, 0))] == [
        False,
        True,
        True,
    ]


def test_the_installed_codex_tells_what_it_can_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert installed_codex() is None
    codex = tmp_path / "codex"
    codex.write_text('#!/bin/sh\n[ "$1" = --version ] && echo codex-cli 0.80.0 || echo "  --local-provider <X>"\n')
    codex.chmod(0o755)
    assert installed_codex() == Codex(version=(0, 80, 0), local_provider=True, daemon=False)
    codex.write_text("#!/bin/sh\nexit 1\n")
    assert installed_codex() is None
