"""The old Completions API: one prompt, and text that goes on from it.

https://platform.openai.com/docs/api-reference/completions
"""

from codex_tui.dialects.answer import Answer
from codex_tui.dialects.chat import speed_of, usage_of
from codex_tui.dialects.conversation import Part
from codex_tui.dialects.shapes import Object, compact, count, error_message, mapping, objects, sequence, text
from codex_tui.wire.event import Event

_EMPTY = Part(kind="message", origin="response", role="assistant")


def request_parts(body: Object) -> list[Part]:
    """The prompt, a part for each of several; one of token numbers as JSON."""
    given = body.get("prompt")
    prompts = given if isinstance(given, list) and any(isinstance(piece, str) for piece in given) else [given]
    texts = [prompt if isinstance(prompt, str) else compact(prompt) for prompt in prompts if prompt is not None]
    parts = [Part(kind="message", origin="request", role="user", text=prompt) for prompt in texts]
    if suffix := text(body, "suffix"):
        parts.append(Part(kind="message", origin="request", role="user", name="suffix", text=suffix))
    return parts


class CompletionsAnswer(Answer):
    """A text for each choice."""

    def read(self, value: Object, event: Event) -> None:
        if value.get("error"):
            self.failed, self.error = True, error_message(value) or self.error
            return
        if not isinstance(value.get("choices"), list) and not mapping(value, "usage"):
            self.unknown[text(value, "object", "type") or event.name or "no type"] += 1
            return
        self.model = text(value, "model") or self.model
        self.usage = usage_of(mapping(value, "usage")) or self.usage
        self.tokens_per_second = speed_of(value) or self.tokens_per_second
        for choice in objects(sequence(value, "choices")):
            self._choice(choice, event.at)

    def _choice(self, choice: Object, at: float | None) -> None:
        number = count(choice, "index") or 0
        piece = text(choice, "text")
        finish = text(choice, "finish_reason")
        draft = self._drafts.get(number) or self._begin(number, _EMPTY, at)
        if finish and not draft.characters:
            self._settle(draft, piece, at)  # the whole text at once: nothing streamed
        elif piece:
            self._grow(draft, piece, at)
        if finish:
            self.finish = self.finish or finish
            self.complete = True
            draft.close()
