"""What a doctor says of facts: what is wrong, the evidence, and how to mend it."""

from typing import Any

import msgspec
import pytest

from codex_tui.config import Settings
from codex_tui.doctor import Check, Facts, examine
from codex_tui.doctor.facts import Daemon, Directory, Door, Forwarding, Ollama, Screen
from codex_tui.proxy.mitmdump import Mitmdump
from codex_tui.proxy.registry import Running
from codex_tui.proxy.status import Errors, Status
from tests.doctor.facts import CAPTURES, MODEL, OLD, OLLAMA, RUNNING, STRICT, facts, recording, stopped

# What `codex-tui env` sets.
LED = {"HTTP_PROXY": "http://127.0.0.1:18110", "CODEX_CA_CERTIFICATE": "/state/trust-of-then.pem"}


def check(name: str, of: Facts) -> Check:
    return next(each for each in examine(of) if each.check == name)


def mitmdump(version: str) -> Mitmdump:
    return Mitmdump(CAPTURES / "mitmdump", version, ours=False)


def changed(struct: Any, **changes: Any) -> Any:
    return msgspec.structs.replace(struct, **changes)


def test_where_all_is_well_nothing_is_to_be_done() -> None:
    checks = examine(facts())
    assert {each.state for each in checks} == {"ok"}
    assert len({each.check for each in checks}) == len(checks)
    assert all(each.evidence for each in checks)


def test_what_is_wrong_always_has_a_fix() -> None:
    bare = stopped(
        mitmdump=None, trusted=None, codex=None, ollama=Ollama(url="http://x:1", problem="Connection refused")
    )
    assert all(each.fix for each in examine(bare) if each.state != "ok")


