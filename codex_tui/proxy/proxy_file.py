"""``proxy.json`` as its reader sees it."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from codex_tui.proxy.status import ProxyFile


class ProxyFileReader:
    """Follows what one proxy says of itself; reads a file again only when it was replaced."""

    def __init__(self, captures: Path) -> None:
        self._captures = captures
        self._known: dict[Path, tuple[tuple[int, int, int], ProxyFile | None]] = {}

    def by_nonce(self, nonce: str) -> ProxyFile | None:
        """What the proxy that was started with ``nonce`` says; None until it is ready."""
        return next((said for said in self.everything() if said.nonce == nonce), None)

    def by_pid(self, pid: int) -> ProxyFile | None:
        """What the proxy with this pid says; None where it says nothing."""
        return next((said for said in self.everything() if said.pid == pid), None)

    def everything(self) -> Iterator[ProxyFile]:
        """What each proxy says or said, also one that was killed; the first proxy of the directory first."""
        if (said := self._read(self._captures / "proxy.json")) is not None:
            yield said
        for path in self._captures.glob("proxy-*.json"):  # of a further proxy on the same directory
            if (said := self._read(path)) is not None:
                yield said

    def _read(self, path: Path) -> ProxyFile | None:
        try:
            stat = path.stat()
            stamp = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
            known = self._known.get(path)
            if known is None or known[0] != stamp:
                self._known[path] = known = (stamp, _decoded(path.read_bytes()))
        except OSError:
            self._known.pop(path, None)
            return None
        return known[1]


def _decoded(content: bytes) -> ProxyFile | None:
    try:
        return msgspec.json.decode(content, type=ProxyFile)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
