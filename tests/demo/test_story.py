"""The demo's story, played against its own server without a proxy."""

import json
from collections import Counter
from itertools import pairwise

from codex_tui.demo.client import Client
from codex_tui.demo.ledger import Entry
from codex_tui.demo.server import ModelServer
from codex_tui.demo.story import Story, read_story
from tests.deadline import eventually_async


async def played(story: Story) -> ModelServer:
    async with ModelServer(story.scenario(), pace=0.05) as server, Client(server.url, None) as client:
        async for _ in client.greet():
            pass
        for scene in story.scenes:
            async for _ in client.play(scene):
                pass
        await eventually_async(lambda: server.ledger[-1].left, "the client's leaving")
    return server


def asked(entry: Entry) -> list[str]:
    return [item.get("role") or item["type"] for item in json.loads(entry.request)["input"]]


async def test_the_story_has_all_that_a_first_look_should_show() -> None:
    server = await played(read_story())
    calls = server.ledger.to("/v1/responses")
    assert Counter(entry.status for entry in calls) == {200: 11, 500: 1}
    retried = next(n for n, entry in enumerate(calls) if entry.status == 500)
    assert calls[retried].request == calls[retried + 1].request
    cut = [entry for entry in calls if entry.status == 200 and b"response.completed" not in entry.response]
    assert [entry.left for entry in cut] == [False, True]
    assert any(b"custom_tool_call_input.delta" in entry.response for entry in calls)
    assert any(b"reasoning_summary_text.delta" in entry.response for entry in calls)


async def test_each_request_of_a_session_sends_all_that_was_said_before() -> None:
    server = await played(read_story())
    session = [entry for entry in server.ledger.to("/v1/responses") if b"why does" in entry.request]
    for earlier, later in pairwise(session):
        assert asked(later)[: len(asked(earlier))] == asked(earlier)
    assert asked(session[2])[3:] == [
        *("user", "reasoning", "function_call", "function_call_output"),
        *("reasoning", "function_call", "function_call_output"),
    ]


async def test_the_client_names_its_session_as_codex_does() -> None:
    server = await played(read_story())
    first, second = server.ledger.to("/v1/responses")[:2]
    headers, body = dict(first.headers), json.loads(first.request)
    metadata = json.loads(headers["x-codex-turn-metadata"])
    assert metadata["session_id"] == headers["session-id"] == body["prompt_cache_key"]
    assert metadata["request_kind"] == "turn"
    assert headers["user-agent"].startswith("codex_exec/")
    assert dict(second.headers)["session-id"] != headers["session-id"]


async def test_every_encore_has_an_answer_of_its_own() -> None:
    story = read_story()
    async with ModelServer(story.scenario(), pace=0) as server, Client(server.url, None) as client:
        for scene in story.encores:
            async for _ in client.play(scene):
                pass
    assert len(server.ledger) == len(story.encores)
    assert all(b"nothing in my script" not in entry.response for entry in server.ledger)