@pytest.mark.parametrize(
    ("name", "of", "state", "evidence", "fix"),
    [
        ("mitmproxy", facts(mitmdump=None, mitmdump_problem="There is no mitmdump."), "fail", "no mitmdump", "pip"),
        ("mitmproxy", facts(mitmdump=mitmdump("11.0.2")), "ok", "Only programs of this machine", ""),
        (
            "mitmproxy",
            facts(mitmdump=mitmdump("11.0.2"), running=changed(RUNNING, listen_host="0.0.0.0")),
            "warn",
            "GHSA-847f-9342-265h",
            "12.1.2",
        ),
        ("codex", facts(codex=None), "warn", "no Codex", "npm install"),
        ("codex", facts(codex=OLD), "ok", "With `--oss` it asks local models by POST /v1/chat/completions", ""),
        ("codex", facts(), "ok", "--local-provider ollama` it asks local models by POST /v1/responses", ""),
        ("settings", facts(config_problem="It is not TOML."), "fail", "not TOML", "config edit"),
        ("settings", facts(config_warnings=("a", "b")), "warn", "a b", "config edit"),
        ("captures", facts(directory=Directory(path=CAPTURES, free=1, problem="No.")), "fail", "No.", "--captures"),
        ("captures", facts(directory=Directory(path=CAPTURES, free=900_000_000)), "warn", "900.0 MB left", "room"),
        ("captures", facts(directory=Directory(path=CAPTURES, free=9_000_000)), "fail", "9.0 MB left", "room"),
        (
            "captures",
            facts(directory=Directory(path=CAPTURES, free=2**40, exposed=("history.jsonl",))),
            "warn",
            "may read history.jsonl",
            "chmod",
        ),
        ("captures", facts(directory=Directory(path=CAPTURES, free=2**40, writers=(1, 2))), "ok", "1, 2", ""),
        ("ports", stopped(), "ok", "18110 and 18111 are free", ""),
        ("ports", stopped(doors=(Door(port=1, problem="Port 1 is taken by x."), Door(port=2))), "fail", "by x", ""),
        ("ports", stopped(doors=(Door(port=1), Door(port=2, problem="Port 2 is taken."))), "warn", "without", ""),
        ("proxy", stopped(), "warn", "No capture runs.", "codex-tui start"),
        (
            "proxy",
            stopped(status=Status(running=False, captures=CAPTURES, problem="It was killed.")),
            "warn",
            "No capture runs. It was killed.",
            "codex-tui start",
        ),
        (
            "proxy",
            facts(status=changed(recording(), errors=Errors(count=2, last="No space left on device"))),
            "fail",
            "2 captures could not be written; the last: No space left",
            "Make room",
        ),
        (
            "proxy",
            facts(status=changed(recording(), errors=Errors(count=2, last="No space left on device", over=True))),
            "warn",
            "the last: No space left on device; since then it is written again.",
            "codex-tui logs",
        ),
        ("forwarding", stopped(), "warn", "none of ours runs", "start"),
        (
            "forwarding",
            facts(forwarding=Forwarding(problem="refused")),
            "fail",
            "does not answer: refused",
            "restart",
        ),
        ("forwarding", facts(forwarding=Forwarding(url="http://o/v", status=502)), "fail", "answers 502", "restart"),
        ("forwarding", facts(forwarding=Forwarding()), "ok", "takes connections", ""),
        ("certificate", facts(trusted=None), "warn", "no certificate authority", "start"),
        ("certificate", facts(codex=OLD), "ok", "Codex 0.34.0 heeds SSL_CERT_FILE alone", ""),
        (
            "environment",
            facts(environment={"NO_PROXY": "corp, localhost"}),
            "warn",
            "NO_PROXY is 'corp, loc",
            "unset",
        ),
        ("environment", facts(environment={"no_proxy": "127.0.0.1"}), "warn", "no_proxy is", "unset"),
        ("environment", facts(environment={"NO_PROXY": "", "no_proxy": "*"}), "ok", "Nothing", ""),
        ("environment", facts(environment={"NO_PROXY": "corp.example"}), "ok", "Nothing", ""),
        ("environment", facts(environment={"HTTP_PROXY": "http://127.0.0.1:18110"}), "ok", "go through the", ""),
        ("environment", stopped(environment=LED), "warn", "reaches nothing", "codex-tui env"),
        ("environment", facts(environment=LED), "ok", "go through the capture", ""),
        (
            "environment",
            facts(environment={"HTTPS_PROXY": "http://a:b@corp:1"}),
            "warn",
            "http://…@corp:1",
            "captured",
        ),
        ("daemon", facts(daemons=(Daemon(pid=7),)), "warn", "(pid 7) was started without the proxy", "kill 7"),
        ("daemon", facts(daemons=(Daemon(pid=7, proxy="http://127.0.0.1:18110/"),)), "ok", "through the capture", ""),
        ("daemon", facts(daemons=(Daemon(pid=7, readable=False),)), "ok", "pid 7 leads cannot be seen", ""),
        ("daemon", facts(codex=OLD), "ok", "None runs.", ""),
        (
            "ollama",
            facts(ollama=Ollama(url="http://o:1", problem="refused")),
            "warn",
            "at http://o:1: refused",
            "serve",
        ),
        ("ollama", facts(ollama=changed(OLLAMA, version="0.13.3"), codex=STRICT), "fail", "0.13.4", "Update"),
        ("ollama", facts(ollama=changed(OLLAMA, version="0.13.4-rc1"), codex=STRICT), "ok", "0.13.4-rc1", ""),
        ("ollama", facts(ollama=changed(OLLAMA, version="0.5.0"), codex=OLD), "ok", "0.5.0", ""),
        ("ollama", facts(ollama=changed(OLLAMA, version="0.0.0"), codex=STRICT), "ok", "0.0.0", ""),
        ("model", facts(ollama=changed(OLLAMA, models=())), "warn", f"{MODEL} is not there; there is none", "pull"),
        ("model", facts(settings=Settings(model="qwen3")), "warn", "qwen3 is not there", "ollama pull qwen3"),
        (
            "model",
            facts(settings=Settings(model="m"), ollama=changed(OLLAMA, models=("m:latest",))),
            "ok",
            "m is",
            "",
        ),
        (
            "context",
            facts(ollama=changed(OLLAMA, loaded={MODEL: 4096})),
            "fail",
            "4,096 tokens",
            "CONTEXT_LENGTH=65536",
        ),
        (
            "context",
            facts(ollama=changed(OLLAMA, loaded={MODEL: 16_384})),
            "warn",
            "16,384 tokens; Codex's own",
            "OLLAMA",
        ),
        (
            "context",
            facts(ollama=changed(OLLAMA, loaded={MODEL: 40_000}), largest_prompt=39_990),
            "fail",
            "the largest captured request had 39,990",
            "OLLAMA",
        ),
        ("context", facts(ollama=changed(OLLAMA, loaded={})), "ok", "once a model is loaded", ""),
        ("context", facts(ollama=changed(OLLAMA, loaded={MODEL: None})), "ok", "once a model is loaded", ""),
        ("terminal", facts(screen=Screen()), "ok", "none", ""),
        ("terminal", facts(screen=Screen(term="dumb", width=80, height=24)), "warn", "dumb", "TERM"),
        ("terminal", facts(screen=Screen(term="xterm", encoding="ascii", width=80, height=24)), "warn", "", "UTF-8"),
        ("terminal", facts(screen=Screen(term="xterm", width=59, height=24)), "warn", "59 × 24", "60 × 16"),
        ("clipboard", facts(clipboards=("xclip",)), "ok", "Commands use xclip", ""),
        ("clipboard", facts(screen=Screen(program="Apple_Terminal")), "warn", "ignores OSC 52", "iTerm2"),
        ("clipboard", facts(environment={"TMUX": "/tmp/x"}), "ok", "tmux", "set-clipboard on"),
    ],
)
def test_what_is_found_is_told(name: str, of: Facts, state: str, evidence: str, fix: str) -> None:
    found = check(name, of)
    assert found.state == state, found
    assert evidence in found.evidence
    assert fix in found.fix


def test_a_capture_that_runs_has_its_ports() -> None:
    running = Running(
        pid=1,
        started_at="2025-11-22T11:00:00Z",
        listen_host="127.0.0.1",
        port=4000,
        ollama_port=None,
        captures=CAPTURES,
    )
    assert check("ports", facts(running=running)).evidence == "The capture that runs has 4000."
