"""Variables and commands, as each shell takes them."""

import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.proxy.shells import SHELLS, Shell, export, quoted, shell_in_use

WORDS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0\r"), max_size=20)


@given(word=WORDS)
def test_a_posix_shell_takes_any_value_as_it_is(word: str) -> None:
    script = f'{export("bash", "VALUE", word)}; printf %s "$VALUE"'
    assert subprocess.run(["sh", "-c", script], capture_output=True, check=True).stdout == word.encode()


@pytest.mark.skipif(shutil.which("fish") is None, reason="no fish on the PATH")
@pytest.mark.parametrize("word", ["", "it's", r"back\slash", r"\'", "$HOME (x) *", "two\nlines", "ü"])
def test_fish_takes_any_value_as_it_is(word: str) -> None:
    script = f'{export("fish", "VALUE", word)} printf %s "$VALUE"'
    assert subprocess.run(["fish", "-c", script], capture_output=True, check=True).stdout == word.encode()


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
