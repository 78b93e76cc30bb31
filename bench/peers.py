"""The same exchanges in the inspector and in tools like it, side by side: time to the first list, and memory.

    python bench/peers.py [--megabytes 1000]

Each runs in a terminal of 160 by 45; mitmproxy, mitmweb, lnav and toolong (``tl``) count where they are on the PATH
or beside Python.
mitmproxy's file of flows is written with its own FlowWriter. ``wc -l`` of the history is the measure.
"""

import argparse
import base64
import json
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from mitmproxy import http
from mitmproxy.io import FlowWriter
from mitmproxy.test import tflow

from bench.generated_history import write_history
from bench.inspector_start import make_index, row
from bench.screen import Screen, inspector

_PATIENCE = 120.0  # s
_WEB_PORT = 18981


def write_flows(history: Path, flows: Path) -> None:
    """The exchanges of a history as mitmproxy saves them."""
    with history.open("rb") as lines, flows.open("wb") as file:
        writer = FlowWriter(file)
        for line in lines:
            writer.add(_flow(json.loads(line)))


def _flow(record: dict) -> http.HTTPFlow:  # type: ignore[type-arg]
    sent, got = record["request"], record["response"]
    request = http.Request.make(record["method"], record["url"], _content(sent), dict(sent["headers"]))
    response = http.Response.make(record["status"], _content(got), dict(got["headers"]))
    flow = tflow.tflow(req=request, resp=response)
    flow.request.timestamp_start = flow.timestamp_created
    return flow


def _content(body: dict) -> bytes:  # type: ignore[type-arg]
    if "json" in body:
        return json.dumps(body["json"], separators=(",", ":")).encode()
    return base64.b64decode(body["base64"]) if "base64" in body else body["text"].encode()


def found(name: str) -> str | None:
    """A program on the PATH, or beside our Python."""
    beside = Path(sys.executable).parent / name
    return str(beside) if beside.exists() else shutil.which(name)


def listed(name: str, command: Sequence[str], is_listed: Callable[[Screen], bool], count: float) -> None:
    """Print how long it takes, and what it needs."""
    with Screen(command) as screen:
        while not is_listed(screen):
            screen.read(0.05)
            if time.perf_counter() - screen.started > _PATIENCE:
                print(f"{name}: no list after {_PATIENCE:.0f} s, {screen.memory():,.0f} MB")
                return
        taken = time.perf_counter() - screen.started
        screen.drain(1.0)
        print(f"{name}: first list {taken:.2f} s, {taken / count:.0f} x wc -l; {screen.memory():,.0f} MB")


def shows(pattern: bytes) -> Callable[[Screen], bool]:
    """Whether that was written."""
    return lambda screen: screen.has(pattern)


def serves(count: int) -> Callable[[Screen], bool]:
    """Whether mitmweb has as many flows."""

    def is_served(_: Screen) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{_WEB_PORT}/flows?token=bench", timeout=60) as answer:
                return len(json.load(answer)) >= count
        except (OSError, ValueError):
            return False

    return is_served


def main() -> None:
    """Print a line a tool."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--megabytes", type=int, default=1_000)
    chosen = arguments.parse_args()
    with TemporaryDirectory() as directory:
        captures, flows = Path(directory), Path(directory) / "flows.mitm"
        newest = write_history(captures, chosen.megabytes)
        history = captures / "history.jsonl"
        write_flows(history, flows)
        start = time.perf_counter()
        subprocess.run(["wc", "-l", history], check=True, stdout=subprocess.DEVNULL)
        count = time.perf_counter() - start
        print(f"{newest:,} exchanges, {chosen.megabytes:,} MB; wc -l {count:.3f} s")
        listed("codex-tui, no index", inspector(captures), shows(row(newest)), count)
        make_index(captures)
        listed("codex-tui, saved index", inspector(captures), shows(row(newest)), count)
        confined = ["--set", f"confdir={directory}/mitmproxy"]
        if (program := found("mitmproxy")) is not None:
            command = [program, "-nr", str(flows), *confined]
            listed("mitmproxy", command, shows(rb"/%d\]" % newest), count)
        if (program := found("mitmweb")) is not None:
            web = ["--no-web-open-browser", "--web-port", str(_WEB_PORT), "--set", "web_password=bench"]
            listed("mitmweb", [program, "-nr", str(flows), *web, *confined], serves(newest), count)
        if (program := found("lnav")) is not None:
            listed("lnav", [program, "-N", str(history)], shows(rb'"number"'), count)
        if (program := found("tl")) is not None:
            listed("toolong", [program, str(history)], shows(rb'"number"'), count)


if __name__ == "__main__":
    main()
