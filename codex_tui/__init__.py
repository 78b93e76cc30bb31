"""A terminal inspector for what passes between the Codex CLI and its model server."""

__version__ = "0.1.0"
