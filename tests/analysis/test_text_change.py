"""Lines and words that changed."""

from hypothesis import given
from hypothesis import strategies as st

from codex_tui.analysis.text_change import Line, added, compare_texts, compare_words, first_change, removed

TEXTS = st.text(st.sampled_from("ab1 ,\n\té"), max_size=120) | st.text(max_size=60)


def side(lines: list[Line], sign: str) -> str:
    kept = ["".join(span.text for span in line.spans) for line in lines if line.sign in {" ", sign}]
    return "\n".join(kept)


def marked(lines: list[Line]) -> list[str]:
    """``-4 …[21]…``: the changed words in brackets."""
    return [
        f"{line.sign}{line.a or line.b} "
        + "".join(f"[{span.text}]" if span.changed else span.text for span in line.spans)
        for line in lines
    ]


@given(TEXTS, TEXTS)
def test_both_texts_stand_in_the_lines(a: str, b: str) -> None:
    lines = compare_texts(a, b)
    assert (side(lines, "-"), side(lines, "+")) == (a, b)
    assert [line.a for line in lines if line.sign != "+"] == [*range(1, a.count("\n") + 2)]
    assert [line.b for line in lines if line.sign != "-"] == [*range(1, b.count("\n") + 2)]


@given(TEXTS, TEXTS)
def test_both_lines_stand_in_the_words_and_what_is_not_marked_is_the_same(a: str, b: str) -> None:
    was, became = compare_words(a, b)
    assert "".join(span.text for span in was) == a
    assert "".join(span.text for span in became) == b
    assert [span.text for span in was if not span.changed] == [span.text for span in became if not span.changed]


def test_a_changed_line_marks_its_changed_words() -> None:
    a = "<cwd>/home/ada</cwd>\n<current_date>2025-11-21</current_date>\n<policy>on-request</policy>\n</end>"
    b = "<cwd>/home/ada</cwd>\n<current_date>2025-11-22</current_date>\n<policy>never</policy>\n<n>off</n>\n</end>"
    assert marked(compare_texts(a, b)) == [
        " 1 <cwd>/home/ada</cwd>",
        "-2 <current_date>2025-11-2[1]</current_date>",
        "+2 <current_date>2025-11-2[2]</current_date>",
        "-3 <policy>[on-request]</policy>",
        "+3 <policy>[never]</policy>",
        "+4 [<n>off</n>]",
        " 4 </end>",
    ]
    assert first_change(compare_texts(a, b)) == ("2025-11-21", "2025-11-22")


def test_a_blank_between_two_changes_belongs_to_them() -> None:
    was, became = compare_words("say one two now", "say red blue now")
    assert [span.text for span in was if span.changed] == ["one two"]
    assert [span.text for span in became if span.changed] == ["red blue"]


def test_lines_with_nothing_in_common_are_no_pair() -> None:
    assert marked(compare_texts("the cat sat", "12,000 dogs")) == ["-1 [the cat sat]", "+1 [12,000 dogs]"]


def test_a_line_of_a_megabyte_is_told_by_where_it_differs() -> None:
    a = "word " * 200_000
    b = a[:500_000] + "other " + a[500_000:]
    was, became = compare_words(a, b)
    assert sum(len(span.text) for span in was if span.changed) == 0
    assert [span.text for span in became if span.changed] == ["other "]


def test_what_one_side_has_alone_is_not_marked_word_by_word() -> None:
    assert marked(added("a\nb")) == ["+1 a", "+2 b"]
    assert marked(removed("a")) == ["-1 a"]
