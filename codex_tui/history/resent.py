"""Agents send all that was said again with every request: what was looked through once is only recognised.

Of a history that is read from its end, most of a line is what a later line of the same session begins its body
with, and closes it with: its tools. Comparing memory is several times cheaper than searching it.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass

from codex_tui.history.needle import Needle, may_hold
from codex_tui.history.offsets import Span
from codex_tui.history.rare import Rare

_BODY = b'"json":'
_ENCODED = b'"base64":'
#: A line whose last member, its response's body, may be in base64.
_CLOSED = re.compile(rb'[A-Za-z0-9+/=]{4}"\}\}')
_HEAD = 16 * 1024  # bytes in which a body begins
_KNOWN = 8  # sessions that go on side by side
_WORTHWHILE = 4 * 1024  # bytes that are recognised
_GLANCE = 64
_MARGIN = 4 * 1024  # bytes
_FEW = 256  # bytes in which a difference is found at once


@dataclass
class _Known:
    """A line from its request's body on; ``places``: from and up to where it holds what is sought, in order.

    ``tail``: where the end of the request begins that others close with too; 0 where none is known. ``rest``: how
    much of the last line that began like it was not alike.
    """

    content: bytes
    places: list[Span]
    tail: int = 0
    rest: int = 0

    def holds(self, begin: int, end: int) -> bool:
        """Whether there is a place in ``begin`` to ``end``."""
        at = bisect_left(self.places, (begin, 0))
        while at < len(self.places) and self.places[at][0] < end:
            if self.places[at][1] <= end:
                return True
            at += 1
        return False


class Resent:
    """Which lines may hold what is ``sought``, in any case; asked of each line, the last first.

    One with a body in base64 does not show what it holds, so it may.
    """

    def __init__(self, sought: Needle) -> None:
        self._sought = sought
        self._rare = Rare(sought)
        self._over = max(map(len, sought), default=1) - 1
        self._known: list[_Known] = []  # the one that was of use last is first

    def holds(self, block: bytes, begin: int, end: int) -> bool:
        """Whether the line at ``begin`` to ``end`` of the block may."""
        if not self._sought:
            return True
        body = block.find(_BODY, begin, min(end, begin + _HEAD)) + len(_BODY)
        if body < len(_BODY):
            return self._found(block, begin, end) or _ENCODED in block[begin:end]
        if self._rare.suits(block, begin, end):
            found = self._rare.held(block, begin, end)
        else:
            found = self._is_recognised(block, begin, body, end)
        return found or (_CLOSED.match(block, end - 7, end) is not None and _ENCODED in block[body:end])

    def _is_recognised(self, block: bytes, begin: int, body: int, end: int) -> bool:
        """Whether the line holds it, which has its body from ``body`` on."""
        view = memoryview(block)[:end]
        known, alike = self._nearest(view[body:])
        again = self._closing(known, view[body:], alike) if known else 0
        if known is None or alike + again < (end - body) // 2:
            known, alike, again = self._learn(block[body:end]), end - body, 0
        closed, over = body + alike, self._over
        return (
            known.holds(0, alike)
            or (again > 0 and known.holds(known.tail, known.tail + again))
            or self._found(block, begin, min(end, body + over))
            or (again > 0 and self._found(block, max(body, closed - over), min(end, closed + over)))
            or self._found(block, max(body, closed + again - over), end)
        )

    def _nearest(self, view: memoryview) -> tuple[_Known | None, int]:
        """What is known and begins most like ``view``, as far as a glance at its middle tells; and for how long."""
        middle = len(view) // 2
        glance = view[middle : middle + _GLANCE]
        for at, known in enumerate(self._known):
            if known.content.startswith(glance, middle):
                self._known.insert(0, self._known.pop(at))
                break
        if not self._known:
            return None, 0
        known = self._known[0]
        alike = _alike(known.content, 0, view, len(view) - known.rest - _MARGIN)
        known.rest = len(view) - alike
        return known, alike

    def _learn(self, content: bytes) -> _Known:
        lowered, places = content.lower(), []
        for form in self._sought if may_hold(content, self._sought) else ():
            at = lowered.find(form)
            while at >= 0:
                places.append((at, at + len(form)))
                at = lowered.find(form, at + 1)
        known = _Known(content, sorted(places))
        self._known = [known, *self._known[: _KNOWN - 1]]
        return known

    def _closing(self, known: _Known, view: memoryview, alike: int) -> int:
        """How many bytes of ``view``, after those that are alike, are as in the tail of what is known."""
        if not known.tail and alike > _WORTHWHILE:
            known.tail = max(0, known.content.find(bytes(view[alike : alike + _GLANCE]), alike))
        return _nearly_alike(known.content, known.tail, view[alike:])[0] if known.tail else 0

    def _found(self, block: bytes, begin: int, end: int) -> bool:
        return may_hold(block[begin:end], self._sought)


def _alike(content: bytes, at: int, view: memoryview, guess: int = 0) -> int:
    """How many bytes of ``view`` stand at ``at`` too; ``guess``: about as many, or fewer."""
    alike, most = _nearly_alike(content, at, view, guess)
    one = int.from_bytes(content[at + alike : at + most], "little")
    differing = one ^ int.from_bytes(view[alike:most], "little")
    return alike + ((differing & -differing).bit_length() - 1) // 8 if differing else most


def _nearly_alike(content: bytes, at: int, view: memoryview, guess: int = 0) -> Span:
    """So many bytes at least, and at most, of ``view`` stand at ``at`` too."""
    alike, most = 0, min(len(content) - at, len(view))
    if 0 < guess < most and content.startswith(view[:guess], at):
        alike = guess
    if content.startswith(view[alike:most], at + alike):
        return most, most
    while most - alike > _FEW:
        step = (most - alike) // 2
        if content.startswith(view[alike : alike + step], at + alike):
            alike += step
        else:
            most = alike + step
    return alike, most
