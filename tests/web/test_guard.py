"""Who is let in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.web.guard import Guard, Visit

TOKEN = "a-token"
HOST = "127.0.0.1:5001"
OWN = f"http://{HOST}"


def refused(**visit: object) -> str | None:
    return Guard(TOKEN, 5001).refusal(Visit(**{"hosts": [HOST], "origins": [], **visit}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "visit",
    [
        {"query": TOKEN},
        {"cookie": TOKEN},
        {"hosts": ["localhost:5001"], "query": TOKEN},
        {"hosts": ["LOCALHOST:5001"], "query": TOKEN},
        {"query": TOKEN, "site": "none", "mode": "navigate"},
        {"query": TOKEN, "site": "cross-site", "mode": "navigate"},  # the link, in a page of somebody's chat
        {"cookie": TOKEN, "site": "same-origin", "mode": "no-cors"},
        {"cookie": TOKEN, "origins": [OWN], "socket": True, "site": "same-origin", "mode": "websocket"},
    ],
)
def test_whoever_has_the_link_is_let_in(visit: dict[str, object]) -> None:
    assert refused(**visit) is None


@pytest.mark.parametrize(
    ("visit", "why"),
    [
        ({}, "token"),
        ({"query": "another"}, "token"),
        ({"cookie": TOKEN[:-1]}, "token"),
        ({"query": "ä\ud800"}, "token"),
        ({"hosts": ["evil.example:5001"], "query": TOKEN}, "address"),  # a name that was made to lead here
        ({"hosts": ["127.0.0.1:5002"], "query": TOKEN}, "address"),
        ({"hosts": ["127.0.0.1"], "query": TOKEN}, "address"),
        ({"hosts": [], "query": TOKEN}, "address"),
        ({"hosts": [HOST, "evil.example"], "query": TOKEN}, "address"),
        ({"cookie": TOKEN, "origins": ["http://evil.example"], "socket": True}, "Another page"),
        ({"cookie": TOKEN, "origins": ["http://127.0.0.1:8000"], "socket": True}, "Another page"),
        ({"cookie": TOKEN, "origins": ["http://localhost:5001"], "socket": True}, "Another page"),
        ({"cookie": TOKEN, "origins": ["null"], "socket": True}, "Another page"),
        ({"cookie": TOKEN, "origins": [OWN, "http://evil.example"], "socket": True}, "Another page"),
        ({"cookie": TOKEN, "socket": True}, "Another page"),  # no browser opens one without an Origin
        ({"query": TOKEN, "origins": ["http://evil.example"]}, "Another page"),
        # Another port of this machine is the same site: the cookie comes along.
        ({"cookie": TOKEN, "site": "same-site", "mode": "no-cors"}, "Another page"),
        ({"cookie": TOKEN, "site": "same-site", "mode": "navigate"}, "Another page"),
        ({"query": TOKEN, "site": "cross-site", "mode": "no-cors"}, "Another page"),
    ],
)
def test_everybody_else_is_told_why_not(visit: dict[str, object], why: str) -> None:
    assert why in (refused(**visit) or "")


@given(st.text().filter(lambda text: text != TOKEN))
def test_only_the_token_is_the_token(text: str) -> None:
    assert refused(query=text, cookie=text) is not None
