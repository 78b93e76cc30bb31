"""What the Chat Completions API and the Completions API before it have in common: choices, and what they cost."""

from abc import abstractmethod

from codex_tui.dialects.answer import Answer
from codex_tui.dialects.shapes import Object, count, error_message, mapping, objects, sequence, text
from codex_tui.dialects.usage import reported
from codex_tui.wire.event import Event


class ChoicesAnswer(Answer):
    """Chunks that bring something of some choices each, or one object with all. The first to end tells why."""

    def read(self, value: Object, event: Event) -> None:
        if value.get("error"):
            self.failed, self.error = True, error_message(value) or self.error
            return
        if not isinstance(value.get("choices"), list) and not mapping(value, "usage"):
            self.unknown[text(value, "object", "type") or event.name or "no type"] += 1
            return
        self.model = text(value, "model") or self.model
        self.usage = reported(mapping(value, "usage"), "prompt_tokens", "completion_tokens") or self.usage
        self.tokens_per_second = _speed(value) or self.tokens_per_second
        for choice in objects(sequence(value, "choices")):
            self.choice(count(choice, "index") or 0, choice, event.at)
            if finish := text(choice, "finish_reason"):
                self.finish = self.finish or finish
                self.complete = True

    @abstractmethod
    def choice(self, number: int, choice: Object, at: float | None) -> None:
        """Take what a chunk holds of a choice, which may be its end."""


def _speed(value: Object) -> float | None:
    """Tokens a second as llama.cpp measured them, which it tells beside the usage."""
    speed = mapping(value, "timings").get("predicted_per_second")
    return round(speed, 1) if isinstance(speed, int | float) and 0 < speed < 1e9 else None
