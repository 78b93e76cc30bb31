"""Embeddings: OpenAI's ``/v1/embeddings``, and Ollama's ``/api/embed`` and its older ``/api/embeddings``.

https://platform.openai.com/docs/api-reference/embeddings
"""

from typing import Any

from codex_tui import formats
from codex_tui.dialects.answer import Answer
from codex_tui.dialects.conversation import Part
from codex_tui.dialects.ollama import usage_of
from codex_tui.dialects.shapes import Object, compact, count, error_message, mapping, objects, sequence, text
from codex_tui.history.summary import Usage
from codex_tui.wire.event import Event


def request_parts(body: Object) -> list[Part]:
    """The texts that are to be embedded, a part each; token numbers as JSON."""
    given = body.get("input", body.get("prompt"))
    pieces = given if isinstance(given, list) and any(isinstance(piece, str) for piece in given) else [given]
    return [
        Part(
            kind="message",
            origin="request",
            role="user",
            text=piece if isinstance(piece, str) else compact(piece),
        )
        for piece in pieces
        if piece is not None
    ]


class EmbeddingsAnswer(Answer):
    """Says how many vectors came, and of how many numbers; the numbers stay in the raw body."""

    def read(self, value: Object, event: Event) -> None:
        if value.get("error"):
            self.failed, self.error = True, error_message(value) or self.error
            return
        vectors = _vectors(value)
        self.complete = True
        self.model = text(value, "model") or self.model
        self.usage = _usage(value)
        self.did = _told(vectors)
        part = Part(kind="other", origin="response", name="embeddings", text=self.did, size=event.size)
        self._begin(len(self._drafts), part, event.at).close()


def _vectors(value: Object) -> list[Any]:
    if "data" in value:
        return [piece.get("embedding") for piece in objects(sequence(value, "data"))]
    if "embeddings" in value:
        return sequence(value, "embeddings")
    return [value["embedding"]] if "embedding" in value else []


def _told(vectors: list[Any]) -> str:
    lengths = {len(vector) for vector in vectors if isinstance(vector, list)}
    each = f" of {lengths.pop():,} numbers" if len(lengths) == 1 else ""
    return formats.count(len(vectors), "vector") + each


def _usage(value: Object) -> Usage | None:
    tokens = count(mapping(value, "usage"), "prompt_tokens")
    return usage_of(value) if tokens is None else Usage(input=tokens, source="reported")
