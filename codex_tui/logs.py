"""Our own log file, for what is no notice to a person; never a body or a secret."""

import logging
import os
from pathlib import Path

from codex_tui.errors import CodexTuiError
from codex_tui.paths import state_directory

LIMIT = 1_000_000  # bytes; one older file is kept beside it

_package = logging.getLogger("codex_tui")


def log_file() -> Path:
    """Where it lies."""
    return state_directory() / "codex-tui.log"


def logger(name: str) -> logging.Logger:
    """That of a module of the package. It writes to the log file, which is made when the first line comes."""
    if not any(isinstance(handler, _PrivateFile) for handler in _package.handlers):
        _package.addHandler(_PrivateFile())
        _package.setLevel(logging.INFO)
    return logging.getLogger(name)


def unexpected(name: str, error: Exception) -> CodexTuiError:
    """What a person is told of an error that nobody reckoned with; where it struck goes to the log of ``name``."""
    logger(name).error("Unexpected", exc_info=error)
    return CodexTuiError(f"Something unexpected went wrong: {type(error).__name__}.", f"The log has it: {log_file()}")


class _PrivateFile(logging.Handler):
    """Appends each line on its own, so that several of our programs may share the file."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logging.Formatter("%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        try:
            _append(log_file(), self.format(record) + "\n")
        except OSError:
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:
        """A log that cannot be written is no reason to write on the user's screen."""


def _append(path: Path, text: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LIMIT:
        path.replace(path.with_suffix(".log.1"))
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, text.encode(errors="backslashreplace"))
    finally:
        os.close(descriptor)
