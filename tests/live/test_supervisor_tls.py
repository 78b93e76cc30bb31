"""TLS through the proxy: the client trusts the proxy, and the proxy whom the client trusted before."""

import ssl
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.captured import records
from tests.processes import Processes

GET = "import sys, urllib.request as r; print(r.urlopen(sys.argv[1]).read().decode())"


class Hello(BaseHTTPRequestHandler):
    """Says hello, and logs nothing."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Of localhost, signed by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    path = tmp_path / "localhost.pem"
    path.write_bytes(
        made.public_bytes(pem) + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain),
    )
    return path


@pytest.fixture
def url(certificate: Path) -> Iterator[str]:
    """Of a server with that certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with HTTPServer(("127.0.0.1", 0), Hello) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"https://localhost:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def trusting(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user trusted that server already."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


@pytest.mark.usefixtures("trusting")
def test_an_opened_connection_is_recorded(captures: Path, url: str, processes: Processes) -> None:
    finished = run(processes, captures, "--intercept", "localhost", url=url)
    assert finished == (0, "hello\n")
    assert [record.url for record in records(captures)] == [url]


@pytest.mark.usefixtures("trusting")
def test_any_other_connection_passes_untouched(captures: Path, url: str, processes: Processes) -> None:
    assert run(processes, captures, url=url) == (0, "hello\n")
    assert records(captures) == []


def test_a_server_that_the_user_does_not_trust_stays_untrusted(
    captures: Path, url: str, processes: Processes
) -> None:
    code, out = run(processes, captures, "--intercept", "localhost", url=url)
    assert (code, out) == (1, "")
    (record,) = records(captures)
    assert record.error
    assert "verify failed" in record.error.message


def run(processes: Processes, captures: Path, *options: str, url: str) -> tuple[int, str]:
    ports = ["--port", "0", "--ollama-port", "0"]
    get = [sys.executable, "-c", GET, url]
    finished = processes.codex_tui("run", "--captures", captures, *ports, *options, "--", *get)
    return finished.code, finished.out
