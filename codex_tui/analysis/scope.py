"""Which exchanges statistics are about: a session, a model, or all."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from codex_tui.errors import CodexTuiError
from codex_tui.history.summary import Summary
from codex_tui.neutral import neutral_line

Kind = Literal["session", "model", "all"]


class Scope(NamedTuple):
    """``name``: the id of the session, or the model; "" of all."""

    kind: Kind
    name: str = ""

    def holds(self, summary: Summary) -> bool:
        """Whether an exchange belongs here."""
        match self.kind:
            case "session":
                return summary.session is not None and summary.session.id == self.name
            case "model":
                return summary.is_model_call and (summary.model or "") == self.name
        return True


ALL = Scope("all")


def session_named(reference: str, summaries: Sequence[Summary]) -> Scope:
    """The session whose id or thread is, or begins with, ``reference``; raises CodexTuiError where none does."""
    found: dict[str, None] = {}
    for summary in summaries:
        session = summary.session
        if session is None or session.id is None:
            continue
        if reference in (session.id, session.thread):
            return Scope("session", session.id)
        if session.id.startswith(reference) or (session.thread or "").startswith(reference):
            found[session.id] = None
    match [*found]:
        case [only]:
            return Scope("session", only)
        case []:
            problem = f"No session's id begins with {neutral_line(reference)!r}."
        case several:
            problem = f"{len(several)} sessions' ids begin with {neutral_line(reference)!r}."
    raise CodexTuiError(problem, "Name one as `list --json` does, or an exchange of it: --session latest.")
