"""What a person should know of an exchange beyond its state."""

from codex_tui import formats
from codex_tui.dialects.answer import Answer
from codex_tui.dialects.outcome import one_line
from codex_tui.dialects.verdict import is_cut
from codex_tui.history.exchange import Exchange
from codex_tui.history.summary import ExchangeWarning, State

#: How APIs say that the answer reached the limit of tokens.
_LIMITS = frozenset({"length", "max_tokens", "max_output_tokens", "model_context_window_exceeded"})
_NAMED = 3
_LONGEST_NAME = 60  # characters


def warnings_of(exchange: Exchange, answer: Answer, state: State) -> list[ExchangeWarning]:
    """In order of weight."""
    found = []
    if is_cut(exchange, answer, state):
        message = "The stream ended before its final event: the answer may not be whole."
        found.append(ExchangeWarning(code="stream_cut", message=message))
    if answer.finish in _LIMITS:
        message = "The answer reached the limit of tokens and was cut there."
        found.append(ExchangeWarning(code="answer_cut", message=message))
    if differing := answer.differing():
        message = f"The deltas of {formats.count(differing, 'part')} differ from what the server called the whole."
        found.append(ExchangeWarning(code="text_differs", message=message))
    if answer.unknown:
        found.append(ExchangeWarning(code="unknown_event", message=_unknown(answer)))
    return found


def _unknown(answer: Answer) -> str:
    total = answer.unknown.total()
    kinds = [one_line(name, _LONGEST_NAME) for name, _ in answer.unknown.most_common(_NAMED)]
    more = ", …" if len(answer.unknown) > _NAMED else ""
    return f"{formats.count(total, 'event')} of unknown type: {', '.join(kinds)}{more}."
