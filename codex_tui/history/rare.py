"""Bytes in any case, looked for by the rarest of them: one byte is found many times as fast as anything longer."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

_CHOSEN_OF = 256 * 1024  # bytes by which to tell what is rare
_SAMPLE = 8 * 1024
_EVERY = 8  # lines after which a sample is taken again: a neighbour is mostly of the same session
#: In two samples, of places where bytes stand that are looked for; to look for another byte costs as much as two.
#: Where there are more, it is cheaper to recognise what was sent again.
_FEW = 24


class _Form(NamedTuple):
    """``place``: of its rarest byte. At ``beside``, seen from there, it has one of ``near``."""

    form: bytes
    place: int
    beside: int
    near: bytes


class Rare:
    """Looks for any of ``forms``, bytes in lower case."""

    def __init__(self, forms: Sequence[bytes]) -> None:
        self._forms = forms
        self._by_byte: dict[bytes, list[_Form]] = {}
        self._asked = 0
        self._suited = False

    def suits(self, block: bytes, begin: int, end: int) -> bool:
        """Whether bytes of each form are rare in ``begin`` to ``end``, as far as samples tell."""
        if not self._by_byte:
            self._choose(block[:_CHOSEN_OF])
        if self._asked % _EVERY == 0:
            middle = max(begin, (begin + end - _SAMPLE) // 2)
            sample = block[middle : min(end, middle + _SAMPLE)] + block[max(begin, end - _SAMPLE) : end]
            self._suited = 2 * len(self._by_byte) + sum(map(sample.count, self._by_byte)) <= _FEW
        self._asked += 1
        return self._suited

    def held(self, block: bytes, begin: int, end: int) -> bool:
        """Whether one of them stands in ``begin`` to ``end``; see :meth:`suits`."""
        return any(_stands(byte, forms, block, begin, end) for byte, forms in self._by_byte.items())

    def _choose(self, sample: bytes) -> None:
        by_byte = defaultdict(list)
        for form in self._forms:
            cases = [{byte, byte.upper()} for byte in (form[at : at + 1] for at in range(len(form)))]
            place = min(range(len(form)), key=[sum(map(sample.count, each)) for each in cases].__getitem__)
            beside = place + 1 if place + 1 < len(form) else max(0, place - 1)
            for byte in cases[place]:
                by_byte[byte].append(_Form(form, place, beside - place, b"".join(cases[beside])))
        self._by_byte = dict(by_byte)


def _stands(byte: bytes, forms: list[_Form], block: bytes, begin: int, end: int) -> bool:
    find = block.find
    for form, place, beside, near in forms:
        length = len(form)
        last = end - length + place + 1
        at = find(byte, begin + place, last)
        while at >= 0:
            if block[at + beside] in near and block[at - place : at - place + length].lower() == form:
                return True
            at = find(byte, at + 1, last)
    return False
