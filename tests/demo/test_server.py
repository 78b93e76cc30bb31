"""The model server on the wire."""

import http.client
import json
from collections.abc import Callable

import pytest

from codex_tui.demo.scenario import Answer, Cut, Failed, FunctionCall, Gate, Hold, HttpError, Message, Scenario, Turn
from codex_tui.demo.server import ModelServer
from tests.deadline import eventually
from tests.http_client import prompt, request

Start = Callable[..., ModelServer]
WORDS = "one two three four five"


def says(*, text: str = WORDS, **how: object) -> Scenario:
    return Scenario((Turn((Answer(items=(Message(text),), **how),)),))  # type: ignore[arg-type]


def ask(server: ModelServer, text: str = "hi", outputs: int = 0) -> tuple[int, bytes]:
    with request(f"{server.url}/v1/responses", prompt(text, outputs)) as response:
        return response.status, response.read()


def get(server: ModelServer, path: str) -> tuple[int, bytes]:
    with request(server.url + path) as response:
        return response.status, response.read()


def test_it_looks_like_an_ollama_that_has_the_model(model_server: Start) -> None:
    server = model_server(says())
    assert json.loads(get(server, "/api/version")[1]) == {"version": "0.13.5"}
    assert [model["name"] for model in json.loads(get(server, "/api/tags")[1])["models"]] == ["gpt-oss:20b"]
    assert [model["id"] for model in json.loads(get(server, "/v1/models")[1])["data"]] == ["gpt-oss:20b"]
    assert get(server, "/") == (200, b"Ollama is running")
    with request(f"{server.url}/api/show", {"model": "gpt-oss:20b"}) as response:
        assert "tools" in json.loads(response.read())["capabilities"]


def test_a_missing_model_is_pulled_with_progress(model_server: Start) -> None:
    server = model_server(says(), models=())
    with request(f"{server.url}/api/pull", {"model": "llama:1b"}) as response:
        assert response.headers["content-type"] == "application/x-ndjson"
        lines = [json.loads(line) for line in response.read().splitlines()]
    assert lines[0] == {"status": "pulling manifest"}
    assert lines[-1] == {"status": "success"}
    assert [model["name"] for model in json.loads(get(server, "/api/tags")[1])["models"]] == ["llama:1b"]


def test_the_answer_depends_on_the_question_and_on_the_tool_outputs(model_server: Start) -> None:
    call = Answer(items=(FunctionCall("exec_command", '{"cmd":"ls"}'),))
    server = model_server(
        Scenario(
            (Turn((call, Answer(items=(Message("files"),))), "look"), Turn((Answer(items=(Message("hey"),)),), "hi"))
        )
    )
    assert b"function_call_arguments.delta" in ask(server, "please look")[1]
    assert b"files" in ask(server, "please look", outputs=1)[1]
    assert b"files" in ask(server, "please look", outputs=2)[1]
    assert b"hey" in ask(server, "hi")[1]
    assert b"nothing in my script" in ask(server, "what?")[1]


def test_chat_completions_answer_alike(model_server: Start) -> None:
    server = model_server(says())
    messages = {"model": "gpt-oss:20b", "messages": [{"role": "user", "content": "hi"}], "stream": True}
    with request(f"{server.url}/v1/chat/completions", messages) as response:
        assert response.read().endswith(b"data: [DONE]\n\n")
    with request(
        f"{server.url}/v1/chat/completions", messages | {"stream_options": {"include_usage": True}}
    ) as response:
        assert b'"usage": {"prompt_tokens"' in response.read()


def test_an_error_strikes_as_often_as_the_scenario_says(model_server: Start) -> None:
    server = model_server(says(faults=(HttpError(500), HttpError(429, "slow down"))))
    assert [ask(server)[0] for _ in range(3)] == [500, 429, 200]


def test_a_failed_response_ends_as_one(model_server: Start) -> None:
    body = ask(model_server(says(faults=(Failed(message="out of memory"),))))[1]
    assert b"event: response.failed" in body
    assert b"out of memory" in body
    assert b"response.completed" not in body


def test_a_cut_closes_the_connection_in_mid_stream(model_server: Start) -> None:
    server = model_server(says(faults=(Cut(after=2),)))
    with (
        request(f"{server.url}/v1/responses", prompt("hi")) as response,
        pytest.raises(http.client.IncompleteRead) as cut,
    ):
        response.read()
    assert cut.value.partial == server.ledger[0].response
    assert cut.value.partial.count(b"event: response.output_text.delta") == 2
    assert b"event: response.completed" in ask(server)[1]


def test_a_held_stream_goes_on_when_its_gate_opens(model_server: Start) -> None:
    gate = Gate()
    server = model_server(says(hold=Hold(2, gate)))
    with request(f"{server.url}/v1/responses", prompt("hi")) as response:
        head = b""
        while head.count(b"output_text.delta\n") < 2:
            head += response.read1()
        assert b"three" not in head
        gate.open()
        assert b"five" in response.read()


def test_a_client_that_leaves_is_noted(model_server: Start) -> None:
    server = model_server(says(hold=Hold(2, Gate())))
    with request(f"{server.url}/v1/responses", prompt("hi")) as response:
        response.read1()
    eventually(lambda: server.ledger[0].left, "the server's notice")


def test_a_server_that_stops_lets_go_of_what_it_holds(model_server: Start) -> None:
    server = model_server(says(hold=Hold(0, Gate())))
    with request(f"{server.url}/v1/responses", prompt("hi")) as response:
        assert response.status == 200


def test_the_ledger_has_every_byte_of_both_sides(model_server: Start) -> None:
    server = model_server(says(text="naïve ⟨text⟩"))
    _, body = ask(server)
    entry = server.ledger.to("/v1/responses")[0]
    assert entry.response == body
    assert json.loads(entry.request) == prompt("hi")
    assert entry.status == 200
    assert ("content-type", "application/json") in entry.headers
    assert len(entry.chunks) > 5
    assert [at for at, _ in entry.chunks] == sorted(at for at, _ in entry.chunks)


@pytest.mark.parametrize("path", ["/v1/responses", "/nowhere"])
def test_what_makes_no_sense_is_refused_and_noted(path: str, model_server: Start) -> None:
    server = model_server(says())
    with request(server.url + path, ["no prompt"]) as response:
        assert response.status in (400, 404)
        assert server.ledger[0].response == response.read()
