"""By what a model call is known to go on from another, where its client names no session."""

import msgspec


class Lineage(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Digests of ever longer beginnings of a conversation, and of the ids of responses.

    ``first``: of all up to the model's first words, up to the user's last where there are none yet (``opened``
    False). ``follows``: what an earlier call may hold that this one goes on from, the longest first. ``holds``: by
    which a later one may go on from this, with its answer where that is whole (``answered``), else without.
    """

    first: int = 0
    opened: bool = False
    answered: bool = False
    follows: tuple[int, ...] = ()
    holds: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """What a session is called that is derived from this call alone."""
        return f"~{self.first:012x}"
