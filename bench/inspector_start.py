"""The inspector on a large history: how soon its rows are seen, with and without an index, and what it keeps.

    python bench/inspector_start.py [--megabytes 1000] [--rounds 7]

In a terminal of 160 by 45, against a Textual app with nothing in it that starts in the same round. The proxy is not
started. Memory is what is its own (PSS where the system tells), once every exchange was read and after moving about.
"""

import argparse
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.generated_history import write_history
from bench.screen import EMPTY, Screen, inspector
from bench.target import against, below
from codex_tui.dialects.histories import history_of

_LARGEST = 200_000  # bytes of a context: 10,000 exchanges make 1 GB then
_MOST = 60  # MB
_PAUSE = 0.02


def row(newest: int) -> bytes:
    """A pattern of what is on the screen with the last rows of the list."""
    return b" (?:%d|%d|%d) " % (newest - 1, newest - 2, newest - 3)


def first_frame() -> float:
    """Seconds to that of the empty app."""
    with Screen(EMPTY) as screen:
        return screen.wait_for_frame()


def first_rows(captures: Path, newest: int) -> float:
    """Seconds until the newest exchange is on the screen."""
    with Screen(inspector(captures)) as screen:
        return screen.wait_for(row(newest))


def without_index(captures: Path, newest: int) -> float:
    """The same, where nothing is known of the history."""
    for index in captures.glob("history.index*"):
        index.unlink()
    return first_rows(captures, newest)


def compare_starts(captures: Path, newest: int, rounds: int) -> None:
    """Print them."""
    make_index(captures)
    saved = (captures / "history.index").read_bytes()
    taken = []
    for _ in range(rounds):
        (captures / "history.index").write_bytes(saved)
        taken.append((first_frame(), first_rows(captures, newest), without_index(captures, newest)))
    (captures / "history.index").write_bytes(saved)
    empty, warm, cold = (statistics.median(column) for column in zip(*taken, strict=True))
    print(f"a Textual app with nothing in it: {empty:.3f} s")
    print(f"first rows out of the index: {warm:.3f} s, {against(warm / empty, 1.4)}")
    print(f"first rows without an index: {cold:.3f} s, {against(cold / empty, 1.8)}")


def make_index(captures: Path) -> None:
    """Have every exchange read whole, as an idle screen does in a while, and told in the index."""
    history = history_of(captures)
    while history.poll(1.0, whole=False).more:
        pass
    history.complete([summary.id for summary in history.summaries])
    while history.poll(1.0).more:
        pass
    history.save()


def wait_until_idle(screen: Screen) -> float:
    """Read until it uses next to nothing of a processor; seconds of one that it used from its start."""
    while True:
        before, start = screen.processor(), time.perf_counter()
        screen.drain(1.0)
        if (screen.processor() - before) / (time.perf_counter() - start) < 0.05:
            return screen.processor()


def compare_memory(captures: Path, newest: int) -> None:
    """Print what is left in memory, after the index is complete and after a walk."""
    with Screen(EMPTY) as screen:
        screen.wait_for_frame()
        screen.drain(1.0)
        empty = screen.memory()
    with Screen(inspector(captures)) as screen:
        screen.wait_for(row(newest))
        print(f"out of the index, all listed: {wait_until_idle(screen):.1f} s of a processor")
        idle = screen.memory()
        for keys in [b"k"] * 40 + [b"\x1b[5~"] * 20 + [b"g", b"G"] + [b"\r", b"]", b"[", b"1"] * 10:
            screen.press(keys)
            screen.drain(_PAUSE)
        wait_until_idle(screen)
        walked = screen.memory()
    for name, used in (("listed", idle), ("after a walk", walked)):
        print(f"memory, {name}: {used:.0f} MB, above the empty app's {empty:.0f} {below(used - empty, _MOST, 'MB')}")


def main() -> None:
    """Print each figure on a line."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--megabytes", type=int, default=1_000)
    arguments.add_argument("--rounds", type=int, default=7)
    chosen = arguments.parse_args()
    with TemporaryDirectory() as directory:
        captures = Path(directory)
        newest = write_history(captures, chosen.megabytes, _LARGEST)
        print(f"{newest:,} exchanges, {chosen.megabytes:,} MB")
        compare_starts(captures, newest, chosen.rounds)
        compare_memory(captures, newest)


if __name__ == "__main__":
    main()
