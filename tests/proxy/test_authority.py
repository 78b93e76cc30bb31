"""Whom a client of the proxy trusts."""

import os
import ssl
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.errors import CodexTuiError
from codex_tui.proxy.authority import bundled, proxy_authority, system_roots, trust_bundle


def pem(name: str) -> bytes:
    return f"-----BEGIN CERTIFICATE-----\n{name}\n-----END CERTIFICATE-----\n".encode()


@pytest.fixture
def authority() -> Path:
    path = proxy_authority()
    path.parent.mkdir(parents=True)
    path.write_bytes(pem("ours"))
    return path


@pytest.mark.usefixtures("authority")
def test_a_client_trusts_the_system_what_it_trusted_before_and_the_proxy(tmp_path: Path) -> None:
    (tmp_path / "corporate.pem").write_bytes(pem("corporate"))
    content = trust_bundle({"SSL_CERT_FILE": str(tmp_path / "corporate.pem")}).read_bytes()
    assert pem("corporate") in content
    assert pem("ours") in content
    assert bundled([system_roots().read_bytes()]) in content


@pytest.mark.usefixtures("authority")
def test_a_bundle_inside_a_bundle_is_the_same_bundle() -> None:
    outer = trust_bundle({})
    assert trust_bundle({"SSL_CERT_FILE": str(outer), "CODEX_CA_CERTIFICATE": str(outer)}) == outer


@pytest.mark.usefixtures("authority")
def test_clients_that_trust_other_roots_do_not_share_a_bundle(tmp_path: Path) -> None:
    (tmp_path / "corporate.pem").write_bytes(pem("corporate"))
    assert trust_bundle({}) != trust_bundle({"CODEX_CA_CERTIFICATE": str(tmp_path / "corporate.pem")})


@pytest.mark.usefixtures("authority")
def test_a_former_file_that_is_gone_is_passed_over() -> None:
    assert trust_bundle({"SSL_CERT_FILE": "/no/such/file"}) == trust_bundle({})


@pytest.mark.usefixtures("authority")
def test_the_bundle_is_private_and_lies_in_the_state_directory() -> None:
    path = trust_bundle({})
    assert path.parent == Path(os.environ["CODEX_TUI_STATE_DIR"])
    assert path.stat().st_mode & 0o777 == 0o600


def test_without_an_authority_there_is_no_bundle() -> None:
    with pytest.raises(CodexTuiError, match="no certificate authority"):
        trust_bundle({})


def test_the_systems_roots_are_roots() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cafile=system_roots())
    assert context.cert_store_stats()["x509_ca"] > 10


@given(files=st.lists(st.binary(max_size=30) | st.sampled_from([pem("a"), pem("b"), b"# c\n" + pem("a")])))
def test_each_certificate_comes_once_and_nothing_else(files: list[bytes]) -> None:
    content = bundled(files)
    assert content in (b"", pem("a"), pem("b"), pem("a") + pem("b"), pem("b") + pem("a"))
    assert bundled([content]) == content
