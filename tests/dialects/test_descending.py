"""Sessions of clients that name none: what goes on from what, in a history on disk."""

import json
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codex_tui.dialects.histories import history_of
from codex_tui.history.fingerprint import fingerprint
from codex_tui.history.newest import newest
from tests import records
from tests.dialects.exchanges import CHAT_URL, RESPONSES_URL, chunk, completed, text_delta
from tests.history.reading import catch_up

if TYPE_CHECKING:
    from codex_tui import dialects
    from codex_tui.history import History

Json = dict[str, Any]
OPENING: list[Json] = [{"role": "system", "content": "be brief"}, {"role": "user", "content": "hello"}]


class Client:
    """A conversation over Chat Completions: each request sends all that was said."""

    def __init__(self, opening: list[Json] | None = None) -> None:
        self.messages = [*(opening or OPENING)]

    def call(self, number: int, answer: str | None, next_: str = "") -> Json:
        """The record of a request that got ``answer``, an error where that is None; then the user goes on."""
        request = json.dumps({"model": "m", "messages": self.messages}).encode()
        if answer is not None:
            self.messages.append({"role": "assistant", "content": answer})
        if next_:
            self.messages.append({"role": "user", "content": next_})
        return record(number, request, answer)


def record(number: int, request: bytes, answer: str | None, **fields: Any) -> Json:
    fields.setdefault("url", CHAT_URL)
    if answer is None:
        body = records.response({"error": {"message": "overloaded"}})
        return records.record(number, body, request=request, status=500, **fields)
    stream = records.sse(chunk({"content": answer}), chunk({}, "stop"), "[DONE]", named=False)
    return records.record(number, records.response(stream), request=request, **fields)


def write(directory: Path, *found: Json) -> None:
    with (directory / "history.jsonl").open("ab") as history:
        history.writelines(records.line(value) for value in found)


def sessions(directory: Path) -> dict[int, str | None]:
    """By number, of all that is read whole."""
    history = history_of(directory)
    catch_up(history)
    history.complete([summary.id for summary in history.summaries])
    history.save()
    return of(history)


def of(history: "History[dialects.Reading]") -> dict[int, str | None]:
    return {each.number: each.session.id if each.session else None for each in history.summaries}


def test_a_conversation_that_goes_on_keeps_its_session(tmp_path: Path) -> None:
    client = Client()
    write(tmp_path, *(client.call(number, f"answer {number}", f"then {number}") for number in range(1, 8)))
    found = sessions(tmp_path)
    assert len(set(found.values())) == 1
    assert (found[1] or "").startswith("~")


def test_runs_that_open_alike_are_sessions_of_their_own(tmp_path: Path) -> None:
    one, other = Client(), Client()
    write(tmp_path, one.call(1, "hi", "a"), one.call(2, "x"), other.call(3, "hi there", "b"), other.call(4, "y"))
    found = sessions(tmp_path)
    assert found[1] == found[2] != found[3] == found[4]


@pytest.mark.parametrize("order", [(0, 0, 1, 1), (0, 1, 0, 1), (0, 1, 1, 0)])
def test_even_where_they_were_answered_alike(tmp_path: Path, order: tuple[int, ...]) -> None:
    clients = [Client(), Client()]
    went_on = ["a", "b"]
    for number, which in enumerate(order, 1):
        write(tmp_path, clients[which].call(number, "hi", went_on[which]))
    found = sessions(tmp_path)
    last = [found[max(n for n, which in enumerate(order, 1) if which == each)] for each in (0, 1)]
    assert last[0] != last[1]
    assert sorted(found.values(), key=str).count(last[0]) == 2


def test_tries_are_of_the_session_that_came_of_them(tmp_path: Path) -> None:
    client, later = Client(), Client()
    write(tmp_path, *(client.call(number, None) for number in (1, 2, 3)))
    write(tmp_path, client.call(4, "hi", "go on"), client.call(5, "well"), later.call(6, "hi"))
    found = sessions(tmp_path)
    assert len({found[number] for number in range(1, 6)}) == 1
    assert found[6] != found[1]


def test_a_try_that_repeats_what_a_failed_answer_had_finished_goes_on_from_it(tmp_path: Path) -> None:
    def asked(number: int, *said: str, fails: bool = False) -> Json:
        items = [{"role": "user", "content": "go"}, *({"role": "assistant", "content": text} for text in said)]
        items += [{"role": "user", "content": "more"}] * (number == 4)
        end = {"type": "response.failed", "response": {}} if fails else completed()
        stream = records.sse(text_delta("well"), end)
        return records.record(number, records.response(stream), request=json.dumps({"input": items}).encode())

    tries = [asked(1, fails=True), asked(2, "well", fails=True), asked(3, "well", "well")]
    write(tmp_path, *tries, asked(4, "well", "well", "well"))
    assert len(set(sessions(tmp_path).values())) == 1


def test_white_space_thoughts_and_ids_that_a_client_leaves_out_do_not_matter(tmp_path: Path) -> None:
    call = {"index": 0, "id": "c1", "function": {"name": "shell", "arguments": '{"a": 1, "b": 2}'}}
    stream = records.sse(
        chunk({"content": "<think>hm</think>\n I look. "}), chunk({"tool_calls": [call]}, "tool_calls"), named=False
    )
    first = json.dumps({"messages": OPENING}).encode()
    again = {"name": "shell", "arguments": '{"b":2,"a":1}'}
    said = {
        "role": "assistant",
        "content": "I look.",
        "tool_calls": [{"id": "x", "type": "function", "function": again}],
    }
    then = json.dumps({"messages": [*OPENING, said, {"role": "tool", "content": "ok"}]}).encode()
    write(tmp_path, records.record(1, records.response(stream), request=first, url=CHAT_URL), record(2, then, "done"))
    found = sessions(tmp_path)
    assert found[1] == found[2]


