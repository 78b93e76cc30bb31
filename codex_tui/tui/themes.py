"""The inspector's own themes, and the roles that its widgets name, for every theme."""

from dataclasses import replace

from textual.color import Color
from textual.theme import Theme

DARK = Theme(
    name="codex-dark",
    primary="#7db3f5",
    secondary="#b8a3f0",
    accent="#62c4b0",
    success="#8bc283",
    warning="#e3b45c",
    error="#f07f7c",
    foreground="#c9d1dc",
    background="#12141a",
    surface="#181b22",
    panel="#1d212a",
    variables={
        "border": "#7db3f5",
        "border-blurred": "#363e4b",
        "text-muted": "#98a2b3",
        "text-disabled": "#778194",
    },
)

LIGHT = Theme(
    name="codex-light",
    dark=False,
    primary="#2160b5",
    secondary="#7449b8",
    accent="#0b7767",
    success="#35762f",
    warning="#936000",
    error="#bd2f2c",
    foreground="#2c323c",
    background="#fbfaf8",
    surface="#f3f1ec",
    panel="#e9e6df",
    variables={
        "border": "#2160b5",
        "border-blurred": "#cfcac0",
        "text-muted": "#535d6b",
        "text-disabled": "#6a727f",
    },
)

CONTRAST = Theme(
    name="codex-contrast",
    primary="#74c7ff",
    secondary="#ddb8ff",
    accent="#6cf0d4",
    success="#7dff7d",
    warning="#ffd84d",
    error="#ff8f8f",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1a1a1a",
    variables={
        "border": "#74c7ff",
        "border-blurred": "#a8a8a8",
        "text-muted": "#d6d6d6",
        "text-disabled": "#a8a8a8",
        # No tinted backgrounds here: shapes and the reversed cursor row carry it.
        "selected": "#ffffff",
        "selected-foreground": "#000000",
        "selected-blurred": "#a8a8a8",
        "diff-add": "#000000",
        "diff-remove": "#000000",
        "diff-add-word": "#7dff7d",
        "diff-remove-word": "#ff8f8f",
        "diff-word": "#000000",
        "banner-warning": "#000000",
        "banner-secondary": "#000000",
        "banner-error": "#000000",
        "thumb": "#a8a8a8",
        "hit": "#a8a8a8",
        "hit-foreground": "#000000",
    },
)

THEMES = (DARK, LIGHT, CONTRAST)

_LIT = {"": "#ffffff", "-text": "#000000"}
_HALF_LIT = {"": "#a8a8a8", "-text": "#000000"}

PLAIN = replace(
    CONTRAST,
    name="no-color",
    variables={
        **CONTRAST.variables,
        "input-selection-background": "#a8a8a8",
        "input-selection-foreground": "#000000",
        # Neighbours in a bar of several: where both cannot be told apart, their letters do.
        **{f"chart-{n}{of}": ink for n in (1, 3, 5) for of, ink in _LIT.items()},
        **{f"chart-{n}{of}": ink for n in (2, 4, 6) for of, ink in _HALF_LIT.items()},
    },
)
"""What is drawn where no colours are wanted: each is lit, half lit or dark, see :mod:`codex_tui.tui.no_color`."""

_CHARTS = ("chart-1", "chart-2", "chart-3", "chart-4", "chart-5", "chart-6")
_LEGIBLE, _FAINT = 4.5, 3.0
"""https://www.w3.org/TR/WCAG21/#contrast-minimum, of text; what is least may be as faint as a shape."""

_ACCENTS = ("primary", "secondary", "accent", "success", "warning", "error")


