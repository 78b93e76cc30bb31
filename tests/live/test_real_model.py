"""A real model behind the proxy. What it says is nonsense; that it is captured as it was said is not."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from codex_tui import dialects
from codex_tui.history import History
from codex_tui.proxy import ProxyOptions, Supervisor
from tests.captured import records, response_body
from tests.deadline import eventually
from tests.http_client import request
from tests.live import llama
from tests.live.codex import codex_environment, codex_exec, needs_codex
from tests.processes import PROGRAM, Processes

pytestmark = llama.needs_real_model

ASKED = [{"role": "user", "content": "Say hello."}]
REQUESTS: dict[str, dict[str, Any]] = {
    "/v1/responses": {"input": ASKED, "max_output_tokens": 8},
    "/v1/chat/completions": {"messages": ASKED, "max_tokens": 8},
}


@pytest.fixture
def model_url(processes: Processes) -> str:
    """Where the model is served."""
    server = processes.start([sys.executable, llama.__file__], stderr=None)
    assert server.stdout
    url = server.stdout.readline().strip()
    assert url
    return url


def readings(captures: Path, at_least: int) -> list[dialects.Reading]:
    """The finished model calls."""
    history = History(captures, dialects.read)

    def finished() -> list[str]:
        while history.poll().more:
            pass
        return [call.id for call in history.summaries if call.is_model_call and call.state != "live"]

    eventually(lambda: len(finished()) >= at_least, f"{at_least} model calls")
    return [history.open(id_) for id_ in finished()]


@pytest.mark.parametrize("path", REQUESTS)
async def test_its_answer_is_captured_and_read(
    path: str, captures: Path, model_url: str, processes: Processes
) -> None:
    supervisor = Supervisor(ProxyOptions(captures=captures, port=0, ollama_port=None))
    await supervisor.start()

    def ask() -> bytes:
        value = {"model": llama.MODEL, "stream": True, **REQUESTS[path]}
        with request(model_url + path, value, proxy=supervisor.status.port) as response:
            return response.read()

    try:
        body = await asyncio.to_thread(ask)
        (reading,) = await asyncio.to_thread(readings, captures, 1)
    finally:
        await supervisor.stop()
    assert response_body(records(captures)[0]) == body
    summary, conversation = reading.summary(), reading.conversation()
    assert (summary.state, summary.status, summary.transport) == ("complete", 200, "sse")
    assert [part.text for part in conversation.parts if part.role == "user"] == ["Say hello."]
    answers = [part.text for part in conversation.parts if part.origin == "response"]
    assert len(answers) == 1
    assert answers[0]
    assert summary.timing.first_token is not None


@needs_codex
def test_codex_gets_its_answer_from_it(tmp_path: Path, captures: Path, model_url: str, processes: Processes) -> None:
    brief = tmp_path / "instructions.md"
    brief.write_text("Be brief.", "utf-8")  # Codex's own would take this model minutes to read
    codex = codex_exec("Say hello.", provider="lmstudio", model=llama.MODEL)
    codex[-1:-1] = ["-c", f"model_instructions_file={json.dumps(str(brief))}"]
    ran = processes.run(
        [*PROGRAM, "run", "--captures", captures, "--port", "0", "--ollama-port", "0", "--", *codex],
        env=codex_environment(tmp_path, model_url),
        cwd=tmp_path,
        timeout=150,
    )
    assert ran.code == 0, ran
    reading = readings(captures, 1)[-1]
    summary = reading.summary()
    assert (summary.api, summary.state, summary.model) == ("openai.responses", "complete", llama.MODEL)
    assert summary.session
    assert summary.session.id
    assert summary.usage.input
    answer = next(part.text for part in reading.conversation().parts if part.origin == "response")
    assert answer.strip() in ran.out
