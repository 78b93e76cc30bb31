"""What the screen says while nothing is captured: what is so, why, and the command that changes it."""

from __future__ import annotations

import os
from datetime import datetime
from typing import TYPE_CHECKING

from codex_tui.formats import clock, count
from codex_tui.neutral import neutral_line
from codex_tui.tui.widgets.empty.empty import Advice, Said
from codex_tui.tui.widgets.empty.passed import Passed

# What knows of commands and checks is loaded once they are told: the screen starts without.
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from codex_tui.doctor.facts import Ollama
    from codex_tui.proxy.codex import Codex
    from codex_tui.proxy.status import Connection, Seen, Status

STARTING = Advice("Nothing captured yet", "The proxy is starting.")

ONLY_LOOKING = Advice(
    "Nothing captured yet",
    "This inspector only looks: it was started with --no-proxy. Captures that another one makes appear here.",
    [("To record, start one without that option:", ["codex-tui"])],
)

_LAST = 5
"""Connections that are listed."""

_HAPPENED = {
    "tls_refused": ("✗", "did not trust the certificate"),
    "connect_errors": ("✗", "could not be reached"),
    "tunnelled": ("·", "passed on, stays closed to us"),
    "request": ("·", "asks no model"),
    "model_call": ("✓", "model call"),
}


def not_started(problem: str) -> Advice:
    """No proxy, and why."""
    return Advice(
        "The proxy could not be started",
        neutral_line(problem),
        [("Every check, with what mends it:", ["codex-tui doctor"])],
        tone="error",
    )


def ended(problem: str) -> Advice:
    """It ran, and does not any more; the supervisor starts it again."""
    return Advice(
        "The proxy has ended",
        f"{neutral_line(problem)} It is being started again on the same ports.".strip(),
        [("What it said last:", ["codex-tui logs -n 20"])],
        tone="error",
    )


def stopped() -> Advice:
    """The user wanted it so."""
    return Advice(
        "Not recording",
        "The capture was stopped with `codex-tui stop`, so that this inspector starts none.".replace("`", ""),
        [("To record again:", ["codex-tui start"])],
    )


def unwritten(status: Status) -> Advice:
    """Traffic passes, and no record of it reaches the disk."""
    import shlex

    return Advice(
        "The capture cannot be written",
        "What passes now is kept until it can be written; Codex is not held up by that. "
        f"{count(status.errors.count, 'error')}, the last: {neutral_line(status.errors.reason)}",
        [("Make room, then it goes on by itself:", [f"df -h {shlex.quote(str(status.captures))}"])],
        tone="error",
    )


def ready(
    status: Status, codex: Codex | None, now: datetime, ollama: Ollama | None = None, model: str = ""
) -> Advice:
    """The commands for the other terminal; ``codex`` is the one installed here, ``model`` the one they name."""
    one_shot, shell, interactive = _commands(status, codex, model)
    return Advice(
        "Nothing captured yet",
        "The proxy is ready. Start Codex through it, from another terminal:",
        [
            ("", [one_shot]),
            ("Or give one shell the proxy's settings, and use Codex as always:", [shell, interactive]),
        ],
        [*_checks(status, codex, now, ollama, model)],
    )


def why(status: Status, codex: Codex | None, now: datetime, model: str = "") -> Advice:
    """Clients connected, and none of them asked a model: what they did, why, and what to do."""
    from codex_tui.doctor.traffic import why_nothing

    seen, check = status.seen, why_nothing(status, codex)
    one_shot = _commands(status, codex, model)[0]
    if seen.tls_refused:  # a local model is asked without TLS
        one_shot = f'{one_shot.partition(" -- ")[0]} -- codex exec --skip-git-repo-check "say hello"'
    return Advice(
        _headline(seen),
        neutral_line(check.evidence),
        [("Start it again like this; it leaves your configuration alone:", [one_shot])],
        [*_bypass()],
        tone="warning",
        passed=[_passed(each, now) for each in _worst_last(seen.recent)[-_LAST:]],
        reasons=[("What to do", neutral_line(check.fix))],
    )