def role_variables(theme: Theme) -> dict[str, str]:
    """The value of every role in ``theme``, as a colour without alpha; the theme's own variables override it.

    Textual's ``$text-muted`` may be ``auto 60%``, which only its own renderer understands, and its plain state
    colours are too pale for text on a light background. So lines are drawn with the ``ink-*`` roles.
    """
    variables = {**theme.to_color_system().generate(), **theme.variables}
    background = _solid(variables["background"], "#000000" if theme.dark else "#ffffff")
    foreground = _solid(variables["foreground"], "#ffffff" if theme.dark else "#000000")

    def share(colour: Color, percent: float, ground: Color = background) -> str:
        return ground.blend(colour, percent / 100, alpha=1.0).hex

    own = theme in (*THEMES, PLAIN)

    def legible(colour: Color, least: float = _LEGIBLE) -> Color:
        """Nearer to the foreground, where another's theme has it too near to the background."""
        nearer = (colour.blend(foreground, tenths / 10, alpha=1.0) for tenths in range(10))
        return colour if own else next((each for each in nearer if _contrast(each, background) >= least), foreground)

    muted = variables["text-muted"] if own else legible(Color.parse(share(foreground, 65))).hex
    disabled = variables["text-disabled"] if own else legible(Color.parse(share(foreground, 50)), _FAINT).hex
    prefix = "" if own or theme.dark else "text-"
    # The theme's own words come first: generated colours are off by one from rounding.
    given = {} if prefix else {name: getattr(theme, name) for name in _ACCENTS}
    ink = {name: legible(_solid(given.get(name) or variables[prefix + name], foreground.hex)) for name in _ACCENTS}
    primary, success = ink["primary"], ink["success"]
    roles = {f"ink-{name}": colour.hex for name, colour in ink.items()}
    roles |= {
        "ink-foreground": foreground.hex,
        "ink-background": background.hex,
        "ink-muted": muted,
        "ink-disabled": disabled,
        "ink-rule": _solid(variables["border-blurred"], disabled).hex,
        "ink-border": _solid(variables["border"], primary.hex).hex,
        "ink-surface": _solid(variables["surface"], background.hex).hex,
        "ink-panel": _solid(variables["panel"], background.hex).hex,
        "role-developer": muted,
        "role-user": primary.hex,
        "role-assistant": ink["secondary"].hex,
        "role-reasoning": muted,
        "role-tool": ink["accent"].hex,
        "role-output": muted,
        "role-warning": ink["warning"].hex,
        "role-error": ink["error"].hex,
        "banner-warning": share(ink["warning"], 10),
        "banner-secondary": share(ink["secondary"], 8),
        "banner-error": share(ink["error"], 12),
        "diff-add": share(success, 13),
        "diff-remove": share(ink["error"], 13),
        "diff-add-word": share(success, 38),
        "diff-remove-word": share(ink["error"], 38),
        "diff-word": foreground.hex,
        "selected": share(primary, 20),
        "selected-blurred": share(foreground, 10),
        "selected-foreground": "",
        "selected-text": theme.variables.get("selected-foreground", foreground.hex),
        "hit": share(ink["warning"], 32),
        "hit-foreground": foreground.hex,
        "thumb": share(foreground, 22),
        "json-key": share(primary, 55, foreground),
        "json-string": share(success, 35, foreground),
        "json-number": ink["accent"].hex,
        "json-literal": ink["secondary"].hex,
        "json-punctuation": disabled,
        "chart-1": share(primary, 62),
        "chart-2": share(ink["secondary"], 62),
        "chart-3": share(ink["accent"], 62),
        "chart-4": share(Color.parse(muted), 62),
        "chart-5": share(Color.parse(muted), 48),
        "chart-6": share(Color.parse(muted), 34),
    }
    roles |= {f"{name}-text": _readable_on(Color.parse(roles[name]), dark=theme.dark) for name in _CHARTS}
    return {name: theme.variables.get(name, value) for name, value in roles.items()}


def _readable_on(ground: Color, *, dark: bool) -> str:
    """White in a ``dark`` theme, black in a light one; the other where that reads badly: one of them never does."""
    first, second = ("#ffffff", "#000000") if dark else ("#000000", "#ffffff")
    return first if _contrast(Color.parse(first), ground) >= _LEGIBLE else second


def _contrast(one: Color, other: Color) -> float:
    """From 1 to 21, as https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio has it."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Color) -> float:
    """From 0 to 1, as https://www.w3.org/TR/WCAG21/#dfn-relative-luminance has it."""
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in colour.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _solid(value: str, otherwise: str) -> Color:
    """The colour ``value`` names, or ``otherwise`` where a theme leaves it to the terminal (ANSI, transparent)."""
    try:
        colour = Color.parse(value)
    except ValueError:
        return Color.parse(otherwise)
    if colour.ansi == -1 or colour.a == 0:
        return Color.parse(otherwise)
    return Color(colour.r, colour.g, colour.b)
