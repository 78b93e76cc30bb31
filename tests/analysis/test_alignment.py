"""Sequences beside each other."""

import difflib
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from codex_tui.analysis.alignment import align

LETTERS = st.lists(st.sampled_from("abcdef"), max_size=60)


@given(LETTERS, LETTERS)
def test_the_runs_cover_both_sides_and_what_is_called_the_same_is(a: list[str], b: list[str]) -> None:
    at_a = at_b = 0
    runs = align(a, b)
    for run in runs:
        assert (run.a_start, run.b_start) == (at_a, at_b)
        at_a, at_b = run.a_end, run.b_end
        if run.same:
            assert a[run.a_start : run.a_end] == b[run.b_start : run.b_end] != []
        else:
            assert run.a_end > run.a_start or run.b_end > run.b_start
    assert (at_a, at_b) == (len(a), len(b))
    assert all(one.same != other.same for one, other in pairwise(runs))


@given(LETTERS, LETTERS)
def test_small_sequences_share_as_much_as_they_can(a: list[str], b: list[str]) -> None:
    longest = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            longest[i + 1][j + 1] = longest[i][j] + 1 if x == y else max(longest[i][j + 1], longest[i + 1][j])
    assert sum(run.a_end - run.a_start for run in align(a, b) if run.same) == longest[-1][-1]


@given(st.lists(st.integers(), min_size=0, max_size=20), st.data())
def test_a_long_sequence_with_a_few_changes_is_told_by_them(inserted: list[int], data: st.DataObject) -> None:
    a: list[object] = [f"line {n}" for n in range(3_000)]
    b = list(a)
    for value in inserted:
        b.insert(data.draw(st.integers(0, len(b))), value)
    runs = align(a, b)
    assert sum(run.a_end - run.a_start for run in runs if run.same) == 3_000
    assert sum(run.b_end - run.b_start for run in runs if not run.same) == len(inserted)


def test_what_has_nothing_in_common_is_one_replacement() -> None:
    assert [tuple(run) for run in align("abc" * 2_000, "xyz" * 2_000)] == [(False, 0, 6_000, 0, 6_000)]
    assert align([], []) == []


def test_a_reordered_text_keeps_most_of_it() -> None:
    a = [f"{n % 700} {n}" for n in range(5_000)]
    b = a[2_500:] + a[:2_500]
    matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
    assert sum(run.a_end - run.a_start for run in align(a, b) if run.same) == sum(
        block.size for block in matcher.get_matching_blocks()
    )
