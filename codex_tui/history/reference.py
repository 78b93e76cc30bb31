"""What people call an exchange: ``141``, ``#141``, an id or the start of one, ``latest``, ``latest~1``."""

import re
from itertools import islice

from codex_tui.errors import CodexTuiError, WrongUsage
from codex_tui.history.listing import Listing
from codex_tui.neutral import neutral_line

_NUMBER = re.compile(r"#?([1-9][0-9]{0,18})")
_LATEST = re.compile(r"latest(?:~([0-9]{1,9}))?")
_PREFIX = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{0,25}")


def resolve(reference: str, listing: Listing) -> str:
    """The id that ``reference`` means; raises CodexTuiError where it means none, or more than one."""
    reference = reference.strip()
    if number := _NUMBER.fullmatch(reference):
        return _numbered(int(number[1]), listing)
    if latest := _LATEST.fullmatch(reference):
        return _latest(int(latest[1] or 0), listing)
    if _PREFIX.fullmatch(reference.upper()):
        return _beginning(reference.upper(), listing)
    raise WrongUsage(
        f"{neutral_line(reference)!r} names no exchange.",
        "Use a number as 141, an id or its start, latest, or latest~1.",
    )


def _numbered(number: int, listing: Listing) -> str:
    if id_ := listing.numbered(number):
        return id_
    raise CodexTuiError(f"There is no exchange {number}.", "codex-tui list shows what there is.")


def _latest(back: int, listing: Listing) -> str:
    calls = (summary.id for summary in reversed(listing.summaries) if summary.is_model_call)
    if id_ := next(islice(calls, back, None), None):
        return id_
    what = "model call" if back == 0 else f"model call {back} before the latest"
    raise CodexTuiError(f"There is no {what} in the history.", "codex-tui list shows what there is.")


def _beginning(prefix: str, listing: Listing) -> str:
    found = list(islice((summary for summary in listing.summaries if summary.id.startswith(prefix)), 4))
    match found:
        case []:
            raise CodexTuiError(f"No exchange's id begins with {prefix}.", "codex-tui list shows what there is.")
        case [summary]:
            return summary.id
    numbers = ", ".join(str(summary.number) for summary in found[:3]) + (", …" if len(found) > 3 else "")
    raise CodexTuiError(f"Several ids begin with {prefix}: those of {numbers}.", "Give more of it, or a number.")
