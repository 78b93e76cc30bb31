"""What a person is told when something is wrong."""


class CodexTuiError(Exception):
    """One sentence on what is wrong, and one on what to do.

    ``exit_code`` is what a command ends with: 1, it failed; 2, it was called wrongly.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class WrongUsage(CodexTuiError):
    """A command, option or argument that cannot be meant as it stands."""

    exit_code = 2
