"""Full text over a large history, against ripgrep on the same file; the start of our process is not counted.

python bench/search_history.py [--megabytes 1000] [--rg PATH]
"""

import argparse
import resource
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from bench.generated_history import write_history
from bench.target import against
from codex_tui.history.query import Text
from codex_tui.history.search import Hit, search

_ROUNDS = 5
_MOST = 3
#: Nowhere; in some tool calls, and so in what later requests resend of them; the same as an expression; of letters
#: that are everywhere; of letters beyond ASCII, which JSON may escape.
_SOUGHT = (
    Text("zebra crossing"),
    Text("rg -n token src | head -30"),
    Text(r"zebra crossing \d+", is_regex=True),
    Text("antenna stare"),
    Text("größe"),
    Text("日本"),
)


class Took(NamedTuple):
    """Seconds, on the clock and of processors."""

    wall: float
    processor: float


def took(work: Callable[[], object]) -> Took:
    """By it, and by the processes that it waits for."""
    start, used = time.perf_counter(), _used()
    work()
    return Took(time.perf_counter() - start, _used() - used)


def _used() -> float:
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def count_hits(captures: Path, text: Text) -> int:
    """All of them."""
    return sum(isinstance(found, Hit) for found in search(captures, text))


def compare(captures: Path, text: Text, ripgrep: str) -> None:
    """Print how long a text takes."""
    command = [ripgrep, "-ci" if text.is_regex else "-ciF", text.words, str(captures / "history.jsonl")]
    rounds = []
    for _ in range(_ROUNDS):
        theirs = took(lambda: subprocess.run(command, stdout=subprocess.DEVNULL))
        rounds.append((theirs, took(lambda: count_hits(captures, text))))
    (their_wall, their_processor), (wall, processor) = (
        [statistics.median(column) for column in zip(*way, strict=True)] for way in zip(*rounds, strict=True)
    )
    print(
        f"{'re:' * text.is_regex}{text.words!r}, {count_hits(captures, text):,} hits: rg -ci {their_wall:.2f} s,"
        f" ours {wall:.2f} s: {against(wall / their_wall, _MOST)}; of a processor {processor / their_processor:.2f} x"
    )


def main() -> None:
    """Print a ratio a text."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--megabytes", type=int, default=1_000)
    arguments.add_argument("--rg", default=shutil.which("rg"))
    chosen = arguments.parse_args()
    if chosen.rg is None:
        arguments.error("there is no rg on the PATH: name one with --rg")
    with TemporaryDirectory() as directory:
        captures = Path(directory)
        print(f"{write_history(captures, chosen.megabytes):,} exchanges, {chosen.megabytes:,} MB")
        for text in _SOUGHT:
            compare(captures, text, chosen.rg)


if __name__ == "__main__":
    main()
