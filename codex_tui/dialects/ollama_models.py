"""Ollama's ``/api/tags``, ``/api/ps``, ``/api/show`` and ``/api/version``: what there is, and what it can do."""

from codex_tui import formats
from codex_tui.dialects.listed import ListedAnswer, columns, context_of
from codex_tui.dialects.shapes import Object, count, mapping, objects, sequence, text


class TagsAnswer(ListedAnswer):
    """The models that are installed."""

    name = "models"

    def lines(self, value: Object) -> list[str]:
        models = objects(sequence(value, "models"))
        self.did = formats.count(len(models), "model")
        return [columns(text(model, "name", "model"), _size(model, "size"), _details(model)) for model in models]


class PsAnswer(ListedAnswer):
    """The models that are loaded, and how much context each was given."""

    name = "loaded models"

    def lines(self, value: Object) -> list[str]:
        models = objects(sequence(value, "models"))
        names = [text(model, "name", "model") for model in models]
        self.did = f"{', '.join(names)} loaded" if names else "nothing is loaded"
        return [_loaded(model) for model in models]


class ShowAnswer(ListedAnswer):
    """One model: its size, its context, what it can do, its parameters."""

    name = "model"

    def lines(self, value: Object) -> list[str]:
        information = mapping(value, "model_info")
        architecture = text(information, "general.architecture") or text(mapping(value, "details"), "family")
        can = " ".join(ability for ability in sequence(value, "capabilities") if isinstance(ability, str))
        facts = [_details(value), context_of(information, f"{architecture}.context_length"), can]
        self.did = ", ".join(filter(None, facts)) or None
        parameters = [" ".join(line.split()) for line in text(value, "parameters").split("\n")]
        return [line for line in (columns(architecture, *facts), *parameters) if line]


class VersionAnswer(ListedAnswer):
    """The version of the server."""

    name = "version"

    def lines(self, value: Object) -> list[str]:
        self.did = text(value, "version") or None
        return [self.did] if self.did else []


def _size(value: Object, key: str) -> str:
    size = count(value, key)
    return "" if size is None else formats.size(size)


def _details(value: Object) -> str:
    details = mapping(value, "details")
    return " ".join(filter(None, (text(details, "parameter_size"), text(details, "quantization_level"))))


def _loaded(model: Object) -> str:
    size, on_gpu = count(model, "size"), count(model, "size_vram")
    share = f"{100 * on_gpu / size:.0f} % on the GPU" if size and on_gpu is not None else ""
    until = text(model, "expires_at")
    return columns(
        text(model, "name", "model"),
        _size(model, "size"),
        share,
        context_of(model),
        _details(model),
        until and f"until {until}",
    )
