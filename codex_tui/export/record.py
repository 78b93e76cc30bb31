"""The record as it stands in the history, byte for byte."""

from codex_tui.errors import CodexTuiError
from codex_tui.export.source import Source


class NotRecorded(CodexTuiError):
    """An exchange has no record yet."""


def export(source: Source) -> bytes:
    """Its line, newline included; raises NotRecorded while it has none."""
    exchange = source.exchange
    if exchange.line is None:
        state = "is still in flight" if exchange.live else "was cut when its proxy died"
        raise NotRecorded(
            f"Exchange {exchange.record.number} {state}: its record is not in the history yet.",
            "Wait until it ended." if exchange.live else "The next capture into this directory puts it there.",
        )
    return exchange.line + b"\n"
