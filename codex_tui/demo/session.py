"""A session of the scripted client: the headers and the growing body that Codex sends with each request."""

import json
import time
import uuid
from importlib.resources import files
from pathlib import Path
from typing import Any

Json = dict[str, Any]

_VERSION = "0.169.0"
_OUTPUTS = {"function_call": "function_call_output", "custom_tool_call": "custom_tool_call_output"}
_PERMISSIONS = (
    "<permissions instructions>\nCommands run in a sandbox that may write below the working directory and has no "
    "network. Nobody can be asked for more: a command that needs it fails.\n</permissions instructions>"
)


class Session:
    """One thread of a conversation with ``model``; it holds all that was said, since each request sends it again."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._id = str(uuid.uuid4())
        self._installation = str(uuid.uuid4())
        self._turn = ""
        self._turn_started = 0
        self._tools = json.loads(_text("tools.json"))
        self._input: list[Json] = [
            _message("developer", _text("instructions.md")),
            _message("developer", _PERMISSIONS),
            _message("user", _environment()),
        ]

    def ask(self, text: str) -> None:
        """Begin a turn."""
        self._turn = str(uuid.uuid4())
        self._turn_started = int(time.time() * 1_000)
        self._input.append(_message("user", text))

    def heard(self, items: list[Json], output: str | None) -> None:
        """Take in what the model said, and the ``output`` of its tool call if it made one."""
        self._input += items
        for item in items:
            if (kind := _OUTPUTS.get(item["type"])) and output is not None:
                self._input.append({"type": kind, "call_id": item["call_id"], "output": output})

    def headers(self) -> dict[str, str]:
        """Of the next request."""
        return {
            "x-codex-window-id": f"{self._id}:0",
            "x-codex-turn-metadata": self._metadata(),
            "x-client-request-id": self._id,
            "session-id": self._id,
            "thread-id": self._id,
            "accept": "text/event-stream",
            "content-type": "application/json",
            "originator": "codex_exec",
            "user-agent": f"codex_exec/{_VERSION} (codex-tui demo) (codex_exec; {_VERSION})",
        }

    def body(self) -> bytes:
        """Of the next request."""
        value = {
            "model": self._model,
            "stream": True,
            "input": self._input,
            "tools": self._tools,
            "tool_choice": "auto",
            "parallel_tool_calls": False,
            "reasoning": {"summary": "auto"},
            "store": False,
            "include": ["reasoning.encrypted_content"],
            "prompt_cache_key": self._id,
            "client_metadata": {
                "x-codex-installation-id": self._installation,
                "session_id": self._id,
                "thread_id": self._id,
                "turn_id": self._turn,
                "x-codex-turn-metadata": self._metadata(),
            },
        }
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def _metadata(self) -> str:
        value = {
            "installation_id": self._installation,
            "session_id": self._id,
            "thread_id": self._id,
            "agent_name": "/root",
            "turn_id": self._turn,
            "window_id": f"{self._id}:0",
            "request_kind": "turn",
            "root_turn_id": self._turn,
            "thread_source": "user",
            "sandbox": "seccomp",
            "sandbox_mode": "workspace-write",
            "turn_started_at_unix_ms": self._turn_started,
            "model": self._model,
        }
        return json.dumps(value, separators=(",", ":"))


def _text(name: str) -> str:
    return (files("codex_tui.demo") / name).read_text("utf-8")


def _message(role: str, text: str) -> Json:
    content = [{"type": "input_text", "text": text}]
    return {"type": "message", "id": f"msg_{uuid.uuid4()}", "role": role, "content": content}


def _environment() -> str:
    return (
        f"<environment_context>\n  <cwd>{Path('/home/you/courier')}</cwd>\n  <shell>bash</shell>\n"
        f"  <current_date>{time.strftime('%Y-%m-%d')}</current_date>\n</environment_context>"
    )
