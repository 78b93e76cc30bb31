import re

import pytest
from codex_redact import Masker
from hypothesis import given
from hypothesis import strategies as st

MASKER = Masker(b"k" * 32)


@pytest.mark.parametrize(
    "name",
    [
        "Authorization",
        "proxy-authorization",
        "Cookie",
        "set-cookie",
        "X-Auth-Token",
        "x-client-secret",
        "api-key",
        "X-Api-Key",
        "statsig-api-key",
        "OpenAI-ApiKey",
        "ChatGPT-Account-ID",
    ],
)
def test_a_secret_header_keeps_its_name_and_loses_its_value(name: str) -> None:
    [(kept, value)], masked = MASKER.headers([(name, "Bearer sk-very-secret")])
    assert (kept, masked) == (name, 1)
    assert re.fullmatch(r"\[masked [0-9a-f]{8}\]", value)


def test_other_headers_are_as_they_were() -> None:
    headers = [("Host", "localhost"), ("x-codex-turn-metadata", "{}"), ("sec-websocket-key", "abc"), ("Cookie", "")]
    assert MASKER.headers(headers) == (headers, 0)


def test_equal_secrets_stay_equal_and_keys_change_the_mask() -> None:
    [(_, one), (_, same), (_, other)], _ = MASKER.headers([("Cookie", "a"), ("api-key", "a"), ("Cookie", "b")])
    assert one == same != other
    assert Masker(b"another key").headers([("Cookie", "a")])[0][0][1] != one


@pytest.mark.parametrize(
    ("url", "expected", "count"),
    [
        ("http://h/v1?key=abc&model=x", "http://h/v1?key=masked-#&model=x", 1),
        (
            "http://h/?api_key=a&token=b;access_token=c",
            "http://h/?api_key=masked-#&token=masked-#;access_token=masked-#",
            3,
        ),
        ("http://user:pass@h:1/p", "http://user:masked-#@h:1/p", 1),
        ("http://user:p@ss:word@h/p@q", "http://user:masked-#@h/p@q", 1),
        ("https://sk-123@h/p#frag", "https://masked-#@h/p#frag", 1),
        ("http://h/?x-amz-signature=1&q=a@b", "http://h/?x-amz-signature=masked-#&q=a@b", 1),
        ("http://h/?api%5Fkey=1", "http://h/?api%5Fkey=masked-#", 1),
        ("http://h/p?monkey=1&keyword=2&max_tokens=3", "http://h/p?monkey=1&keyword=2&max_tokens=3", 0),
        ("http://h/?key=", "http://h/?key=", 0),
        ("http://h/a@b", "http://h/a@b", 0),
    ],
)
def test_secrets_in_a_url_are_masked(url: str, expected: str, count: int) -> None:
    masked, found = MASKER.url(url)
    assert re.sub(r"masked-[0-9a-f]{8}", "masked-#", masked) == expected
    assert found == count


@given(st.text(), st.text(min_size=12))
def test_no_secret_survives_and_nothing_raises(junk: str, secret: str) -> None:
    MASKER.url(junk)
    headers, _ = MASKER.headers([("Authorization", secret)])
    assert secret not in headers[0][1]


def test_off_means_off() -> None:
    masker = Masker(b"k", "off")
    assert masker.headers([("Cookie", "a")]) == ([("Cookie", "a")], 0)
    assert masker.url("http://h/?key=a") == ("http://h/?key=a", 0)


@given(st.text(min_size=1))
def test_a_mask_is_not_masked_again(secret: str) -> None:
    once, _ = MASKER.headers([("x-api-key", secret)])
    assert Masker(b"another key").headers(once) == (once, 0)
    url, _ = MASKER.url("http://u:pw@h/?key=a&token=b")
    assert Masker(b"another key").url(url) == (url, 0)
