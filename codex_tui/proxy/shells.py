"""How each shell is told variables and commands."""

import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, get_args

import psutil

Shell = Literal["bash", "zsh", "fish", "powershell"]
SHELLS: tuple[Shell, ...] = get_args(Shell)

_NAMES: dict[str, Shell] = {
    "sh": "bash",
    "dash": "bash",
    "ash": "bash",
    "ksh": "bash",
    "bash": "bash",
    "zsh": "zsh",
    "fish": "fish",
    "pwsh": "powershell",
    "powershell": "powershell",
}


def shell_in_use(environment: Mapping[str, str]) -> Shell:
    """The one that called us, else the user's own, else bash."""
    return _NAMES.get(_parent()) or _NAMES.get(Path(environment.get("SHELL", "")).name) or "bash"


def quoted(shell: Shell, word: str) -> str:
    """``word`` as one word, whatever it holds."""
    match shell:
        case "fish":
            return "'" + word.replace("\\", "\\\\").replace("'", "\\'") + "'"
        case "powershell":
            return "'" + "".join(character * 2 if character in _QUOTES else character for character in word) + "'"
        case _:
            return shlex.quote(word)


def export(shell: Shell, name: str, value: str) -> str:
    """A command that sets a variable for all that the shell starts."""
    match shell:
        case "fish":
            return f"set -gx {name} {quoted(shell, value)};"
        case "powershell":
            return f"$env:{name} = {quoted(shell, value)}"
        case _:
            return f"export {name}={quoted(shell, value)}"


def with_variables(shell: Shell, variables: Mapping[str, str], command: str) -> str:
    """``command`` with variables of its own; in PowerShell, which cannot, they stay set."""
    if shell == "powershell":
        return "; ".join([*(export(shell, name, value) for name, value in variables.items()), command])
    return " ".join([*(f"{name}={quoted(shell, value)}" for name, value in variables.items()), command])


def evaluated(shell: Shell, command: str) -> str:
    """A command that runs what ``command`` prints."""
    match shell:
        case "fish":
            return f"{command} | source"
        case "powershell":
            return f"{command} | Out-String | Invoke-Expression"
        case _:
            return f'eval "$({command})"'


_QUOTES = "'\u2018\u2019\u201a\u201b"  # PowerShell takes each for an apostrophe


def _parent() -> str:
    try:
        return psutil.Process(os.getppid()).name().lstrip("-").removesuffix(".exe")
    except psutil.Error:
        return ""
