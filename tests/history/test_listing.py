"""The order of the list, and the chains of its sessions."""

from hypothesis import given
from hypothesis import strategies as st

from codex_tui.history.listing import Listing
from codex_tui.history.summary import Session, Summary
from tests.records import rfc3339, started, ulid

IDS = {number: ulid(started(0), number) for number in range(1, 13)}
THREADS = st.sampled_from([None, ("s", "t"), ("s", None), ("z", "t")])
STEPS = st.lists(st.tuples(st.sampled_from(sorted(IDS)), st.integers(0, 3), THREADS, st.booleans()), max_size=30)


def summary(number: int, second: int, thread: tuple[str, str | None] | None) -> Summary:
    return Summary(
        id=IDS[number],
        number=number,
        started_at=rfc3339(started(second)),
        state="live",
        api="openai.chat",
        transport="http",
        method="POST",
        url="",
        status=None,
        session=Session(id=thread[0], thread=thread[1]) if thread else None,
    )


@given(steps=STEPS)
def test_however_it_came_to_be_the_list_is_in_order(
    steps: list[tuple[int, int, tuple[str, str] | None, bool]],
) -> None:
    listing = Listing()
    expected: dict[str, Summary] = {}
    for number, second, thread, remove in steps:
        if remove and IDS[number] in expected:
            listing.remove(IDS[number])
            del expected[IDS[number]]
        else:
            expected[IDS[number]] = summary(number, second, thread)
            listing.put(expected[IDS[number]])
    ordered = sorted(expected.values(), key=lambda each: (each.started_at, each.number))
    assert list(listing.summaries) == ordered
    for place, each in enumerate(ordered):
        assert listing.position(each.id) == place
        assert listing.numbered(each.number) == each.id
        before = [other.id for other in ordered[:place] if other.session == each.session]
        assert listing.previous(each.id) == (before[-1] if before and each.session else None)
