"""How a person wants the inspector to look and to be driven: settings, and the theme that was chosen last."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from codex_tui.config import load, variable
from codex_tui.errors import CodexTuiError
from codex_tui.paths import private_directory, state_directory
from codex_tui.tui.keymap import Keymap, keymap_of
from codex_tui.whole_file import write_private


class _Chosen(msgspec.Struct):
    """``instead``: what the settings said when it was chosen; once they say something else, they count again."""

    theme: str
    instead: str = ""


class Preferences(msgspec.Struct, frozen=True):
    """``theme``: "" for the usual one; ``choose`` keeps another for the next time; ``warnings``: for a person."""

    theme: str = ""
    ascii: bool = False
    keymap: Keymap = Keymap()
    warnings: tuple[str, ...] = ()
    choose: Callable[[str], None] = lambda _theme: None


def preferences(theme: str | None = None, glyphs: str | None = None) -> Preferences:
    """From the settings, unless ``theme`` or ``glyphs`` were asked for by an option. Raises CodexTuiError."""
    loaded = load()
    settings, origins = loaded.settings, loaded.origins
    keymap = keymap_of(settings.keys)
    insisted = theme or (settings.theme if origins.get("theme") == variable("theme") else "")

    def choose(name: str) -> None:
        _keep(_Chosen(name, settings.theme))

    return Preferences(
        theme=insisted or _last_chosen(settings.theme) or settings.theme,
        ascii=(glyphs or settings.glyphs) == "ascii",
        keymap=keymap,
        warnings=(*loaded.warnings, *keymap.warnings),
        choose=choose,
    )


def _file() -> Path:
    return state_directory() / "theme.json"


def _last_chosen(usual: str) -> str:
    try:
        chosen = msgspec.json.decode(_file().read_bytes(), type=_Chosen)
    except (OSError, ValueError, RecursionError):
        return ""
    return chosen.theme if chosen.instead == usual else ""


def _keep(chosen: _Chosen) -> None:
    try:
        private_directory(state_directory())
        write_private(_file(), msgspec.json.encode(chosen))
    except (OSError, CodexTuiError):
        return  # a theme is worth no complaint: it is the usual one next time
