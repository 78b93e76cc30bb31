"""What commands print: neutral on a terminal, exact into a pipe."""

import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple, TextIO

import click

from codex_tui.neutral import neutral, neutral_json, neutral_line

_GAP = 2  # cells between two columns


class Column(NamedTuple):
    """``right``: numbers stand under each other. ``fills``: it takes what room is left, and is cut.

    ``from_width``: it is left out on a terminal that is narrower.
    """

    title: str
    right: bool = False
    fills: bool = False
    from_width: int = 0


class Cell(NamedTuple):
    """A text, and the style that it has on a terminal."""

    text: str
    style: str = ""


def is_terminal() -> bool:
    """Whether a person sees what is printed."""
    return _is_terminal(sys.stdout)


def is_answered() -> bool:
    """Whether a person can answer."""
    return _is_terminal(sys.stdin)


def has_screen() -> bool:
    """Whether a person sees what is printed, can answer, and has a terminal that can be drawn on."""
    return is_terminal() and is_answered() and os.environ.get("TERM") != "dumb"


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()  # None: our caller closed it


def print_text(text: str) -> None:
    """A text and a newline."""
    print_bytes((neutral(text) if is_terminal() else text).encode() + b"\n")


def print_json(value: Any) -> None:
    """A value as JSON on a line of its own."""
    import msgspec.json

    print_json_text(msgspec.json.encode(value))


def print_json_text(line: bytes) -> None:
    """JSON as it is, on a line of its own."""
    print_bytes((neutral_json(line.decode()).encode() if is_terminal() else line) + b"\n")


def print_bytes(content: bytes) -> None:
    """Bytes as they are, past the encoding of the locale."""
    click.echo(content, nl=False)


def print_lines(lines: Iterable[Sequence[Cell]]) -> None:
    """Lines of styled pieces, wrapped where a terminal ends."""
    if not is_terminal():
        for line in lines:
            print_bytes("".join(cell.text for cell in line).encode() + b"\n")
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, markup=False, emoji=False)
    for line in lines:
        console.print(Text.assemble(*((neutral(cell.text), cell.style) for cell in line)), soft_wrap=True)


def print_table(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> None:
    """A line a row; on a terminal the column that fills gives way to the width, in a pipe nothing is cut."""
    if is_terminal():
        _print_rich_table(columns, rows)
        return
    lines = [[column.title for column in columns], *([_one_line(cell.text) for cell in row] for row in rows)]
    widths = [max(map(len, texts)) for texts in zip(*lines, strict=True)]
    for line in lines:
        cells = [
            text.rjust(width) if column.right else text.ljust(width)
            for text, width, column in zip(line, widths, columns, strict=True)
        ]
        print_bytes("  ".join(cells).rstrip().encode() + b"\n")


def _print_rich_table(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False, markup=False, emoji=False)
    shown = [index for index, column in enumerate(columns) if console.width >= column.from_width]
    cells = [[Text(neutral_line(row[index].text), style=row[index].style) for index in shown] for row in rows]
    widths = [
        max(len(columns[index].title), *(line[at].cell_len for line in cells), 0) for at, index in enumerate(shown)
    ]
    table = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0), header_style="dim")
    # Left to itself rich takes room from every column alike, where a line is too long.
    fixed = sum(width + _GAP for index, width in zip(shown, widths, strict=True) if not columns[index].fills)
    for index, width in zip(shown, widths, strict=True):
        column = columns[index]
        justify: Literal["left", "right"] = "right" if column.right else "left"
        room = max(len(column.title), console.width - fixed) if column.fills else width
        table.add_column(column.title, justify=justify, no_wrap=True, overflow="ellipsis", width=room)
    for line in cells:
        table.add_row(*line)
    console.print(table)


def _one_line(text: str) -> str:
    return " ".join(text.split())
