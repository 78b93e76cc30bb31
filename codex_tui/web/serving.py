"""Which servers of pages run, told in the state directory: ``serving/<pid>.json``, which holds the token too."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from codex_tui.paths import private_directory, state_directory
from codex_tui.proxy.process import is_alive
from codex_tui.proxy.registry import same_directory
from codex_tui.proxy.whole_file import write_private


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
    content = msgspec.json.encode(entry, enc_hook=str)
    write_private(private_directory(_directory()) / f"{entry.pid}.json", content)


def unregister(pid: int) -> None:
    """Forget the server with this pid."""
    (_directory() / f"{pid}.json").unlink(missing_ok=True)


def find_serving(captures: Path) -> Serving | None:
    """The newest live server of the pages of a capture directory. Removes what is stale."""
    live = [entry for entry in _live() if same_directory(entry.captures, captures)]
    return max(live, key=lambda entry: entry.started_at, default=None)


def _live() -> Iterator[Serving]:
    for path in _directory().glob("*.json"):
        try:
            entry = msgspec.json.decode(path.read_bytes(), type=Serving, dec_hook=_path)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            continue  # being replaced or removed, or another version's
        if is_alive(entry.pid, entry.started_at):
            yield entry
        else:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


def _directory() -> Path:
    return state_directory() / "serving"


def _path(kind: type, value: str) -> object:
    return kind(value)
