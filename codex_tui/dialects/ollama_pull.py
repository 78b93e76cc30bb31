"""Ollama's ``/api/pull``: thousands of lines of progress, told as what was done and how far it is."""

from codex_tui import formats
from codex_tui.dialects.answer import Answer
from codex_tui.dialects.conversation import Part
from codex_tui.dialects.draft import Draft
from codex_tui.dialects.shapes import Object, count, error_message, text
from codex_tui.wire.event import Event


class PullAnswer(Answer):
    """A line for each step; that of a download says how much of it has come."""

    def __init__(self) -> None:
        super().__init__()
        self._steps: dict[str, tuple[int, int] | None] = {}  # by name: bytes that came, and of how many
        self._came = self._total = 0
        self._began: float | None = None
        self._last: float | None = None
        self._part: Part | None = None
        self._ended = False

    def read(self, value: Object, event: Event) -> None:
        if value.get("error"):
            self.failed, self.error = True, error_message(value) or self.error
            return
        status = text(value, "status")
        if not status:
            self.unknown["no status"] += 1
            return
        self._began = event.at if not self._steps else self._began
        self._last, self._part = event.at, None
        self._step(status, value)
        if status == "success":
            self.complete = True
            self.finish = status
        self.did = self._progress(status)

    @property
    def drafts(self) -> list[Draft]:
        """None: its one part is made when it is asked for."""
        return []

    def parts(self) -> list[Part]:
        if not self._steps:
            return []
        if self._part is None:
            lines = (name + _amount(amount) for name, amount in self._steps.items())
            ended = self._last if self._ended else None
            self._part = Part(
                kind="other",
                origin="response",
                name="progress",
                text="\n".join(lines),
                began=self._began,
                ended=ended,
            )
        return [self._part]

    def close(self) -> None:
        if not self._ended:
            self._ended, self._part = True, None

    def _step(self, status: str, value: Object) -> None:
        total = count(value, "total")
        if total is None:
            self._steps.setdefault(status, None)
            return
        before = self._steps.get(status) or (0, 0)
        now = min(count(value, "completed") or 0, total), total
        self._steps[status] = now
        self._came += now[0] - before[0]
        self._total += now[1] - before[1]

    def _progress(self, status: str) -> str:
        if self.complete:
            return f"pulled {formats.size(self._total)}" if self._total else "pulled"
        if not self._total:
            return status
        share = 100 * self._came // self._total
        return f"{share} % of {formats.size(self._total)}"


def _amount(amount: tuple[int, int] | None) -> str:
    if amount is None:
        return ""
    came, total = amount
    size = formats.size(total)
    return f"  {size}" if came == total else f"  {formats.size(came)} of {size}"
