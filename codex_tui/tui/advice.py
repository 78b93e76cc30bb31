"""What the screen says while nothing is captured."""

import os
from collections.abc import Iterator
from datetime import datetime

from codex_tui.formats import clock
from codex_tui.neutral import neutral_line
from codex_tui.proxy.client import proxy_url
from codex_tui.proxy.codex import NEWEST, Codex
from codex_tui.proxy.options import FORWARD_PORT, LOOPBACK
from codex_tui.proxy.recipes import Way, recipes
from codex_tui.proxy.status import Status
from codex_tui.proxy.upstream import ollama_url
from codex_tui.tui.widgets.empty.empty import Advice

STARTING = Advice("Nothing captured yet", "The proxy is starting.")

ONLY_LOOKING = Advice(
    "Nothing captured yet",
    "This inspector only looks: it was started with --no-proxy. Captures that another one makes appear here.",
)


def failed(problem: str) -> Advice:
    """No proxy, and why."""
    return Advice("The proxy could not be started", neutral_line(problem), failed=True)


def ready(status: Status, codex: Codex | None, now: datetime) -> Advice:
    """The commands for the other terminal; ``codex`` is the one installed here."""
    port = status.port or FORWARD_PORT
    option = "" if port == FORWARD_PORT else f" --port {port}"
    way = Way(
        proxy=proxy_url(LOOPBACK, port),
        upstream=ollama_url(os.environ.get("OLLAMA_HOST", "")),
        run=f"codex-tui run{option}",
        env=f"codex-tui env{option}",
    )
    by_title = {recipe.title: recipe.command for recipe in recipes(codex or NEWEST, way)}
    shell = next(command for title, command in by_title.items() if title.startswith("A shell"))
    interactive = by_title["Interactive"].partition(" -- ")[2]
    return Advice(
        "Nothing captured yet",
        "The proxy is ready. Start Codex through it, from another terminal:",
        [
            ("", [by_title["One shot"]]),
            ("Or give one shell the proxy's settings, and use Codex as always:", [shell, interactive]),
        ],
        [*_checks(status, codex, now)],
    )


def _checks(status: Status, codex: Codex | None, now: datetime) -> Iterator[tuple[str, str]]:
    since = f", listening since {clock(datetime.fromisoformat(status.started_at), now)}" if status.started_at else ""
    yield "proxy", neutral_line(f"mitmproxy {status.mitmproxy or ''}{since}")
    yield "certificate", "given to Codex by the commands above, nothing is installed"
    if codex is not None:
        yield "codex", ".".join(map(str, codex.version))
