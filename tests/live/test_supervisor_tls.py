"""TLS through the proxy: the client trusts the proxy, and the proxy whom the client trusted before."""

import sys
from pathlib import Path

import pytest

from tests.captured import records
from tests.processes import Processes

GET = "import sys, urllib.request as r; print(r.urlopen(sys.argv[1]).read().decode())"


@pytest.fixture
def trusting(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user trusted that server already."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


@pytest.mark.usefixtures("trusting")
def test_an_opened_connection_is_recorded(captures: Path, tls_url: str, processes: Processes) -> None:
    finished = run(processes, captures, "--intercept", "localhost", url=tls_url)
    assert finished == (0, "hello\n")
    assert [record.url for record in records(captures)] == [tls_url]


@pytest.mark.usefixtures("trusting")
def test_any_other_connection_passes_untouched(captures: Path, tls_url: str, processes: Processes) -> None:
    assert run(processes, captures, url=tls_url) == (0, "hello\n")
    assert records(captures) == []


def test_a_server_that_the_user_does_not_trust_stays_untrusted(
    captures: Path, tls_url: str, processes: Processes
) -> None:
    code, out = run(processes, captures, "--intercept", "localhost", url=tls_url)
    assert (code, out) == (1, "")
    (record,) = records(captures)
    assert record.error
    assert "verify failed" in record.error.message


def run(processes: Processes, captures: Path, *options: str, url: str) -> tuple[int, str]:
    ports = ["--port", "0", "--ollama-port", "0"]
    get = [sys.executable, "-c", GET, url]
    finished = processes.codex_tui("run", "--captures", captures, *ports, *options, "--", *get)
    return finished.code, finished.out
