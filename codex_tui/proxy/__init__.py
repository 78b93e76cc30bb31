"""mitmdump as a child: found, started, watched, stopped, and the environment that leads a client to it."""

from typing import TYPE_CHECKING

from codex_tui.deferred import deferred

if TYPE_CHECKING:
    from codex_tui.proxy.options import ProxyOptions
    from codex_tui.proxy.status import Status
    from codex_tui.proxy.supervisor import Supervisor

__all__ = ["ProxyOptions", "Status", "Supervisor"]

# Commands that only ask which proxy runs need no event loop.
__getattr__ = deferred(__name__, {"ProxyOptions": "options", "Status": "status", "Supervisor": "supervisor"})
