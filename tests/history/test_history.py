"""A capture directory as one list, while others write to it."""

import fcntl
import json
import os
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from codex_tui.errors import CodexTuiError
from codex_tui.history import History, heap
from tests.history.conftest import Clock
from tests.history.reading import Count, catch_up, numbers
from tests.records import MODEL_URL, Json, append, head, line, record, sse, started, ulid

ANSWER = sse({"type": "response.created"}, {"type": "response.completed"})


def test_a_directory_that_does_not_exist_is_an_empty_history(tmp_path: Path) -> None:
    history = History(tmp_path / "none", Count)
    changes = history.poll()
    assert (changes.ids, changes.more, changes.reset, list(history.summaries)) == ([], False, False, [])


def test_what_is_appended_while_it_is_watched_is_found(history: History[Count], tmp_path: Path) -> None:
    for number in (1, 2, 3):
        append(tmp_path, record(number, ANSWER))
        assert catch_up(history).ids == [ulid(started(number), number)]
        assert catch_up(history).ids == []
    assert numbers(history) == [1, 2, 3]
    assert history.summary(ulid(started(2), 2)).outcome == "2 events"


def test_a_line_that_is_still_being_written_is_read_once_it_is_whole(history: History[Count], tmp_path: Path) -> None:
    content = line(record(1, ANSWER))
    (tmp_path / "history.jsonl").write_bytes(content[:50])
    assert catch_up(history).ids == []
    append(tmp_path, content[50:-1])
    assert catch_up(history).ids == []
    append(tmp_path, content[-1:], record(2, ANSWER))
    catch_up(history)
    assert (numbers(history), history.damage) == ([1, 2], [])


def test_a_line_that_was_taken_back_and_written_anew_is_read_as_it_is_now(
    history: History[Count], tmp_path: Path
) -> None:
    append(tmp_path, record(1, ANSWER))
    catch_up(history)
    end = (tmp_path / "history.jsonl").stat().st_size
    append(tmp_path, line(record(2, ANSWER))[:300])
    catch_up(history)
    os.truncate(tmp_path / "history.jsonl", end)
    append(tmp_path, record(3, ANSWER))
    assert not catch_up(history).reset
    assert (numbers(history), history.damage) == ([1, 3], [])


def test_lines_that_cannot_be_read_are_counted_and_cost_nothing_else(history: History[Count], tmp_path: Path) -> None:
    good = line(record(1, ANSWER))
    bad = [
        (good[:100] + b"\n", "is cut, or is not JSON"),
        (b"not JSON at all\n", "is cut, or is not JSON"),
        (b"\xff\xfe\n", "is cut, or is not JSON"),
        (b'{"deep": ' + b"[" * 100_000 + b"\n", "is cut, or is not JSON"),
        (b"[1, 2]\n", "is no record: Expected `object`, got `array`"),
        (line({**record(5), "v": 7}), "is a record of version 7 that this codex-tui cannot read"),
        (b'{"v": 2, "who": "knows"}\n', "is a record of version 2 that this codex-tui cannot read"),
        (b'{"v": ' + b"9" * 4_000 + b"}\n", "is a record of a version that this codex-tui cannot read"),
        (line({**record(5), "number": "\x1b[2J"}), "is no record: Expected `int`, got `str` - at `$.number`"),
        (line({**record(5), "number": 0}), "is no record: its number is out of range"),
        (line({**record(5), "id": "../../etc/passwd"}), "is no record: its id is no ULID"),
        (line({**record(5), "started_at": "yesterday"}), "is no record: its started_at is no time in UTC"),
        (line({**record(5), "started_at": "2025-11-22T10:00:00+09:00"}), "is no record: its started_at"),
        (line({**record(5), "started_at": "0001-01-01T00:00:00Z"}), "is no record: its started_at"),
        (line({**record(5), "request": {"base64": "?"}}), "has a body that is no base64"),
        (line({**record(5), "response": {"messages": [[1.0, {"hex": "00"}]]}}), "has a body that is no base64"),
    ]
    offset = 0
    for content, _ in bad:
        append(tmp_path, content)
    append(tmp_path, b"\n", good)
    catch_up(history)
    assert numbers(history) == [1]
    assert len(history.damage) == len(bad)
    for damage, (content, reason) in zip(history.damage, bad, strict=True):
        assert damage.reason.startswith(reason)
        assert (damage.offset, damage.file) == (offset, "history.jsonl")
        offset += len(content)


