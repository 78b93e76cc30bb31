"""The user's own pager and editor, in the terminal that the inspector leaves to them."""

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from codex_tui.errors import CodexTuiError
from codex_tui.neutral import neutral

_PAGERS = ("less", "more")
_EDITORS = ("sensible-editor", "nvim", "vim", "nano", "vi")
_WAITING = {
    **dict.fromkeys(("code", "code-insiders", "codium", "cursor", "windsurf", "zed", "subl", "mate"), "--wait"),
    **dict.fromkeys(("gvim", "mvim"), "-f"),
    "gedit": "--wait",
    "kate": "--block",
}
"""Editors that return at once from a window of their own, before they have read the file; what makes them wait."""


def pager(environment: Mapping[str, str] = os.environ) -> list[str]:
    """The command that ``$PAGER`` names, else one that is here. Raises CodexTuiError where there is none."""
    return _program(environment, ("PAGER",), _PAGERS, "pager")


def editor(environment: Mapping[str, str] = os.environ) -> list[str]:
    """The command that ``$VISUAL`` or ``$EDITOR`` names, else one that is here. Raises CodexTuiError."""
    program, *options = _program(environment, ("VISUAL", "EDITOR"), _EDITORS, "editor")
    wait = _WAITING.get(Path(program).name)
    return [program, *options] if wait is None or {wait, wait[1:3]} & {*options} else [program, wait, *options]


def page(command: Sequence[str], content: bytes) -> None:
    """Show ``content``, made harmless, in a pager. Raises CodexTuiError where that fails."""
    text = neutral(content.decode(errors="backslashreplace"))
    # A short text is to stay too: `less` that quits when all fits on one screen would only flash.
    environment = {**os.environ, "LESS": f"{os.environ.get('LESS', '')} -+F".lstrip()}
    with interrupts_are_theirs():
        _run(command, input=text.encode(errors="replace"), env=environment)


def edit(command: Sequence[str], content: bytes, name: str) -> None:
    """Open ``content``, exactly, in an editor; the file is only the user's to read, and goes afterwards.

    Raises CodexTuiError where that fails.
    """
    with tempfile.TemporaryDirectory(prefix="codex-tui-") as directory, interrupts_are_theirs():
        path = Path(directory) / name
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123
            file.write(content)
        _run([*command, str(path)])


def _program(environment: Mapping[str, str], variables: Sequence[str], usual: Sequence[str], kind: str) -> list[str]:
    path = environment.get("PATH")
    for name in variables:
        if wanted := environment.get(name, "").strip():
            try:
                command = shlex.split(wanted)
            except ValueError:
                command = wanted.split()
            if shutil.which(command[0], path=path):
                return command
            raise CodexTuiError(f"{name} is {wanted!r}, which is no program here.", f"Set {name} to one that is.")
    for program in usual:
        if shutil.which(program, path=path):
            return [program]
    raise CodexTuiError(f"There is no {kind} here.", f"Set {variables[-1]}, or install {usual[-2]}.")


def _run(command: Sequence[str], **more: object) -> None:
    try:
        ended: int = subprocess.run(command, check=False, **more).returncode  # type: ignore[call-overload]
    except OSError as error:
        raise CodexTuiError(f"{command[0]} cannot be started: {error.strerror}.") from error
    if ended > 0:  # below is the signal that a person ended it by
        raise CodexTuiError(f"{shlex.join(command[:1])} ended with {ended}.", "What it said went with its screen.")


@contextlib.contextmanager
def interrupts_are_theirs() -> Iterator[None]:
    """ctrl+c in the program is not for us; a handler, since what is ignored would stay so in the program."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