@pytest.mark.parametrize(
    "said", [pytest.param("\n" * 1_000_000 + "x", id="lines"), pytest.param("<think>" * 200_000, id="thoughts")]
)
def test_a_model_that_repeats_itself_without_end_costs_no_more_than_its_length(tmp_path: Path, said: str) -> None:
    """Minutes, where each place of the text is looked at from each."""
    client = Client()
    write(tmp_path, client.call(1, said, "go on"), client.call(2, "well"))
    found = sessions(tmp_path)
    assert found[1] == found[2]


def test_examples_in_the_prompt_are_no_conversation(tmp_path: Path) -> None:
    example = [*OPENING, {"role": "assistant", "content": "example"}]
    one, other = (Client([*example, {"role": "user", "content": text}]) for text in ("this", "that"))
    write(tmp_path, one.call(1, "a"), other.call(2, "b"))
    found = sessions(tmp_path)
    assert found[1] != found[2]


def test_where_a_call_was_not_recorded_the_rest_is_still_one_session(tmp_path: Path) -> None:
    client = Client()
    calls = [client.call(number, f"answer {number}", "on") for number in range(1, 12)]
    write(tmp_path, *(call for call in calls if call["number"] not in {2, 5, 6}))
    assert len(set(sessions(tmp_path).values())) == 1


def test_the_oldest_may_go_and_the_session_keeps_its_name(tmp_path: Path) -> None:
    client = Client()
    calls = [client.call(number, f"answer {number}", "on") for number in range(1, 6)]
    (tmp_path / "all").mkdir()
    (tmp_path / "rest").mkdir()
    write(tmp_path / "all", *calls)
    write(tmp_path / "rest", *calls[3:])
    assert sessions(tmp_path / "all")[5] == sessions(tmp_path / "rest")[5]


def response_record(number: int, id_: str, previous: str | None = None, **fields: Any) -> Json:
    link = {"previous_response_id": previous} if previous else {}
    request = json.dumps({"input": f"words {number}", **link}).encode()
    stream = records.sse(completed(id=id_, output=[]))
    return records.record(number, records.response(stream), request=request, url=RESPONSES_URL, **fields)


def test_what_goes_on_from_a_response_is_of_its_session(tmp_path: Path) -> None:
    write(
        tmp_path,
        response_record(1, "r1"),
        response_record(2, "other"),
        response_record(3, "r3", "r1"),
        response_record(4, "r4", "r3"),
        response_record(5, "r5", "missing"),
    )
    found = sessions(tmp_path)
    assert found[1] == found[3] == found[4]
    assert len({found[1], found[2], found[5]}) == 3


def test_also_where_only_the_first_names_a_session(tmp_path: Path) -> None:
    named = [("session-id", "s"), ("thread-id", "t")]
    write(tmp_path, response_record(1, "r1", request_headers=named), response_record(2, "r2", "r1"))
    history = history_of(tmp_path)
    catch_up(history)
    history.complete([summary.id for summary in history.summaries])
    first, second = history.summaries
    assert second.session == first.session
    assert history.previous(second.id) == first.id


@st.composite
def traffic(draw: st.DrawFn) -> list[Json]:
    """Clients that open alike and talk at the same time, to a server that often says the same and often fails."""
    clients = [Client() for _ in range(draw(st.integers(1, 3)))]
    found = []
    for number in range(1, draw(st.integers(2, 10))):
        client = draw(st.sampled_from(clients))
        answer = draw(st.sampled_from(["yes", "no", None]))
        found.append(client.call(number, answer, draw(st.sampled_from("ab")) if answer else ""))
    return found


@settings(max_examples=25, deadline=None)
@given(calls=traffic(), seed=st.integers(0, 99))
def test_read_cold_or_grown_live_or_from_the_index_it_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, calls: list[Json], seed: int
) -> None:
    live, cold = tmp_path_factory.mktemp("live"), tmp_path_factory.mktemp("cold")
    write(cold, *calls)
    found = sessions(cold)

    history = history_of(live)
    for call in calls:
        write(live, call)
        catch_up(history)
    assert of(history) == found
    history.save()
    assert of_lines(newest(live, len(calls), fingerprint())) == found
    again = history_of(live)
    catch_up(again)
    assert of(again) == found

    scattered = history_of(tmp_path_factory.mktemp("scattered"))
    write(scattered.directory, *calls)
    catch_up(scattered)
    ids = [summary.id for summary in scattered.summaries]
    for id_ in random.Random(seed).sample(ids, len(ids)):
        scattered.complete([id_])
    assert of(scattered) == found


def of_lines(lines: list[bytes] | None) -> dict[int, str | None]:
    assert lines is not None
    return {value["number"]: value["session"]["id"] for value in map(json.loads, lines)}


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_run_that_diverged_never_shares_a_session(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Each client has its own words after the opening: whoever has spoken twice can be told from the others."""
    directory = tmp_path_factory.mktemp("runs")
    clients = [Client() for _ in range(3)]
    spoke: dict[int, list[int]] = {0: [], 1: [], 2: []}
    for number in range(1, data.draw(st.integers(3, 12))):
        which = data.draw(st.integers(0, 2))
        write(directory, clients[which].call(number, data.draw(st.sampled_from(["yes", "no"])), f"mine, {which}"))
        spoke[which].append(number)
    found = sessions(directory)
    diverged = [{found[number] for number in numbers[1:]} for numbers in spoke.values() if len(numbers) > 1]
    assert all(len(ids) == 1 for ids in diverged)
    assert len(set.union(set(), *diverged)) == len(diverged)
