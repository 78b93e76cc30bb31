"""A cold history: the newest first, by their small fields, and whole when there is time or somebody looks."""

from pathlib import Path

import pytest

from codex_tui.dialects import Reading, read
from codex_tui.dialects.glance import glance
from codex_tui.history import History
from tests.dialects.exchanges import DATA, headers
from tests.history.conftest import Clock
from tests.records import Json, append, line, record, sse, started, ulid

ANSWER = sse({"type": "response.created"}, {"type": "response.completed", "response": {"model": "m"}})
ASKED = b'{"model": "m", "input": [{"role": "user", "content": "hi"}]}'


def call(number: int, session: str = "s") -> Json:
    names = [("session-id", session)] if session else []
    return record(number, ANSWER, request=ASKED, request_headers=names)


@pytest.fixture
def cold(tmp_path: Path, clock: Clock) -> History[Reading]:
    return History(tmp_path, read, clock, glance=glance)


def id_of(number: int) -> str:
    return ulid(started(number), number)


def test_the_newest_are_listed_first(cold: History[Reading], tmp_path: Path, clock: Clock) -> None:
    append(tmp_path, *(call(number) for number in range(1, 31)))
    clock.tick = 1.0
    seen = []
    while cold.poll(budget=0.0).more:
        seen.append([summary.number for summary in cold.summaries])
    assert seen[0] == [30]
    assert all(numbers == list(range(31 - len(numbers), 31)) for numbers in seen)
    assert [summary.number for summary in cold.summaries] == list(range(1, 31))


def test_what_comes_meanwhile_is_listed_at_once(cold: History[Reading], tmp_path: Path, clock: Clock) -> None:
    append(tmp_path, *(call(number) for number in range(1, 31)))
    clock.tick = 1.0
    cold.poll(budget=0.0)
    append(tmp_path, call(31))
    found = [cold.poll(budget=0.0) for _ in range(2)]
    assert [id_ for changes in found for id_ in changes.ids] == [id_of(31)]
    assert cold.summary(id_of(31)).model == "m"


def test_progress_goes_from_nothing_to_all(cold: History[Reading], tmp_path: Path, clock: Clock) -> None:
    append(tmp_path, *(call(number) for number in range(1, 31)))
    clock.tick = 1.0
    done = []
    while cold.poll(budget=0.0).more:
        done.append(cold.progress.done)
    size = (tmp_path / "history.jsonl").stat().st_size
    assert done == sorted(done)
    assert done[0] < size
    assert cold.progress == (size, size)


def test_a_glance_says_what_the_small_fields_do(cold: History[Reading], tmp_path: Path, clock: Clock) -> None:
    append(tmp_path, call(1), record(2, None, end="proxy_died"), record(3, b"no", status=500))
    clock.tick = 1.0
    while cold.poll(budget=0.0).more:
        pass
    assert cold.unread == 3
    first, died, failed = cold.summaries
    assert (first.state, first.api, first.model, first.is_model_call) == ("complete", "openai.responses", None, True)
    assert first.session is not None
    assert (first.session.id, first.sizes.request, first.timing.last_byte) == ("s", len(ASKED), 20.0)
    assert (died.state, failed.state) == ("failed", "failed")


def test_time_that_is_left_goes_into_reading_the_rest_whole(cold: History[Reading], tmp_path: Path) -> None:
    append(tmp_path, *(call(number) for number in range(1, 31)))
    changed: list[str] = []
    while cold.unread or not changed:
        changed += cold.poll(budget=0.0 if not changed else 1.0).ids
    assert {summary.model for summary in cold.summaries} == {"m"}
    assert set(changed) == {id_of(number) for number in range(1, 31)}


def test_nothing_is_read_whole_where_that_is_not_wanted(cold: History[Reading], tmp_path: Path) -> None:
    append(tmp_path, *(call(number) for number in range(1, 4)))
    for _ in range(9):
        cold.poll(budget=1.0, whole=False)
    assert (len(cold.summaries), cold.unread) == (3, 3)


def test_what_somebody_looks_at_is_read_before_the_rest(cold: History[Reading], tmp_path: Path, clock: Clock) -> None:
    append(tmp_path, *(call(number) for number in range(1, 31)))
    clock.tick = 1.0
    while cold.poll(budget=0.0).more:
        pass
    cold.want([id_of(5), id_of(4)])
    clock.tick = 0.4
    assert cold.poll(budget=1.5).ids[0] == id_of(5)
    cold.complete([id_of(9)])
    assert cold.summary(id_of(9)).model == "m"
    assert id_of(9) in cold.poll(budget=0.0).ids


def test_opening_an_exchange_completes_its_line(cold: History[Reading], tmp_path: Path, clock: Clock) -> None:
    append(tmp_path, call(1), call(2))
    clock.tick = 1.0
    while cold.poll(budget=0.0).more:
        pass
    cold.open(id_of(1))
    assert [summary.model for summary in cold.summaries] == ["m", None]
    assert cold.poll(budget=0.0).ids[:1] == [id_of(1)]


@pytest.mark.parametrize("session", ["s", ""])
def test_the_previous_call_is_found_among_what_was_only_glanced_at(
    cold: History[Reading], tmp_path: Path, clock: Clock, session: str
) -> None:
    append(tmp_path, call(1, session), call(2, "other"), call(3, session))
    clock.tick = 1.0
    while cold.poll(budget=0.0).more:
        pass
    assert cold.previous(id_of(3)) == id_of(1)
    assert cold.previous(id_of(2)) is None


def test_a_line_that_only_looked_like_an_exchange_leaves_the_list(
    cold: History[Reading], tmp_path: Path, clock: Clock
) -> None:
    broken = line(call(2)).replace(b'"input": [', b'"input": [[')
    append(tmp_path, call(1), broken, call(3))
    clock.tick = 1.0
    while cold.poll(budget=0.0).more:
        pass
    assert len(cold.summaries) == 3
    cold.complete([id_of(2)])
    assert [summary.number for summary in cold.summaries] == [1, 3]
    assert [damage.reason for damage in cold.damage] == ["is cut, or is not JSON"]
    assert cold.poll(budget=0.0).reset


def test_what_the_real_codex_sends_is_known_as_its_session_at_a_glance(
    cold: History[Reading], tmp_path: Path, clock: Clock
) -> None:
    answer, request = (DATA / "hello.response.sse").read_bytes(), (DATA / "hello.request.json").read_bytes()
    append(tmp_path, record(1, answer, request=request, request_headers=headers("0.169")))
    clock.tick = 1.0
    cold.poll(budget=0.0)
    assert cold.unread == 1
    session = cold.summaries[0].session
    cold.complete([id_of(1)])
    assert cold.summaries[0].session == session
    assert session is not None
    assert session.turn
