"""A list that grows at both ends."""

from bisect import bisect_left

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.history.two_ended import TwoEnded

STEPS = st.lists(st.tuples(st.sampled_from(["insert", "pop", "set"]), st.integers(0, 12)), max_size=40)


@given(steps=STEPS)
def test_whatever_is_done_it_is_like_a_list(steps: list[tuple[str, int]]) -> None:
    ours: TwoEnded[int] = TwoEnded()
    plain: list[int] = []
    for value, (step, place) in enumerate(steps):
        if step == "insert":
            place = min(place, len(plain))
            ours.insert(place, value)
            plain.insert(place, value)
        elif place < len(plain):
            if step == "pop":
                assert ours.pop(place) == plain.pop(place)
            else:
                ours[place] = plain[place] = value
        assert list(ours) == plain
        assert list(reversed(ours)) == plain[::-1]
        assert [ours[at] for at in range(-len(plain), len(plain))] == plain * 2
        assert (len(ours), ours[1:-1], ours[::-2]) == (len(plain), plain[1:-1], plain[::-2])
    with pytest.raises(IndexError):
        ours[len(plain)]
    with pytest.raises(IndexError):
        ours[-len(plain) - 1]
    ours.clear()
    assert list(ours) == []


@given(first=st.lists(st.integers(0, 9)), rest=st.lists(st.integers(0, 9)), value=st.integers(-1, 10))
def test_a_value_has_its_place_before_its_equals(first: list[int], rest: list[int], value: int) -> None:
    ours: TwoEnded[int] = TwoEnded()
    plain = sorted([*first, *rest])
    for each in plain[len(first) :]:
        ours.insert(len(ours), each)
    for each in reversed(plain[: len(first)]):
        ours.insert(0, each)
    assert ours.bisect_left(value) == bisect_left(plain, value)
