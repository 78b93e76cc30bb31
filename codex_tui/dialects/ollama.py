"""What Ollama's own API has in common wherever a model is asked.

https://github.com/ollama/ollama/blob/main/docs/api.md
"""

from abc import abstractmethod
from collections.abc import Iterator
from typing import Any

from codex_tui.dialects.answer import Answer
from codex_tui.dialects.conversation import Origin, Part
from codex_tui.dialects.draft import Draft
from codex_tui.dialects.shapes import Object, count, error_message, sequence, text
from codex_tui.history.summary import Usage
from codex_tui.wire.event import Event

#: How the base64 of an image begins, which Ollama takes without its media type.
_MEDIA_TYPES = {
    "iVBORw0KGgo": "image/png",
    "/9j/": "image/jpeg",
    "R0lGOD": "image/gif",
    "UklGR": "image/webp",
}
_EMPTY = {
    "reasoning": Part(kind="reasoning", origin="response", role="assistant"),
    "content": Part(kind="message", origin="response", role="assistant"),
}


def image_parts(body: Object, origin: Origin = "request", role: str = "user") -> Iterator[Part]:
    """The images of a message or a prompt, each a placeholder; models get them before the text."""
    for image in [*sequence(body, "images"), body.get("image")]:
        if isinstance(image, str) and image:
            name = next((name for begin, name in _MEDIA_TYPES.items() if image.startswith(begin)), None)
            yield Part(kind="image", origin=origin, role=role, name=name, size=len(image))


class OllamaAnswer(Answer):
    """Lines whose last says ``done`` and holds the counts and durations, or one such line that is all.

    Durations are in nanoseconds.
    """

    def __init__(self) -> None:
        super().__init__()
        self._growing: Draft | None = None

    def read(self, value: Object, event: Event) -> None:
        if value.get("error"):
            self.failed, self.error = True, error_message(value) or self.error
            return
        done = value.get("done")
        if done is None and not self.is_line(value):
            self.unknown[text(value, "type", "object") or "no type"] += 1
            return
        self.model = text(value, "model") or self.model
        is_whole = done is True and not self._drafts
        self.take(value, event.at, is_whole=is_whole)
        if done is True:
            self._done(value)

    @abstractmethod
    def is_line(self, value: Object) -> bool:
        """Whether this is a line of the API's stream although it does not say ``done``."""

    @abstractmethod
    def take(self, value: Object, at: float | None, *, is_whole: bool) -> None:
        """Take the answer's pieces of one line; ``is_whole``: it is all that there is, so that nothing streamed."""

    def _piece(self, slot: str, said: Any, at: float | None, *, is_whole: bool) -> None:
        """Reasoning or content came."""
        if not isinstance(said, str) or not said:
            return
        draft = self._drafts.get(slot) or self._begin(slot, _EMPTY[slot], at)
        self._turn_to(draft)
        if is_whole:
            self._settle(draft, said, at)
        else:
            self._grow(draft, said, at)

    def _images(self, value: Object, at: float | None) -> None:
        """What a model that makes images has made, each in one piece."""
        for image in image_parts(value, "response", "assistant"):
            self._turn_to(self._begin(("image", len(self._drafts)), image, at))

    def _turn_to(self, draft: Draft) -> None:
        """What was growing is over."""
        if self._growing is not None and self._growing is not draft:
            self._growing.close()
        self._growing = draft

    def _done(self, value: Object) -> None:
        self.complete = True
        self.finish = text(value, "done_reason") or self.finish
        if self.finish in {"load", "unload"} and not self._drafts:
            self.did = f"model {self.finish}ed"
        self.usage = usage_of(value) or self.usage
        tokens, duration = count(value, "eval_count"), count(value, "eval_duration")
        if tokens and duration:
            self.tokens_per_second = round(tokens * 1e9 / duration, 1)
        self.close()


def usage_of(value: Object) -> Usage | None:
    """What the last line counted; a prompt that was wholly cached has no count."""
    given, made = count(value, "prompt_eval_count"), count(value, "eval_count")
    if given is None and made is None:
        return None
    return Usage(input=given, output=made, source="reported")
