"""Markdown as models write it: each line but a table's is styled alone, so that a growing answer stays cheap."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from codex_tui.tui.glyphs import BULLET, HORIZONTAL, ROLE_BAR
from codex_tui.tui.widgets.lines.pieces import Piece
from codex_tui.tui.widgets.transcript.slabs import Row, indent_of
from codex_tui.tui.widgets.transcript.styling import Styling
from codex_tui.tui.widgets.transcript.table import is_table_line, line_pieces, table_rows

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})\s*([\w+.#-]*)")
_MARKED = re.compile(r"[`*_\[#>|~+\-]|\d[.)]")
_FENCES = ("```", "~~~")
_HEADING = re.compile(r" {0,3}#{1,6}\s+(.*?)\s*#*$")
_RULE = re.compile(r" {0,3}([-*_])(?:\s*\1){2,}\s*$")
_ITEM = re.compile(r"(\s*)([-*+]|\d{1,9}[.)])\s+(?:\[([ xX])\]\s+)?")
_QUOTE = re.compile(r" {0,3}>\s?")
_INLINE = re.compile(
    r"`(?P<code>[^`\n]+)`"
    r"|\*\*(?P<strong>[^*\s](?:[^*\n]*[^*\s])?)\*\*"
    r"|_(?<!\w_)_(?P<strong_>[^_\s](?:[^_\n]*[^_\s])?)__(?!\w)"
    r"|\*(?<![\w*]\*)(?P<emphasis>[^*\s](?:[^*\n]*[^*\s])?)\*(?![\w*])"
    r"|_(?<!\w_)(?P<emphasis_>[^_\s](?:[^_\n]*[^_\s])?)_(?!\w)"
    r"|\[(?P<label>[^\]\[\n]+)\]\((?P<target>[^()\s]+)\)"
)
"""Each alternative begins with a character of its own: text that has none of them is passed over at once."""

_LEADS = re.compile(
    r"\n(?: {0,3}(?P<rule>[-*_])(?:[^\S\n]*(?P=rule)){2,}[^\S\n]*$"
    r"| {0,3}#{1,6}[^\S\n]+(?P<heading>.*?)[^\S\n]*#*$"
    r"| {0,3}(?P<quote>>)[^\S\n]?"
    r"|(?P<indent>[^\S\n]*)(?P<mark>[-*+]|\d{1,9}[.)])[^\S\n]+(?:\[(?P<box>[ xX])\][^\S\n]+)?)",
    re.MULTILINE,
)
"""How lines begin that are no paragraph: the expressions above, over many lines at once, each behind its newline."""

_ALONE = ("|", *_FENCES)
"""How lines begin that are told one by one."""


class Markdown(Styling):
    """Headings, lists, quotes, tables, fenced code, and bold, italic, code and links within a line.

    ``indent``: cells before every line.
    """

    def __init__(self, ink: str = "foreground", indent: int = 0) -> None:
        self._ink, self._indent = ink, indent

    def turns(self, text: str, start: int) -> list[int]:
        """A line of back-ticks opens or closes a fence."""
        # To look for it and then for the line's begin is many times as fast as an expression that begins with a line.
        return sorted(begin for fence in _FENCES for begin in _lines_with(fence, text, start))

    def style(self, line: str, carry: int) -> tuple[list[Piece], int] | None:
        """Markers give way to their looks; a fence shows only its language."""
        styled = self._styled(line, carry)
        if styled is None or not self._indent:
            return styled
        return [(" " * self._indent, self._ink), *styled[0]], self._indent + styled[1]

    def told(self, lines: list[str], carry: int) -> Iterator[str]:
        """Two expressions go over all that stand together: several times as fast as line by line."""
        alone = carry % 2 > 0
        if alone or not any(begin in line for line in lines for begin in _ALONE):
            yield from super().told(lines, carry) if alone else self._together(lines)
            return
        for alone, run in groupby(lines, key=lambda line: line.lstrip().startswith(_ALONE)):
            some = [*run]
            yield from super().told(some, carry) if alone else self._together(some)

    def _together(self, lines: list[str]) -> list[str]:
        text = "\n".join(["", *lines])
        if _MARKED.search(text):
            text = _INLINE.sub(_bare, _LEADS.sub(_lead, text))
        if self._indent:
            text = text.replace("\n", "\n" + " " * self._indent)
        return text.split("\n")[1:]

    def joins(self, line: str, carry: int) -> bool:
        """A table's lines share its columns."""
        return not carry % 2 and is_table_line(line)

    def joint_rows(self, lines: Sequence[str], width: int) -> list[list[Row]] | None:
        """A grid."""
        return table_rows(lines, _inline, self._ink, width, self._indent)

    def _styled(self, line: str, carry: int) -> tuple[list[Piece], int] | None:
        if not _MARKED.search(line):
            return self._code(line) if carry % 2 else ([(line, self._ink)], indent_of(line))
        if fence := _FENCE.match(line):
            return None if carry % 2 or not fence[2] else ([(f"  {fence[2]}", "disabled")], 2)
        if carry % 2:
            return self._code(line)
        if heading := _HEADING.match(line):
            return _inline(heading[1], f"{self._ink} bold"), 0
        if _RULE.match(line):
            return [(HORIZONTAL * 3, "disabled")], 0
        if quote := _QUOTE.match(line):
            return [(f"{ROLE_BAR} ", "disabled"), *_inline(line[quote.end() :], "muted")], 2
        if is_table_line(line):
            return line_pieces(line, _inline, self._ink), 2
        if item := _ITEM.match(line):
            return self._item(line, item)
        return _inline(line, self._ink), indent_of(line)

    def _code(self, line: str) -> tuple[list[Piece], int]:
        return [("  " + line, self._ink)], indent_of(line) + 4

    def _item(self, line: str, item: re.Match[str]) -> tuple[list[Piece], int]:
        lead = _item_lead(*item.groups())
        return [(lead, "secondary"), *_inline(line[item.end() :], self._ink)], len(lead)


