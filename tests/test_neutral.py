"""Text made harmless for a terminal."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.neutral import neutral, neutral_json, neutral_line

ANY_TEXT = st.text(st.characters(codec=None) | st.sampled_from("\x1b\x9b\x07\r\x7f\u202e\u2066\ud800"))
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def harmful(text: str) -> list[str]:
    return [
        character
        for character in text
        if (unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t") or character in BIDI
    ]


@given(ANY_TEXT)
def test_nothing_that_controls_a_terminal_is_left(text: str) -> None:
    assert harmful(neutral(text)) == []
    neutral(text).encode()


@given(ANY_TEXT)
def test_a_line_stays_one_line(text: str) -> None:
    assert harmful(neutral_line(text)) == []
    assert not set("\n\t\r") & set(neutral_line(text))


@given(ANY_TEXT)
def test_neutral_text_is_left_as_it_is(text: str) -> None:
    assert neutral(neutral(text)) == neutral(text)


@given(st.text() | st.text(BIDI + "\x7f\x9b"))
def test_json_stays_the_same_json(text: str) -> None:
    written = json.dumps({text: text}, ensure_ascii=False)
    assert harmful(neutral_json(written)) == []
    assert json.loads(neutral_json(written)) == {text: text}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", "␛[2J"),
        ("\x00\x07\r", "␀␇␍"),
        ("\x7f", "␡"),
        ("\x9b2J", "⟨9B⟩2J"),
        ("a\u202eb", "a⟨RLO⟩b"),
        ("tab\tline\n", "tab\tline\n"),
        ("žluť 馬 👩‍💻", "žluť 馬 👩‍💻"),
        ("\ud800", "\ufffd"),
    ],
)
def test_each_control_has_a_symbol(text: str, shown: str) -> None:
    assert neutral(text) == shown
