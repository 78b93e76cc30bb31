"""Exchanges in flight: their journals, followed while they are written, and what becomes of them."""

import fcntl
import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from codex_tui.history import History
from codex_tui.history.journal import PROBE
from tests.deadline import eventually
from tests.history.conftest import Clock
from tests.history.reading import Count, catch_up, numbers
from tests.records import REQUEST, Journal, append, head, line, messages, record, sse, sse_event, started, ulid

FIRST = ulid(started(1), 1)
CREATED = sse_event({"type": "response.created"})
DELTA = sse_event({"type": "response.output_text.delta", "delta": "größe"})


def test_an_exchange_is_live_from_its_first_line_and_grows_with_each(history: History[Count], tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        assert catch_up(history).ids == [FIRST]
        reading = history.open(FIRST)
        exchange = reading.exchange
        assert (exchange.live, exchange.record.response, exchange.record.status) == (True, None, None)
        assert (exchange.request_body, exchange.response_body) == (REQUEST, b"")
        journal.connected(-3.5, 2.0)
        assert catch_up(history).ids == [FIRST]
        assert exchange.record.timing.connect == (-3.5, 2.0)
        journal.answer(10.0)
        assert catch_up(history).ids == [FIRST]
        assert (exchange.record.status, exchange.record.timing.first_byte) == (200, 10.0)
        journal.chunk(20.0, CREATED)
        journal.chunk(30.5, DELTA)
        assert catch_up(history).ids == [FIRST]
        assert history.open(FIRST) is reading
        assert [event.at for event in exchange.events] == [20.0, 30.5]
        assert exchange.response_body == CREATED + DELTA
        assert (exchange.record.transport, exchange.record.end) == ("sse", None)
        assert exchange.record.timing.last_byte == 30.5
        assert exchange.record.sizes.response == len(CREATED + DELTA)
        assert exchange.record.response is not None
        assert exchange.record.response.chunks == [(20.0, len(CREATED)), (30.5, len(DELTA))]
        assert history.summary(FIRST).state == "live"


def test_a_poll_names_only_what_changed(history: History[Count], tmp_path: Path) -> None:
    with Journal(tmp_path, number=1), Journal(tmp_path, number=2) as second:
        assert len(catch_up(history).ids) == 2
        assert catch_up(history).ids == []
        second.answer()
        assert catch_up(history).ids == [second.id]


def test_a_line_of_a_journal_counts_once_it_is_whole_wherever_it_is_cut(
    history: History[Count], tmp_path: Path
) -> None:
    with Journal(tmp_path) as journal:
        journal.answer()
        content = line({"at": 20.0, "text": DELTA.decode()})
        for end in range(1, len(content)):  # in the middle of ö and ß too
            journal.raw(content[end - 1 : end])
            catch_up(history)
            assert history.open(FIRST).seen == []
        journal.raw(b"\n")
        assert catch_up(history).ids == [FIRST]
        assert len(history.open(FIRST).seen) == 1


def test_garbage_in_a_journal_is_counted_and_what_follows_it_is_read(history: History[Count], tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        journal.answer()
        garbage = [
            b"garbage\n",
            b'{"at": 1, "text": "\xc3\n',
            b'{"at": "soon", "text": "x"}\n',
            b'{"at": 1, "text": ["x"]}\n',
            b'{"at": 1, "base64": "?"}\n',
            b'{"at": 1, "from": "nobody", "text": "x"}\n',
            b"[" * 100_000 + b"\n",
            line({"at": 1.0, "response": {"status": 500, "headers": []}}),
        ]
        for content in garbage:
            journal.raw(content)
        journal.raw(b'{"at": 19.0, "later": true}\n')
        journal.chunk(20.0, DELTA)
        catch_up(history)
        assert len(history.open(FIRST).seen) == 1
        assert {damage.file for damage in history.damage} == {f"live/{FIRST}.jsonl"}
        assert len(history.damage) == len(garbage)


def test_a_journal_whose_head_cannot_be_read_is_damage_alone(history: History[Count], tmp_path: Path) -> None:
    unknown = Journal(tmp_path, {**head(2), "v": 9})
    renamed = Journal(tmp_path, number=4)
    renamed.path.rename(renamed.path.with_name(f"{FIRST}.jsonl"))
    with unknown, renamed, Journal(tmp_path, number=3):
        catch_up(history)
    assert numbers(history) == [3]
    assert sorted(damage.reason for damage in history.damage) == [
        "is a record of version 9 that this codex-tui cannot read",
        "is the head of another exchange",
    ]


def test_other_files_beside_the_journals_are_left_alone(history: History[Count], tmp_path: Path) -> None:
    (tmp_path / "live").mkdir()
    for name in ("notes.jsonl", f"{FIRST}.jsonl.tmp", FIRST, ".jsonl"):
        (tmp_path / "live" / name).write_text("x\n")
    assert catch_up(history).ids == []
    assert history.damage == []


def test_an_exchange_that_ends_keeps_its_id_and_its_one_row(history: History[Count], tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.answer()
    journal.chunk(20.0, CREATED)
    catch_up(history)
    live = history.open(FIRST)
    journal.finish(record(1, CREATED + DELTA))
    changes = catch_up(history)
    assert (changes.ids, changes.reset) == ([FIRST], False)
    assert [(summary.id, summary.state) for summary in history.summaries] == [(FIRST, "complete")]
    assert not live.exchange.live
    assert history.open(FIRST).exchange.response_body == CREATED + DELTA


def test_an_exchange_is_never_missing_while_it_ends(history: History[Count], tmp_path: Path, clock: Clock) -> None:
    append(tmp_path, *(record(number) for number in range(10, 30)))
    clock.tick = 1.0
    with Journal(tmp_path) as journal:
        while FIRST not in {summary.id for summary in history.summaries}:
            assert history.poll(budget=0.0).more
        journal.finish(record(1, CREATED))
    while history.poll(budget=0.0).more:
        assert FIRST in {summary.id for summary in history.summaries}
    assert history.summary(FIRST).state == "complete"


def test_a_journal_that_is_left_beside_its_record_is_not_live(history: History[Count], tmp_path: Path) -> None:
    append(tmp_path, record(1, CREATED))
    catch_up(history)
    with Journal(tmp_path):
        assert catch_up(history).ids == []
        assert [summary.state for summary in history.summaries] == ["complete"]


def test_a_journal_that_vanishes_without_a_record_takes_its_row_with_it(
    history: History[Count], tmp_path: Path
) -> None:
    append(tmp_path, record(2))
    with Journal(tmp_path) as journal:
        catch_up(history)
        assert numbers(history) == [1, 2]
        journal.path.unlink()
        assert catch_up(history).reset
        assert numbers(history) == [2]
        assert not catch_up(history).reset


def test_a_history_that_is_emptied_keeps_what_is_live(history: History[Count], tmp_path: Path) -> None:
    append(tmp_path, record(2))
    with Journal(tmp_path):
        catch_up(history)
        (tmp_path / "history.jsonl").write_bytes(b"")
        assert catch_up(history).reset
        assert numbers(history) == [1]


def test_a_journal_that_is_cut_short_is_read_anew(history: History[Count], tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        end = journal.path.stat().st_size
        journal.answer()
        journal.chunk(20.0, CREATED)
        catch_up(history)
        journal.truncate(end)
        assert catch_up(history).ids == [FIRST]
        assert (history.open(FIRST).seen, history.open(FIRST).exchange.record.status) == ([], None)


def test_a_journal_without_its_writer_is_abandoned_at_the_first_look(history: History[Count], tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        journal.answer()
        journal.chunk(20.0, CREATED)
        journal.chunk(21.0, b'data: {"whole": true}')
    catch_up(history)
    assert history.summary(FIRST).state == "interrupted"
    reading = history.open(FIRST)
    assert (reading.exchange.abandoned, reading.exchange.live) == (True, False)
    assert [event.whole for event in reading.exchange.events] == [True, True]
    assert catch_up(history).ids == []


@pytest.mark.parametrize(("left", "whole"), [(b'data: {"a": 1}', True), (b'data: {"a": "cu', False)])
def test_what_a_dead_writer_left_unfinished_counts_if_it_is_json(
    history: History[Count], tmp_path: Path, left: bytes, whole: bool
) -> None:
    with Journal(tmp_path) as journal:
        journal.answer()
        journal.chunk(20.0, left)
        journal.raw(b'{"at": 21.0, "te')
    catch_up(history)
    [event] = history.open(FIRST).exchange.events
    assert (event.whole, event.at, history.damage) == (whole, 20.0, [])


def test_whether_a_writer_lives_is_looked_at_once_a_second(
    history: History[Count], tmp_path: Path, clock: Clock
) -> None:
    with Journal(tmp_path) as journal:
        catch_up(history)
        journal.answer()
    clock.now += PROBE * 0.9
    assert catch_up(history).ids == [FIRST]
    assert history.summary(FIRST).state == "live"
    clock.now += PROBE * 0.2
    assert catch_up(history).ids == [FIRST]
    assert history.summary(FIRST).state == "interrupted"


def test_looking_does_not_keep_a_journal_from_whom_it_belongs_to(history: History[Count], tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        pass
    catch_up(history)
    with journal.path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_an_abandoned_exchange_that_is_folded_keeps_its_row(history: History[Count], tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        journal.answer()
    catch_up(history)
    history.open(FIRST)
    journal.finish(record(1, CREATED, end="proxy_died"))
    assert catch_up(history).ids == [FIRST]
    assert len(history.summaries) == 1
    assert history.open(FIRST).exchange.record.end == "proxy_died"


WRITER = """
import sys, time
from pathlib import Path
from tests.records import Journal, sse_event
journal = Journal(Path(sys.argv[1]))
journal.answer()
for number in range(40):
    journal.chunk(20.0 + number, sse_event({"type": "delta", "n": number}))
print("written", flush=True)
sys.stdin.read()
"""


def test_a_writer_that_is_killed_leaves_all_that_it_wrote(tmp_path: Path) -> None:
    history = History(tmp_path, Count)
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=root
    ) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        catch_up(history)
        assert history.summary(FIRST).state == "live"
        assert len(history.open(FIRST).seen) == 40
        writer.kill()

    def abandoned() -> bool:
        catch_up(history)
        return history.summary(FIRST).state == "interrupted"

    eventually(abandoned)
    assert len(history.open(FIRST).seen) == 40


@pytest.mark.parametrize("encoding", ["gzip", None])
def test_chunks_are_decoded_as_they_were_on_the_wire(
    history: History[Count], tmp_path: Path, encoding: str | None
) -> None:
    body = CREATED + DELTA
    sent = gzip.compress(body) if encoding else body
    with Journal(tmp_path) as journal:
        journal.answer(encoding=encoding)
        for at in range(len(sent)):
            journal.chunk(20.0 + at, sent[at : at + 1])
        catch_up(history)
        exchange = history.open(FIRST).exchange
        assert (exchange.response_body, len(exchange.events)) == (body, 2)
        assert exchange.record.sizes.response == len(sent)


def test_a_stream_of_another_content_type_is_found_out(history: History[Count], tmp_path: Path) -> None:
    with Journal(tmp_path, transport="http") as journal:
        journal.answer(content_type="text/plain")
        journal.chunk(20.0, DELTA)
        catch_up(history)
        assert history.summary(FIRST).transport == "sse"
        assert history.summary(FIRST).outcome == "1 events"


def test_a_turn_on_a_websocket_is_live_message_by_message(history: History[Count], tmp_path: Path) -> None:
    create, created = {"type": "response.create"}, {"type": "response.created"}
    # Its first message may stand in the head already: the lines hold it too.
    turn = head(1, ws={"connection": ulid(started(0), 9), "index": 0}, request=messages((0.0, create)))
    with Journal(tmp_path, turn) as journal:
        journal.message(0.0, "client", create)
        catch_up(history)
        exchange = history.open(FIRST).exchange
        assert (exchange.record.transport, exchange.record.status) == ("websocket", None)
        journal.message(12.0, "server", created)
        journal.message(13.0, "server", b"\xff\x00")
        catch_up(history)
        assert [(event.at, event.source, event.size) for event in exchange.events] == [
            (0.0, "client", len(json.dumps(create))),
            (12.0, "server", len(json.dumps(created))),
            (13.0, "server", 2),
        ]
        assert exchange.request_body == json.dumps(create).encode()
        assert exchange.response_body == json.dumps(created).encode() + b"\n\xff\x00"
        assert (exchange.record.status, exchange.record.timing.first_byte) == (101, 12.0)
        assert exchange.record.sizes.request == len(json.dumps(create))


def test_an_upgrade_holds_the_messages_outside_its_turns(history: History[Count], tmp_path: Path) -> None:
    with Journal(tmp_path, head(1, transport="http", method="GET", request=b"")) as journal:
        journal.answer(5.0, status=101)
        journal.message(6.0, "server", {"type": "codex.rate_limits"})
        catch_up(history)
        exchange = history.open(FIRST).exchange
        assert (exchange.record.transport, exchange.record.status) == ("websocket", 101)
        assert exchange.record.timing.first_byte == 5.0
        assert json.loads(exchange.response_body) == {"type": "codex.rate_limits"}


def test_a_journal_that_cannot_be_opened_yet_is_tried_again(history: History[Count], tmp_path: Path) -> None:
    (tmp_path / "live").mkdir()
    path = tmp_path / "live" / f"{FIRST}.jsonl"
    path.touch()
    assert catch_up(history).ids == []
    path.unlink()
    path.symlink_to(tmp_path / "nowhere")
    assert catch_up(history).ids == []
    path.unlink()
    with Journal(tmp_path):
        assert catch_up(history).ids == [FIRST]


def test_reading_in_small_budgets_is_reading_all(history: History[Count], tmp_path: Path, clock: Clock) -> None:
    clock.tick = 1.0
    with Journal(tmp_path) as journal:
        journal.answer()
        for number in range(50):
            journal.chunk(20.0 + number, sse({"type": "delta", "n": number}))
        polls = 0
        while history.poll(budget=0.0).more:
            polls += 1
        assert polls > 20
        assert len(history.open(FIRST).seen) == 50
