"""What a proxy says of itself."""

from pathlib import Path

import msgspec

from codex_tui.proxy.registry import Running


class Connection(msgspec.Struct, frozen=True, kw_only=True):
    """One recent connection. ``what`` happened to it, in the addon's words."""

    at: str
    host: str | None = None
    client: str | None = None
    user_agent: str | None = None
    what: str = ""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What passed, records or not; per host where a dict. ``recent``: the last 50, oldest first."""

    connections: int = 0
    requests: int = 0
    model_calls: int = 0
    tunnelled: dict[str, int] = {}
    tls_refused: dict[str, int] = {}
    connect_errors: dict[str, int] = {}
    recent: list[Connection] = []


class Errors(msgspec.Struct, frozen=True, kw_only=True):
    """What the capture failed to record. ``over``: a record was written since."""

    count: int = 0
    last: str | None = None
    over: bool = False

    @property
    def reason(self) -> str:
        """The last one for people, to whom all of it is storing."""
        return (self.last or "unknown").removeprefix("storing: ")


class ProxyFile(msgspec.Struct, frozen=True, kw_only=True):
    """``proxy.json``, as the addon writes it."""

    v: int
    pid: int
    started_at: str
    nonce: str | None = None
    listen_host: str | None = None
    port: int | None = None
    ollama_port: int | None = None
    upstream: str | None = None
    captures: str
    mitmproxy: str | None = None
    errors: Errors = Errors()
    seen: Seen = Seen()


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """A proxy now. ``problem``: why it does not run, or what it could not do, in a sentence."""

    running: bool
    captures: Path
    pid: int | None = None
    port: int | None = None
    ollama_port: int | None = None
    mitmproxy: str | None = None
    started_at: str | None = None
    errors: Errors = Errors()
    seen: Seen = Seen()
    problem: str | None = None


def running_status(
    running: Running, said: ProxyFile | None, problem: str | None = None, captures: Path | None = None
) -> Status:
    """Of a registered proxy that lives, with what it ``said`` of itself. ``captures``: as they are named here."""
    return Status(
        running=True,
        captures=captures or running.captures,
        pid=running.pid,
        port=running.port,
        ollama_port=running.ollama_port,
        started_at=running.started_at,
        mitmproxy=said.mitmproxy if said else None,
        errors=said.errors if said else Errors(),
        seen=said.seen if said else Seen(),
        problem=problem,
    )
