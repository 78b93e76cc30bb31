"""Where things lie: state, data, configuration, captures."""

import os
from pathlib import Path
from typing import Literal

from codex_tui.errors import CodexTuiError, WrongUsage

_APP = "codex-tui"


def state_directory() -> Path:
    """What belongs to running programs: registry, proxy's configuration, logs. ``CODEX_TUI_STATE_DIR`` moves it."""
    return _moved_by("CODEX_TUI_STATE_DIR") or _usual("state")


def data_directory() -> Path:
    """What is the user's to keep. ``CODEX_TUI_DATA_DIR`` moves it."""
    return _moved_by("CODEX_TUI_DATA_DIR") or _usual("data")


def config_directory() -> Path:
    """What the user sets. ``CODEX_TUI_CONFIG_DIR`` moves it."""
    return _moved_by("CODEX_TUI_CONFIG_DIR") or _usual("config")


def config_file() -> Path:
    """What holds the settings; it need not exist."""
    return config_directory() / "config.toml"


def running_directory() -> Path:
    """Where the running proxies are registered; it need not exist."""
    return state_directory() / "running"


def captures_directory(chosen: Path | None, running: Path | None = None, usual: Path | None = None) -> Path:
    """The capture directory, absolute; it need not exist.

    The first that there is: ``chosen`` by option; ``CODEX_CAPTURE_DIR``; ``running``, the directory of a live
    registered proxy; ``usual``, the one in the settings; ``./captures`` where it is ours; ``captures`` in the data
    directory.
    """
    named = chosen_captures(chosen) or running or (_absolute(usual) if usual else None)
    return named or _captures_here() or data_directory() / "captures"


def chosen_captures(chosen: Path | None) -> Path | None:
    """The capture directory that the user named, by option or in the environment, absolute."""
    if chosen is not None:
        return _absolute(chosen)
    return _moved_by("CODEX_CAPTURE_DIR") or _moved_by("CODEX_TUI_CAPTURES")


def private_directory(path: Path) -> Path:
    """``path``, made with mode 0700 where it is missing. Raises CodexTuiError if it cannot be made or written."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise CodexTuiError(
            f"The directory {path} cannot be made: {error.strerror}.", "Choose another, or mend its permissions."
        ) from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise CodexTuiError(f"The directory {path} cannot be written.", "Choose another, or mend its permissions.")
    return path


def _usual(kind: Literal["state", "data", "config"]) -> Path:
    # A command that is told its directories need not pay for what finds them.
    import platformdirs

    match kind:
        case "state":
            return platformdirs.user_state_path(_APP)
        case "data":
            return platformdirs.user_data_path(_APP)
        case "config":
            return platformdirs.user_config_path(_APP)


def _moved_by(variable: str) -> Path | None:
    value = os.environ.get(variable)
    return _absolute(at_home(value)) if value else None


def at_home(path: str) -> Path:
    """``path`` with its ``~`` resolved. Raises WrongUsage where that is nobody's home."""
    try:
        return Path(path).expanduser()
    except RuntimeError as error:
        raise WrongUsage(f"{path!r} begins with nobody's home directory.", "Give the path in full.") from error


def _absolute(path: Path) -> Path:
    try:
        str(path).encode()  # it is told, and stored, as text
        return path.absolute()
    except UnicodeEncodeError as error:
        raise WrongUsage(f"The path {path} is not UTF-8.", "Choose another directory.") from error
    except FileNotFoundError as error:
        raise CodexTuiError(
            "The directory that this was called in is gone.", "Change to another with `cd`."
        ) from error


def _captures_here() -> Path | None:
    """``./captures``, unless a stranger could have put it there to read what we write."""
    try:
        here = Path.cwd()
        captures = here / "captures"
        stat = captures.lstat()
    except OSError:
        return None
    if captures.is_symlink() or not captures.is_dir() or stat.st_uid != os.getuid():
        return None
    in_checkout = (here / "mitm_addons" / "capture_codex.py").is_file() and (here / "codex_tui").is_dir()
    return captures if in_checkout or (captures / "history.jsonl").is_file() else None
