"""How soon a key is answered in a large history, with a large exchange opened, at rest and beside a live answer.

    python bench/inspector_keys.py [--exchanges 100000] [--megabytes 10] [--captures DIRECTORY]

The newest exchanges are the large ones, of one session. ``--captures``: where such a history is kept for the next
time, or made. From the key to the first byte that is drawn, and until nothing more is, in a terminal of 160 by 45;
against a Textual OptionList of 100 rows in the same run. The proxy is not started.
"""

import argparse
import statistics
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.generated_history import write_many
from bench.screen import Screen, inspector
from bench.target import below
from codex_tui.dialects.histories import history_of
from tests.records import Journal, sse_event

OPTION_LIST = """
from textual.app import App
from textual.widgets import OptionList
class Rows(App):
    def compose(self):
        yield OptionList(*(f"row {number} of the list, which says a little more" for number in range(100)))
Rows().run()
"""
KEYS = (b"j", b"k", b"\x1b[6~", b"\x1b[5~", b"g", b"G", b"k", b"k", b"j", b"\x04", b"\x15")
PANES = {"exchanges": b"1", "transcript": b"2", "raw": b"3"}
_FIRST, _SETTLED = 16, 100  # ms
_QUIET = 0.12  # s without output: it has settled
_ROUNDS = 6
_RATE = 200  # events a second
_MOST = 0.25  # of a processor


def write(captures: Path, exchanges: int, megabytes: int) -> None:
    """A history of that many, the newest of them large, and its index: a minute or three, unless it is there."""
    if not (captures / "history.jsonl").exists():
        write_many(captures, exchanges, megabytes)
    history = history_of(captures)
    while history.poll(1.0).more or history.unread:
        pass
    history.save()


def timings(screen: Screen, keys: tuple[bytes, ...], rounds: int = _ROUNDS) -> list[tuple[float, float]]:
    """Of each key, ms to the first output and to the last; of those that change nothing none."""
    taken = []
    for key in keys * rounds:
        screen.output.clear()
        start = screen.press(key)
        first = last = 0.0
        while screen.read(_QUIET):
            last = time.perf_counter()
            first = first or last
            if last - start > 2:
                break
        if first:
            taken.append(((first - start) * 1e3, (last - start) * 1e3))
    return taken


def percentile(values: list[float]) -> float:
    """The 95th."""
    return sorted(values)[int(len(values) * 0.95)]


def tell(name: str, taken: list[tuple[float, float]], most: float) -> None:
    """Print what keys take in one pane."""
    first, settled = [pair[0] for pair in taken], [pair[1] for pair in taken]
    print(
        f"{name}: {len(taken)} keys, first paint p50 {statistics.median(first):.1f} ms,"
        f" p95 {below(percentile(first), most, 'ms')}; settled p50 {statistics.median(settled):.0f} ms,"
        f" p95 {below(percentile(settled), _SETTLED, 'ms')}"
    )


def baseline() -> float:
    """The most that a key may take, in ms."""
    with Screen((sys.executable, "-c", OPTION_LIST)) as screen:
        screen.wait_for(b"row 20 ")
        screen.drain(1.0)
        taken = [first for first, _ in timings(screen, KEYS[:5])]
    print(f"OptionList of 100 rows: p50 {statistics.median(taken):.1f} ms, p95 {percentile(taken):.1f} ms")
    return max(_FIRST, 2 * percentile(taken))


def at_rest(screen: Screen, most: float) -> None:
    """Keys in every pane, the large exchange opened."""
    for name, key in PANES.items():
        screen.press(key)
        screen.drain(0.5)
        tell(name, timings(screen, KEYS), most)
    screen.press(b"1")
    screen.press(b"G")
    screen.drain(2.0)
    before, start = screen.processor(), time.perf_counter()
    screen.drain(5.0)
    print(f"at rest: {(screen.processor() - before) / (time.perf_counter() - start):.1%} of a processor")


def stream(captures: Path, number: int, done: threading.Event) -> None:
    """A live answer of so many events a second, until ``done``."""
    with Journal(captures, number=number, started_at=datetime.now(UTC)) as journal:
        journal.answer()
        journal.chunk(10.0, sse_event({"type": "response.created", "response": {"id": "r", "model": "m"}}))
        start, sent = time.perf_counter(), 0
        while not done.wait(1 / _RATE):
            due = int((time.perf_counter() - start) * _RATE)
            for at in range(sent, due):
                delta = {"type": "response.output_text.delta", "output_index": 0, "delta": f"word{at} of it "}
                journal.chunk(20.0 + at * 5, sse_event(delta))
            sent = due
    journal.path.unlink()


def beside_live(screen: Screen, captures: Path, number: int, most: float) -> None:
    """The same while an answer streams, followed on the screen."""
    done = threading.Event()
    writer = threading.Thread(target=stream, args=(captures, number, done))
    writer.start()
    try:
        screen.drain(3.0)
        before, start = screen.processor(), time.perf_counter()
        screen.drain(8.0)
        used = (screen.processor() - before) / (time.perf_counter() - start)
        print(f"{_RATE} events/s, followed: {below(used * 100, _MOST * 100, '% of a processor')}")
        for name, key in PANES.items():
            screen.press(key)
            screen.drain(0.5)
            first = []
            for pressed in KEYS[:5] * _ROUNDS:
                screen.drain(0.13)
                start = screen.press(pressed)
                if screen.read(2.0):
                    first.append((time.perf_counter() - start) * 1e3)
            print(
                f"beside it, {name}: p50 {statistics.median(first):.1f}, p95 {below(percentile(first), most, 'ms')}"
            )
    finally:
        done.set()
        writer.join()


def main() -> None:
    """Print each figure on a line."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--exchanges", type=int, default=100_000)
    arguments.add_argument("--megabytes", type=int, default=10)
    arguments.add_argument("--captures", type=Path)
    chosen = arguments.parse_args()
    with TemporaryDirectory() as directory:
        captures = chosen.captures or Path(directory)
        write(captures, chosen.exchanges, chosen.megabytes)
        most = baseline()
        with Screen(inspector(captures)) as screen:
            screen.wait_for(f"{chosen.exchanges:,}".encode(), 600.0)  # by when all are counted
            while screen.read(1.0):
                screen.output.clear()
            at_rest(screen, most)
            beside_live(screen, captures, chosen.exchanges + 1, most)


if __name__ == "__main__":
    main()
