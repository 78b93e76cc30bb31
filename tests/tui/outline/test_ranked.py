"""Things in the order of their keys."""

from hypothesis import given, settings
from hypothesis import strategies as st

from codex_tui.tui.outline.ranked import Ranked

KEYS = st.lists(st.sets(st.integers(0, 4_000), min_size=1, max_size=60), max_size=8)


@settings(max_examples=30, deadline=None)
@given(batches=KEYS, gone=st.sets(st.integers(0, 4_000), max_size=60), spread=st.integers(1, 40))
def test_many_at_once_stand_as_if_they_had_come_one_by_one(
    batches: list[set[int]], gone: set[int], spread: int
) -> None:
    ours: Ranked[tuple[int], str] = Ranked()
    plain: dict[int, int] = {}
    for batch in batches:
        new = sorted({each * spread + more for each in batch for more in range(spread)} - plain.keys())
        ours.add_all([((key,), str(key), key % 3 + 1) for key in new])
        plain |= {key: key % 3 + 1 for key in new}
    for key in gone & plain.keys():
        ours.remove((key,))
        del plain[key]
    keys = sorted(plain)
    assert [*ours] == [str(key) for key in keys]
    assert (len(ours), ours.height) == (len(keys), sum(plain.values()))
    for key in keys[:: max(1, len(keys) // 9)]:
        place = keys.index(key)
        top = sum(plain[each] for each in keys[:place])
        assert (key,) in ours
        assert (ours.top((key,)), ours.above((key,)), ours.nth(place)) == (top, place, str(key))
        assert ours.at(top + plain[key] - 1) == (str(key), plain[key] - 1)
        assert next(ours.down_from((key,)), None) == ours.before((key,)) == (str(keys[place - 1]) if place else None)
        assert ours.after((key,)) == next(iter(map(str, keys[place + 1 :])), None)