def test_a_last_line_that_nobody_is_writing_is_damage_until_it_goes_on(
    history: History[Count], tmp_path: Path
) -> None:
    append(tmp_path, record(1, ANSWER), b'{"v": 1, "id')
    catch_up(history)
    [cut] = history.damage
    assert cut.reason == "is cut: no newline ends it"
    append(tmp_path, b"\n", record(2, ANSWER))
    catch_up(history)
    assert numbers(history) == [1, 2]
    assert [(damage.offset, damage.reason) for damage in history.damage] == [(cut.offset, "is cut, or is not JSON")]


def test_a_last_line_whose_writer_is_at_work_is_waited_for(history: History[Count], tmp_path: Path) -> None:
    with (tmp_path / "history.lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        append(tmp_path, b'{"v": 1, "id')
        catch_up(history)
        assert history.damage == []
    catch_up(history)
    assert len(history.damage) == 1


def test_the_list_is_ordered_by_start_then_by_number(history: History[Count], tmp_path: Path) -> None:
    at = {1: started(5), 2: started(1), 3: started(3), 4: started(3), 5: started(9)}
    for number in (4, 5, 1, 3, 2):
        append(tmp_path, record(number, ANSWER, started_at=at[number]))
        catch_up(history)
    assert numbers(history) == [2, 3, 4, 1, 5]
    assert [history.position(summary.id) for summary in history.summaries] == [0, 1, 2, 3, 4]


def test_the_same_id_twice_is_one_exchange(history: History[Count], tmp_path: Path) -> None:
    append(tmp_path, record(1, ANSWER), record(1, ANSWER, end="proxy_died"), record(1, b""))
    catch_up(history)
    assert [(summary.number, summary.outcome) for summary in history.summaries] == [(1, "2 events")]


def test_a_whole_record_is_worth_more_than_what_a_dead_writer_left(history: History[Count], tmp_path: Path) -> None:
    append(tmp_path, record(1, ANSWER[:40], end="proxy_died"))
    catch_up(history)
    assert history.summaries[0].state == "interrupted"
    history.open(history.summaries[0].id)
    append(tmp_path, record(1, ANSWER))
    assert catch_up(history).ids == [history.summaries[0].id]
    assert [summary.state for summary in history.summaries] == ["complete"]
    assert history.open(history.summaries[0].id).exchange.response_body == ANSWER


@pytest.mark.parametrize("how", ["truncated", "rewritten", "replaced", "deleted"])
def test_a_history_that_is_another_one_now_is_read_anew(history: History[Count], tmp_path: Path, how: str) -> None:
    path = tmp_path / "history.jsonl"
    append(tmp_path, record(1, ANSWER), record(2, ANSWER), b"garbage\n")
    catch_up(history)
    other = [line(record(number, ANSWER)) for number in (7, 8)]
    match how:
        case "truncated":
            path.write_bytes(other[0])
        case "rewritten":
            path.write_bytes(b" " * (path.stat().st_size + 50) + b"\n" + other[0])
        case "replaced":
            (tmp_path / "new").write_bytes(b"".join(other) * 3)
            (tmp_path / "new").replace(path)
        case "deleted":
            path.unlink()
    assert catch_up(history).reset
    assert numbers(history) == {"truncated": [7], "rewritten": [7], "replaced": [7, 8], "deleted": []}[how]
    assert len(history.damage) == (how == "rewritten")
    append(tmp_path, record(9, ANSWER))
    assert not catch_up(history).reset
    assert numbers(history)[-1] == 9


def test_the_same_bytes_in_another_file_are_read_anew_and_never_gone(history: History[Count], tmp_path: Path) -> None:
    append(tmp_path, record(1, ANSWER))
    catch_up(history)
    path = tmp_path / "history.jsonl"
    (tmp_path / "copy").write_bytes(path.read_bytes())
    (tmp_path / "copy").replace(path)
    changes = catch_up(history)
    assert (changes.ids, changes.reset) == ([ulid(started(1), 1)], False)
    assert numbers(history) == [1]


def test_a_poll_keeps_to_its_budget_and_says_that_more_waits(
    history: History[Count], tmp_path: Path, clock: Clock
) -> None:
    append(tmp_path, *(record(number, ANSWER) for number in range(1, 101)))
    clock.tick = 0.01
    polls = [history.poll(budget=0.1)]
    while polls[-1].more:
        polls.append(history.poll(budget=0.1))
    assert len(polls) > 10
    assert sum(len(changes.ids) for changes in polls) == 100
    assert numbers(history) == list(range(1, 101))


def test_a_line_longer_than_a_budget_is_read_over_several_polls(
    history: History[Count], tmp_path: Path, clock: Clock
) -> None:
    answer = b"x" * 5_000_000
    append(tmp_path, record(1, ANSWER), record(2, answer, content_type="text/plain"), record(3, ANSWER))
    clock.tick = 1.0
    assert [history.poll(budget=0.0).more for _ in range(3)] == [True, True, True]
    catch_up(history)
    assert numbers(history) == [1, 2, 3]
    assert history.open(ulid(started(2), 2)).exchange.response_body == answer


def test_an_opened_exchange_is_read_from_disk_and_kept_for_a_while(history: History[Count], tmp_path: Path) -> None:
    append(tmp_path, *(record(number, ANSWER) for number in range(1, 10)))
    catch_up(history)
    first, *others = (summary.id for summary in history.summaries)
    reading = history.open(first)
    assert history.open(first) is reading
    assert (reading.exchange.response_body, len(reading.seen)) == (ANSWER, 2)
    assert reading.exchange.line == line(record(1, ANSWER)).removesuffix(b"\n")
    for other in others:
        history.open(other)
    assert history.open(first) is not reading


def test_an_exchange_that_takes_too_much_room_stays_open_only_beside_the_next(
    history: History[Count], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("codex_tui.history.history._ROOM", 3_000_000)
    long = json.dumps({"input": "x" * 2_000_000}).encode()
    append(
        tmp_path, *(record(number, ANSWER, request=long) for number in (1, 2)), record(3, ANSWER), record(4, ANSWER)
    )
    catch_up(history)
    first, second, third, fourth = (summary.id for summary in history.summaries)
    readings = [history.open(first), history.open(second)]
    assert [history.open(first), history.open(second)] == readings
    for id_ in (third, fourth):
        history.open(id_)
    assert len({id(history.open(id_)) for id_ in (first, second)} & {*map(id, readings)}) == 1


def test_the_memory_of_what_took_much_room_is_given_back_once_nobody_shows_it(
    history: History[Count], tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[float] = []
    monkeypatch.setattr("codex_tui.history.history._ROOM", 1_000_000)
    monkeypatch.setattr("codex_tui.history.history.heap.give_back", lambda: given.append(clock.now))
    append(tmp_path, record(1, ANSWER, request=b"x" * 2_000_000), *(record(number, ANSWER) for number in range(2, 5)))
    catch_up(history)
    for summary in history.summaries:
        history.open(summary.id)
    history.poll()
    assert given == []
    clock.now += 10
    for _ in range(2):
        history.poll()
    assert given == [clock.now]


def test_memory_is_given_back_with_any_c_library(monkeypatch: pytest.MonkeyPatch) -> None:
    for library in ({}, {"malloc_trim": lambda _pad: 1}):
        monkeypatch.setattr("ctypes.CDLL", lambda _name, library=library: SimpleNamespace(**library))
        heap.give_back()
        for thread in [each for each in threading.enumerate() if each.name == "give back"]:
            thread.join()


def test_a_large_exchange_stays_open_while_small_ones_are_looked_at(history: History[Count], tmp_path: Path) -> None:
    long = json.dumps({"input": "x" * 1_000_000}).encode()
    append(tmp_path, record(1, ANSWER, request=long), *(record(number, ANSWER) for number in range(2, 10)))
    append(tmp_path, *(record(number, ANSWER, request=long) for number in range(10, 14)))
    catch_up(history)
    first, *others = (summary.id for summary in history.summaries)
    reading = history.open(first)
    for other in others[:8]:
        history.open(other)
    assert history.open(first) is reading
    for other in others[8:]:
        history.open(other)
    assert history.open(first) is not reading  # but no more than a few of them


def test_an_exchange_stays_readable_while_its_file_is_replaced(history: History[Count], tmp_path: Path) -> None:
    append(tmp_path, record(1, ANSWER))
    catch_up(history)
    (tmp_path / "history.jsonl").unlink()
    assert history.open(ulid(started(1), 1)).exchange.response_body == ANSWER


def test_an_exchange_that_is_gone_is_a_sentence(history: History[Count], tmp_path: Path) -> None:
    append(tmp_path, record(1, ANSWER))
    catch_up(history)
    (tmp_path / "history.jsonl").write_bytes(b"")
    with pytest.raises(CodexTuiError, match="cannot be read"):
        history.open(ulid(started(1), 1))
    catch_up(history)
    for ask in (history.open, history.summary, history.position, history.previous):
        with pytest.raises(CodexTuiError, match="There is no exchange"):
            ask(ulid(started(1), 1))


def test_a_history_that_cannot_be_read_is_a_sentence(history: History[Count], tmp_path: Path) -> None:
    (tmp_path / "history.jsonl").mkdir()
    with pytest.raises(CodexTuiError, match="cannot be read") as caught:
        history.poll()
    assert caught.value.hint


def test_the_previous_call_is_the_one_before_in_session_and_thread(history: History[Count], tmp_path: Path) -> None:
    def call(number: int, session: str, thread: str, url: str = MODEL_URL) -> Json:
        headers = (("Session-Id", session), ("Thread-Id", thread)) if session else ()
        return record(number, ANSWER, request_headers=headers, url=url)

    append(
        tmp_path, call(1, "s", "t"), call(2, "s", "u"), call(3, "z", "t"), call(4, "s", "t", url="http://h/metrics")
    )
    append(tmp_path, call(7, "s", "t"), call(6, "", ""), call(5, "s", "t"))
    catch_up(history)
    before = [history.previous(summary.id) for summary in history.summaries]
    ids = {number: ulid(started(number), number) for number in range(1, 8)}
    assert before == [None, None, None, None, ids[1], None, ids[5]]


def test_unknown_fields_are_no_damage(history: History[Count], tmp_path: Path) -> None:
    value = record(1, ANSWER)
    append(tmp_path, {**value, "mood": "fine", "request": {**value["request"], "later": [1]}})
    catch_up(history)
    assert (numbers(history), history.damage) == ([1], [])


def test_a_line_with_only_what_is_needed_is_a_record(history: History[Count], tmp_path: Path) -> None:
    needed = {key: value for key, value in head(3).items() if key in ("v", "id", "number", "started_at")}
    append(tmp_path, {**needed, "method": "GET", "url": MODEL_URL, "request": {}})
    catch_up(history)
    reading = history.open(history.resolve("3"))
    assert (reading.exchange.request_body, reading.exchange.response_body, reading.seen) == (b"", b"", [])
