"""The models of an Ollama, as far as they matter to Codex."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

import msgspec

from codex_tui.doctor.facts import Ollama
from codex_tui.doctor.model import ROOM
from codex_tui.doctor.ollama import got

_AT_ONCE = 8  # questions


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """``size``: bytes on disk. ``context``: tokens that it runs with, None where Ollama does not tell yet.

    ``abilities``: Ollama's own words, such as ``tools``; None where it is too old to tell.
    """

    name: str
    size: int | None = None
    context: int | None = None
    abilities: tuple[str, ...] | None = None

    @property
    def suits(self) -> bool:
        """Whether Codex can work with it, as far as is known."""
        return self.abilities is None or "tools" in self.abilities

    @property
    def remark(self) -> str:
        """What to know of it, in a few words."""
        if self.abilities == ("embedding",):
            return "embeddings only"
        if not self.suits:
            return "no tools"
        return "too small for long work" if self.is_small else "tools" if self.abilities else ""

    @property
    def is_small(self) -> bool:
        """Whether its context is soon full."""
        return self.context is not None and self.context < ROOM


class _Tag(msgspec.Struct):
    name: str
    size: int | None = None


class _Tags(msgspec.Struct):
    models: list[_Tag]


class _Shown(msgspec.Struct):
    capabilities: tuple[str, ...] | None = None
    parameters: str = ""


def ask_models(ollama: Ollama) -> list[Model]:
    """Its models, those that suit Codex first; none where it does not answer."""
    if ollama.version is None:
        return []
    try:
        tags = got(f"{ollama.url}/api/tags", _Tags).models
    except (OSError, ValueError):
        return [Model(name=name) for name in ollama.models]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        shown = pool.map(lambda tag: _shown(ollama.url, tag.name), tags)
        models = [_model(tag, told, ollama.loaded.get(tag.name)) for tag, told in zip(tags, shown, strict=True)]
    return sorted(models, key=lambda model: not model.suits)


def preferred(models: list[Model], wanted: str) -> int:
    """The place of the one to offer: ``wanted`` where it is there, else the first."""
    names = [model.name for model in models]
    return next((names.index(name) for name in (wanted, f"{wanted}:latest") if name in names), 0)


def _model(tag: _Tag, told: _Shown, loaded: int | None) -> Model:
    own = re.search(r"^num_ctx\s+(\d{1,9})\s*$", told.parameters, re.MULTILINE)
    context = loaded or (int(own[1]) if own else None)
    return Model(name=tag.name, size=tag.size, context=context, abilities=told.capabilities)


def _shown(url: str, name: str) -> _Shown:
    try:
        return got(f"{url}/api/show", _Shown, json.dumps({"model": name}).encode())
    except (OSError, ValueError):
        return _Shown()
