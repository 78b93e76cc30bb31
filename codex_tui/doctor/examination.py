"""All checks, in the order in which a person would make them."""

from collections.abc import Callable

from codex_tui.doctor import capture, client, model, programs, screen, traffic
from codex_tui.doctor.check import Check
from codex_tui.doctor.facts import Facts

CHECKS: tuple[Callable[[Facts], Check], ...] = (
    programs.codex_tui,
    programs.mitmproxy,
    programs.codex,
    programs.settings,
    capture.directory,
    capture.ports,
    capture.proxy,
    capture.forwarding,
    capture.certificate,
    client.environment,
    client.daemon,
    model.server,
    model.model,
    model.context,
    screen.terminal,
    screen.clipboard,
    traffic.traffic,
)


def examine(facts: Facts) -> list[Check]:
    """One outcome a check; nothing is asked or changed any more."""
    return [check(facts) for check in CHECKS]
