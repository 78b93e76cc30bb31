"""Checks of the programs that take part: ours, mitmproxy, Codex."""

import sys

from codex_tui import __version__
from codex_tui.doctor.check import Check, fail, ok, warn
from codex_tui.doctor.facts import Facts
from codex_tui.proxy.codex import Codex
from codex_tui.proxy.doors import is_loopback
from codex_tui.proxy.mitmdump import numbers

#: Of mitmproxy's own advisories: until which version, and whether it matters where only this machine may connect.
_SMUGGLING_MENDED = (12, 1, 2)  # GHSA-847f-9342-265h: HTTP/2 requests smuggled into HTTP/1 ones


def codex_tui(facts: Facts) -> Check:
    """Our own version."""
    return ok("codex-tui", f"{__version__} on Python {sys.version.split()[0]}.")


def settings(facts: Facts) -> Check:
    """The settings can be read, and all of them mean something."""
    if facts.config_problem:
        return fail("settings", facts.config_problem, "Mend it with `codex-tui config edit`.")
    if facts.config_warnings:
        return warn("settings", " ".join(facts.config_warnings), "Mend it with `codex-tui config edit`.")
    return ok("settings", "They can be read; `codex-tui config show` lists them.")


def mitmproxy(facts: Facts) -> Check:
    """There is one, it is new enough, and no known hole of it is open to strangers."""
    if facts.mitmdump is None:
        return fail("mitmproxy", facts.mitmdump_problem or "There is none.", "Install it: `pip install mitmproxy`.")
    version = facts.mitmdump.version
    evidence = f"{version}, {facts.mitmdump.path}."
    if numbers(version) >= _SMUGGLING_MENDED:
        return ok("mitmproxy", evidence)
    host = facts.running.listen_host if facts.running else facts.settings.listen_host
    evidence += " It has GHSA-847f-9342-265h: clients may smuggle HTTP/2 requests into HTTP/1 ones."
    if is_loopback(host):
        return ok("mitmproxy", f"{evidence} Only programs of this machine can connect, so that nobody gains by it.")
    return warn(
        "mitmproxy",
        evidence,
        "Use 12.1.2 or later, which needs Python 3.12; or listen on 127.0.0.1, as it does unless told.",
    )


def codex(facts: Facts) -> Check:
    """Which Codex there is, and by which route it will ask."""
    if facts.codex is None:
        return warn(
            "codex",
            "There is no Codex on the PATH, or it does not tell its version; any other client is captured too.",
            "Install it: `npm install -g @openai/codex`.",
        )
    return ok("codex", f"{version_of(facts.codex)}. {_route(facts.codex)}")


def version_of(codex: Codex) -> str:
    """``0.169.0``."""
    return ".".join(map(str, codex.version))


def _route(codex: Codex) -> str:
    local = "/v1/responses" if codex.speaks_responses else "/v1/chat/completions"
    option = "--oss --local-provider ollama" if codex.local_provider else "--oss"
    return (
        f"With `{option}` it asks local models by POST {local}; CODEX_OSS_BASE_URL moves them, OLLAMA_HOST does not."
    )
