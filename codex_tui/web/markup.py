"""HTML whose every plain text is harmless: escaped for the browser, its controls made visible."""

import html
from collections.abc import Iterable

from codex_tui.neutral import neutral


class Html(str):
    """A text that is HTML already; only this module makes one."""

    __slots__ = ()


def tag(name: str, *content: str, **attributes: str) -> Html:
    """An element; of its ``content`` only what is Html stays as it is.

    An attribute's trailing ``_`` is dropped (``class_``), another becomes ``-``; "" gives one without a value.
    """
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + (f'="{html.escape(neutral(value))}"' if value else "")
        for key, value in attributes.items()
    )
    return Html(f"<{name}{written}>{joined(content)}</{name}>")


def joined(content: Iterable[str]) -> Html:
    """One after the other."""
    return Html("".join(each if isinstance(each, Html) else html.escape(neutral(each)) for each in content))
