"""The main job: the real Codex, run through a real mitmdump, captured byte for byte."""

import json
from collections.abc import Callable
from pathlib import Path

from codex_tui.demo.server import ModelServer
from tests.captured import records, response_body
from tests.live.codex import ANSWER, ASKED, TURN, codex_environment, codex_exec, needs_codex, workspace
from tests.processes import PROGRAM, Processes


@needs_codex
def test_a_turn_with_a_tool_call_is_captured_as_the_server_received_and_sent_it(
    tmp_path: Path, captures: Path, model_server: Callable[..., ModelServer], processes: Processes
) -> None:
    server = model_server(TURN)

    ran = processes.run(
        [*PROGRAM, "run", "--captures", captures, "--port", "0", "--ollama-port", "0", "--", *codex_exec(ASKED)],
        env=codex_environment(tmp_path, server.url),
        cwd=workspace(tmp_path),
    )

    assert ran.code == 0, ran
    assert ANSWER in ran.out
    assert f"Capturing into {captures}" in ran.err
    captured = sorted(records(captures), key=lambda record: record.started_at)
    assert [(record.method, record.url, record.status) for record in captured] == [
        (entry.method, server.url + entry.path, entry.status) for entry in server.ledger
    ]
    for record, entry in zip(captured, server.ledger, strict=True):
        assert record.request.content() == entry.request
        assert response_body(record) == entry.response
        assert record.end in ("eof", "client_closed")
        assert record.sizes.request == len(entry.request)
        assert record.sizes.response == len(entry.response)

    failed, called, answered = (record for record in captured if record.url.endswith("/v1/responses"))
    assert (failed.status, called.transport, answered.transport) == (500, "sse", "sse")
    assert failed.request.content() == called.request.content()
    output = json.loads(answered.request.content())["input"][-1]
    assert (output["type"], "naïve ⟨text⟩" in output["output"]) == ("function_call_output", True)

    sessions = {dict(record.request.headers)["session-id"] for record in (failed, called, answered)}
    metadata = json.loads(dict(answered.request.headers)["x-codex-turn-metadata"])
    assert sessions == {metadata["session_id"]} == {json.loads(answered.request.content())["prompt_cache_key"]}
    assert metadata["request_kind"] == "turn"
    assert answered.client.user_agent
    assert answered.client.user_agent.startswith("codex_exec/")

    listed = processes.codex_tui("list", "--json", "--captures", captures)
    calls = [call for line in listed.out.splitlines() if (call := json.loads(line))["api"] == "openai.responses"]
    assert [(call["state"], call["status"], call["outcome"]) for call in calls] == [
        ("failed", 500, "500 the model runner has stopped"),
        ("complete", 200, "$ cat note.txt"),
        ("complete", 200, "answer"),
    ]
    assert {call["session"]["id"] for call in calls} == sessions
    shown = json.loads(processes.codex_tui("show", "latest", "--json", "--captures", captures).out)
    assert shown["id"] == answered.id
    assert shown["parts"][-1]["text"] == ANSWER
    assert [part["text"] for part in shown["parts"] if part["role"] == "user"][-1] == ASKED
