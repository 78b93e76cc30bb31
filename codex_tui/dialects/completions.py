"""The old Completions API: one prompt, and text that goes on from it.

https://platform.openai.com/docs/api-reference/completions
"""

from codex_tui.dialects.choices import ChoicesAnswer
from codex_tui.dialects.conversation import Part
from codex_tui.dialects.shapes import Object, compact, text

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


class CompletionsAnswer(ChoicesAnswer):
    """A text for each choice."""

    def choice(self, number: int, choice: Object, at: float | None) -> None:
        piece = text(choice, "text")
        finish = text(choice, "finish_reason")
        draft = self._drafts.get(number) or self._begin(number, _EMPTY, at)
        if finish and not draft.characters:
            self._settle(draft, piece, at)  # the whole text at once: nothing streamed
        elif piece:
            self._grow(draft, piece, at)
        if finish:
            draft.close()
