"""The environment that leads a client through the proxy."""

import re
from collections.abc import Mapping
from pathlib import Path

from codex_tui.proxy.authority import TRUST_VARIABLES
from codex_tui.proxy.upstream import bracketed

_PROXY_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY")
_EXCEPTIONS = ("NO_PROXY", "no_proxy")  # the upper-case name counts, even where it is empty
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def proxy_url(listen_host: str, port: int) -> str:
    """How a client on this machine reaches the proxy."""
    return f"http://{bracketed(_reachable(listen_host))}:{port}"


def client_environment(proxy: str, trusted: Path) -> dict[str, str]:
    """The variables to set: all traffic through ``proxy`` (a URL), none past it, the certificates in ``trusted``."""
    return dict.fromkeys(_PROXY_VARIABLES, proxy) | dict.fromkeys(_EXCEPTIONS, "") | trust_environment(trusted)


def trust_environment(trusted: Path) -> dict[str, str]:
    """The variables by which a client trusts the certificates in a file."""
    return dict.fromkeys(TRUST_VARIABLES, str(trusted))


def door_environment(door: str, former: Mapping[str, str]) -> dict[str, str]:
    """The variables by which Codex and Ollama's own clients go through ``door``, a URL, past any proxy.

    ``former``: the environment that they are added to; what it exempts from its proxies stays exempt.
    """
    exempt = next((former[name] for name in _EXCEPTIONS if name in former), "")
    exceptions = ",".join([*([exempt] if exempt else []), *_LOOPBACK])
    return {"CODEX_OSS_BASE_URL": f"{door}/v1", "OLLAMA_HOST": door} | dict.fromkeys(_EXCEPTIONS, exceptions)


def former_proxy(environment: Mapping[str, str], proxy: str) -> str | None:
    """A sentence on the proxy that ``environment`` named already and that is bypassed now; None if there is none."""
    for name in (*_PROXY_VARIABLES, "all_proxy"):
        former = environment.get(name)
        if former and former.rstrip("/") != proxy:
            return f"{name} was {_without_password(former)}: that proxy is bypassed, the capture connects directly."
    return None


def _without_password(url: str) -> str:
    return re.sub(r"^([a-z][a-z0-9+.-]*://)?.*@", r"\1…@", url, flags=re.DOTALL | re.IGNORECASE)


def _reachable(listen_host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(listen_host, listen_host)
