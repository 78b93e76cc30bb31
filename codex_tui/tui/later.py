"""What a start leaves for when the first frame is drawn, so that it is drawn sooner."""

import gc

_RARELY = (10_000, 10, 500)
"""How often the collector looks: all that a long history keeps takes it half a second to look through."""


def load() -> None:
    """Let Python's collector work, on nothing that was there before: that stays."""
    gc.freeze()
    gc.set_threshold(*_RARELY)
    gc.enable()
