"""Ollama's ``/api/generate``: one prompt, one text."""

from codex_tui.dialects.conversation import Part
from codex_tui.dialects.ollama import OllamaAnswer, image_parts
from codex_tui.dialects.shapes import Object, compact, sequence, text


def request_parts(body: Object) -> list[Part]:
    """What a request sends; ``context`` is what an earlier answer gave to go on from, as token numbers."""
    parts = []
    if system := text(body, "system"):
        parts.append(Part(kind="instructions", origin="request", role="system", text=system))
    if context := sequence(body, "context"):
        size = len(compact(context))
        parts.append(Part(kind="other", origin="request", name="context", size=size))
    parts += image_parts(body)
    if prompt := text(body, "prompt"):
        parts.append(Part(kind="message", origin="request", role="user", text=prompt))
    if suffix := text(body, "suffix"):
        parts.append(Part(kind="message", origin="request", role="user", name="suffix", text=suffix))
    return parts


class GenerateAnswer(OllamaAnswer):
    """Reasoning, the text, and images where the model makes such."""

    def is_line(self, value: Object) -> bool:
        return "response" in value

    def take(self, value: Object, at: float | None, *, is_whole: bool) -> None:
        self._piece("reasoning", value.get("thinking"), at, is_whole=is_whole)
        self._piece("content", value.get("response"), at, is_whole=is_whole)
        self._images(value, at)
