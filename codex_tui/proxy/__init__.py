"""mitmdump as a child: found, started, watched, stopped, and the environment that leads a client to it."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codex_tui.proxy.options import ProxyOptions
    from codex_tui.proxy.status import Status
    from codex_tui.proxy.supervisor import Supervisor

__all__ = ["ProxyOptions", "Status", "Supervisor"]

_MODULES = {"ProxyOptions": "options", "Status": "status", "Supervisor": "supervisor"}


def __getattr__(name: str) -> object:
    # Commands that only ask which proxy runs need no event loop.
    if name not in _MODULES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
