"""What filled the context over a session: a few of its requests read whole, then back through those before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from codex_tui.analysis.context_limit import context_limit
from codex_tui.analysis.context_use import ContextUse, LargestParts, context_use
from codex_tui.analysis.side import side_of
from codex_tui.analysis.statistics import ASIDE, Request
from codex_tui.dialects import Reading
from codex_tui.dialects.conversation import Part
from codex_tui.errors import CodexTuiError
from codex_tui.history import History

#: Requests whose contexts are shown.
_SHOWN = 5
#: How far back, in requests and in bytes of their bodies, it is looked for the first that sent a part.
_LOOKED_BACK = 200
_READ = 50_000_000


@dataclass
class Survey:
    """``uses``: oldest first. ``newest``: of whose parts the ``largest`` are.

    ``limit``: tokens that its model has room for. ``whole``: whether no sub-agent's requests were left out.
    """

    uses: list[ContextUse] = field(default_factory=list)
    largest: LargestParts | None = None
    newest: Request | None = None
    limit: int | None = None
    whole: bool = True


def survey(history: History[Reading], requests: Sequence[Request]) -> Iterator[Survey]:
    """``requests`` in order; of several sessions only the newest one counts, and of its threads its own, unless
    only a sub-agent's was recorded; requests for titles do not.

    Yields itself each time one more was read, so that keys come between. One that cannot be read is left out.
    """
    found = Survey()
    talk = [request for request in requests if request.kind not in ASIDE]
    if not talk:
        return
    here = [request for request in talk if request.session == talk[-1].session]
    newest = found.newest = next((request for request in reversed(here) if request.agent is None), here[-1])
    found.limit = context_limit(history, newest.id)
    asked = [request for request in here if request.thread == newest.thread]
    found.whole = len(asked) == len(here)
    for request in reversed(milestones(asked)):
        parts = _sent(history, request)
        if parts is None:
            continue
        live = request.state == "live"
        reported = None if request.estimated else request.input
        found.uses.insert(0, context_use(request.id, request.number, parts, live=live, reported=reported))
        if request is newest:
            found.largest = LargestParts(request.number, parts)
        yield found
    if found.largest is not None:
        yield from _looked_back(history, asked, found, found.largest)


def milestones(requests: Sequence[Request]) -> list[Request]:
    """The first, the last of the newest turns, and the newest."""
    last_of_turn: dict[int, Request] = {}
    for request in requests:
        last_of_turn[request.turn] = request
    chosen = [*last_of_turn.values()][-(_SHOWN - 1) :]
    if len(chosen) < _SHOWN - 1:
        # Few turns: what is between is shown too.
        step = max(1, len(requests) // (_SHOWN - 1))
        chosen = [*chosen, *requests[::-1][step::step][: _SHOWN - 1 - len(chosen)]]
    wanted = {request.id for request in (requests[0], *chosen, requests[-1])}
    return [request for request in requests if request.id in wanted]


def _looked_back(
    history: History[Reading], asked: Sequence[Request], found: Survey, largest: LargestParts
) -> Iterator[Survey]:
    read = 0
    for request in asked[-2 : -2 - _LOOKED_BACK : -1]:
        parts = _sent(history, request)
        if parts is None:
            continue
        largest.look_back(request.number, parts)
        read += history.summary(request.id).sizes.request
        yield found
        if largest.settled or read > _READ:
            return
    if len(asked) <= _LOOKED_BACK + 1:
        largest.end()
    yield found


def _sent(history: History[Reading], request: Request) -> list[Part] | None:
    try:
        return side_of(history, request.id).sent
    except CodexTuiError:
        return None
