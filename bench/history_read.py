"""How fast a history is read, against ``wc -l`` in the same run; and what news costs, whatever is there already.

Ratios are printed, since absolute times differ from machine to machine.

    python bench/history_read.py [--megabytes 200]
"""

import argparse
import json
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from codex_tui.dialects import read
from codex_tui.history import History
from codex_tui.history.exchange import Exchange, Reading
from codex_tui.history.summary import Summary
from tests.records import Journal, append, record, sse, sse_event

_WORDS = "the file holds a list of retries which the caller may change before it is read again "
_SPAN = 500  # polls over which the cost of one is measured


class RecordAlone:
    """Reads nothing but the record, so that only the history's own work is measured."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange

    def advance(self) -> None:
        """Nothing is read out of events."""

    def summary(self) -> Summary:
        """From the record's small fields."""
        record = self.exchange.record
        return Summary(
            id=record.id,
            number=record.number,
            started_at=record.started_at,
            state="complete",
            api="other",
            transport=record.transport,
            method=record.method,
            url=record.url,
            status=record.status,
        )


def write_history(captures: Path, megabytes: int) -> int:
    """Sessions of growing context, as an agent makes them; how many exchanges that is."""
    number = size = 0
    while size < megabytes * 1_000_000:
        turn = number % 40
        number += 1
        items = [{"role": "user", "content": f"{at} {_WORDS * 80}"} for at in range(3 + 2 * turn)]
        request = json.dumps({"model": "gpt-oss:20b", "stream": True, "input": items}).encode()
        deltas = ({"type": "response.output_text.delta", "delta": word + " "} for word in (_WORDS * 4).split())
        answer = sse({"type": "response.created"}, *deltas, {"type": "response.completed", "response": {}})
        append(captures, record(number, answer, request=request))
        size = (captures / "history.jsonl").stat().st_size
    return number


def seconds_to_read(captures: Path, read_exchange: Callable[[Exchange], Reading]) -> float:
    """A whole history, from nothing."""
    history = History(captures, read_exchange)
    start = time.perf_counter()
    catch_up(history)
    return time.perf_counter() - start


def seconds_to_count_lines(captures: Path) -> float:
    """What ``wc -l`` takes."""
    start = time.perf_counter()
    subprocess.run(["wc", "-l", captures / "history.jsonl"], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def seconds_per_event(captures: Path, events: int) -> float:
    """The poll that finds one new event, at the end of a live answer of so many."""
    history = History(captures, read)
    event = sse_event({"type": "response.output_text.delta", "delta": "word "})
    taken = []
    with Journal(captures, number=events) as journal:
        journal.answer()
        for at in range(events):
            journal.chunk(float(at), event)
        catch_up(history)
        for at in range(events, events + _SPAN):
            journal.chunk(float(at), event)
            taken.append(seconds_to_poll(history))
    return statistics.median(taken)


def seconds_per_exchange(captures: Path, exchanges: int) -> float:
    """The poll that finds one new exchange, in a history of so many."""
    history = History(captures, read)
    append(captures, *(record(number, b"data: {}\n\n") for number in range(1, exchanges + 1)))
    catch_up(history)
    taken = []
    for number in range(exchanges + 1, exchanges + 1 + _SPAN):
        append(captures, record(number, b"data: {}\n\n"))
        taken.append(seconds_to_poll(history))
    return statistics.median(taken)


def seconds_to_poll(history: History[Any]) -> float:
    """One poll."""
    start = time.perf_counter()
    history.poll()
    return time.perf_counter() - start


def catch_up(history: History[Any]) -> None:
    """Read all that there is."""
    while history.poll().more:
        pass


def compare_with_counting(captures: Path, megabytes: int) -> None:
    """Print how long a whole history takes."""
    exchanges = write_history(captures, megabytes)
    rounds = [
        (seconds_to_count_lines(captures), seconds_to_read(captures, RecordAlone), seconds_to_read(captures, read))
        for _ in range(3)
    ]
    count, alone, whole = (statistics.median(column) for column in zip(*rounds, strict=True))
    print(f"{exchanges} exchanges, {megabytes} MB: wc -l {count:.3f} s")
    print(f"the history alone: {alone:.3f} s, {alone / count:.1f} x wc -l")
    print(f"with its dialects: {whole:.3f} s, {whole / count:.1f} x wc -l")


def compare_sizes(what: str, cost: Callable[[Path, int], float]) -> None:
    """Print what one more costs after a thousand and after a hundred thousand."""
    with TemporaryDirectory() as few_there, TemporaryDirectory() as many_there:
        few, many = cost(Path(few_there), 1_000), cost(Path(many_there), 100_000)
    print(f"{what} after 1,000: {few * 1e6:.0f} us; after 100,000: {many * 1e6:.0f} us; {many / few:.2f} x")


def main() -> None:
    """Print each ratio on a line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--megabytes", type=int, default=200)
    megabytes = arguments.parse_args().megabytes
    with TemporaryDirectory() as directory:
        compare_with_counting(Path(directory), megabytes)
    compare_sizes("an event of a live answer", seconds_per_event)
    compare_sizes("an exchange", seconds_per_exchange)


if __name__ == "__main__":
    main()
