"""What a part of the inspector's screen is: to a reader that screen, to Python a class of no weight.

Textual looks through all of a screen for each class that is one: a fifth of a millisecond, at each start.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.screen import Screen

    Part = Screen[None]
else:

    class Part:
        """Nothing of its own."""
