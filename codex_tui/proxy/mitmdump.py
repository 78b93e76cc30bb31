"""Which mitmdump to run."""

import importlib.resources
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec

from codex_tui.errors import CodexTuiError

OLDEST = (11, 0, 2)
_SAFE_WEB = (11, 1, 2)
_PATIENCE = 20.0  # s, for its version: a packed binary unpacks itself first
_INSTALL = "Install one with `pip install mitmproxy`, or name one with --mitmdump PATH."


class Mitmdump(msgspec.Struct, frozen=True):
    """A program that runs. ``ours``: it belongs to our own interpreter."""

    path: Path
    version: str
    ours: bool


def find_mitmdump(named: Path | None = None) -> Mitmdump:
    """The one ``named``, else the one beside our interpreter, else the one on PATH.

    Raises CodexTuiError if there is none, or it does not run, or is too old.
    """
    if named is not None:
        return _checked(_on_path(named))
    beside = Path(sys.executable).parent / "mitmdump"
    if os.access(beside, os.X_OK):
        import importlib.metadata

        return Mitmdump(beside, importlib.metadata.version("mitmproxy"), ours=True)
    found = shutil.which("mitmdump")
    if found is None:
        raise CodexTuiError("There is no mitmdump, the proxy that captures.", _INSTALL)
    return _checked(Path(found))


def find_mitmweb(mitmdump: Mitmdump) -> Mitmdump:
    """The one that comes with ``mitmdump``. Raises CodexTuiError if there is none, or clients could take it over."""
    if numbers(mitmdump.version) < _SAFE_WEB:
        raise CodexTuiError(
            f"mitmweb {mitmdump.version} can be controlled by whatever goes through it (CVE-2025-23217).",
            "Use mitmproxy 11.1.2 or later, which needs Python 3.12; --mitmdump PATH names another installation.",
        )
    path = mitmdump.path.with_name("mitmweb")
    if not os.access(path, os.X_OK):
        raise CodexTuiError(f"There is no mitmweb beside {mitmdump.path}.", _INSTALL)
    return Mitmdump(path, mitmdump.version, mitmdump.ours)


def numbers(version: str) -> tuple[int, ...]:
    """``12.1.2`` as numbers; what is none in it is left out."""
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def addon_script() -> Path:
    """The capture addon, to be loaded by mitmdump."""
    return Path(str(importlib.resources.files("mitm_addons") / "capture_codex.py"))


def child_environment(mitmdump: Mitmdump, inherited: dict[str, str]) -> dict[str, str]:
    """What it runs with: ours, without what would lead another installation's Python astray."""
    kept = {name: value for name, value in inherited.items() if mitmdump.ours or not name.startswith("PYTHON")}
    return kept | {"PYTHONUNBUFFERED": "1"}  # else its log would stand in a buffer while it is needed


def _on_path(named: Path) -> Path:
    found = shutil.which(named)
    if found is None:
        raise CodexTuiError(f"{named} is not there, or cannot be run.", "Give --mitmdump the path of a mitmdump.")
    return Path(found).absolute()


def _checked(path: Path) -> Mitmdump:
    program = Mitmdump(path, "", ours=False)
    try:
        answer = subprocess.run(
            [path, "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_PATIENCE,
            env=child_environment(program, dict(os.environ)),
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CodexTuiError(f"{path} does not run: {error}.", _INSTALL) from error
    version = re.match(r"Mitmproxy: (\d+(?:\.\d+)*)", answer.stdout)
    if version is None:
        raise CodexTuiError(f"{path} is no mitmdump: it does not tell its version.", _INSTALL)
    if numbers(version[1]) < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        raise CodexTuiError(f"{path} is mitmproxy {version[1]}; the capture needs {oldest} or later.", _INSTALL)
    return Mitmdump(path, version[1], ours=False)
