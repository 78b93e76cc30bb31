"""``proxy.log`` as it grows."""

import os
from pathlib import Path

from codex_tui.errors import CodexTuiError


class LogTail:
    """Reads a file from its last megabyte on, and then what is added."""

    def __init__(self, path: Path, most: int = 1_000_000) -> None:
        self.path = path
        self._most = most
        self._place: int | None = None
        self._inode = 0

    def read(self) -> tuple[str, bool]:
        """Whole lines that came since the last call; True where they stand for all there is, from the beginning.

        A file that does not exist is empty. Raises CodexTuiError where one cannot be read.
        """
        try:
            with self.path.open("rb") as file:
                found = os.fstat(file.fileno())
                anew = self._place is None or found.st_size < self._place or found.st_ino != self._inode
                if anew:
                    self._place, self._inode = max(0, found.st_size - self._most), found.st_ino
                place = self._place or 0
                file.seek(place)
                whole = file.read().rpartition(b"\n")
        except FileNotFoundError:
            anew, self._place = self._place is not None, None
            return "", anew
        except OSError as error:
            raise CodexTuiError(f"{self.path} cannot be read: {error.strerror}.", "Mend its permissions.") from error
        # A line that is still being written waits: half a character is no text.
        content = whole[0] + whole[1]
        self._place = place + len(content)
        if anew and place:
            content = content.partition(b"\n")[2]  # where the reading began lies within a line
        return content.decode(errors="replace"), anew
