"""Checks of the capture: its directory, its ports, its proxy, its certificate."""

import shlex

from codex_tui.doctor.check import Check, fail, ok, warn
from codex_tui.doctor.facts import Facts
from codex_tui.doctor.programs import version_of
from codex_tui.formats import count, size

_LITTLE, _TOO_LITTLE = 1_000_000_000, 100_000_000  # bytes free
_AGAIN = "`codex-tui restart`, then look at `codex-tui logs`."
_BOTH_NAMES = (0, 90)  # below, Codex was measured to ignore CODEX_CA_CERTIFICATE


def directory(facts: Facts) -> Check:
    """Captures can be written, have room, and are for nobody else's eyes."""
    found = facts.directory
    if found.problem:
        return fail("captures", found.problem, "Choose another with --captures, or mend its permissions.")
    free = size(found.free)
    if found.free < _LITTLE:
        state = fail if found.free < _TOO_LITTLE else warn
        return state("captures", f"{found.path} has {free} left.", "Make room, or choose another with --captures.")
    if found.exposed:
        evidence = f"Others on this machine may read {', '.join(found.exposed)} in {found.path}."
        return warn("captures", evidence, f"chmod -R go= {shlex.quote(str(found.path))}")
    if len(found.writers) > 1:
        pids = ", ".join(map(str, found.writers))
        return ok("captures", f"Proxies with pids {pids} write to {found.path}; they share it without harm.")
    return ok("captures", f"{found.path}, {free} free.")


def ports(facts: Facts) -> Check:
    """The ports are ours, or free."""
    if facts.running is not None:
        ours = [str(port) for port in (facts.running.port, facts.running.ollama_port) if port]
        return ok("ports", f"The capture that runs has {' and '.join(ours)}.")
    forward, *others = facts.doors
    if forward.problem:
        return fail("ports", forward.problem, "Or choose another for good: `codex-tui config edit`.")
    for door in others:
        if door.problem:
            return warn(
                "ports", f"{door.problem} Until then captures run without their door to Ollama.", "See there."
            )
    return ok("ports", f"{' and '.join(str(door.port or 'any') for door in facts.doors)} are free.")


def proxy(facts: Facts) -> Check:
    """A proxy lives, and records all that it is to record."""
    status = facts.status
    if not status.running:
        evidence = f"No capture runs. {status.problem or ''}".strip()
        return warn("proxy", evidence, "Start one: `codex-tui`, or `codex-tui start` without a terminal.")
    if status.errors.count:
        lost = f"{count(status.errors.count, 'capture')} could not be written; the last: {status.errors.reason}"
        if status.errors.over:
            return warn("proxy", f"{lost}; since then it is written again.", "Look at `codex-tui logs`.")
        return fail("proxy", lost, f"Make room in {status.captures}, and look at `codex-tui logs`.")
    where = f"It listens on port {status.port}, pid {status.pid}."
    return ok("proxy", f"{where} {status.problem}" if status.problem else where)


def forwarding(facts: Facts) -> Check:
    """A request through the proxy arrives."""
    passed = facts.forwarding
    if passed is None:
        return warn(
            "forwarding", "Nothing was sent through a proxy, since none of ours runs.", "Start it: `codex-tui start`."
        )
    if passed.problem:
        return fail("forwarding", f"The proxy does not answer: {passed.problem}.", _AGAIN)
    if passed.url is None:
        return ok("forwarding", "The proxy takes connections; there is no Ollama that could be asked through it.")
    if passed.status != 200:
        return fail(
            "forwarding", f"{passed.url} answers {passed.status} through the proxy, and without it is fine.", _AGAIN
        )
    return ok("forwarding", f"{passed.url} answers through the proxy.")


def certificate(facts: Facts) -> Check:
    """Clients are given certificates in which the proxy's authority is."""
    if facts.trusted is None:
        evidence = "The proxy has no certificate authority yet; its first start makes one."
        return warn("certificate", evidence, "Start it: `codex-tui start`.")
    evidence = f"{facts.trusted}, in SSL_CERT_FILE and CODEX_CA_CERTIFICATE of what `run` and `env` lead."
    if facts.codex is not None and facts.codex.version < _BOTH_NAMES:
        evidence += f" Codex {version_of(facts.codex)} heeds SSL_CERT_FILE alone."
    return ok("certificate", evidence)
