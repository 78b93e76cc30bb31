"""Numbers, sizes, durations and times as people read them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui import formats


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "0"), (999, "999"), (1_000, "1.0k"), (16_384, "16.4k"), (999_949, "999.9k"), (999_950, "1.0M")],
)
def test_tokens(count: int, shown: str) -> None:
    assert formats.tokens(count) == shown


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "0 B"), (999, "999 B"), (1_400, "1.4 kB"), (999_949, "999.9 kB"), (999_950, "1.0 MB"), (10**13, "10.0 TB")],
)
def test_size(count: int, shown: str) -> None:
    assert formats.size(count) == shown


@pytest.mark.parametrize(
    ("ms", "shown"),
    [
        (0, "0 ms"),
        (99.4, "99 ms"),
        (99.5, "0.1 s"),
        (13_700, "13.7 s"),
        (59_949, "59.9 s"),
        (59_950, "1 m 0 s"),
        (87_000, "1 m 27 s"),
        (3_599_499, "59 m 59 s"),
        (3_599_600, "1 h 0 m"),
        (7_500_000, "2 h 5 m"),
    ],
)
def test_duration(ms: float, shown: str) -> None:
    assert formats.duration(ms) == shown


@given(st.integers(0, 10**15))
def test_a_size_is_short_at_any_size(count: int) -> None:
    assert len(formats.size(count)) <= 9


@given(st.floats(0, 10**9))
def test_no_unit_of_a_duration_runs_over(ms: float) -> None:
    shown = formats.duration(ms)
    assert not shown.startswith(("60.", "60 m ", "100 ms"))
    assert " 60 " not in shown


def test_the_rest() -> None:
    assert [formats.gap(ms) for ms in (0.4, 312, 999.4, 999.6)] == ["0 ms", "312 ms", "999 ms", "1.0 s"]
    assert formats.event_time(2_677) == "2.677 s"
    assert formats.speed(38.61) == "38.6 tok/s"
    assert (formats.count(1, "exchange"), formats.count(2_000, "exchange")) == ("1 exchange", "2,000 exchanges")


def test_a_clock_shows_the_date_only_of_another_day() -> None:
    now = datetime.now(UTC)
    assert formats.clock(now, now) == now.astimezone().strftime("%H:%M:%S")
    before = now - timedelta(days=2)
    assert formats.clock(before, now) == before.astimezone().strftime("%Y-%m-%d %H:%M")
