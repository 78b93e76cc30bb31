"""Files that a reader sees whole or not at all."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path


def write_private(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Replace ``path`` by ``content``, or its pieces, at once, mode 0600."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    new = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines([content] if isinstance(content, bytes) else content)
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
