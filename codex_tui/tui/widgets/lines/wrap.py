"""Breaking text into rows of a width in cells; wide and combining characters count as terminals draw them."""

from rich.cells import cell_len, get_character_cell_size


def wrap(text: str, width: int, hanging: int = 0) -> list[tuple[int, int]]:
    """(start, end) of each row of one line of text, broken at spaces where there are any; at least one row.

    Rows after the first have ``hanging`` cells less. The space at which a row breaks is left out.
    """
    width = max(1, width)
    length = len(text)
    cells = cell_len(text)
    if cells <= width:
        return [(0, length)]
    narrow = text.isascii()
    rows: list[tuple[int, int]] = []
    start = 0
    while True:
        if len(rows) == 1:
            width = max(1, width - hanging)
        end = start + width if narrow else _fitting(text, start, width)
        if end >= length:
            rows.append((start, length))
            return rows
        space = text.rfind(" ", start + 1, end + 1)
        if space > start and text[start:space].strip():
            rows.append((start, space))
            start = space + 1
        else:
            rows.append((start, end))
            start = end


def row_at(text: str, width: int, hanging: int, column: int) -> int:
    """On which of its rows, as ``wrap`` breaks them, a line has character ``column``."""
    return max(0, sum(start <= column for start, _ in wrap(text, width, hanging)) - 1)


def _fitting(text: str, start: int, width: int) -> int:
    """Where the row from ``start`` must end so that it fits; always past at least one character."""
    room = width
    for index in range(start, len(text)):
        room -= get_character_cell_size(text[index])
        if room < 0:
            return max(index, start + 1)
    return len(text)


def chop(text: str, width: int) -> list[tuple[int, int]]:
    """(start, end) of each row of one line of text, broken at the width and nowhere else."""
    width = max(1, width)
    length = len(text)
    if text.isascii():
        return [(start, min(length, start + width)) for start in range(0, max(1, length), width)]
    rows = []
    start = 0
    while start < length:
        end = min(length, start + width)
        row = text[start:end]
        if not row.isascii() and (cell_len(row) != end - start or not cell_len(text[end : end + 1] or " ")):
            end = _fitting(text, start, width)
        rows.append((start, end))
        start = end
    return rows