def only_side(said: Advice) -> Advice:
    """The same where requests were captured, none of them to a model; what is wrong, or known better, stays."""
    if said.tone != "plain":
        return said
    text = "Only side traffic was captured: update checks, telemetry, tools. "
    return said._replace(heading="No model call yet", text=text + said.text)


def nothing_asked(seen: Seen) -> bool:
    """Whether somebody came, and no model call."""
    came = seen.requests or seen.tunnelled or seen.tls_refused or seen.connect_errors
    return bool(came) and not seen.model_calls


def _headline(seen: Seen) -> str:
    connections = count(max(seen.connections, 1), "connection")
    if seen.tls_refused:
        return f"{connections}, TLS refused by the client"
    return f"{connections}, {'the server does not answer' if seen.connect_errors else 'no model call'}"


def _worst_last(recent: Sequence[Connection]) -> list[Connection]:
    """What went wrong is listed even where side traffic came after it."""
    return sorted(recent, key=lambda each: each.what in ("tls_refused", "connect_errors"))


def _passed(connection: Connection, now: datetime) -> Passed:
    glyph, happened = _HAPPENED.get(connection.what, ("·", connection.what.replace("_", " ")))
    client = (connection.user_agent or "").partition(" ")[0] or connection.client or ""
    at = clock(datetime.fromisoformat(connection.at), now)
    return Passed(at, neutral_line(connection.host or ""), neutral_line(client), glyph, neutral_line(happened))


def _commands(status: Status, codex: Codex | None, model: str) -> tuple[str, str, str]:
    """One shot, a shell, interactive."""
    from codex_tui.proxy.client import proxy_url
    from codex_tui.proxy.codex import NEWEST
    from codex_tui.proxy.options import FORWARD_PORT, LOOPBACK
    from codex_tui.proxy.recipes import Way, recipes
    from codex_tui.proxy.upstream import ollama_url

    port = status.port or FORWARD_PORT
    option = "" if port == FORWARD_PORT else f" --port {port}"
    way = Way(
        proxy=proxy_url(LOOPBACK, port),
        upstream=ollama_url(os.environ.get("OLLAMA_HOST", "")),
        run=f"codex-tui run{option}",
        env=f"codex-tui env{option}",
    )
    found = recipes(codex or NEWEST, way, model) if model else recipes(codex or NEWEST, way)
    by_title = {recipe.title: recipe.command for recipe in found}
    shell = next(command for title, command in by_title.items() if title.startswith("A shell"))
    return by_title["One shot"], shell, by_title["Interactive"].partition(" -- ")[2]


def _checks(status: Status, codex: Codex | None, now: datetime, ollama: Ollama | None, model: str) -> Iterator[Said]:
    since = f", listening since {clock(datetime.fromisoformat(status.started_at), now)}" if status.started_at else ""
    yield Said("proxy", neutral_line(f"mitmproxy {status.mitmproxy or ''}{since}"))
    yield Said("certificate", "given to Codex by the commands above, nothing is installed")
    if ollama is not None:
        yield _said_of(ollama, model)
    if codex is not None:
        yield Said("codex", ".".join(map(str, codex.version)))
    yield from _bypass()


def _said_of(ollama: Ollama, model: str) -> Said:
    where = ollama.url.partition("://")[2]
    if ollama.version is None:
        reason = neutral_line(ollama.problem or "no answer").lower()
        return Said("ollama", f"does not answer on {where} ({reason}); for local models: ollama serve", "warn")
    known = f"{neutral_line(ollama.version)} on {where}, {count(len(ollama.models), 'model')}"
    if model and model not in ollama.models and f"{model}:latest" not in ollama.models:
        return Said("ollama", f"{known}, without {model}: ollama pull {model}", "warn")
    return Said("ollama", known)


def _bypass() -> Iterator[Said]:
    from codex_tui.doctor.client import bypassed

    if found := bypassed(os.environ):
        name, value = found
        said = (
            f"is {neutral_line(value)!r} here: a Codex of this shell asks local models past the proxy; run empties it"
        )
        yield Said(name, said, "warn")
