"""mitmdump as a child: found, started, watched, stopped, and the environment that leads a client to it."""

from typing import TYPE_CHECKING

from codex_tui.proxy.options import ProxyOptions
from codex_tui.proxy.status import Status

if TYPE_CHECKING:
    from codex_tui.proxy.supervisor import Supervisor

__all__ = ["ProxyOptions", "Status", "Supervisor"]


def __getattr__(name: str) -> object:
    # Commands that only ask which proxy runs need no event loop.
    if name == "Supervisor":
        from codex_tui.proxy.supervisor import Supervisor

        return Supervisor
    raise AttributeError(name)
