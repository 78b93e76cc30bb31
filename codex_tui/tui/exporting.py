"""An exchange as a file in the directory where the inspector was started."""

import os
from itertools import count
from pathlib import Path

from codex_tui.dialects import InContext
from codex_tui.errors import CodexTuiError
from codex_tui.export import FORMATS, export


def export_to(directory: Path, source: InContext, name: str) -> Path:
    """Write ``source`` in the format ``name`` to a new file of our own, mode 0600; raises CodexTuiError."""
    content = export(source, name)
    stem, suffix = f"codex-{source.exchange.record.number}", FORMATS[name].suffix
    for attempt in count(1):
        path = directory / (f"{stem}{suffix}" if attempt == 1 else f"{stem}-{attempt}{suffix}")
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        except OSError as error:
            raise CodexTuiError(
                f"{path.name} cannot be written here: {error.strerror}.", "Start codex-tui in a directory of yours."
            ) from error
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        return path
    raise AssertionError
