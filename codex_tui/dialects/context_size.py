"""How many tokens a model has room for, as far as what passed on the wire tells."""

import re

from codex_tui.dialects.shapes import Object, count, mapping, objects, parse, sequence, text

_SET = re.compile(r"^num_ctx\s+(\d{1,9})\s*$", re.MULTILINE)
_LISTED = ("max_model_len", "context_window", "context_length")

APIS = frozenset({"ollama.ps", "ollama.show", "openai.models"})
"""Whose answers tell of models."""


def told_of(api: str, model: str, request: bytes, response: bytes) -> int | None:
    """What an exchange of one of ``APIS`` tells of ``model``: as it is loaded, else as it is set, else at most."""
    asked, answer = parse(request), parse(response)
    if not isinstance(answer, dict):
        return None
    keys: tuple[str, ...]
    match api:
        case "ollama.show":
            name = text(asked, "model", "name") if isinstance(asked, dict) else ""
            return _shown(answer) if _plain(name) == _plain(model) else None
        case "ollama.ps":
            listed, keys = sequence(answer, "models"), ("context_length",)
        case _:
            listed, keys = sequence(answer, "data") or sequence(answer, "models"), _LISTED
    for each in objects(listed):
        if _plain(text(each, "id", "slug", "name", "model")) == _plain(model):
            known = (count(each, key) for key in keys)
            return next((tokens for tokens in known if tokens), None) or count(mapping(each, "meta"), "n_ctx")
    return None


def asked_for(request: bytes) -> int | None:
    """With how much context a request wants its model loaded: Ollama's ``num_ctx``."""
    if b"num_ctx" not in request:
        return None
    body = parse(request)
    return count(mapping(body, "options"), "num_ctx") if isinstance(body, dict) else None


def _shown(answer: Object) -> int | None:
    own = _SET.search(text(answer, "parameters"))
    if own:
        return int(own[1])
    information = mapping(answer, "model_info")
    architecture = text(information, "general.architecture") or text(mapping(answer, "details"), "family")
    return count(information, f"{architecture}.context_length")


def _plain(name: str) -> str:
    return name.removesuffix(":latest")
