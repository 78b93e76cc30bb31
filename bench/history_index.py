"""A large history: listed cold, out of its index, and by the command; against ``wc -l`` and an idle start.

    python bench/history_index.py [--megabytes 1000] [--whole]

The history is made in a temporary directory. ``--whole`` also reads every exchange whole, as an idle screen does.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.generated_history import write_history
from bench.target import against
from codex_tui.dialects import Reading
from codex_tui.dialects.histories import history_of
from codex_tui.history import History

_ROUNDS = 5
_STARTS = 15
_COMMAND = [sys.executable, "-m", "codex_tui"]


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median_starts(*commands: list[str]) -> list[float]:
    """Of whole processes, which take turns: what else the machine does falls on all of them."""
    rounds = [
        [seconds(partial(subprocess.run, command, check=True, stdout=subprocess.DEVNULL)) for command in commands]
        for _ in range(_STARTS)
    ]
    return [statistics.median(column) for column in zip(*rounds, strict=True)]


def list_all(history: History[Reading]) -> None:
    """Until all is listed, and saved."""
    while history.poll(0.01).more:
        pass
    history.save()


def cold(captures: Path) -> tuple[float, float]:
    """Seconds to the first rows, and to a complete and saved index."""
    (captures / "history.index").unlink(missing_ok=True)
    return listed(captures)


def listed(captures: Path) -> tuple[float, float]:
    """The same, with what index there is."""
    history = history_of(captures)
    first = seconds(lambda: history.poll(0.01))
    assert history.summaries
    return first, first + seconds(lambda: list_all(history))


def compare_listing(captures: Path) -> None:
    """Print how long the list takes."""
    history = captures / "history.jsonl"
    rounds = []
    for _ in range(_ROUNDS):
        count = seconds(lambda: subprocess.run(["wc", "-l", history], check=True, stdout=subprocess.DEVNULL))
        rounds.append((count, *cold(captures), *listed(captures)))
    count, first, whole, warm_first, warm = (statistics.median(column) for column in zip(*rounds, strict=True))
    print(f"wc -l: {count:.3f} s")
    print(f"no index: first rows {first:.3f} s; complete, saved {whole:.3f} s, wc -l {against(whole / count, 6)}")
    print(f"out of the index: first rows {warm_first:.3f} s; all {warm:.3f} s, {warm / count:.1f} x wc -l")


def compare_reading_whole(captures: Path) -> None:
    """Print what it takes to read every exchange whole, in the budgets of a screen, and the memory that stays."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    history = history_of(captures)
    list_all(history)
    longest, start = 0.0, time.perf_counter()
    while history.unread:
        longest = max(longest, seconds(lambda: history.poll(0.01)))
    took = time.perf_counter() - start
    history.save()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(
        f"every exchange whole: {took:.1f} s, longest poll {longest * 1e3:.0f} ms; peak memory +{memory / 1e3:.0f} MB"
    )


def compare_commands(captures: Path) -> None:
    """Print how long ``list`` takes out of the index, against a start that does nothing."""
    command = [*_COMMAND, "list", "--json", "-n", "20", "--captures", str(captures)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    ways = ([sys.executable, "-c", "pass"], [*_COMMAND, "--version"], command)
    idle, version, listing = median_starts(*ways)
    print(f"--version: {version * 1e3:.0f} ms, python -c pass {against(version / idle, 8)}")
    print(f"list --json -n 20: {listing * 1e3:.0f} ms, --version {against(listing / version, 1.5)}")


def main() -> None:
    """Print each ratio on a line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--megabytes", type=int, default=1_000)
    arguments.add_argument("--whole", action="store_true")
    chosen = arguments.parse_args()
    with TemporaryDirectory() as directory:
        captures = Path(directory)
        print(f"{write_history(captures, chosen.megabytes):,} exchanges, {chosen.megabytes:,} MB")
        compare_listing(captures)
        if chosen.whole:
            compare_reading_whole(captures)
        compare_commands(captures)


if __name__ == "__main__":
    main()
