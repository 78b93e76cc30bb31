"""Styles for what is drawn line by line, looked up by role in the theme's variables."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

from rich.color import Color as RichColor
from rich.style import Style
from textual.app import App
from textual.color import Color

HIT = "hit-foreground underline on hit"
CURRENT_HIT = "background bold underline on warning"

_ATTRIBUTES = frozenset({"bold", "italic", "underline", "reverse", "strike"})


class Ink:
    """A theme's colours as styles: ``ink["muted italic"]``, ``ink["foreground on diff-add"]``.

    A word names a role variable, with or without its ``ink-``. Styles are made once.
    """

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self._styles: dict[str, Style] = {}
        # A theme that gives it draws the whole cursor row in one colour.
        self.one_colour_selection = bool(variables.get("selected-foreground"))

    @cached_property
    def disabled(self) -> RichColor | None:
        """The colour of what is least."""
        return self["disabled"].color

    @cached_property
    def muted(self) -> Style:
        """What it rises to on a selected row."""
        return self["muted"]

    @cached_property
    def hit(self) -> tuple[RichColor | None, ...]:
        """The grounds of what was found, which stay on a selected row."""
        return self[HIT].bgcolor, self[CURRENT_HIT].bgcolor

    def __getitem__(self, words: str) -> Style:
        if (style := self._styles.get(words)) is None:
            style = self._styles[words] = self._style(words)
        return style

    def ground(self, name: str) -> Style:
        """Only a background."""
        key = f"on {name}"
        if (style := self._styles.get(key)) is None:
            style = self._styles[key] = Style(bgcolor=self.colour(name).rich_color)
        return style

    def colour(self, name: str) -> Color:
        """The colour of one role; raises KeyError where no theme has it."""
        return Color.parse(self._variables.get(f"ink-{name}") or self._variables[name])

    def _style(self, words: str) -> Style:
        text, _, ground = words.partition(" on ")
        attributes: dict[str, Any] = {word: True for word in text.split() if word in _ATTRIBUTES}
        names = [word for word in text.split() if word not in _ATTRIBUTES]
        if ground == "selected" and self.one_colour_selection:
            names = ["selected-foreground"]
        return Style(
            color=self.colour(names[0] if names else "foreground").rich_color,
            bgcolor=self.colour(ground.strip()).rich_color if ground else None,
            **attributes,
        )


_inks: WeakKeyDictionary[App[Any], tuple[dict[str, str], Ink]] = WeakKeyDictionary()


def ink_of(app: App[Any]) -> Ink:
    """The ink of the app's theme, made again when the theme changes."""
    kept = _inks.get(app)
    if kept is None or kept[0] is not app.theme_variables:
        kept = _inks[app] = (app.theme_variables, Ink(app.theme_variables))
    return kept[1]
