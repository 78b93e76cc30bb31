"""Checks of what leads clients through the capture, or past it."""

from collections.abc import Mapping
from pathlib import Path

from codex_tui.doctor.check import Check, ok, warn
from codex_tui.doctor.facts import Facts
from codex_tui.proxy.client import former_proxy, proxy_url

_LOCAL = ("localhost", "127.0.0.1", "::1", "[::1]", "127.0.0.0/8", "*")


def environment(facts: Facts) -> Check:
    """What this shell's variables mean for a client that is started in it."""
    if found := bypassed(facts.environment):
        name, value = found
        evidence = f"{name} is {value!r}: what is started in this shell asks local models past any proxy."
        return warn("environment", evidence, "`codex-tui run` and `env` empty it; or `unset NO_PROXY no_proxy`.")
    ours = _our_proxy(facts)
    if ours and facts.environment.get("HTTP_PROXY") == ours:
        return ok("environment", "Clients that are started in this shell go through the capture.")
    if _was_led_by_us(facts):
        evidence = "This shell was led to a capture that runs no more: what is started in it reaches nothing."
        return warn("environment", evidence, "`codex-tui start` and `codex-tui env` again, or use another shell.")
    if former := former_proxy(facts.environment, ours or ""):
        fix = "What needs that proxy is not reached while it is captured."
        return warn("environment", former, fix)
    return ok("environment", "Nothing in it leads past the capture; `run` and `env` set what leads to it.")


def daemon(facts: Facts) -> Check:
    """No Codex in the background carries the model calls past the proxy."""
    ours = _our_proxy(facts)
    astray = [daemon for daemon in facts.daemons if daemon.readable and (daemon.proxy or "").rstrip("/") != ours]
    if astray:
        pids = " ".join(str(daemon.pid) for daemon in astray)
        evidence = (
            f"`codex app-server` (pid {pids}) was started without the proxy; interactive sessions may go through it."
        )
        return warn("daemon", evidence, f"Use `codex --no-daemon`, or end it: `kill {pids}`.")
    if facts.daemons:
        unread = [str(daemon.pid) for daemon in facts.daemons if not daemon.readable]
        where = f"where pid {' '.join(unread)} leads cannot be seen." if unread else "it goes through the capture."
        return ok("daemon", f"`codex app-server` runs; {where}")
    if facts.codex is not None and facts.codex.daemon:
        evidence = "None runs. An interactive Codex without --oss starts one, which keeps the variables of its start."
        return ok("daemon", evidence, "`codex --no-daemon` starts none.")
    return ok("daemon", "None runs.")


def bypassed(environment: Mapping[str, str]) -> tuple[str, str] | None:
    """The variable that leads local requests past any proxy, and its value."""
    # The upper-case name wins, even where it is empty.
    for name in ("NO_PROXY", "no_proxy"):
        value = environment.get(name)
        if value is not None:
            hosts = [host.strip().lower() for host in value.split(",")]
            return (name, value) if any(host in _LOCAL for host in hosts) else None
    return None


def _was_led_by_us(facts: Facts) -> bool:
    """Whether ``codex-tui env`` was evaluated here: only then are certificates of our state directory trusted."""
    trusted = facts.environment.get("CODEX_CA_CERTIFICATE", "")
    return facts.trusted is not None and Path(trusted).parent == facts.trusted.parent


def _our_proxy(facts: Facts) -> str | None:
    return proxy_url(facts.running.listen_host, facts.running.port) if facts.running else None
