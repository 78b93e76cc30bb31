"""Which servers of pages run, told in the state directory: ``serving/<pid>.json``, which holds the token too."""

from pathlib import Path

import msgspec

from codex_tui.paths import state_directory
from codex_tui.proxy.entries import living, put, remove
from codex_tui.proxy.registry import same_directory


class Serving(msgspec.Struct, frozen=True, kw_only=True):
    """One server, on 127.0.0.1. ``background``: it belongs to no terminal and ends with the capture."""

    pid: int
    started_at: str
    port: int
    token: str
    captures: Path
    background: bool = False

    def link(self, page: str = "") -> str:
        """What opens ``page`` in a browser, the token in it."""
        return f"http://127.0.0.1:{self.port}/{page}?token={self.token}"


def register(entry: Serving) -> None:
    """Make ``entry`` known to our other programs, and to nobody else."""
    put(_directory(), entry)


def unregister(pid: int) -> None:
    """Forget the server with this pid."""
    remove(_directory(), pid)


def find_serving(captures: Path) -> Serving | None:
    """The newest live server of the pages of a capture directory. Removes what is stale."""
    live = [entry for entry in living(_directory(), Serving) if same_directory(entry.captures, captures)]
    return max(live, key=lambda entry: entry.started_at, default=None)


def _directory() -> Path:
    return state_directory() / "serving"
