"""What checks judge: facts of this machine, gathered once."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from codex_tui.config import Settings
from codex_tui.proxy.codex import Codex
from codex_tui.proxy.mitmdump import Mitmdump
from codex_tui.proxy.registry import Running
from codex_tui.proxy.status import Status


class Directory(msgspec.Struct, frozen=True, kw_only=True):
    """The capture directory.

    ``free``: bytes. ``exposed``: files of it that others on this machine may read. ``writers``: pids of live proxies.
    """

    path: Path
    problem: str | None = None
    free: int
    exposed: tuple[str, ...] = ()
    writers: tuple[int, ...] = ()


class Door(msgspec.Struct, frozen=True, kw_only=True):
    """A port that a capture would take. ``problem``: why it cannot; it names the holder and a free port."""

    port: int
    problem: str | None = None


class Ollama(msgspec.Struct, frozen=True, kw_only=True):
    """What answers at ``url``; ``version`` None where nothing does. ``loaded``: context length by loaded model."""

    url: str
    version: str | None = None
    problem: str | None = None
    models: tuple[str, ...] = ()
    loaded: dict[str, int | None] = {}


class Forwarding(msgspec.Struct, frozen=True, kw_only=True):
    """A request for ``url`` through the proxy: the ``status`` of its answer, or the ``problem``.

    Where nothing could answer no request is made: ``url`` is None, and without a problem the proxy took a connection.
    """

    url: str | None = None
    status: int | None = None
    problem: str | None = None


class Daemon(msgspec.Struct, frozen=True, kw_only=True):
    """A Codex in the background. ``proxy``: where its environment leads; None where it leads nowhere."""

    pid: int
    proxy: str | None = None
    readable: bool = True


class Screen(msgspec.Struct, frozen=True, kw_only=True):
    """The terminal; ``width`` and ``height`` in cells, None without one."""

    term: str = ""
    encoding: str = "utf-8"
    width: int | None = None
    height: int | None = None
    program: str = ""
    colours: str = ""


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """All of them. ``running`` and ``status``: the capture that is meant, and what it has seen.

    ``trusted``: the bundle for clients, None where the proxy has no authority yet. ``largest_prompt``: the most
    input tokens that a captured model call had, as far as they were reported. ``clipboards``: programs that fill one.
    """

    environment: Mapping[str, str]
    settings: Settings
    config_problem: str | None = None
    config_warnings: tuple[str, ...] = ()
    directory: Directory
    mitmdump: Mitmdump | None = None
    mitmdump_problem: str | None = None
    running: Running | None = None
    status: Status
    doors: tuple[Door, ...] = ()
    forwarding: Forwarding | None = None
    trusted: Path | None = None
    codex: Codex | None = None
    daemons: tuple[Daemon, ...] = ()
    ollama: Ollama
    largest_prompt: int | None = None
    screen: Screen = Screen()
    clipboards: tuple[str, ...] = ()
