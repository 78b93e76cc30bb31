"""The environment that leads a client through the proxy."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.proxy.client import client_environment, former_proxy, proxy_url

PROXY = "http://127.0.0.1:18110"


def test_everything_goes_through_the_proxy_and_nothing_past_it() -> None:
    assert client_environment(PROXY, Path("/trust.pem")) == {
        "HTTP_PROXY": PROXY,
        "HTTPS_PROXY": PROXY,
        "http_proxy": PROXY,
        "https_proxy": PROXY,
        "ALL_PROXY": PROXY,
        "NO_PROXY": "",
        "no_proxy": "",
        "CODEX_CA_CERTIFICATE": "/trust.pem",
        "SSL_CERT_FILE": "/trust.pem",
    }


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:80"),
        ("::1", "http://[::1]:80"),
        ("0.0.0.0", "http://127.0.0.1:80"),
        ("::", "http://[::1]:80"),
        ("localhost", "http://localhost:80"),
    ],
)
def test_a_client_on_this_machine_reaches_every_listen_host(host: str, url: str) -> None:
    assert proxy_url(host, 80) == url


def test_a_proxy_that_was_there_before_is_named() -> None:
    assert former_proxy({"https_proxy": "http://corp:3128"}, PROXY) == (
        "https_proxy was http://corp:3128: that proxy is bypassed, the capture connects directly."
    )


def test_our_own_proxy_is_no_former_one() -> None:
    assert former_proxy({"HTTP_PROXY": PROXY, "HTTPS_PROXY": f"{PROXY}/", "ALL_PROXY": ""}, PROXY) is None


@given(
    user=st.text(alphabet="ab:", max_size=5),
    scheme=st.sampled_from(["", "http://", "socks5h://"]),
    secret=st.text(alphabet="xyz@/:", min_size=1),
)
def test_a_password_in_a_proxy_is_never_shown(user: str, scheme: str, secret: str) -> None:
    told = former_proxy({"ALL_PROXY": f"{scheme}{user}:SECRET{secret}@corp:3128"}, PROXY)
    assert told
    assert "SECRET" not in told
    assert "corp:3128" in told
