"""An exchange in other formats: a module per format, and a registry."""

from collections.abc import Callable
from dataclasses import dataclass

from codex_tui.errors import WrongUsage
from codex_tui.export import markdown, record
from codex_tui.export.source import Source


@dataclass(frozen=True)
class Format:
    """``title``: for a menu. ``suffix``: of a file. ``export``: the exact bytes, ending in a newline.

    ``between``: what stands between two exchanges in one file. ``is_json``: every line is JSON.
    """

    title: str
    suffix: str
    export: Callable[[Source], bytes]
    between: bytes = b""
    is_json: bool = False


FORMATS = {
    "json": Format("the record as stored", ".json", record.export, is_json=True),
    "md": Format("a transcript in Markdown", ".md", markdown.export, between=b"\n---\n\n"),
}


def export(source: Source, format: str) -> bytes:  # noqa: A002  what the option is called
    """An exchange in the format of that name.

    Raises WrongUsage where there is no such format, CodexTuiError where this exchange has no such form.
    """
    if format not in FORMATS:
        raise WrongUsage(f"There is no format {format!r}.", f"There are {', '.join(FORMATS)}.")
    return FORMATS[format].export(source)
