"""The language as it is explained is the one that is understood."""

import pytest

from codex_tui.history.query import explained, parse
from codex_tui.history.query.qualifiers import QUALIFIERS


def test_every_key_is_explained_and_every_value_that_has_a_meaning() -> None:
    sections = explained()
    assert [written.partition(":")[0] for written, _ in sections["Keys"]] == [*QUALIFIERS]
    assert [value for value, _ in sections["Values of is:"]] == [*QUALIFIERS["is"].values]
    assert [value for value, _ in sections["Values of state:"]] == [*QUALIFIERS["state"].values]


@pytest.mark.parametrize(
    "written", [written for name in ("Words", "Examples", "Keys") for written, _ in explained()[name]]
)
def test_what_is_explained_is_understood(written: str) -> None:
    parse(written)


@pytest.mark.parametrize("key", QUALIFIERS)
def test_every_example_of_a_key_is_a_value_of_it(key: str) -> None:
    for value in QUALIFIERS[key].such_as:
        parse(f"{key}:{value}")
