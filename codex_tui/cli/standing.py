"""How the capture stands, as people and programs are told."""

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from codex_tui.cli.output import Cell, print_json, print_lines
from codex_tui.formats import clock, count, size
from codex_tui.history.segments import HISTORY, older
from codex_tui.proxy.status import Seen, Status
from codex_tui.web.serving import find_serving

_LABEL = 10  # cells


def print_status(status: Status, as_json: bool) -> None:
    """One JSON object, or a few lines."""
    serving = find_serving(status.captures)
    link = serving.link() if serving else None
    if as_json:
        print_json({**msgspec.to_builtins(status, enc_hook=str), "web": link})
    else:
        print_lines(_lines(status, link, datetime.now(UTC)))


def _lines(status: Status, link: str | None, now: datetime) -> Iterator[list[Cell]]:
    if not status.running:
        yield [Cell("○ not recording")]
    else:
        door = f", Ollama's door on {status.ollama_port}" if status.ollama_port else ""
        yield [Cell("● recording", "green"), Cell(f" on port {status.port}{door}")]
        yield _line("proxy", _proxy(status, now))
        yield _line("seen", _seen(status.seen))
    yield _line("captures", str(status.captures))
    if history := _history(status.captures):
        yield _line("history", history)
    if link:
        yield _line("browser", link)
    if status.errors.count:
        lost = f"{count(status.errors.count, 'capture error')}; the last: {status.errors.reason}"
        over = status.errors.over
        yield [Cell(f"▲ {lost}; since then it is written again", "yellow") if over else Cell(f"✗ {lost}", "red")]
    if status.problem:
        yield [Cell(f"▲ {status.problem}", "yellow")]


def _line(label: str, text: str) -> list[Cell]:
    return [Cell(f"  {label:<{_LABEL}}", "dim"), Cell(text)]


def _history(captures: Path) -> str:
    """What it takes on the disk; nothing where there is none."""
    aside = older(captures)
    with contextlib.suppress(OSError):
        now = (captures / HISTORY).stat().st_size
        earlier = sum((captures / name).stat().st_size for name in aside)
        return size(now) + (f", and {size(earlier)} in {count(len(aside), 'older file')}" if aside else "")
    return ""


def _proxy(status: Status, now: datetime) -> str:
    version = f"mitmproxy {status.mitmproxy}" if status.mitmproxy else "mitmproxy"
    since = f", since {clock(datetime.fromisoformat(status.started_at), now)}" if status.started_at else ""
    return f"{version}, pid {status.pid}{since}"


def _seen(seen: Seen) -> str:
    told = [count(seen.connections, "connection"), count(seen.model_calls, "model call")]
    others = (("tunnelled", seen.tunnelled), ("TLS refused", seen.tls_refused), ("not reached", seen.connect_errors))
    return ", ".join([*told, *(f"{sum(hosts.values())} {what}" for what, hosts in others if hosts)])
