"""Why do I see nothing?"""

from typing import Any

import pytest

from codex_tui.doctor.machine import USER_AGENT
from codex_tui.doctor.traffic import why_nothing
from codex_tui.proxy.codex import NEWEST, Codex
from codex_tui.proxy.status import Connection, Status
from tests.doctor.facts import CAPTURES, OLD, recording


@pytest.mark.parametrize(
    ("seen", "codex", "state", "evidence", "fix"),
    [
        ({"model_calls": 2, "tls_refused": {"a": 1}}, NEWEST, "ok", "2 model calls passed.", ""),
        ({}, NEWEST, "warn", "No client has connected", "codex-tui run -- codex"),
        ({}, NEWEST, "warn", "No client", "codex --no-daemon"),
        (
            {"connections": 3, "tls_refused": {"api.openai.com": 3}},
            OLD,
            "fail",
            "The client did not trust the proxy's certificate, 3 times, for api.openai.com. No model call passed.",
            "reads SSL_CERT_FILE and ignores CODEX_CA_CERTIFICATE",
        ),
        ({"tls_refused": {"api.openai.com": 1}}, NEWEST, "fail", "The client did not", "without SSL_CERT_FILE and"),
        ({"requests": 1, "connect_errors": {"localhost": 1}}, NEWEST, "fail", "reached: localhost", "ollama serve"),
        ({"requests": 2}, NEWEST, "warn", "Only side traffic passed: 2 requests to no model.", "NO_PROXY"),
        (
            {"tunnelled": {"github.com": 1, "ab.chatgpt.com": 9, "b": 2, "c": 3}},
            None,
            "warn",
            "closed to us, to ab.chatgpt.com, c, b and 1 more",
            "--intercept HOST",
        ),
    ],
)
def test_what_passed_says_why(seen: dict[str, Any], codex: Codex | None, state: str, evidence: str, fix: str) -> None:
    check = why_nothing(recording(**seen), codex)
    assert check.state == state
    assert evidence in check.evidence
    assert fix in check.fix


def test_our_own_request_is_nobodys_traffic() -> None:
    ours = Connection(at="2025-11-22T11:00:00Z", host="127.0.0.1", user_agent=USER_AGENT, what="request")
    assert (
        "No client has connected" in why_nothing(recording(connections=1, requests=1, recent=[ours]), None).evidence
    )


def test_an_old_codex_has_no_daemon_to_end() -> None:
    assert "--no-daemon" not in why_nothing(recording(), OLD).fix


def test_without_a_capture_there_is_nothing_to_see() -> None:
    check = why_nothing(Status(running=False, captures=CAPTURES), NEWEST)
    assert check.evidence == "No capture runs, so that nothing can be seen."
