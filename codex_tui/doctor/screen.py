"""Checks of the terminal."""

from codex_tui.doctor.check import Check, ok, warn
from codex_tui.doctor.facts import Facts

_WIDTH, _HEIGHT = 60, 16  # cells, the least that the inspector draws on
_COMFORT_WIDTH, _COMFORT_HEIGHT = 80, 24


def terminal(facts: Facts) -> Check:
    """It can show the inspector."""
    screen = facts.screen
    if screen.width is None or screen.height is None:
        return ok("terminal", "This is none; `codex-tui list` and `show` need none.")
    seen = f"{screen.term or 'unnamed'}, {screen.width} × {screen.height}, {screen.encoding}, {_colours(facts)}."
    if screen.term in ("", "dumb"):
        return warn("terminal", seen, "Set TERM to what it is, such as xterm-256color.")
    if screen.encoding.lower().replace("-", "") != "utf8":
        return warn(
            "terminal", f"{seen} The inspector draws in UTF-8.", "Choose a UTF-8 locale: `export LANG=C.UTF-8`."
        )
    if screen.width < _WIDTH or screen.height < _HEIGHT:
        return warn(
            "terminal",
            seen,
            f"Make it at least {_WIDTH} × {_HEIGHT}; {_COMFORT_WIDTH} × {_COMFORT_HEIGHT} is comfortable.",
        )
    return ok("terminal", seen)


def clipboard(facts: Facts) -> Check:
    """What is copied arrives."""
    commands = f" Commands use {facts.clipboards[0]}." if facts.clipboards else ""
    if facts.screen.program == "Apple_Terminal":
        evidence = "Terminal.app ignores OSC 52, by which the inspector copies"
        if facts.clipboards:
            return ok("clipboard", f"{evidence} elsewhere; here {facts.clipboards[0]} does it.")
        return warn("clipboard", f"{evidence}.", "Use iTerm2, Ghostty, kitty or WezTerm to copy from the inspector.")
    evidence = f"The inspector copies by OSC 52, through ssh too.{commands}"
    if "TMUX" in facts.environment:
        evidence = f"In tmux the inspector fills tmux's buffer, and by it the terminal's clipboard.{commands}"
        return ok("clipboard", evidence, "If it does not arrive: tmux set -g set-clipboard on")
    return ok("clipboard", evidence)


def _colours(facts: Facts) -> str:
    if facts.environment.get("NO_COLOR"):
        return "no colours, by NO_COLOR"
    if facts.screen.colours in ("truecolor", "24bit"):
        return "16 million colours"
    return "256 colours" if "256" in facts.screen.term else "few colours"
