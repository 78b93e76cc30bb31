"""Full text over a large history, against ripgrep on the same file; the start of a process is not counted.

python bench/search_history.py [--megabytes 1000] [--rg PATH]
"""

import argparse
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.generated_history import write_history
from codex_tui.history.query import Text
from codex_tui.history.search import Hit, search

_ROUNDS = 5
#: Nowhere; in some tool calls, and so in what later requests resend of them.
_SOUGHT = ("zebra crossing", "rg -n token src | head -30")


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def count_hits(history: Path, words: str) -> int:
    """All of them."""
    return sum(isinstance(found, Hit) for found in search(history.parent, Text(words)))


def compare(history: Path, words: str, ripgrep: str) -> None:
    """Print how long a text takes."""
    rounds = []
    for _ in range(_ROUNDS):
        theirs = seconds(lambda: subprocess.run([ripgrep, "-ciF", words, history], stdout=subprocess.DEVNULL))
        rounds.append((theirs, seconds(lambda: count_hits(history, words))))
    theirs, ours = (statistics.median(column) for column in zip(*rounds, strict=True))
    found = count_hits(history, words)
    print(f"{words!r}, {found:,} hits: rg -ci {theirs:.2f} s; ours {ours:.2f} s, {ours / theirs:.1f} x")


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
        for words in _SOUGHT:
            compare(captures / "history.jsonl", words, chosen.rg)


if __name__ == "__main__":
    main()
