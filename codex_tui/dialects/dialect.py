"""Which module reads which API."""

from collections.abc import Callable
from dataclasses import dataclass

from codex_tui.dialects import (
    anthropic,
    chat,
    completions,
    embeddings,
    models,
    ollama_chat,
    ollama_generate,
    ollama_models,
    ollama_pull,
    responses,
)
from codex_tui.dialects.answer import Answer
from codex_tui.dialects.apis import OTHER
from codex_tui.dialects.conversation import Part
from codex_tui.dialects.raw import SilentAnswer
from codex_tui.dialects.shapes import Object


@dataclass(frozen=True)
class Dialect:
    """``request_parts``: None where the request's body is shown as it is.

    ``asks_model``: the answer is a model's words, so that tokens can be estimated and an answer may be missing.
    """

    answer: Callable[[], Answer]
    request_parts: Callable[[Object], list[Part]] | None = None
    asks_model: bool = True


def _about(answer: Callable[[], Answer], request_parts: Callable[[Object], list[Part]] | None = None) -> Dialect:
    return Dialect(answer, request_parts, asks_model=False)


#: By the names of :func:`codex_tui.dialects.apis.api_of`.
DIALECTS = {
    "openai.responses": Dialect(responses.ResponsesAnswer, responses.request_parts),
    "openai.chat": Dialect(chat.ChatAnswer, chat.request_parts),
    "openai.completions": Dialect(completions.CompletionsAnswer, completions.request_parts),
    "openai.embeddings": _about(embeddings.EmbeddingsAnswer, embeddings.request_parts),
    "openai.models": _about(models.ModelsAnswer),
    "anthropic.messages": Dialect(anthropic.MessagesAnswer, anthropic.request_parts),
    "ollama.chat": Dialect(ollama_chat.ChatAnswer, ollama_chat.request_parts),
    "ollama.generate": Dialect(ollama_generate.GenerateAnswer, ollama_generate.request_parts),
    "ollama.embed": _about(embeddings.EmbeddingsAnswer, embeddings.request_parts),
    "ollama.tags": _about(ollama_models.TagsAnswer),
    "ollama.ps": _about(ollama_models.PsAnswer),
    "ollama.show": _about(ollama_models.ShowAnswer),
    "ollama.version": _about(ollama_models.VersionAnswer),
    "ollama.pull": _about(ollama_pull.PullAnswer),
    OTHER: _about(SilentAnswer),
}
