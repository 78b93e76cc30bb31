"""What became of a text: its lines, and in a changed line its words."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from codex_tui.analysis.alignment import Run, align, shared_ends

Sign = Literal[" ", "-", "+"]

#: Letters together, each digit alone: of a date only what changed is marked.
_WORDS = re.compile(r"[^\W\d_]+|\d|\s+|.", re.DOTALL)
#: The same without the white space between them.
_SEEN_WORDS = re.compile(r"[^\W\d_]+|\d|_|[^\w\s]")
_HANGS_BEFORE = re.compile(r"[\w.:/-]*$")
_HANGS_AFTER = re.compile(r"[\w.:/-]*")
#: Characters of a line up to which its words are compared; of a longer one only where it begins and ends alike.
_LONGEST = 200_000
#: Lines of a comparison up to which changed ones are looked at for what they share: nobody reads on so far.
_WORDED = 1_000
#: Characters of a line by which it is told whether two lines are one that changed.
_LOOKED_AT = 2_000
#: Lines against lines: more are taken in their order.
_PAIRED = 400
_ALIKE = 0.4


class Span(NamedTuple):
    """A piece of a line; ``changed``: the other side has something else there, or nothing."""

    text: str
    changed: bool


class Line(NamedTuple):
    """A line of either side, or of both where ``sign`` is a blank. ``a``, ``b``: its number there, from 1."""

    sign: Sign
    a: int | None
    b: int | None
    spans: tuple[Span, ...]


def compare_texts(a: str, b: str) -> list[Line]:
    """All lines of both; a line of ``a`` that changed stands before what it became."""
    lines_a, lines_b = a.split("\n"), b.split("\n")
    found: list[Line] = []
    replaced = 0
    for run in align(lines_a, lines_b):
        found += _lines(run, lines_a, lines_b, by_words=replaced < _WORDED)
        replaced += 0 if run.same else run.b_end - run.b_start
    return found


def added(text: str) -> list[Line]:
    """The lines of what only B has."""
    return [_whole("+", None, number, line) for number, line in enumerate(text.split("\n"), 1)]


def removed(text: str) -> list[Line]:
    """The lines of what only A has."""
    return [_whole("-", number, None, line) for number, line in enumerate(text.split("\n"), 1)]


def compare_words(a: str, b: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """One line as it was and as it is."""
    if len(a) + len(b) > _LONGEST:
        return _by_ends(a, b)
    words_a, words_b = _WORDS.findall(a), _WORDS.findall(b)
    runs = _without_crumbs(align(words_a, words_b), words_a)
    return (
        tuple(
            Span("".join(words_a[run.a_start : run.a_end]), not run.same) for run in runs if run.a_end > run.a_start
        ),
        tuple(
            Span("".join(words_b[run.b_start : run.b_end]), not run.same) for run in runs if run.b_end > run.b_start
        ),
    )


def first_change(lines: Sequence[Line]) -> tuple[str, str]:
    """The first words that were replaced, each whole, and what by; either may be empty."""
    for index, line in enumerate(lines):
        if line.sign == " ":
            continue
        after = lines[index + 1] if index + 1 < len(lines) else None
        if line.sign == "-" and after is not None and after.sign == "+":
            return _first_words(line), _first_words(after)
        return ("", _first_words(line)) if line.sign == "+" else (_first_words(line), "")
    return "", ""


def _first_words(line: Line) -> str:
    """The first span that changed, with what it hangs together with on both sides."""
    changed = [index for index, span in enumerate(line.spans) if span.changed]
    if not changed:
        return ""
    before = "".join(span.text for span in line.spans[: changed[0]])
    after = "".join(span.text for span in line.spans[changed[0] + 1 :])
    whole = _HANGS_BEFORE.search(before[-_LOOKED_AT:])
    rest = _HANGS_AFTER.match(after)
    return (whole[0] if whole else "") + line.spans[changed[0]].text + (rest[0] if rest else "")


def _whole(sign: Sign, a: int | None, b: int | None, text: str) -> Line:
    return Line(sign, a, b, (Span(text, False),))


def _lines(run: Run, a: list[str], b: list[str], *, by_words: bool) -> Iterator[Line]:
    if run.same:
        for offset in range(run.a_end - run.a_start):
            text = a[run.a_start + offset]
            yield _whole(" ", run.a_start + offset + 1, run.b_start + offset + 1, text)
        return
    old, new = a[run.a_start : run.a_end], b[run.b_start : run.b_end]
    at_old = at_new = 0
    for i, j in [*(_pairs(old, new) if by_words else ()), (len(old), len(new))]:
        for place in range(at_old, i):
            yield Line("-", run.a_start + place + 1, None, (Span(old[place], True),))
        for place in range(at_new, j):
            yield Line("+", None, run.b_start + place + 1, (Span(new[place], True),))
        if i < len(old) and j < len(new):
            was, became = compare_words(old[i], new[j])
            yield Line("-", run.a_start + i + 1, None, was)
            yield Line("+", None, run.b_start + j + 1, became)
        at_old, at_new = i + 1, j + 1


def _pairs(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """Which lines are one that changed, in order, so that they have as much in common as can be."""
    if len(old) * len(new) > _PAIRED:
        count = min(len(old), len(new), _WORDED)
        return [(n, n) for n in range(count) if alike(old[n], new[n]) >= _ALIKE]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    likeness = [[alike(was, becomes) for becomes in new] for was in old]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            together = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] >= _ALIKE else 0.0
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    found = []
    i = j = 0
    while i < len(old) and j < len(new):
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            found.append((i, j))
            i, j = i + 1, j + 1
    return found


def alike(a: str, b: str) -> float:
    """How much of their words two texts share, from 0 to 1; of long ones by their beginnings."""
    if not a.strip() or not b.strip():
        return float(a.strip() == b.strip())
    words_a, words_b = (Counter(_SEEN_WORDS.findall(text[:_LOOKED_AT])) for text in (a, b))
    return 2 * (words_a & words_b).total() / (words_a.total() + words_b.total())


def _by_ends(a: str, b: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    start, end = shared_ends(a, b)

    def spans(text: str) -> tuple[Span, ...]:
        cut = (
            Span(text[:start], False),
            Span(text[start : len(text) - end], True),
            Span(text[len(text) - end :], False),
        )
        return tuple(span for span in cut if span.text)

    return spans(a), spans(b)


def _without_crumbs(runs: list[Run], a: list[str]) -> list[Run]:
    """A blank or a comma that happens to be the same between two changes is part of one change."""
    found: list[Run] = []
    for index, run in enumerate(runs):
        between = 0 < index < len(runs) - 1
        crumb = run.same and between and run.a_end - run.a_start == 1 and not a[run.a_start].isalnum()
        if found and not found[-1].same and (crumb or not run.same):
            last = found.pop()
            found.append(Run(False, last.a_start, run.a_end, last.b_start, run.b_end))
        else:
            found.append(run)
    return found
