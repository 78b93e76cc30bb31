"""Where a proxy is to listen: options made into real ports."""

import ipaddress
from collections.abc import Mapping

from codex_tui.errors import CodexTuiError, WrongUsage
from codex_tui.proxy.command import Doors
from codex_tui.proxy.options import OLLAMA_PORT, ProxyOptions
from codex_tui.proxy.ports import any_free_port, require_free
from codex_tui.proxy.upstream import checked_upstream, ollama_url, refuse_circle


def plan_doors(options: ProxyOptions, environment: Mapping[str, str]) -> tuple[Doors, list[str]]:
    """The doors to open, and sentences on what a person should know of them.

    Raises WrongUsage for what cannot be meant, and CodexTuiError where a port that is needed is taken.
    """
    _check_range(options)
    host = options.listen_host
    port = options.port or any_free_port(host, but=[options.ollama_port])
    if options.port:
        require_free(host, port, "--port")
    ollama_port, upstream, notices = _ollama_door(options, port, environment)
    if not is_loopback(host):
        notices.append(_opened(host, port, ollama_port))
    return Doors(listen_host=host, port=port, ollama_port=ollama_port, upstream=upstream), notices


def _ollama_door(
    options: ProxyOptions, port: int, environment: Mapping[str, str]
) -> tuple[int | None, str | None, list[str]]:
    if options.ollama_port is None:
        return None, None, []
    host, ollama_port = options.listen_host, options.ollama_port or any_free_port(options.listen_host, but=[port])
    try:
        upstream = _upstream(options, environment)
        if ollama_port == port:
            raise CodexTuiError(f"Port {port} is the forward proxy's.")
        if options.ollama_port:
            require_free(host, ollama_port, "--ollama-port")
    except CodexTuiError as error:
        if options.ollama_port_required:
            raise
        return None, None, [f"{error.message} The capture runs without its door to Ollama."]
    refuse_circle(upstream, host, (port, ollama_port))
    return ollama_port, upstream, []


def _upstream(options: ProxyOptions, environment: Mapping[str, str]) -> str:
    if options.upstream is not None:
        return checked_upstream(options.upstream)
    return ollama_url(environment.get("OLLAMA_HOST", ""))


def _check_range(options: ProxyOptions) -> None:
    for name, port in (("--port", options.port), ("--ollama-port", options.ollama_port)):
        if port is not None and not 0 <= port <= 65535:
            raise WrongUsage(f"{port} is no port.", f"Give {name} a number from 0, any free one, to 65535.")
    asked = options.ollama_port_required or options.ollama_port != OLLAMA_PORT
    if asked and options.port and options.port == options.ollama_port:
        raise WrongUsage(f"Both doors cannot have port {options.port}.", "Give --port and --ollama-port two numbers.")


def _opened(host: str, port: int, ollama_port: int | None) -> str:
    door = f", and reach Ollama on port {ollama_port}" if ollama_port else ""
    return f"Listening on {host}: whoever reaches it can use port {port} as a proxy{door}."


def is_loopback(host: str) -> bool:
    """Whether only programs of this machine reach what listens there."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
