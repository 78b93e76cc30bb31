"""A packed history against the same one plain: its size, how fast it is packed, opened, listed and searched.

python bench/compact.py [--megabytes 1000] [--frames 4,16,64]
python bench/compact.py --captures DIRECTORY

The history is made in a temporary directory, or a copy of the one in DIRECTORY. ``--frames``: other sizes of a frame,
in MB, to weigh the ratio against the time to open an exchange.
"""

import argparse
import random
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from bench.generated_history import write_history
from codex_tui.dialects.histories import history_of
from codex_tui.history import packing
from codex_tui.history.compact import Compaction, compact
from codex_tui.history.query import Text
from codex_tui.history.search import Hit, search

_ROUNDS = 5
_OPENED = 40


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def list_all(captures: Path) -> None:
    """Without an index, to the end."""
    (captures / "history.index").unlink(missing_ok=True)
    history = history_of(captures)
    while history.poll(0.01).more:
        pass
    history.save()


def opening(captures: Path) -> list[float]:
    """Seconds to open and read exchanges here and there, each as if nothing near it had been opened, sorted."""
    history = history_of(captures)
    while history.poll(60.0).more:
        pass
    chosen = random.Random(7).sample([summary.id for summary in history.summaries], _OPENED)
    return sorted(seconds(partial(history.open, id_)) for id_ in chosen)


def find(captures: Path) -> int:
    """Hits of what is found nowhere."""
    return sum(isinstance(found, Hit) for found in search(captures, Text("zebra crossing")))


def pack(captures: Path) -> tuple[Compaction, float]:
    """All of it; and how long that took."""
    start = time.perf_counter()
    return compact(captures, datetime.now(UTC)), time.perf_counter() - start


def compare(plain: Path, packed: Path) -> None:
    """Print how they stand to each other."""
    made, took = pack(packed)
    size, into = made.packed.size, made.into
    print(f"{made.packed.lines:,} exchanges, {size / 1e6:,.0f} MB into {into / 1e6:.1f} MB: {size / into:.0f} x")
    print(f"packed, read back and compared: {size / 1e6 / took:.0f} MB/s")
    if shutil.which("zstd"):
        whole = f"zstd -dc --long=31 {packed}/*.zst | cmp - {plain}/history.jsonl"
        subprocess.run(whole, shell=True, check=True)
        print("zstd unpacks it to the same bytes")
    for name, work in (("listed without an index", list_all), ("searched", find)):
        rounds = [[seconds(partial(work, each)) for each in (plain, packed)] for _ in range(_ROUNDS)]
        theirs, ours = (statistics.median(column) for column in zip(*rounds, strict=True))
        print(f"{name}: plain {theirs:.2f} s, packed {ours:.2f} s, {ours / theirs:.1f} x")
    for name, times in (("plain", opening(plain)), ("packed", opening(packed))):
        print(f"an exchange opened, {name}: {_spread(times)}")


def _spread(times: list[float]) -> str:
    return f"median {statistics.median(times) * 1e3:.1f} ms, worst {times[-1] * 1e3:.1f} ms"


def weigh(plain: Path, megabytes: int) -> None:
    """Print what frames of another size would be like."""
    with TemporaryDirectory() as directory, mock.patch.object(packing, "FRAME", megabytes << 20):
        captures = Path(directory)
        shutil.copy(plain / "history.jsonl", captures)
        made, took = pack(captures)
        times = opening(captures)
        size = made.packed.size
    ratio, speed = size / made.into, size / 1e6 / took
    print(f"frames of {megabytes} MB: {ratio:.0f} x, {speed:.0f} MB/s; an exchange opened: {_spread(times)}")


def main() -> None:
    """Print each comparison on a line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--megabytes", type=int, default=1_000)
    arguments.add_argument("--captures", type=Path)
    arguments.add_argument("--frames", default="")
    chosen = arguments.parse_args()
    with TemporaryDirectory() as directory:
        plain, packed = Path(directory) / "plain", Path(directory) / "packed"
        plain.mkdir()
        if chosen.captures:
            parts = sorted(chosen.captures.glob("history-*.jsonl"))
            with (plain / "history.jsonl").open("wb") as history:
                for part in [*parts, chosen.captures / "history.jsonl"]:
                    history.write(part.read_bytes())
        else:
            write_history(plain, chosen.megabytes)
        packed.mkdir()
        shutil.copy(plain / "history.jsonl", packed)
        compare(plain, packed)
        for megabytes in filter(None, chosen.frames.split(",")):
            weigh(plain, int(megabytes))


if __name__ == "__main__":
    main()
