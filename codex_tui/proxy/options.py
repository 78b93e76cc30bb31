"""What a proxy is asked to be."""

from pathlib import Path

import msgspec

from codex_tui.config import FORWARD_PORT, HISTORY_LIMIT, LOOPBACK, OLLAMA_PORT

__all__ = ["FORWARD_PORT", "LOOPBACK", "OLLAMA_PORT", "ProxyOptions"]


class ProxyOptions(msgspec.Struct, frozen=True, kw_only=True):
    """One mitmdump with two doors; port 0 means any free one.

    ``ollama_port``: of the reverse proxy to Ollama, None for no such door. ``port_required``: the user asked for this
    one, so that a proxy on another is not what is wanted. ``ollama_port_required``: likewise, so that a taken one is
    an error; else the capture starts without. ``intercept``: hosts beyond the model hosts whose TLS is opened.
    ``mitmdump``: the program, None to find it. ``upstream``: the URL behind the reverse proxy, None to read
    ``OLLAMA_HOST``. ``temporary``: the captures go with the proxy, so others are not to use it unasked.
    ``history_limit``: the size from which on history.jsonl is put aside, as ``2G``; 0 for never.
    ``web``: mitmweb with its page instead of mitmdump; it keeps all that passes in memory.
    """

    captures: Path
    port: int = FORWARD_PORT
    ollama_port: int | None = OLLAMA_PORT
    port_required: bool = False
    ollama_port_required: bool = False
    listen_host: str = LOOPBACK
    intercept: tuple[str, ...] = ()
    mitmdump: Path | None = None
    history_limit: str = HISTORY_LIMIT
    upstream: str | None = None
    temporary: bool = False
    web: bool = False
