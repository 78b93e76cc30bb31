"""What one exchange costs the list when it holds 100,000 of them, against 10; and 1,000,000 lines against 100.

    python bench/outline.py [--many 100000] [--lines 1000000]

Ratios of medians, interleaved in one run; nothing is drawn and no file is read. Python's collector works as seldom
as in the inspector.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bench.target import below
from codex_tui.history.summary import Session, Summary, Timing, Usage
from codex_tui.tui.later import collect_rarely
from codex_tui.tui.outline import Outline, Sort

_BEGINNING = datetime(2025, 11, 22, tzinfo=UTC)
_ROUNDS = 300
_SLICE, _WHOLE = 0.005, 1.0  # s
_IN_SESSION = 40


def call(number: int, session: int | None = None, state: str = "complete") -> Summary:
    """Forty requests a session, four a turn."""
    name = f"s{number // _IN_SESSION if session is None else session}"
    return Summary(
        id=f"{number:026}",
        number=number,
        started_at=(_BEGINNING + timedelta(seconds=number)).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        state=state,  # type: ignore[arg-type]
        api="openai.responses",
        transport="sse",
        method="POST",
        url="http://localhost:11434/v1/responses",
        status=200,
        session=Session(id=name, turn=f"{name}-{number // 4 % 10}"),
        preview="why?",
        asked=str(number),
        usage=Usage(input=12_000, output=100, source="reported"),
        timing=Timing(last_byte=float(number % 977)),
    )


def filled(count: int) -> Outline:
    """So many exchanges."""
    outline = Outline()
    for begin in range(0, count, 1_000):
        outline.put_all([call(number) for number in range(begin, min(begin + 1_000, count))])
    return outline


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compare(name: str, few: Callable[[int], object], many: Callable[[int], object], rounds: int = _ROUNDS) -> None:
    """Print the medians and their ratio; each gets the number of the round."""
    times: tuple[list[float], list[float]] = ([], [])
    for each in range(rounds):
        times[0].append(seconds(lambda each=each: few(each)))  # type: ignore[misc]
        times[1].append(seconds(lambda each=each: many(each)))  # type: ignore[misc]
    first, second = map(statistics.median, times)
    print(f"{name}: {first * 1e6:.0f} us, {second * 1e6:.0f} us, {second / first:.2f} x")


def compare_exchanges(small: Outline, large: Outline, count: int) -> None:
    """A new exchange, one in an old session, one that changes: as the list takes it, and finds its line."""

    def new(outline: Outline, number: int, session: int | None = None) -> None:
        outline.put(call(number, session))
        outline.line_of(f"{number:026}")

    start = count + _IN_SESSION
    compare("new exchange", lambda each: new(small, start + each), lambda each: new(large, start + each))
    late = start + _ROUNDS + 1
    compare("in an old session", lambda each: new(small, late + each, 0), lambda each: new(large, late + each, 0))
    late += _ROUNDS
    for outline in (small, large):
        outline.put(call(late, state="live"))
    live = [call(late, state="live") for _ in range(2)]
    compare("a live one that grows", lambda each: small.put(live[each % 2]), lambda each: large.put(live[each % 2]))


def compare_filters(count: int) -> None:
    """To the first lines of a filter and of a sorted list, and all of them, in slices that let keys between."""
    small, large = filled(count // 10), filled(count)
    wanted: tuple[tuple[str, Callable[[Outline], None]], ...] = (
        ("a filter of a third", lambda outline: outline.filter(lambda summary: summary.number % 3 == 0)),
        ("a filter that all pass", lambda outline: outline.filter(lambda _: True)),
        ("a sorted list", lambda outline: outline.sort_by(Sort("total"))),
    )
    for name, ask in wanted:
        compare(
            f"first lines of {name}, {count // 10:,} and {count:,}",
            lambda _, ask=ask: ask(small),  # type: ignore[misc]
            lambda _, ask=ask: ask(large),  # type: ignore[misc]
            9,
        )
        start = time.process_time()
        ask(large)
        slices = [time.process_time() - start]
        while large.busy:
            begun = time.process_time()
            large.work(time.monotonic() + _SLICE)
            slices.append(time.process_time() - begun)
        print(f"all of {name}: {below(sum(slices), _WHOLE, 's')}, a slice p95 {_p95(slices) * 1e3:.1f} ms", end="")
        print(f", the longest {max(slices) * 1e3:.1f} ms")
        large.filter(None)
        large.sort_by(None)


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def compare_lines(count: int) -> None:
    """Fifty lines at the end, in the middle, and where a line of the middle stands."""
    few, many = filled(100), filled(count)
    print(f"{few.height:,} and {many.height:,} lines")

    def screen(outline: Outline, top: int) -> None:
        for index in range(top, top + 50):
            outline.line(index)

    compare("50 lines at the end", lambda _: screen(few, few.height - 50), lambda _: screen(many, many.height - 50))
    compare("50 lines in the middle", lambda _: screen(few, 20), lambda _: screen(many, many.height // 2))
    ids = f"{50:026}", f"{count // 2:026}"
    compare("where one stands", lambda _: few.line_of(ids[0]), lambda _: many.line_of(ids[1]))


def main() -> None:
    """Print a line each."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--many", type=int, default=100_000)
    arguments.add_argument("--lines", type=int, default=1_000_000)
    chosen = arguments.parse_args()
    collect_rarely()
    print(f"of 10 and of {chosen.many:,} exchanges")
    compare_exchanges(filled(10), filled(chosen.many), chosen.many)
    compare_filters(chosen.many)
    compare_lines(int(chosen.lines / 1.4))


if __name__ == "__main__":
    main()
