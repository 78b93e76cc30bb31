"""The Codex CLI that is installed, as far as it decides how to call it."""

import re
import shutil
import subprocess

import msgspec

_PATIENCE = 10.0  # s; it starts through Node.js


class Codex(msgspec.Struct, frozen=True, kw_only=True):
    """``local_provider``: it must be told which local server is meant. ``daemon``: it starts a background server."""

    version: tuple[int, ...]
    local_provider: bool
    daemon: bool

    @property
    def speaks_responses(self) -> bool:
        """Whether it asks local models by /v1/responses; older ones by /v1/chat/completions."""
        return self.version >= (0, 90)


NEWEST = Codex(version=(0, 169, 0), local_provider=True, daemon=True)


def installed_codex() -> Codex | None:
    """The one on PATH; None where there is none, or it does not tell its version."""
    program = shutil.which("codex")
    if program is None:
        return None
    version = parse_version(_said(program, "--version"))
    return codex_of(version, _said(program, "--help")) if version else None


def codex_of(version: tuple[int, ...], usage: str) -> Codex:
    """What a Codex can do, from its own ``--help``."""
    return Codex(version=version, local_provider="--local-provider" in usage, daemon="--no-daemon" in usage)


def parse_version(said: str) -> tuple[int, ...] | None:
    """``codex-cli 0.169.0`` as numbers; None if it is nothing of the kind."""
    found = re.search(r"\bcodex\S* (\d{1,6}(?:\.\d{1,6}){1,3})", said)
    return tuple(int(number) for number in found[1].split(".")) if found else None


def _said(program: str, option: str) -> str:
    try:
        answer = subprocess.run(
            [program, option],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            errors="replace",
            timeout=_PATIENCE,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout
