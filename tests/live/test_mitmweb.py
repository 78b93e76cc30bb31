"""mitmproxy's own page instead of ours, with the same addon."""

import importlib.metadata
import json
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from codex_tui.demo.scenario import Scenario
from codex_tui.demo.server import ModelServer
from codex_tui.proxy.mitmdump import numbers
from codex_tui.proxy.registry import find_running
from tests.captured import records
from tests.deadline import eventually
from tests.http_client import request
from tests.processes import Processes

_SAFE = numbers(importlib.metadata.version("mitmproxy")) >= (11, 1, 2)
FREE = ["--port", "0", "--ollama-port", "0"]


def fetched(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return bytes(answer.read())


@pytest.mark.skipif(not _SAFE, reason="this mitmweb is refused")
def test_its_page_shows_what_passes_to_whom_has_the_token_and_all_is_recorded(
    captures: Path, processes: Processes, model_server: Callable[..., ModelServer]
) -> None:
    server = model_server(Scenario(()))
    started = processes.codex_tui("start", "--mitmweb", "--captures", captures, *FREE)
    try:
        running = find_running()
        assert running
        assert running.web
        assert running.web in started.err
        page, _, token = running.web.partition("?token=")
        with pytest.raises(urllib.error.HTTPError, match="403"):
            fetched(page)
        assert b"mitmproxy" in fetched(running.web)
        with request(f"{server.url}/api/version", proxy=running.port) as response:
            body = response.read()
        flows = eventually(lambda: json.loads(fetched(f"{page}flows?token={token}")), "the flow")
        content = f"{page}flows/{flows[0]['id']}/response/content.data?token={token}"
        eventually(lambda: fetched(content) == body, "its body")
        eventually(
            lambda: [record.url for record in records(captures)] == [f"{server.url}/api/version"], "the record"
        )
    finally:
        processes.codex_tui("stop")


@pytest.mark.skipif(_SAFE, reason="this mitmweb is safe")
def test_one_that_clients_could_take_over_is_refused_with_the_reason(captures: Path, processes: Processes) -> None:
    refused = processes.codex_tui("start", "--mitmweb", "--captures", captures, *FREE)
    assert refused.code == 1
    assert "CVE-2025-23217" in refused.err
    assert find_running() is None
