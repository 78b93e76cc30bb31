"""How many tokens the model of a session has room for."""

from codex_tui.dialects import Reading
from codex_tui.dialects.context_size import APIS, asked_for, told_of
from codex_tui.errors import CodexTuiError
from codex_tui.history import History

#: Exchanges that are read for it, the newest first.
_MOST = 20
#: What counts first: how a model is loaded, then what may be set and what is possible.
_RANK = {"ollama.ps": 0, "ollama.show": 1, "openai.models": 2}


def context_limit(history: History[Reading], id_: str) -> int | None:
    """Of the model that exchange ``id_`` asks; None where nothing that passed tells."""
    try:
        model = history.summary(id_).model
        if not model:
            return None
        if (wanted := asked_for(history.open(id_).exchange.request_body)) is not None:
            return wanted
    except CodexTuiError:
        return None
    telling = [each for each in reversed(history.summaries) if each.api in APIS and each.state == "complete"]
    for each in sorted(telling[:_MOST], key=lambda each: _RANK[each.api]):
        try:
            exchange = history.open(each.id).exchange
        except CodexTuiError:
            continue
        if tokens := told_of(each.api, model, exchange.request_body, exchange.response_body):
            return tokens
    return None
