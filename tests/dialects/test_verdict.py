"""The state of an exchange, what went wrong, and what it is called in a line."""

from typing import Any

import pytest

from codex_tui import dialects
from codex_tui.history.summary import Summary
from tests import records
from tests.dialects.exchanges import Growing, completed, finished, item_done, streamed, text_delta

HALF = [text_delta("Hel"), text_delta("lo")]
LEFT = {"by": "client", "message": "Client disconnected."}


def summary(*events: Any, **fields: Any) -> Summary:
    return dialects.read(streamed(events, **fields)).summary()


@pytest.mark.parametrize("end", ["eof", "client_closed", "server_closed", "proxy_stopped", "proxy_died"])
def test_after_its_final_event_an_exchange_is_complete_however_the_connection_ended(end: str) -> None:
    found = summary(*HALF, completed(), end=end, error=LEFT)
    assert (found.state, found.error, found.warnings, found.outcome) == ("complete", None, [], "answer")


def test_one_that_the_client_left_is_aborted() -> None:
    found = summary(*HALF, end="client_closed", error=LEFT)
    assert (found.state, found.outcome, found.error) == ("aborted", "answer, aborted", "Client disconnected.")
    assert found.warnings == []


@pytest.mark.parametrize(
    ("end", "outcome"), [("proxy_stopped", "proxy stopped here"), ("proxy_died", "proxy died here")]
)
def test_one_whose_proxy_went_is_interrupted(end: str, outcome: str) -> None:
    found = summary(*HALF, end=end)
    assert (found.state, found.outcome) == ("interrupted", outcome)
    assert found.warnings == []


@pytest.mark.parametrize("end", ["eof", "server_closed", "proxy_error"])
def test_one_that_the_server_cut_has_failed_with_a_warning(end: str) -> None:
    found = summary(*HALF, end=end)
    assert (found.state, found.outcome) == ("failed", "answer, cut off")
    assert [warning.code for warning in found.warnings] == ["stream_cut"]
    assert found.error


def test_one_that_no_server_answered_has_failed_with_what_the_wire_saw() -> None:
    error = {"by": "server", "message": "Connection refused."}
    found = dialects.read(finished(None, end="proxy_error", error=error)).summary()
    assert (found.state, found.error, found.outcome) == (
        "failed",
        "Connection refused.",
        "failed: Connection refused.",
    )
    assert found.warnings == []


def test_a_whole_body_by_its_length_is_complete_whoever_closed() -> None:
    body = b'{"models": []}'
    answer = records.response(
        body, content_type="application/json", headers=[("Content-Length", str(len(body)))], chunks=[(9.0, len(body))]
    )
    url = "http://localhost:11434/api/tags"
    found = dialects.read(finished(answer, method="GET", url=url, end="client_closed", transport="http")).summary()
    assert (found.state, found.api, found.outcome) == ("complete", "ollama.tags", "GET /api/tags: 0 models")


def test_an_event_that_the_cut_left_unfinished_counts_if_it_is_whole_json() -> None:
    whole = records.sse_event(completed()).rstrip(b"\n")
    found = dialects.read(finished(records.sse(*HALF) + whole, end="client_closed")).summary()
    assert (found.state, found.outcome) == ("complete", "answer")


@pytest.mark.parametrize("length", range(1, len(records.sse_event(completed())) - 4, 7))
def test_an_event_that_the_cut_left_unfinished_is_no_unknown_one(length: int) -> None:
    cut = records.sse_event(completed())[:length]
    found = dialects.read(finished(records.sse(*HALF) + cut, end="client_closed")).summary()
    assert (found.state, found.warnings) == ("aborted", [])


def test_a_live_one_tells_what_it_is_doing() -> None:
    growing = Growing()
    reading = dialects.read(growing.exchange)
    assert (reading.summary().state, reading.summary().outcome) == ("live", "waiting")
    growing.send(30.0, {"type": "response.reasoning_summary_text.delta", "output_index": 0, "delta": "hm"})
    assert reading.summary().outcome == "reasoning, streaming"
    growing.send(40.0, text_delta("Hel", 1))
    assert reading.summary().outcome == "answer, streaming"


def test_a_live_command_is_shown_as_it_streams() -> None:
    growing = Growing()
    reading = dialects.read(growing.exchange)
    item = {"type": "function_call", "name": "exec_command", "call_id": "c", "arguments": ""}
    growing.send(30.0, {"type": "response.output_item.added", "output_index": 0, "item": item})
    growing.send(40.0, {"type": "response.function_call_arguments.delta", "output_index": 0, "delta": '{"cmd": "pyt'})
    assert reading.summary().outcome == "$ pyt, streaming"


def test_a_live_one_whose_writer_died_is_interrupted() -> None:
    growing = Growing()
    growing.send(30.0, *HALF)
    reading = dialects.read(growing.exchange)
    assert reading.summary().state == "live"
    growing.exchange.abandon()
    assert (reading.summary().state, reading.summary().outcome) == ("interrupted", "proxy died here")
    assert reading.conversation().parts[-1].ended == 30.0


