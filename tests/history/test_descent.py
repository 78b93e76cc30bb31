"""Which calls go on from which, whatever the order in which they are told."""

import math

from hypothesis import given
from hypothesis import strategies as st

from codex_tui.history.descent import Descent, Key, Place
from codex_tui.history.lineage import Lineage


def key(number: int) -> Key:
    return float(number), number, f"id{number}"


def places(descent: Descent) -> dict[str, Place | None]:
    list(descent.settle(lambda: 0.0))
    return {f"id{number}": descent.place(f"id{number}") for number in range(40)}


def in_order(calls: dict[int, Lineage]) -> dict[str, Place | None]:
    descent = Descent()
    for number in sorted(calls):
        descent.put(key(number), calls[number])
    return places(descent)


DIGESTS = st.integers(1, 6)


@st.composite
def lineages(draw: st.DrawFn) -> Lineage:
    return Lineage(
        first=draw(st.integers(1, 3)),
        opened=draw(st.booleans()),
        answered=draw(st.booleans()),
        follows=tuple(draw(st.lists(DIGESTS, max_size=4, unique=True))),
        holds=tuple(draw(st.lists(DIGESTS, max_size=2, unique=True))),
    )


CALLS = st.dictionaries(st.integers(0, 39), lineages(), max_size=20)


@given(calls=CALLS, data=st.data())
def test_the_order_in_which_they_are_told_changes_nothing(calls: dict[int, Lineage], data: st.DataObject) -> None:
    descent = Descent()
    for number in data.draw(st.permutations(sorted(calls))):
        descent.put(key(number), calls[number])
        if data.draw(st.booleans()):
            list(descent.settle(lambda: 0.0, whole=data.draw(st.booleans())))
    assert places(descent) == in_order(calls)


@given(calls=CALLS, before=CALLS, data=st.data())
def test_what_was_told_otherwise_or_is_gone_leaves_no_trace(
    calls: dict[int, Lineage], before: dict[int, Lineage], data: st.DataObject
) -> None:
    descent = Descent()
    for number, lineage in before.items():
        descent.put(key(number), lineage)
        if data.draw(st.booleans()):
            list(descent.settle(lambda: 0.0))
    for number in data.draw(st.permutations(sorted(calls.keys() | before.keys()))):
        if number in calls:
            descent.put(key(number), calls[number])
        else:
            descent.remove(f"id{number}")
    assert places(descent) == in_order(calls)


@given(calls=CALLS, data=st.data())
def test_every_change_is_told(calls: dict[int, Lineage], data: st.DataObject) -> None:
    descent = Descent()
    told: dict[str, Place | None] = {}
    for number in data.draw(st.permutations(sorted(calls))):
        descent.put(key(number), calls[number])
        for id_ in descent.settle(lambda: 0.0):
            told[id_] = descent.place(id_)
    assert told == {f"id{number}": descent.place(f"id{number}") for number in calls}


def test_a_deadline_leaves_the_rest_for_later() -> None:
    descent = Descent()
    for number in range(1_000):
        descent.put(key(number), Lineage(first=1, opened=True))
    assert list(descent.settle(lambda: 1.0, deadline=0.5)) == []
    assert descent.pending
    told: list[str] = []
    while descent.pending:
        told += descent.settle(lambda: 1.0, deadline=0.5)
    assert len(told) == 1_000


def test_what_comes_from_before_all_others_waits_until_it_is_worth_it() -> None:
    descent = Descent()
    for number in range(100, 200):
        descent.put(key(number), Lineage(first=1, opened=True, holds=(number,), follows=(number - 1,)))
    list(descent.settle(lambda: 0.0))
    descent.put(key(99), Lineage(first=2, opened=True, holds=(99,)))
    assert list(descent.settle(lambda: 0.0, math.inf, whole=False)) == []
    assert set(descent.settle(lambda: 0.0)) == {f"id{number}" for number in range(99, 200)}
    assert descent.place("id199") == descent.place("id99")
