"""Searching in a pane: what is found, marked and reached, and the keys of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from codex_tui.tui.widgets.find.hits import Hits
from codex_tui.tui.widgets.find.needle import Needle
from codex_tui.tui.widgets.frame.prompt import PromptInput
from codex_tui.tui.widgets.lines.marks import marked
from codex_tui.tui.widgets.lines.passages import BEGINNING, Passage, TextPlace, passages_of
from codex_tui.tui.widgets.lines.pieces import row_text
from tests import records
from tests.records import Journal
from tests.tui import story
from tests.tui.host import inspecting, press, row_with, rows, sees, settle, style_at, text


def hits_of(body: str, words: str) -> Hits:
    hits = Hits(Needle.of(words), lambda start: passages_of(body, 0, 0, 0) if start == BEGINNING else iter(()))
    while hits.read(1):
        pass
    return hits


@given(lines=st.lists(st.text("aB é", max_size=9), max_size=8), words=st.text("aB", min_size=1, max_size=3))
def test_every_hit_is_found_on_its_line(lines: list[str], words: str) -> None:
    expected = [
        (0, number, match.start(), match.end())
        for number, line in enumerate(lines)
        for match in Needle.of(words).pattern.finditer(line)
    ]
    assert [*hits_of("\n".join(lines), words).spots] == expected


@pytest.mark.parametrize("before", [16_378, 16_384 - 256, 16_384 - 3, 16_384, 65_530, 200_000])
def test_a_hit_where_a_long_line_is_cut_is_found_once(before: int) -> None:
    found = hits_of("x" * before + "needle" + "y" * 70_000 + "\nneedle", "needle")
    assert [(spot.line, spot.begin) for spot in found.spots] == [(0, before), (1, 0)]


def test_capitals_make_a_search_exact() -> None:
    assert hits_of("Seed seed SEED", "seed").count == 3
    assert hits_of("Seed seed SEED", "Seed").count == 1
    assert hits_of("a1 b22 A333", "re:a\\d+").count == 2


def test_what_grows_is_searched_from_where_it_changed() -> None:
    body = ["one hit", "no", "a hi", ""]
    hits = Hits(
        Needle.of("hit"), lambda start: (Passage(TextPlace(0, n), body[n]) for n in range(start.line, len(body)))
    )
    assert not hits.read(1)
    body[2:] = ["a hit and", "a hit"]
    hits.again_from(TextPlace(0, 2))
    assert not hits.read(1)
    assert [spot.line for spot in hits.spots] == [0, 2, 3]
    assert hits.said([*hits.spots][1]) == "2 of 3 hits"


@given(
    text=st.text("aAkKsSfFiıİſ\u212aßé\n\ud800", max_size=30),
    words=st.sampled_from(["a", "aa", "k", "s", "ss", "fi", "i", "ß", "İ", "A", "é", "re:a+", "re:x*"]),
    tail=st.integers(0, 9),
)
def test_hits_are_counted_as_they_are_found(text: str, words: str, tail: int) -> None:
    needle, tail = Needle.of(words), min(tail, len(text))
    assert needle.count(text, tail) == len([*needle.spans(text, tail)])


PLACES = st.tuples(st.integers(0, 2), st.integers(0, 5))
WORDS = st.sampled_from(["a", "ab", "b", "abb", "A", "re:a|bb"])


@given(
    body=st.lists(st.lists(st.text("ab", max_size=4), max_size=5), max_size=3),
    origin=PLACES,
    steps=st.lists(st.one_of(st.none(), PLACES, st.tuples(WORDS, PLACES)), max_size=8),
)
def test_hits_are_the_same_wherever_a_search_begins_and_whatever_changes_meanwhile(
    body: list[list[str]], origin: tuple[int, int], steps: list[tuple[int, int] | tuple[str, tuple[int, int]] | None]
) -> None:
    def passages(start: TextPlace) -> Iterator[Passage]:
        for node, lines in enumerate(body):
            if node >= start.node:
                first = start.line if node == start.node else 0
                yield Passage(TextPlace(node, first), "\n".join(lines[first:]))

    def expected(words: str) -> list[tuple[int, int, int, int]]:
        return [
            (node, line, match.start(), match.end())
            for node, lines in enumerate(body)
            for line, said in enumerate(lines)
            for match in Needle.of(words).pattern.finditer(said)
        ]

    words, aim = "ab", TextPlace(*origin)
    hits = Hits(Needle.of(words), passages, aim)
    for step in steps:
        match step:
            case None:
                hits.read(0)
            case (str(words), place):
                aim = TextPlace(*place)
                hits.seek(Needle.of(words), aim)
            case (int(node), int(line)):
                hits.again_from(TextPlace(node, line))
        behind = [spot for spot in expected(words) if spot[:2] >= aim]
        near = hits.nearest(aim)
        assert near is None or near == (behind or expected(words))[0]
    while hits.read(0):
        pass
    found = expected(words)
    assert [*hits.spots] == found
    assert hits.count == len(found)
    for number, spot in enumerate(hits.spots):
        assert hits.said(spot).startswith(f"{number + 1} of {len(found)} hit")
        assert hits.after(spot.place, spot.begin) == found[(number + 1) % len(found)]
        assert hits.before(spot.place, spot.begin) == found[number - 1]
        assert hits.within_line(spot) == sum(each[:2] == spot.place for each in found[:number])


def test_another_word_is_looked_for_in_the_text_that_was_read() -> None:
    asked: list[TextPlace] = []

    def passages(start: TextPlace) -> Iterator[Passage]:
        asked.append(start)
        return (Passage(TextPlace(n, 0), f"hit {n}") for n in range(start.node, 9))

    hits = Hits(Needle.of("h"), passages)
    for words, count in (("hi", 9), ("hit 3", 1), ("hit", 9), ("none", 0)):
        hits.seek(Needle.of(words), BEGINNING)
        while hits.read(1):
            pass
        assert hits.count == count
    assert asked == [BEGINNING]


def test_the_first_hit_behind_the_cursor_is_there_before_the_rest() -> None:
    hits = Hits(
        Needle.of("hit"),
        lambda start: (Passage(TextPlace(n, 0), "a hit") for n in range(start.node, 9)),
        TextPlace(7, 0),
    )
    hits.read(0)
    assert [spot.node for spot in hits.spots] == [7]
    assert hits.said(next(hits.spots)) == "1+ hits"
    while hits.read(0):
        pass
    assert hits.said([*hits.spots][7]) == "8 of 9 hits"


def test_any_number_of_hits_is_counted() -> None:
    hits = hits_of("a" * 300_005, "a")
    assert hits.said(next(hits.spots)) == "1 of 300,005 hits"
    last = hits.before(BEGINNING)
    assert last is not None
    assert hits.said(last) == "300,005 of 300,005 hits"
    assert hits.within_line(last) == 300_004


@given(st.lists(st.text("ab ", max_size=4), max_size=6), st.sampled_from(["a", "ab", "b a", "x"]))
def test_marks_change_no_text(pieces: list[str], words: str) -> None:
    drawn = marked([(piece, "muted") for piece in pieces], Needle.of(words).pattern, 0)
    assert row_text(drawn) == "".join(pieces)
    found = Needle.of(words).pattern.findall("".join(pieces))
    assert "".join(part for part, ink in drawn if "underline" in ink) == "".join(found)


async def search(pilot: Pilot[Any], words: str) -> str:
    """Search for these, put in at once."""
    await press(pilot, "slash")
    assert isinstance(pilot.app.focused, PromptInput)
    pilot.app.focused.insert_text_at_cursor(words)
    await settle(pilot)
    return text(pilot)


async def test_hits_are_marked_while_a_search_is_typed(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await press(pilot, "2")
        await press(pilot, "slash", *"retry_seed")
        assert "/ retry_seed" in rows(pilot)[-2]
        assert rows(pilot)[-2].endswith("1 of 3 hits ─")
        assert style_at(pilot, "RETRY_SEED").underline
        assert "enter keep" in rows(pilot)[-1]
        assert "━ 2 Detail" in rows(pilot)[1]
        assert " hits ─" in await press(pilot, "backspace")


async def test_escape_restores_what_a_search_moved(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        before = await press(pilot, "2", "g")
        screen = await search(pilot, "case 40")
        assert "slow: case 40" in screen
        assert "1 of 1 hit" in screen
        assert await press(pilot, "escape") == before


async def test_hits_are_found_in_what_is_folded(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await press(pilot, "2", "g")
        assert "tests/test_retry.py:7" not in text(pilot)
        await search(pilot, "test_retry.py:7")
        await press(pilot, "enter")
        assert row_with(pilot, "tests/test_retry.py:7")
        assert rows(pilot)[-2].endswith("1 of 1 hit ─")
        await press(pilot, "3")
        await search(pilot, "keep to the HOUSE".lower())
        await press(pilot, "enter")
        assert style_at(pilot, "Keep to the house").underline
        assert "1 of 600 hits" in rows(pilot)[-2]


async def test_n_goes_round_the_hits(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await press(pilot, "2", "g")
        await search(pilot, "retry_seed")
        await press(pilot, "enter")
        for key, number in (("n", 2), ("n", 3), ("n", 1), ("N", 3), ("N", 2)):
            await press(pilot, key)
            assert rows(pilot)[-2].endswith(f"{number} of 3 hits ─"), key
        await press(pilot, "escape")
        assert "hits" not in rows(pilot)[-2]
        assert not style_at(pilot, "RETRY_SEED").underline


async def test_hits_are_counted_anew_where_the_text_is_shown_in_another_way(captures: Path) -> None:
    said = story.message("user", "**bold** one\n" + "word " * 60 + "bold İ ß 日本語 bold")
    records.append(captures, story.exchange(1, 0, [said], story.stream(story.message("assistant", "a bo`ld` end"))))
    async with inspecting(captures) as pilot:
        await press(pilot, "2", "g")
        await search(pilot, "bold")
        await press(pilot, "enter")
        assert rows(pilot)[-2].endswith("1 of 4 hits ─")
        await press(pilot, "p")
        await sees(pilot, lambda: rows(pilot)[-2].endswith("3 hits ─"))
        await press(pilot, "p")
        await sees(pilot, lambda: "4 hits ─" in rows(pilot)[-2])
        await press(pilot, "escape", "3")
        await search(pilot, "日本語 BOLD".lower())
        await press(pilot, "enter")
        assert rows(pilot)[-2].endswith("1 of 1 hit ─")
        await press(pilot, "w", "n")
        assert rows(pilot)[-2].endswith("1 of 1 hit ─")


async def test_a_word_is_counted_again_as_letters_come_and_go(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await press(pilot, "3")
        counts = []
        for keys in (("slash", *"case"), ("space", "4"), ("backspace", "backspace"), ("enter",)):
            await press(pilot, *keys)
            await settle(pilot)
            counts.append(rows(pilot)[-2].rpartition(" of ")[2])
        assert counts[0] == counts[2] == counts[3] != counts[1]
        await search(pilot, "case 4")
        assert rows(pilot)[-2].rpartition(" of ")[2] == counts[1]


async def test_an_empty_search_is_the_last_one(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await press(pilot, "2", "g")
        await search(pilot, "seed_from_env")
        await press(pilot, "enter", "escape", "slash", "enter")
        assert "of 2 hits" in rows(pilot)[-2]


async def test_a_wrong_expression_says_so(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await press(pilot, "2")
        await search(pilot, "re:(")
        assert "missing )" in rows(pilot)[-2]
        assert "no hits" in await press(pilot, *"nowhere)")


@pytest.mark.parametrize(
    ("keys", "words", "said"),
    [
        (("1",), "proxy stopped here", "1 of 1 hit"),
        (("3",), "parallel_tool", "1 of 1 hit"),
        (("3", "l"), "reasoning_text.delta", " hits"),
        (("3", "l", "l"), "in_progress", "1 of 1 hit"),
        (("3", "l", "l", "l"), "authorization", "1 of 1 hit"),
        (("3", "h", "h"), "longest gap", "1 of 1 hit"),
    ],
)
async def test_every_view_is_searched(
    told: Journal, captures: Path, keys: tuple[str, ...], words: str, said: str
) -> None:
    async with inspecting(captures) as pilot:
        await press(pilot, *keys)
        await search(pilot, words)
        await sees(pilot, lambda: said in rows(pilot)[-2])
        await press(pilot, "enter")
        await sees(pilot, lambda: style_at(pilot, words).underline)


async def test_every_page_of_lines_is_searched(told: Journal, captures: Path) -> None:
    (captures / "proxy.log").write_text("".join(f"line {n} " + "of many words " * 9 + "\n" for n in range(99)))
    async with inspecting(captures) as pilot:
        for key, words, said in (
            ("L", "line 7", "of 11 hits"),
            ("d", "slow: case 40", "1 of 1 hit"),
            ("S", "under 0.5", "1 of 1 hit"),
            ("question_mark", "whole history", "1 of 1 hit"),
        ):
            before = await press(pilot, key)
            await search(pilot, words)
            await sees(pilot, lambda said=said: said in text(pilot))  # type: ignore[misc]
            await press(pilot, "enter", "n")
            assert style_at(pilot, words).underline, words
            assert words not in await press(pilot, "escape") or not style_at(pilot, words).underline
            assert await press(pilot, "escape") != before
        assert "1 Exchanges" in text(pilot)


async def test_n_goes_to_changes_and_while_there_is_a_search_to_hits(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await press(pilot, "d", "n")
        assert "change 1 of " in rows(pilot)[-2]
        await search(pilot, "case")
        await press(pilot, "enter", "n")
        assert "2 of 56 hits" in rows(pilot)[-2]
        await press(pilot, "escape", "n")
        assert "change " in rows(pilot)[-2]


async def test_the_bar_stays_on_its_rule_when_the_window_changes(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await press(pilot, "2", "slash", *"seed")
        await pilot.resize_terminal(90, 30)
        await sees(pilot, lambda: rows(pilot)[28].startswith("─ / seed"))


async def test_live_text_is_searched_as_it_comes(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await press(pilot, "2")
        await search(pilot, "zebra")
        await press(pilot, "enter")
        assert "no hits" in rows(pilot)[-2]
        told.chunk(
            5_000, b"".join(map(records.sse_event, story.deltas(1, story.message("assistant", " a zebra"))[1:]))
        )
        await sees(pilot, lambda: "1 hit" in rows(pilot)[-2])
        assert style_at(pilot, "zebra").underline


async def test_the_next_exchange_is_searched_for_the_same(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await press(pilot, "2", "g")
        await search(pilot, "retry_seed")
        await press(pilot, "enter", "left_square_bracket")
        await sees(pilot, lambda: "hit" in rows(pilot)[-2])
        assert await press(pilot, "n")
        assert "1 of " in rows(pilot)[-2]


async def test_without_a_search_n_goes_to_the_next_slow_event(captures: Path) -> None:
    events = story.stream(story.message("assistant", "one two three four five six seven"))
    content, chunks = story.arrivals(events, 100)
    late = [(at + 900 if index >= 6 else at, size) for index, (at, size) in enumerate(chunks)]
    records.append(
        captures,
        records.record(
            1, content, chunks=late, started_at=story.BEGINNING, request=story.asked(story.BASE),
            request_headers=story.HEADERS,
        ),
    )  # fmt: skip
    async with inspecting(captures) as pilot:
        await press(pilot, "3", "l", "l", "n")
        assert row_with(pilot, "│▌").count("▲") == 1
        assert "7 of " in rows(pilot)[-2]


async def test_a_large_body_is_searched_in_slices(captures: Path) -> None:
    items = [story.message("user", f"line {n} " + "x" * 1_000) for n in range(10_000)]
    records.append(captures, story.exchange(1, 0, items, story.stream(story.message("assistant", "ok"))))
    async with inspecting(captures) as pilot:
        await press(pilot, "3")
        await search(pilot, "line 9999")
        await sees(pilot, lambda: "1 of 1 hit" in rows(pilot)[-2])
        assert "line 9999" in row_with(pilot, "│▌")


async def test_what_is_pasted_is_neutral(told: Journal, captures: Path) -> None:
    from textual import events

    async with inspecting(captures) as pilot:
        await press(pilot, "2", "slash")
        pilot.app.post_message(events.Paste("re\x1b[31m\nd"))
        await sees(pilot, lambda: "re␛[31m d" in rows(pilot)[-2])


async def test_the_list_is_searched_for_the_models_that_it_shows(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        shown = text(pilot)
        await press(pilot, "slash", *"gpt", "minus", *"oss")
        await sees(pilot, lambda: " hits" in rows(pilot)[-2])
        assert "gpt-oss:20b" in shown
        assert "no hits" not in text(pilot)
