"""What is wrong with a query, and where."""

from codex_tui.errors import WrongUsage


class QueryError(WrongUsage):
    """``column``: of the character that is wrong, from 1."""

    def __init__(self, column: int, message: str, hint: str = "") -> None:
        super().__init__(f"The filter is wrong at column {column}: {message}", hint)
        self.column = column
