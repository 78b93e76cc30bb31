"""HTML in which captured text is only ever text."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from codex_tui.neutral import neutral
from codex_tui.web.markup import joined, tag

HOSTILE = st.text(st.sampled_from("<>&\"'/=! abscript\x1b\u202e-")) | st.text()


class Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text, self.tags = "", list[tuple[str, list[tuple[str, str | None]]]]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.text += data


def parsed(html: str) -> Seen:
    seen = Seen()
    seen.feed(html)
    seen.close()
    return seen


@given(text=HOSTILE, value=HOSTILE)
def test_text_makes_no_element_and_no_attribute(text: str, value: str) -> None:
    seen = parsed(tag("p", text, tag("b", text), title=value))
    attributes = [("title", neutral(value) if value else None)]
    assert seen.tags == [("p", attributes), ("b", [])]
    assert seen.text.replace("\r", "␍") == neutral(text) * 2


def test_what_is_html_already_stays() -> None:
    assert joined([tag("b", "<"), "<"]) == "<b>&lt;</b>&lt;"
    assert (
        tag("details", class_="a b", open="", data_tag='"')
        == '<details class="a b" open data-tag="&quot;"></details>'
    )
