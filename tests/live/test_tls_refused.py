"""A client that does not trust our certificate: the screen says so, and the command that it gives mends it."""

import json
import os
import sys
from pathlib import Path

import pytest

from tests.captured import records
from tests.deadline import eventually
from tests.processes import PROGRAM, Processes
from tests.terminal import Terminal, needs_tmux

POST = (
    "import sys, urllib.request as r; print(r.urlopen(r.Request(sys.argv[1], b'{}', method='POST')).read().decode())"
)


@needs_tmux
def test_tls_that_a_client_refused_is_told_until_a_model_call_passes(
    captures: Path, tls_url: str, certificate: Path, processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))  # as for whoever has such a server
    command = [sys.executable, "-c", POST, f"{tls_url}v1/responses"]
    with Terminal(120, 35) as terminal:
        ports = ["--port", "0", "--ollama-port", "0"]
        terminal.start([*PROGRAM, "--captures", captures, *ports, "--intercept", "localhost"])
        terminal.wait_for("● rec")
        port = json.loads((captures / "proxy.json").read_bytes())["port"]
        alone = {**os.environ, "https_proxy": f"http://127.0.0.1:{port}", "no_proxy": ""}
        refused = processes.run(command, env=alone)
        assert "CERTIFICATE_VERIFY_FAILED" in refused.err
        terminal.wait_for("▲ 1 connection, TLS refused by the client")
        screen = terminal.wait_for("1 connection   ▲ no model call")
        assert (
            "The client did not trust the proxy's certificate, once, for localhost. No model call passed." in screen
        )
        assert "✗ did not trust the certificate" in screen
        assert f"$ codex-tui run --port {port} -- codex exec" in screen
        assert records(captures) == []
        ran = processes.run([*PROGRAM, "run", "--captures", captures, "--port", str(port), "--", *command])
        assert (ran.code, ran.out) == (0, "hello\n")
        screen = terminal.wait_for("1 of 1")
        assert "TLS refused" not in screen
        eventually(lambda: "no model call" not in terminal.text(), "a status bar without a warning")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