def _item_lead(indent: str, mark: str, box: str | None) -> str:
    said = "" if box is None else "[ ] " if box == " " else "[x] "
    return f"{indent}{BULLET if mark in '-*+' else mark} {said}"


def _lead(found: re.Match[str]) -> str:
    """What is shown in place of it."""
    rule, heading, quote, *item = found.groups()
    if item[1]:
        return f"\n{_item_lead(*item)}"
    return f"\n{ROLE_BAR} " if quote else f"\n{HORIZONTAL * 3}" if rule else f"\n{heading}"


def _bare(match: re.Match[str]) -> str:
    """What :func:`_marked` says."""
    kind = match.lastgroup or ""
    if kind == "target":
        return f"{match['label']} {match['target']}"
    return match[kind] if kind == "code" else match[kind].replace("`", "")


def _lines_with(fence: str, text: str, start: int) -> Iterator[int]:
    at = text.find(fence, start)
    while at >= 0:
        begin = text.rfind("\n", max(0, at - 4), at) + 1
        if begin >= start and (begin or at < 4) and not text[begin:at].strip(" "):
            yield begin
        at = text.find(fence, max(at + 1, text.find("\n", at)))


def _inline(text: str, ink: str) -> list[Piece]:
    pieces: list[Piece] = []
    done = 0
    for match in _INLINE.finditer(text):
        if match.start() > done:
            pieces.append((text[done : match.start()], ink))
        done = match.end()
        pieces += _marked(match, ink)
    if done < len(text) or not pieces:
        pieces.append((text[done:], ink))
    return pieces


def _marked(match: re.Match[str], ink: str) -> list[Piece]:
    if code := match["code"]:
        return [(code, "accent")]
    if strong := match["strong"] or match["strong_"]:
        return [(strong.replace("`", ""), f"{ink} bold")]
    if emphasis := match["emphasis"] or match["emphasis_"]:
        return [(emphasis.replace("`", ""), f"{ink} italic")]
    return [(match["label"], f"{ink} underline"), (f" {match['target']}", "disabled")]
