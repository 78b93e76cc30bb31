"""How mitmdump is called."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from codex_tui.config import LOOPBACK

#: Whose TLS is opened unless told; the addon knows the same.
MODEL_HOSTS = ("api.openai.com", "chatgpt.com", "ollama.com")


class Doors(msgspec.Struct, frozen=True, kw_only=True):
    """Where a proxy listens, in real ports; ``ollama_port`` and the ``upstream`` behind it None for no such door."""

    listen_host: str
    port: int
    ollama_port: int | None = None
    upstream: str | None = None


def mitmdump_command(
    program: Path,
    addon: Path,
    doors: Doors,
    *,
    configuration: Path,
    captures: Path,
    trusted: Path,
    intercept: Sequence[str],
    nonce: str,
    history_limit: str,
    web_port: int | None = None,
) -> list[str]:
    """The argument vector.

    ``configuration``: a directory of our own, so that none of the user's options apply. ``trusted``: the roots that
    servers are checked against. ``web_port``: where the page of a mitmweb is to be.
    """
    modes = [f"regular@{doors.listen_host}:{doors.port}"]
    if doors.ollama_port is not None:
        modes.append(f"reverse:{doors.upstream}@{doors.listen_host}:{doors.ollama_port}")
    options: dict[str, object] = {
        "confdir": configuration,
        "flow_detail": 0,
        "termlog_verbosity": "warn",
        "ssl_verify_upstream_trusted_ca": trusted,
        "codex_capture_dir": captures,
        "codex_intercept_hosts": ",".join([*MODEL_HOSTS, *intercept]),
        "codex_history_limit": history_limit,
        "codex_ready_nonce": nonce,
    }
    if web_port is None:
        options |= {"codex_exit_with_stdin": "true"}
    else:
        # The addon keeps bodies for the page only where no owner is watched; and the page's address is an info.
        web = {"web_host": LOOPBACK, "web_port": web_port, "web_open_browser": "false"}
        options |= web | {"termlog_verbosity": "info"}
    command = [str(program), "--scripts", str(addon)]
    for mode in modes:
        command += ["--mode", mode]
    for name, value in options.items():
        command += ["--set", f"{name}={value}"]
    return command
