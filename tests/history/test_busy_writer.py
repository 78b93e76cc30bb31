"""A history beside a writer that is as busy as it can be."""

import subprocess
import sys
from pathlib import Path

from codex_tui.history import History
from tests.deadline import eventually
from tests.history.reading import Count, numbers

EXCHANGES = 400
WRITER = f"""
import sys
from pathlib import Path
from tests.records import Journal, record, sse_event
captures = Path(sys.argv[1])
for number in range(1, {EXCHANGES} + 1):
    journal = Journal(captures, number=number)
    journal.answer()
    events = [sse_event({{"type": "delta", "n": n}}) for n in range(5)]
    for at, event in enumerate(events):
        journal.chunk(20.0 + at, event)
    journal.finish(record(number, b"".join(events)))
"""


def test_no_exchange_is_missed_shown_twice_or_gone_for_a_moment(tmp_path: Path) -> None:
    history = History(tmp_path, Count)
    seen: set[str] = set()

    def poll(budget: float) -> None:
        changes = history.poll(budget)
        assert not changes.reset
        seen.update(changes.ids)
        assert {summary.id for summary in history.summaries} == seen
        assert len(history.summaries) == len(seen)

    root = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", WRITER, tmp_path], cwd=root) as writer:
        try:
            while writer.poll() is None:
                poll(budget=0.0)
        finally:
            writer.kill()
    assert writer.returncode == 0

    def all_complete() -> bool:
        poll(budget=0.05)
        return [summary.state for summary in history.summaries] == ["complete"] * EXCHANGES

    eventually(all_complete)
    assert numbers(history) == list(range(1, EXCHANGES + 1))
    assert {summary.outcome for summary in history.summaries} == {"5 events"}
    assert history.damage == []
