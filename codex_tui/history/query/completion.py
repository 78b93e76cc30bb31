"""What may be typed next."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from codex_tui.history.query.qualifiers import QUALIFIERS, Qualifier
from codex_tui.history.summary import Summary

_WORD = re.compile(r'-?\(*([A-Za-z]*)(?:(:)([^\s"]*))?$')
_MANY = 20
_FEW = 8
"""Values up to which those that do not fit what is typed are offered after the others."""


class Offer(NamedTuple):
    """``text``: the whole word, ``model:gpt-5``; it takes the place of the last ``typed`` characters.

    ``about`` says what it means; ``number``: exchanges that have it, None where that is not known. ``fits``: whether
    it goes on from what is typed.
    """

    text: str
    typed: int
    about: str = ""
    number: int | None = None
    fits: bool = True


class Known:
    """The values that qualifiers have in a history, counted as exchanges come."""

    def __init__(self) -> None:
        self._counts: dict[str, Counter[str]] = {key: Counter() for key, each in QUALIFIERS.items() if each.of}

    def note(self, summary: Summary) -> None:
        """An exchange came."""
        for key, counts in self._counts.items():
            if (of := QUALIFIERS[key].of) is not None:
                for value in of(summary):
                    counts[value] += 1

    def values(self) -> Mapping[str, Mapping[str, int]]:
        """By key, the commonest first, with how many exchanges have each."""
        return {key: _with_kin(QUALIFIERS[key], counts) for key, counts in self._counts.items()}


def _with_kin(qualifier: Qualifier, counts: Counter[str]) -> dict[str, int]:
    """Counted by value, then what falls under one of the values that the key has anyway."""
    found = dict(counts.most_common())
    if qualifier.kin is not None:
        for value, number in counts.items():
            if (kin := qualifier.kin(value)) in qualifier.values:
                found[kin] = found.get(kin, 0) + number
    return found


def offers(before: str, known: Mapping[str, Iterable[str]]) -> list[Offer]:
    """What may stand at the end of ``before``, the query up to the cursor: keys, or values of a key, some twenty.

    First those that begin with what is typed, then those that hold it; of a key with few values then the others.
    ``known``: values by key, see :class:`Known`; those that a key has anyway come first.
    """
    found = _WORD.search(before)
    if found is None:
        return []
    key, colon, value = found[1].lower(), found[2], found[3] or ""
    if not colon:
        return [*_keys(key, len(key))][:_MANY]
    qualifier = QUALIFIERS.get(key)
    if qualifier is None:
        return []
    begun = value.rpartition(",")[2].lower()
    counted = known.get(key, ())
    counts = counted if isinstance(counted, Mapping) else None
    every = [each for each in dict.fromkeys([*qualifier.values, *counted]) if _is_plain(each)]
    first = [each for each in every if each.lower().startswith(begun)]
    within = [each for each in every if begun in each.lower() and each not in first]
    others = [each for each in every if each not in first and each not in within] if len(every) <= _FEW else []
    typed = len(begun) if "," in value else len(key) + 1 + len(value)
    lead = "" if "," in value else f"{key}:"
    return [
        Offer(f"{lead}{each}", typed, qualifier.about.get(each, ""), _count(counts, each), each not in others)
        for each in [*first, *within, *others][:_MANY]
    ]


def completions(before: str, known: Mapping[str, Iterable[str]]) -> list[str]:
    """What may follow ``before`` as it stands, for a shell: the rest of a key or of a value."""
    if before[-1:] in ("", "-", "(") or before[-1].isspace():
        return []
    typed = [(offer.text, before[len(before) - offer.typed :]) for offer in offers(before, known)]
    return [
        text[len(begun) :]
        for text, begun in typed
        if text.lower().startswith(begun.lower()) and len(text) > len(begun)
    ]


def _count(counts: Mapping[str, int] | None, value: str) -> int | None:
    return None if counts is None else counts.get(value, 0)


def _keys(begun: str, typed: int) -> Iterator[Offer]:
    for key, qualifier in QUALIFIERS.items():
        if key.startswith(begun):
            yield Offer(f"{key}:", typed, qualifier.wants)


def _is_plain(value: str) -> bool:
    return not re.search(r'[\s()",]', value)
