"""Filters that a person keeps by name."""

from pathlib import Path

import msgspec

from codex_tui.errors import CodexTuiError
from codex_tui.paths import data_directory, private_directory
from codex_tui.whole_file import write_private


def saved() -> dict[str, str]:
    """Queries by name, as they were saved; none where the file cannot be read."""
    try:
        return msgspec.json.decode(_file().read_bytes(), type=dict[str, str])
    except (OSError, ValueError):
        return {}


def save(name: str, query: str) -> None:
    """Keep ``query``, in the place of another of that name. Raises CodexTuiError."""
    _write({**saved(), name: query})


def delete(name: str) -> None:
    """Forget one. Raises CodexTuiError."""
    _write({each: query for each, query in saved().items() if each != name})


def _file() -> Path:
    return data_directory() / "filters.json"


def _write(queries: dict[str, str]) -> None:
    directory = private_directory(data_directory())
    try:
        write_private(_file(), msgspec.json.format(msgspec.json.encode(queries), indent=2))
    except OSError as error:
        raise CodexTuiError(f"{directory} cannot be written: {error.strerror}.", "Mend its permissions.") from error
