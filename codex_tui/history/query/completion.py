"""What may be typed next."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from codex_tui.history.query.qualifiers import QUALIFIERS
from codex_tui.history.summary import Summary

_WORD = re.compile(r'-?\(*([A-Za-z]*)(?:(:)([^\s"]*))?$')
_MANY = 20


class Known:
    """The values that qualifiers have in a history, counted as exchanges come."""

    def __init__(self) -> None:
        self._counts: dict[str, Counter[str]] = {key: Counter() for key, each in QUALIFIERS.items() if each.of}

    def note(self, summary: Summary) -> None:
        """An exchange came."""
        for key, counts in self._counts.items():
            of = QUALIFIERS[key].of
            if of is not None and (value := of(summary)):
                counts[value] += 1

    def values(self) -> Mapping[str, Iterable[str]]:
        """By key, the commonest first."""
        return {key: [value for value, _ in counts.most_common()] for key, counts in self._counts.items()}


def completions(before: str, known: Mapping[str, Iterable[str]]) -> list[str]:
    """What may follow ``before``, the query up to the cursor: the rest of a key or of a value, at most some twenty.

    ``known``: values by key, see :class:`Known`; those that a key has anyway come first.
    """
    found = _WORD.search(before)
    if found is None:
        return []
    key, colon, value = found[1], found[2], found[3]
    if not colon:
        return [f"{each[len(key) :]}:" for each in QUALIFIERS if key and each.startswith(key.lower())]
    qualifier = QUALIFIERS.get(key.lower())
    if qualifier is None:
        return []
    begun = value.rpartition(",")[2]
    offered = dict.fromkeys([*qualifier.values, *known.get(key.lower(), ())])
    fitting = [each for each in offered if each.lower().startswith(begun.lower()) and len(each) > len(begun)]
    return [each[len(begun) :] for each in fitting if _is_plain(each)][:_MANY]


def _is_plain(value: str) -> bool:
    return not re.search(r'[\s()",]', value)
