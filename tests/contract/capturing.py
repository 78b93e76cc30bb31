"""The real addon driven by real flows, hook by hook, and what it then has on disk."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import capture_codex
from mitmproxy import http
from mitmproxy.test import taddons, tflow

Addon = capture_codex.CaptureCodex


@contextmanager
def capturing(directory: Path, **options: Any) -> Iterator[Addon]:
    """The addon as mitmdump runs it; at the end it is done and everything is written."""
    addon = Addon()
    # taddons configures an addon once before it can be given options.
    with mock.patch.dict(os.environ, CODEX_CAPTURE_DIR=str(directory)), taddons.context(addon) as context:
        context.configure(addon, codex_capture_dir=str(directory), **options)
        try:
            yield addon
        finally:
            addon.done()


def flow(
    method: str = "POST", url: str = "http://127.0.0.1:11434/v1/responses", body: bytes = b"{}"
) -> http.HTTPFlow:
    """A flow whose request is whole, and whose connection and response are still to come."""
    made = tflow.tflow(req=http.Request.make(method, url, body, {"user-agent": "codex_exec/0.169.0"}))
    made.server_conn.timestamp_start = None
    made.response = None
    return made


def ask(addon: Addon, made: http.HTTPFlow) -> None:
    """The request passes."""
    addon.requestheaders(made)
    addon.request(made)


def answer(addon: Addon, made: http.HTTPFlow, *chunks: bytes, status: int = 200, **headers: str) -> None:
    """The response begins, and these chunks stream by."""
    made.response = http.Response.make(status, b"", {name.replace("_", "-"): text for name, text in headers.items()})
    made.response.raw_content = None
    addon.responseheaders(made)
    for chunk in chunks:
        assert made.response.stream(chunk) == chunk  # type: ignore[operator]


def end(addon: Addon, made: http.HTTPFlow) -> None:
    """The response is whole."""
    assert made.response is not None
    assert made.response.stream(b"") == b""  # type: ignore[operator]
    addon.response(made)


def records(directory: Path) -> list[dict[str, Any]]:
    """Every line of the history, parsed."""
    return [json.loads(line) for line in (directory / "history.jsonl").read_bytes().split(b"\n")[:-1]]
