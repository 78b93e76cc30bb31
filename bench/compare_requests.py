"""What it costs to compare two large requests, against reading the same bytes as JSON.

python bench/compare_requests.py [MEGABYTES]
"""

import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from codex_tui.analysis.comparison import compare
from codex_tui.analysis.finding import finding_of
from codex_tui.analysis.side import Side, side_of
from codex_tui.dialects.histories import history_of
from codex_tui.tui.screens.compare import prepared
from codex_tui.tui.widgets.compare.arrange import part_entries
from codex_tui.tui.widgets.compare.layout import Layout
from tests import records
from tests.tui.story import message, output, shell

_RUNS = 5
_WIDTH, _HEIGHT = 118, 45  # cells, rows
_WORDS = [f"word{n}" for n in range(5_000)]


def _text(characters: int, seed: int, line: int = 80) -> str:
    """Lines of random words; ``line`` 0: one line."""
    choose = random.Random(seed)
    words = choose.choices(_WORDS, k=characters // 9)
    per_line = line // 9 if line else len(words)
    return "\n".join(" ".join(words[at : at + per_line]) for at in range(0, len(words), per_line))


def _conversation(size: int, parts: int) -> list[dict[str, Any]]:
    items = [message("developer", _text(20_000, 0))]
    for n in range(parts):
        items += [shell(f"c{n}", f"cat file{n}"), output(f"c{n}", _text(size // parts, n + 1))]
    return items


def _edited(text: str, every: int) -> str:
    """Each so many words replaced."""
    words = text.split(" ")
    for at in range(0, len(words), every):
        words[at] = words[at] + "x"
    return " ".join(words)


def cases(size: int) -> dict[str, tuple[list[dict[str, Any]], list[dict[str, Any]]]]:
    """Two inputs for each name."""
    usual = _conversation(size, 200)
    early = [message("developer", "The date is another."), *usual[1:]]
    rewritten = [message("user", _text(2_000, n)) for n in range(size // 2_000)]
    other = [message("user", _text(2_000, -n - 1)) for n in range(size // 2_000)]
    one = _text(size, 7)
    lines, line = one, _text(size, 7, line=0)
    return {
        "it goes on": (usual[:-2], usual),
        "an early part changed": (usual, early),
        "nothing in common": (rewritten, other),
        "one part, a word in 50": ([message("user", lines)], [message("user", _edited(lines, 50))]),
        "one part, one line": ([message("user", line)], [message("user", _edited(line, 50))]),
        "one part, all else": ([message("user", lines)], [message("user", _text(size, 8))]),
    }


def _sides(a: list[dict[str, Any]], b: list[dict[str, Any]]) -> tuple[Side, Side]:
    with tempfile.TemporaryDirectory() as directory:
        bodies = [json.dumps({"model": "m", "stream": True, "input": items}).encode() for items in (a, b)]
        records.append(Path(directory), *(records.record(n, b"", request=body) for n, body in enumerate(bodies, 1)))
        history = history_of(Path(directory))
        while history.poll(1).more:
            pass
        one, two = (side_of(history, history.resolve(name)) for name in ("1", "2"))
    return one, two


def _best(do: Callable[[], object]) -> float:
    took = []
    for _ in range(_RUNS):
        began = time.perf_counter()
        do()
        took.append(time.perf_counter() - began)
    return min(took)


def _compared(a: Side, b: Side) -> None:
    fresh = [Side(side.summary, side.conversation, side.body) for side in (a, b)]
    comparison = compare(*fresh)
    finding_of(comparison)
    for change in comparison.request:
        if change.change != "same":
            assert change.lines


def _laid_out(a: Side, b: Side) -> float:
    """Seconds until a screenful of a comparison stands: no key is answered before."""
    comparison = prepared(a, b)
    began = time.perf_counter()
    layout = Layout([*part_entries(comparison, shows_same=False)], _WIDTH)
    layout.measure(layout.at(0), 0, _HEIGHT)
    return time.perf_counter() - began


def main() -> None:
    """A line for each case: comparing, with the words of every part that changed, and reading both as JSON."""
    size = int(float(sys.argv[1]) * 1e6) if len(sys.argv) > 1 else 10_000_000
    print(f"two requests of {size / 1e6:.0f} MB; the best of {_RUNS}")
    for name, (one, two) in cases(size).items():
        a, b = _sides(one, two)
        reading = _best(lambda a=a, b=b: (json.loads(a.body), json.loads(b.body)))  # type: ignore[misc]
        took = _best(lambda a=a, b=b: _compared(a, b))  # type: ignore[misc]
        ratio = f"json.loads of both {reading * 1e3:6.0f} ms   {took / reading:5.1f} ×"
        print(f"{name:<26} {took * 1e3:8.0f} ms   {ratio}   laid out {_laid_out(a, b) * 1e3:5.0f} ms")


if __name__ == "__main__":
    main()
