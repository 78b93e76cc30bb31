"""``OLLAMA_HOST`` is read as Ollama reads it."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.errors import WrongUsage
from codex_tui.proxy.upstream import checked_upstream, ollama_url, refuse_circle


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("", "http://127.0.0.1:11434"),
        ("127.0.0.1", "http://127.0.0.1:11434"),
        ("1.2.3.4:8080", "http://1.2.3.4:8080"),
        (":8080", "http://127.0.0.1:8080"),
        ("0.0.0.0", "http://127.0.0.1:11434"),
        ("0.0.0.0:8080", "http://127.0.0.1:8080"),
        ("example.com", "http://example.com:11434"),
        ("example.com:", "http://example.com:11434"),
        ("example.com:66000", "http://example.com:11434"),
        ("example.com:nonsense", "http://example.com:11434"),
        ("example.com:-1", "http://example.com:11434"),
        ("http://example.com", "http://example.com:80"),
        ("https://example.com", "https://example.com:443"),
        ("https://example.com:8443/", "https://example.com:8443"),
        ("http://0.0.0.0:11434", "http://127.0.0.1:11434"),
        ("[::1]", "http://[::1]:11434"),
        ("[::1]:8080", "http://[::1]:8080"),
        ("::1", "http://[::1]:11434"),
        ("[::]:8080", "http://[::1]:8080"),
        ('"localhost:8080"', "http://localhost:8080"),
        (" 'localhost' ", "http://localhost:11434"),
        ("ollama.com", "https://ollama.com:443"),
    ],
)
def test_each_form_of_ollama_host_is_understood(value: str, url: str) -> None:
    assert ollama_url(value) == url


@pytest.mark.parametrize("value", ["http://example.com/ollama", "unix:///run/ollama.sock", "ftp://example.com"])
def test_what_the_proxy_cannot_stand_before_is_refused(value: str) -> None:
    with pytest.raises(WrongUsage, match="cannot stand before"):
        ollama_url(value)


@given(value=st.text(alphabet="ab.:/[]0159-'\" \n%@", max_size=30))
def test_junk_gives_a_url_or_a_sentence(value: str) -> None:
    try:
        url = ollama_url(value)
    except WrongUsage:
        return
    assert urlsplit(url).port is not None


@pytest.mark.parametrize("upstream", ["http://127.0.0.1:18111", "http://localhost:18111", "http://[::1]:18110"])
def test_an_upstream_that_is_our_own_port_is_refused(upstream: str) -> None:
    with pytest.raises(WrongUsage, match="would ask itself"):
        refuse_circle(upstream, "127.0.0.1", (18110, 18111))


@pytest.mark.parametrize("upstream", ["http://127.0.0.1:11434", "http://example.com:18111"])
def test_any_other_upstream_is_fine(upstream: str) -> None:
    refuse_circle(upstream, "127.0.0.1", (18110, 18111))


@pytest.mark.parametrize("upstream", ["", "example.com:80", "http://example.com", "http://h:80/v1", "http://h:port"])
def test_an_upstream_must_be_a_whole_url_without_a_path(upstream: str) -> None:
    with pytest.raises(WrongUsage):
        checked_upstream(upstream)
    assert checked_upstream("http://127.0.0.1:11434") == "http://127.0.0.1:11434"
