"""Recorded traffic into the history: flow files of mitmproxy, HAR, and other histories."""

from codex_tui.importing.imported import Imported, import_file
from codex_tui.importing.intake import Intake

__all__ = ["Imported", "Intake", "import_file"]
