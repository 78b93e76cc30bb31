"""Commands for the other terminal, for the Codex that is there."""

import shlex
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.proxy.authority import proxy_authority
from codex_tui.proxy.codex import NEWEST, Codex, codex_of, installed_codex, parse_version
from codex_tui.proxy.recipes import Way, by_hand, recipes
from codex_tui.proxy.shells import Shell

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
        "codex-tui run --reverse -- codex exec --oss --local-provider ollama -m gpt-oss:20b --skip-git-repo-check "
        '"say hello"',
        "CODEX_OSS_BASE_URL=http://127.0.0.1:18111/v1 codex exec --oss --local-provider ollama -m gpt-oss:20b "
        '--skip-git-repo-check "say hello"',
        "curl -s --noproxy '' --proxy http://127.0.0.1:18110 http://127.0.0.1:11434/api/tags",
        "curl -s --noproxy '*' http://127.0.0.1:18111/api/tags",
    ]


def test_once_the_proxy_has_a_certificate_openai_can_be_reached_by_hand() -> None:
    way = Way(proxy=WAY.proxy, upstream=WAY.upstream, trusted=Path("/s/trust.pem"))
    by_hand_openai = next(recipe.command for recipe in recipes(OLD, way) if "certificate" in recipe.title)
    assert by_hand_openai == (
        "HTTPS_PROXY=http://127.0.0.1:18110 CODEX_CA_CERTIFICATE=/s/trust.pem SSL_CERT_FILE=/s/trust.pem codex"
    )


@pytest.mark.parametrize(
    ("shell", "evaluated", "with_variable"),
    [
        ("zsh", 'eval "$(codex-tui env)"', "CODEX_OSS_BASE_URL=http://127.0.0.1:18111/v1 codex exec"),
        ("fish", "codex-tui env | source", "CODEX_OSS_BASE_URL='http://127.0.0.1:18111/v1' codex exec"),
        (
            "powershell",
            "codex-tui env | Out-String | Invoke-Expression",
            "$env:CODEX_OSS_BASE_URL = 'http://127.0.0.1:18111/v1'; codex exec",
        ),
    ],
)
def test_each_shell_has_its_own_words(shell: Shell, evaluated: str, with_variable: str) -> None:
    found = [recipe.command for recipe in recipes(NEWEST, WAY, shell=shell)]
    assert evaluated in found
    assert any(command.startswith(with_variable) for command in found)


def test_the_capture_by_hand_is_mitmproxys_own_program_with_our_addon() -> None:
    recipe = by_hand(WAY, Path("/lib/capture_codex.py"), Path("/my captures"))
    assert shlex.split(recipe.command) == [
        *("mitmweb", "--listen-host", "127.0.0.1", "-p", "18110", "--web-host", "127.0.0.1"),
        *("-s", "/lib/capture_codex.py", "--set", f"confdir={proxy_authority().parent}"),
        *("--set", "codex_capture_dir=/my captures"),
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
