"""Variables and commands, as each shell takes them."""

import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.proxy.shells import SHELLS, Shell, evaluated, export, quoted, shell_in_use, with_variables

WORDS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0\r"), max_size=20)


@given(word=WORDS)
def test_a_posix_shell_takes_any_value_as_it_is(word: str) -> None:
    script = f'{export("bash", "VALUE", word)}; printf %s "$VALUE"'
    assert subprocess.run(["sh", "-c", script], capture_output=True, check=True).stdout == word.encode()


HOSTILE = ["", "it's", r"back\slash", r"\'", "$HOME (x) * `id`", "two\nlines", "ü ‘x’", "!history", "-n"]


@pytest.mark.parametrize("word", HOSTILE)
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_real_shell_takes_any_value_as_it_is(shell: Shell, word: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} on the PATH")
    between = " " if shell == "fish" else "; "
    exported = f'{export(shell, "VALUE", word)}{between}printf %s "$VALUE"'
    assert subprocess.run([shell, "-c", exported], capture_output=True, check=True).stdout == word.encode()
    command = with_variables(shell, {"ONE": word, "TWO": "2"}, "sh -c 'printf %s \"$ONE$TWO\"'")
    assert subprocess.run([shell, "-c", command], capture_output=True, check=True).stdout == f"{word}2".encode()
    evaluated_here = evaluated(shell, f"printf %s {quoted(shell, export(shell, 'VALUE', word))}")
    script = f'{evaluated_here}; printf %s "$VALUE"'
    assert subprocess.run([shell, "-c", script], capture_output=True, check=True).stdout == word.encode()


@given(word=WORDS)
def test_in_fish_only_the_backslash_and_the_apostrophe_are_special(word: str) -> None:
    inside = quoted("fish", word)[1:-1]
    assert inside.replace("\\'", "").replace("\\\\", "").find("'") == -1
    assert inside.replace("\\\\", "\0").replace("\\'", "'").replace("\0", "\\") == word


@given(word=WORDS)
def test_in_powershell_an_apostrophe_of_any_kind_is_doubled(word: str) -> None:
    inside = quoted("powershell", word)[1:-1]
    for apostrophe in "'‘’‚‛":
        assert inside.count(apostrophe) == 2 * word.count(apostrophe)


@pytest.mark.parametrize(
    ("variable", "shell"),
    [("/usr/bin/fish", "fish"), ("/bin/zsh", "zsh"), ("/bin/dash", "bash"), ("", "bash"), ("/opt/nu", "bash")],
)
def test_where_no_shell_called_the_users_own_is_meant(
    variable: str, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("codex_tui.proxy.shells._parent", lambda: "pytest")
    assert shell_in_use({"SHELL": variable}) == shell
    assert shell in SHELLS
