"""How old something is to be, as it is typed."""

from datetime import UTC, datetime, timedelta

from codex_tui.errors import WrongUsage
from codex_tui.history.query.quantities import DURATION, quantity

_WITH_UNIT = {unit: ms for unit, ms in DURATION.items() if unit}


def before(older_than: str) -> datetime:
    """The time that was so long ago: ``30d``, ``12h``. Raises WrongUsage."""
    try:
        return datetime.now(UTC) - timedelta(milliseconds=quantity(older_than, _WITH_UNIT))
    except (ValueError, OverflowError) as error:
        raise WrongUsage(f"--older-than wants an age, not {older_than!r}.", "Such as 30d, 12h or 2w.") from error
