"""The real Codex CLI, where there is one, and a turn for it to take."""

import json
import os
import shutil
from pathlib import Path

import pytest

from codex_tui.demo.ollama_api import MODEL
from codex_tui.demo.scenario import Answer, FunctionCall, HttpError, Message, Reasoning, Scenario, Turn

ASKED = "Say what the file says."
ANSWER = "It says **naïve ⟨text⟩**."
#: A request that fails, its retry with a tool call, and the answer.
TURN = Scenario(
    (
        Turn(
            (
                Answer(
                    items=(
                        Reasoning("I have to look into the file."),
                        FunctionCall("exec_command", json.dumps({"cmd": "cat note.txt"})),
                    ),
                    faults=(HttpError(500),),
                ),
                Answer(items=(Message(ANSWER),)),
            ),
            asks=ASKED,
        ),
    )
)

_CHECKOUT = Path(__file__).parents[2]


def find_codex() -> str | None:
    """From ``CODEX_TUI_TEST_CODEX``, the PATH, or what npm put into the checkout."""
    here = _CHECKOUT / "node_modules" / ".bin" / "codex"
    return os.environ.get("CODEX_TUI_TEST_CODEX") or shutil.which("codex") or (str(here) if here.exists() else None)


needs_codex = pytest.mark.skipif(
    find_codex() is None, reason="no codex: set CODEX_TUI_TEST_CODEX, or `npm install --no-save @openai/codex`"
)


def codex_exec(words: str, provider: str = "ollama", model: str = MODEL) -> list[str]:
    """``codex exec`` on a local model, without telemetry, trusted to run what the model says."""
    codex = find_codex()
    assert codex
    quiet = ("analytics.enabled=false", "features.plugins=false", 'otel.metrics_exporter="none"')
    return [
        *(codex, "exec", "--oss", "--local-provider", provider, "-m", model),
        *("--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox"),
        *(word for setting in quiet for word in ("-c", setting)),
        words,
    ]


def codex_environment(directory: Path, url: str) -> dict[str, str]:
    """Ours, with a home of its own for Codex and the model server at ``url``."""
    home = directory / "codex-home"
    home.mkdir()
    return dict(os.environ) | {"CODEX_HOME": str(home), "HOME": str(directory), "CODEX_OSS_BASE_URL": f"{url}/v1"}


def workspace(directory: Path) -> Path:
    """Where the turn's tool call finds its file."""
    place = directory / "workspace"
    place.mkdir()
    (place / "note.txt").write_text("naïve ⟨text⟩\n", "utf-8")
    return place
