"""What an Ollama says of itself."""

import http.client
import urllib.error
import urllib.request
from typing import TypeVar

import msgspec

from codex_tui.doctor.facts import Ollama

_PATIENCE = 2.0  # s for each answer
_LIMIT = 10_000_000  # bytes of one

T = TypeVar("T")


class _Version(msgspec.Struct):
    version: str


class _Model(msgspec.Struct):
    name: str
    context_length: int | None = None


class _Models(msgspec.Struct):
    models: list[_Model]


def ask_ollama(url: str) -> Ollama:
    """Its version, its models, and with what context those that are loaded run."""
    try:
        version = got(f"{url}/api/version", _Version).version
        models = [model.name for model in got(f"{url}/api/tags", _Models).models]
    except (OSError, ValueError) as error:
        return Ollama(url=url, problem=_reason(error))
    return Ollama(url=url, version=version, models=tuple(models), loaded=loaded_models(url))


def loaded_models(url: str) -> dict[str, int | None]:
    """The context, in tokens, with which each model that is loaded runs; {} where that cannot be learned."""
    try:
        return {model.name: model.context_length for model in got(f"{url}/api/ps", _Models).models}
    except (OSError, ValueError):
        return {}  # older ones do not tell


def got(url: str, kind: type[T], body: bytes | None = None) -> T:
    """The JSON answer of an Ollama, to ``body`` where there is one; raises OSError or ValueError."""
    # Not through a proxy that the environment names: that may be our own, which would record this.
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(url, body, timeout=_PATIENCE) as answer:
            return msgspec.json.decode(answer.read(_LIMIT), type=kind)
    except http.client.HTTPException as error:
        raise ValueError(f"what answers speaks no HTTP ({type(error).__name__})") from error


def _reason(error: Exception) -> str:
    if isinstance(error, urllib.error.URLError) and isinstance(error.reason, OSError):
        return error.reason.strerror or str(error.reason)
    return str(error)
