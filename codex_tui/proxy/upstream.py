"""The Ollama behind the reverse proxy: ``OLLAMA_HOST`` as Ollama itself reads it."""

import ipaddress
import re
from urllib.parse import urlsplit

from codex_tui.errors import WrongUsage

DEFAULT_PORT = 11434


def ollama_url(ollama_host: str) -> str:
    """``http://127.0.0.1:11434`` and the like, always with a port, from the value of ``OLLAMA_HOST`` ("" if unset).

    An address that means every interface is read as loopback, as a client of it must. Raises WrongUsage for what
    mitmproxy cannot stand before: another scheme, a path. The rules are those of ``envconfig.Host`` in
    https://github.com/ollama/ollama.
    """
    scheme, host, port, path = _parts(ollama_host.strip().strip("\"'").strip())
    if scheme not in ("http", "https") or path or not _is_host(host):
        raise WrongUsage(
            f"OLLAMA_HOST is {ollama_host!r}, which the capture cannot stand before.",
            "Give it as http://HOST:PORT, without a path.",
        )
    return f"{scheme}://{bracketed(_reachable(host))}:{port}"


def checked_upstream(url: str) -> str:
    """``url`` as given, if it can stand behind the reverse proxy. Raises WrongUsage."""
    try:
        parts = urlsplit(url)
        usable = bool(parts.hostname and parts.port) and parts.path in ("", "/")
    except ValueError:
        usable = False
    if not usable or parts.scheme not in ("http", "https"):
        raise WrongUsage(f"{url!r} cannot be the upstream.", "Give it as http://HOST:PORT, without a path.")
    return url


def refuse_circle(upstream: str, listen_host: str, ports: tuple[int, ...]) -> None:
    """Raise WrongUsage if ``upstream`` is one of the proxy's own ``ports``."""
    parts = urlsplit(upstream)
    host = parts.hostname or ""
    if parts.port in ports and (host in ("localhost", listen_host) or _is_local(host)):
        raise WrongUsage(
            f"The upstream {upstream} is the capture's own port: it would ask itself.",
            "Unset OLLAMA_HOST, or set it to where Ollama itself listens.",
        )


def bracketed(host: str) -> str:
    """``host`` as it stands in a URL: an IPv6 address in brackets."""
    return f"[{host}]" if ":" in host else host


def _parts(value: str) -> tuple[str, str, int, str]:
    scheme, mark, rest = value.partition("://")
    if not mark:
        scheme, rest = ("https", "ollama.com:443") if value == "ollama.com" else ("http", value)
    default = {"http": 80, "https": 443}.get(scheme, DEFAULT_PORT) if mark else DEFAULT_PORT
    authority, _, path = rest.partition("/")
    host, port = _host_and_port(authority, default)
    return scheme, host, port, path.strip("/")


def _host_and_port(authority: str, default: int) -> tuple[str, int]:
    host, colon, port = authority.rpartition(":")
    if not colon or (":" in host and not host.endswith("]")) or authority.endswith("]"):
        return authority.strip("[]"), default
    valid = port.isascii() and port.isdigit() and len(port) < 6 and int(port) <= 65535
    return host.strip("[]"), int(port) if valid else default


def _reachable(host: str) -> str:
    if host in ("", "0.0.0.0"):
        return "127.0.0.1"
    return "::1" if host == "::" else host


def _is_host(host: str) -> bool:
    return _address(host) is not None or not host or re.fullmatch(r"[\w.-]+", host, re.ASCII) is not None


def _is_local(host: str) -> bool:
    address = _address(host)
    return address is not None and (address.is_loopback or address.is_unspecified)


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
