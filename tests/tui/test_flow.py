"""Text broken into rows, while it grows and at any width."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from codex_tui.tui.widgets.lines.pieces import Pieces, crop, cut, cut_front, plain, row_text, spread, width_of
from codex_tui.tui.widgets.lines.wrap import chop, wrap
from codex_tui.tui.widgets.transcript.calls import Json
from codex_tui.tui.widgets.transcript.flow import Flow
from codex_tui.tui.widgets.transcript.markdown import Markdown
from codex_tui.tui.widgets.transcript.styling import Plain

LINES = st.text(st.sampled_from("ab .,日本é\u0301👍"), max_size=120)
TEXTS = st.text(st.sampled_from("ab `*_#|->\n\r\t~1.日é\x1b"), max_size=200)
WIDTHS = st.integers(2, 40)


def laid_out(flow: Flow, width: int) -> list[str]:
    """The rows as text."""
    return ["".join(text for text, _ in flow.row(index)) for index in range(flow.rows(width))]


@given(line=LINES, width=WIDTHS)
def test_no_row_is_wider_than_there_is_room(line: str, width: int) -> None:
    for start, end in [*wrap(line, width), *chop(line, width)]:
        assert cell_len(line[start:end]) <= width


@given(line=LINES, width=WIDTHS)
def test_wrapping_loses_only_the_spaces_at_which_it_breaks(line: str, width: int) -> None:
    rows = wrap(line, width)
    assert rows[0][0] == 0
    assert rows[-1][1] == len(line)
    assert all(line[end:start] in ("", " ") for (_, end), (start, _) in pairwise(rows))


@given(line=LINES, width=WIDTHS)
def test_chopping_loses_nothing(line: str, width: int) -> None:
    assert "".join(line[start:end] for start, end in chop(line, width)) == line


def test_wide_characters_take_two_cells() -> None:
    assert ["日本語のテキスト"[start:end] for start, end in wrap("日本語のテキスト", 7)] == [
        "日本語",
        "のテキ",
        "スト",
    ]


@given(text=TEXTS, cuts=st.lists(st.integers(0, 200), max_size=6), width=WIDTHS, markdown=st.booleans())
def test_how_a_text_grows_does_not_change_its_rows(text: str, cuts: list[int], width: int, markdown: bool) -> None:
    def styling() -> Markdown | Plain:
        return Markdown(indent=2) if markdown else Plain("foreground")

    growing = Flow(styling())
    growing.rows(width)
    for end in sorted(min(place, len(text)) for place in cuts):
        growing.extend(text[:end])
    growing.extend(text)
    assert laid_out(growing, width) == laid_out(Flow(styling(), text), width)


@given(text=TEXTS, width=st.integers(8, 60), indent=st.sampled_from([0, 2]))
def test_rows_fit_whatever_the_markdown(text: str, width: int, indent: int) -> None:
    assert all(cell_len(row) <= width for row in laid_out(Flow(Markdown(indent=indent), text), width))


MARKS = "- * 1. 12) [x] # ## > --- _ __ ** ` ``` ~~~ | |-| [a](b) [ ]( ) a b_c é py"
PIECES = st.sampled_from([*MARKS.split(" "), " ", "- ", "    ", "\n", "\n\n", "\u2028", "\xa0"])


@given(st.lists(PIECES, max_size=30).map("".join), st.integers(0, 1), st.sampled_from([0, 2]))
def test_what_markdown_tells_at_once_is_what_it_shows_line_by_line(text: str, carry: int, indent: int) -> None:
    styling, lines = Markdown(indent=indent), text.split("\n")
    shown = [styling.style(line, carry) for line in lines]
    assert [*styling.told(lines, carry)] == [row_text(styled[0]) if styled else "" for styled in shown]


@given(TEXTS, st.booleans())
def test_a_search_goes_through_the_lines_that_are_drawn(text: str, markdown: bool) -> None:
    flow = Flow(Markdown() if markdown else Plain("foreground"), text)
    for slab in flow.slabs:
        told = [*slab.lines()]
        slab.measure(20)
        assert told == [slab.text(line) for line in range(slab.count)]


def test_adding_to_a_long_text_looks_at_what_is_new() -> None:
    class Counting(Plain):
        looked_at = 0

        def style(self, line: str, fenced: bool) -> tuple[list[tuple[str, str]], int]:
            self.looked_at += 1
            return super().style(line, fenced)

    styling = Counting("foreground")
    text = "日本語 and some words that go on\n" * 2_000 + "日本 the end"
    flow = Flow(styling, text)
    flow.rows(20)
    before = styling.looked_at
    for _ in range(50):
        text += "語"
        flow.extend(text)
        flow.rows(20)
    assert styling.looked_at - before <= 50


def test_an_endless_line_stays_cheap_at_its_end() -> None:
    class Longest(Plain):
        longest = 0

        def style(self, line: str, fenced: bool) -> tuple[list[tuple[str, str]], int]:
            self.longest = max(self.longest, len(line))
            return super().style(line, fenced)

    styling = Longest("foreground")
    flow = Flow(styling)
    flow.rows(60)
    flow.extend("x" * 100_000)
    assert styling.longest <= 2_000
    assert sum(map(len, laid_out(flow, 60))) == 100_000


@given(st.text(max_size=40))
def test_one_line_of_the_screen_holds_no_control(text: str) -> None:
    assert not any(ord(character) < 0x20 or 0x7F <= ord(character) < 0xA0 for character in plain(text))


PIECES = st.lists(st.tuples(st.text(st.sampled_from("ab 日"), max_size=12), st.just("foreground")), max_size=5)


@given(left=PIECES, right=PIECES, width=st.integers(1, 30))
def test_pieces_never_take_more_than_their_room(left: Pieces, right: Pieces, width: int) -> None:
    assert width_of(crop(left, width)) <= width
    assert width_of(spread(left, right, width)) <= width


@given(text=LINES, width=st.integers(1, 30))
def test_what_is_cut_says_so(text: str, width: int) -> None:
    shown = cut(text, width)
    assert cell_len(shown) <= width
    assert shown == text or shown.endswith("…")


@given(st.text(st.sampled_from("ab/日"), max_size=20), st.integers(0, 12))
def test_a_path_that_is_cut_keeps_its_end(path: str, width: int) -> None:
    shown = cut_front(path, width)
    assert cell_len(shown) <= max(width, 0) or not path
    assert shown == path or (path.endswith(shown.removeprefix("…")) and shown[:1] in ("…", ""))
    assert shown == path or cell_len(shown) >= width - 1


def test_markdown_gives_way_to_its_looks() -> None:
    source = "# Head\n\n- **Seed**: `RETRY_SEED`\n1. *one*\n> said\n\n```python\nx = [1]\n```\n"
    source += "| a | b |\n|---|---|\nsee [docs](http://x)"
    assert laid_out(Flow(Markdown(), source), 40) == [
        "Head",
        "",
        "• Seed: RETRY_SEED",
        "1. one",
        "▎ said",
        "",
        "  python",
        "  x = [1]",
        "│ a │ b │",
        "│───│───│",
        "see docs http://x",
    ]


def test_a_long_line_of_code_goes_on_further_in_than_it_began() -> None:
    assert laid_out(Flow(Markdown(), "```\n  a = one + two + three\n```"), 20) == [
        "    a = one + two +",
        "      three",
    ]
    assert laid_out(Flow(Json(), '    "key": "one two three"'), 24) == ['    "key": "one two', '        three"']


def test_a_table_is_a_grid() -> None:
    source = "|Option|What it does|Rows|\n|:-|:-:|--:|\n|`-p`|two|10,000|\n| 日本 \\| x | **one**\n"
    assert laid_out(Flow(Markdown(), source), 60) == [
        "│ Option   │ What it does │   Rows │",
        "│──────────│──────────────│────────│",
        "│ -p       │     two      │ 10,000 │",
        "│ 日本 | x │     one      │        │",
    ]


def test_the_widest_cells_of_a_table_give_way() -> None:
    source = "| Option | What it does |\n|---|---|\n| --port | any port that is free here |\n| -h | help |"
    assert laid_out(Flow(Markdown(indent=2), source), 32) == [
        "  │ Option │ What it does      │",
        "  │────────│───────────────────│",
        "  │ --port │ any port that is  │",
        "  │        │ free here         │",
        "  │ -h     │ help              │",
    ]


def test_a_table_with_too_many_columns_stays_as_it_was_written() -> None:
    source = "| " + " | ".join(["a column"] * 9) + " |"
    ruled = f"{source}\n{'|---' * 9}|"
    assert laid_out(Flow(Markdown(), ruled), 40)[:3] == laid_out(Flow(Markdown(), source), 40)[:3]


def test_bars_without_a_rule_are_no_table() -> None:
    assert laid_out(Flow(Markdown(), "| a |\n| bcd |"), 40) == ["│ a │", "│ bcd │"]
    assert laid_out(Flow(Markdown(), "```\n| a |\n|---|\n| bcd |\n```"), 40) == ["  | a |", "  |---|", "  | bcd |"]


def test_a_long_table_is_laid_out_as_one() -> None:
    rows = [f"| {number} | {'word ' * (number % 7)}|" for number in range(400)]
    source = "\n".join(["about it " * 400, "| number | words |", "|---|---|", *rows, "the end"])
    shown = [row for row in laid_out(Flow(Markdown(), source), 100) if row.startswith("│")]
    assert len(shown) == 402
    assert len({cell_len(row) for row in shown}) == 1


CELLS = st.text(st.sampled_from("ab 日é`*\\"), max_size=30)
TABLES = st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=5).map(
    lambda lines: "\n".join(f"| {' | '.join(cells)} |" for cells in [lines[0], ["---"], *lines[1:]])
)


@given(text=TABLES, cuts=st.lists(st.integers(0, 300), max_size=4), width=st.integers(8, 60))
def test_a_table_may_grow_and_fits(text: str, cuts: list[int], width: int) -> None:
    growing = Flow(Markdown())
    for end in [*sorted(min(place, len(text)) for place in cuts), len(text)]:
        growing.extend(text[:end])
        growing.rows(width)
    rows = laid_out(growing, width)
    assert rows == laid_out(Flow(Markdown(), text), width)
    assert all(cell_len(row) <= width for row in rows)


@given(text=TABLES, width=st.integers(20, 60))
def test_every_character_of_a_cell_is_found_on_its_row(text: str, width: int) -> None:
    flow = Flow(Markdown(), text)
    rows = laid_out(flow, width)
    [slab] = flow.slabs
    for number, said in enumerate(slab.lines()):
        for column, character in enumerate(said):
            if character not in " │─":
                assert character in rows[flow.row_of(0, number, column)]


def test_names_with_underscores_are_no_emphasis() -> None:
    assert laid_out(Flow(Markdown(), "snake_case_name and 2*3*4"), 40) == ["snake_case_name and 2*3*4"]