def test_a_part_has_no_end_while_it_streams() -> None:
    growing = Growing()
    reading = dialects.read(growing.exchange)
    growing.send(30.0, *HALF)
    part = reading.conversation().parts[-1]
    assert (part.text, part.began, part.ended) == ("Hello", 30.0, None)
    growing.send(50.0, {"type": "response.output_text.done", "output_index": 0, "text": "Hello"})
    assert reading.conversation().parts[-1].ended == 50.0


def test_time_to_first_token_counts_reasoning_and_speed_the_generation() -> None:
    reasoning = {"type": "response.reasoning_text.delta", "output_index": 0, "content_index": 0, "delta": "hm"}
    usage = {"input_tokens": 1, "output_tokens": 50}
    created = {"type": "response.created", "response": {}}
    timing = summary(created, reasoning, text_delta("a", 1), text_delta("b", 1), completed(usage=usage)).timing
    assert (timing.first_byte, timing.first_token) == (10.0, 30.0)
    assert timing.tokens_per_second == 2_500.0


def test_speed_leaves_out_reasoning_that_was_hidden() -> None:
    usage = {"output_tokens": 50, "output_tokens_details": {"reasoning_tokens": 40}}
    assert summary(text_delta("a"), text_delta("b"), completed(usage=usage)).timing.tokens_per_second == 1_000.0


def test_without_times_there_is_no_speed() -> None:
    timing = summary(*HALF, completed(usage={"output_tokens": 5}), redactions={"response": 1}).timing
    assert (timing.first_token, timing.tokens_per_second) == (None, None)


def call(name: str, arguments: str, number: int) -> dict[str, Any]:
    item = {"type": "function_call", "name": name, "call_id": f"c{number}", "arguments": arguments}
    return item_done(item, number)


PATCH = (
    "*** Begin Patch\\n*** Update File: src/retry.py\\n@@ def delay\\n-a\\n+b\\n+c\\n"
    "*** Add File: README\\n+x\\n*** End Patch"
)


@pytest.mark.parametrize(
    ("calls", "outcome"),
    [
        ([("shell", '{"command": ["bash", "-lc", "pytest -q"]}')], "$ pytest -q"),
        ([("shell", '{"command": ["git", "log", "a b"]}')], "$ git log 'a b'"),
        ([("shell_command", '{"command": "ls\\n-l"}')], "$ ls -l"),
        ([("exec_command", '{"cmd": "make"}')], "$ make"),
        ([("update_plan", "{}")], "1 call: update_plan"),
        ([("apply_patch", f'{{"input": "{PATCH}"}}')], "± 2 files +3 −1"),
        (
            [("exec_command", '{"cmd": "sed -n 1,60p x"}'), ("exec_command", '{"cmd": "git log --oneline"}')],
            "2 calls: $ sed, $ git log",
        ),
        (
            [("apply_patch", f'{{"input": "{PATCH}"}}'), ("view_image", "{}"), ("exec_command", "not json")],
            "3 calls: ± retry.py, view_image, exec_command",
        ),
    ],
)
def test_calls_in_a_line(calls: list[tuple[str, str]], outcome: str) -> None:
    events = [call(name, arguments, number) for number, (name, arguments) in enumerate(calls)]
    assert summary(*events, completed()).outcome == outcome


def test_a_summary_names_each_tool_that_was_called_once_even_of_an_answer_that_failed() -> None:
    calls = [call(name, "{}", number) for number, name in enumerate(["exec_command", "view_image", "exec_command"])]
    assert summary(*calls, completed()).tools == ("exec_command", "view_image")
    failed = summary(*calls, {"type": "response.failed", "response": {"error": {"message": "no"}}})
    assert (failed.state, failed.tools) == ("failed", ("exec_command", "view_image"))
    assert summary(text_delta("exec_command"), completed()).tools == ()


def test_of_tools_a_summary_names_a_few_and_cuts_long_names() -> None:
    found = summary(*(call(f"{number} " + "x\n" * 1_000, "{}", number) for number in range(30)), completed())
    assert len(found.tools) == 20
    assert max(map(len, found.tools)) == 120


def test_a_line_is_cut_at_120_characters() -> None:
    command = '{"cmd": "%s"}' % ("word " * 100)
    found = summary(
        call("exec_command", command, 0), completed(), request={"input": "why " * 200 + "\n\n\t" + "so " * 10}
    )
    for line in (found.outcome, found.preview):
        assert len(line) <= 120
        assert line.endswith("…")


def test_an_answer_of_nothing_says_so() -> None:
    assert summary(completed()).outcome == "no answer"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b'{"error": "model not found"}', "model not found"),
        (b'{"detail": "Not Found"}', "Not Found"),
        (b"plain words\nand more", "plain words"),
        (b"<html><body>no</body></html>", "OK"),
        (b"", "OK"),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b'{"error": {"type": "overloaded"}}', "overloaded"),
    ],
)
def test_the_error_is_in_the_servers_words_where_it_gave_some(body: bytes, error: str) -> None:
    found = dialects.read(finished(body, status=404, transport="http", content_type="text/plain")).summary()
    assert (found.state, found.error) == ("failed", error)
    assert found.outcome == f"404 {error}"
