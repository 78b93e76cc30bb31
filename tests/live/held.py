"""An answer whose second half the server keeps until it is told: what streaming is tested with."""

from dataclasses import dataclass, field
from http.client import HTTPResponse

from codex_tui.demo.scenario import Answer, Gate, Hold, Message, Scenario, Turn
from codex_tui.demo.stream import tokens

_BEFORE = 5  # tokens
_WORDS = "Exactly these words come first, while every one of those comes only later."

FIRST_HALF = "".join(list(tokens(_WORDS))[:_BEFORE])
SECOND_HALF = "".join(list(tokens(_WORDS))[_BEFORE:])


@dataclass(frozen=True)
class Held:
    """``gate`` holds back the second half."""

    gate: Gate = field(default_factory=Gate)

    def scenario(self) -> Scenario:
        """The only answer there is."""
        return Scenario((Turn((Answer(items=(Message(_WORDS),), hold=Hold(_BEFORE, self.gate)),)),))


def read_first_half(response: HTTPResponse) -> bytes:
    """What comes until the first half is whole; it blocks for as long as anything of it is missing."""
    body = b""
    while body.count(b"event: response.output_text.delta") < _BEFORE or not body.endswith(b"\n\n"):
        chunk = response.read1()
        assert chunk, "the stream ended in its first half"
        body += chunk
    return body
