"""OpenAI's ``/v1/models``, and the list of the same name that ChatGPT gives Codex."""

from codex_tui import formats
from codex_tui.dialects.listed import ListedAnswer, columns, context_of
from codex_tui.dialects.shapes import Object, mapping, objects, sequence, text


class ModelsAnswer(ListedAnswer):
    """The models that the server offers."""

    name = "models"

    def lines(self, value: Object) -> list[str]:
        models = objects(sequence(value, "data") or sequence(value, "models"))
        self.did = formats.count(len(models), "model")
        return [
            columns(text(model, "id", "slug", "name"), text(model, "owned_by"), _context(model)) for model in models
        ]


def _context(model: Object) -> str:
    """By the name that vLLM, Codex's backend or llama.cpp have for it."""
    names = ("max_model_len", "context_window", "context_length")
    told = (context_of(model, name) for name in names)
    return next(filter(None, told), context_of(mapping(model, "meta"), "n_ctx"))
