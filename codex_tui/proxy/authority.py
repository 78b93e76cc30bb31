"""Whom a client of the proxy trusts: whom it trusted before, and the proxy."""

import hashlib
import re
import ssl
from collections.abc import Iterable, Mapping
from pathlib import Path

import certifi

from codex_tui.errors import CodexTuiError
from codex_tui.paths import private_directory, state_directory
from codex_tui.whole_file import write_private

#: What names the file of trusted certificates; Codex reads the first, and before 0.169 only the second.
TRUST_VARIABLES = ("CODEX_CA_CERTIFICATE", "SSL_CERT_FILE")

_SYSTEM_ROOTS = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Arch
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  # Fedora, RHEL
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",  # openSUSE
    "/etc/ssl/cert.pem",  # macOS, Alpine
)
_CERTIFICATE = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


def proxy_authority() -> Path:
    """The certificate of the proxy's own authority; mitmdump makes it when it first starts."""
    return state_directory() / "mitmproxy" / "mitmproxy-ca-cert.pem"


def former_trust(environment: Mapping[str, str]) -> Path:
    """A file of the system's roots and what ``environment`` trusted: whom the proxy is to trust in its place."""
    return _kept("roots", bundled(_former(environment)))


def trust_bundle(environment: Mapping[str, str]) -> Path:
    """The same with the proxy's own authority, for a client of the proxy.

    Raises CodexTuiError where the proxy has no authority yet.
    """
    try:
        ours = proxy_authority().read_bytes()
    except OSError as error:
        raise CodexTuiError("The capture has no certificate authority yet.", "Start it with `codex-tui`.") from error
    return _kept("trust", bundled([*_former(environment), ours]))


def bundled(files: Iterable[bytes]) -> bytes:
    """The certificates of PEM ``files``, each once, in order."""
    blocks = (match[0] for content in files for match in _CERTIFICATE.finditer(content))
    return b"".join(block.replace(b"\r\n", b"\n") + b"\n" for block in dict.fromkeys(blocks))


def system_roots() -> Path:
    """The system's own file of trusted roots, else the one that comes with Python packages."""
    candidates = [ssl.get_default_verify_paths().openssl_cafile, *_SYSTEM_ROOTS]
    return next((Path(path) for path in candidates if Path(path).is_file()), Path(certifi.where()))


def _former(environment: Mapping[str, str]) -> list[bytes]:
    named = [Path(value) for name in TRUST_VARIABLES if (value := environment.get(name))]
    return [_content(path) for path in (*named, system_roots())]


def _kept(kind: str, content: bytes) -> Path:
    # Named by its content: programs that trust other roots do not take the file from each other.
    digest = hashlib.sha256(content).hexdigest()[:16]
    path = private_directory(state_directory()) / f"{kind}-{digest}.pem"
    if not path.exists():
        write_private(path, content)
    return path


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
