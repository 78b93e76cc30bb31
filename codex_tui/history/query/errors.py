"""What is wrong with a query, and where."""

from codex_tui.errors import WrongUsage


class QueryError(WrongUsage):
    """``column``: of what is wrong, from 1; ``length`` in characters; ``problem``: in words, without both."""

    def __init__(self, column: int, problem: str, hint: str = "", length: int = 1) -> None:
        super().__init__(f"The filter is wrong at column {column}: {problem}", hint)
        self.column = column
        self.problem = problem
        self.length = max(1, length)
