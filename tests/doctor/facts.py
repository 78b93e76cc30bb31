"""Facts of a machine on which all is well, to be changed in one place by each test."""

from pathlib import Path
from typing import Any

from codex_tui.config import Settings
from codex_tui.doctor import Facts
from codex_tui.doctor.facts import Directory, Door, Forwarding, Ollama, Screen
from codex_tui.proxy.codex import NEWEST, Codex
from codex_tui.proxy.mitmdump import Mitmdump
from codex_tui.proxy.registry import Running
from codex_tui.proxy.status import Seen, Status

CAPTURES = Path("/home/me/captures")
OLD = Codex(version=(0, 34, 0), local_provider=False, daemon=False)
STRICT = Codex(version=(0, 118, 0), local_provider=True, daemon=False)
MODEL = "gpt-oss:20b"
OLLAMA = Ollama(url="http://127.0.0.1:11434", version="0.13.5", models=(MODEL,), loaded={MODEL: 65_536})
RUNNING = Running(
    pid=4321,
    started_at="2025-11-22T11:00:00Z",
    listen_host="127.0.0.1",
    port=18110,
    ollama_port=18111,
    captures=CAPTURES,
)


def recording(**seen: Any) -> Status:
    """A capture that runs and has seen this."""
    return Status(running=True, captures=CAPTURES, pid=4321, port=18110, seen=Seen(**seen))


def facts(**changed: Any) -> Facts:
    """A capture runs, Codex is the newest, Ollama has the model; but for what is ``changed``."""
    well = {
        "environment": {},
        "settings": Settings(),
        "directory": Directory(path=CAPTURES, free=50_000_000_000),
        "mitmdump": Mitmdump(Path("/bin/mitmdump"), "12.2.3", ours=True),
        "running": RUNNING,
        "status": recording(connections=3, requests=3, model_calls=2),
        "forwarding": Forwarding(url="http://127.0.0.1:11434/api/version", status=200),
        "trusted": Path("/state/trust.pem"),
        "codex": NEWEST,
        "ollama": OLLAMA,
        "screen": Screen(term="xterm-256color", width=120, height=40),
    }
    return Facts(**(well | changed))


def stopped(**changed: Any) -> Facts:
    """The same where no capture runs, and both ports are free."""
    none = {"running": None, "status": Status(running=False, captures=CAPTURES), "forwarding": None}
    return facts(**(none | {"doors": (Door(port=18110), Door(port=18111))} | changed))
