"""How soon a key is answered in the transcript and in the raw views of a large exchange.

    python bench/large_exchange.py [--megabytes 10] [--rounds 3] [KIND …]

Kinds: ``parts``, in 9,000 new parts; ``output``, one tool output; ``markdown``, one answer; ``line``, an answer
of one line with wide characters; ``patch``, one apply_patch. Measured as in ``inspector_keys.py``.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.inspector_keys import baseline, tell, timings
from bench.screen import Screen, inspector
from tests.records import append, record, sse

_TRANSCRIPT = (*b"j k g G \x04 \x15 } { - = p p".split(), b" ", b" ", b"\x1b[6~", b"\x1b[5~")
_RAW = (*b"j k g G \x04 \x15 = G - = w G w p G w w p".split(), b"\x1b[6~", b"\x1b[5~")
_FIND = (*b"/ f o x".split(), b" ", *b"7 \x7f \x7f".split(), b"\r", *b"n n N".split(), b"\x1b")

Item = dict[str, object]


def _said(role: str, text: str) -> Item:
    return {"type": "message", "role": role, "content": text}


def _ran(number: int, command: str, printed: str) -> Iterator[Item]:
    arguments = json.dumps({"cmd": command})
    yield {"type": "function_call", "call_id": f"c{number}", "name": "exec_command", "arguments": arguments}
    output = f"Wall time: 2.3 seconds\nProcess exited with code 0\nOutput:\n{printed}"
    yield {"type": "function_call_output", "call_id": f"c{number}", "output": output}


def _lines(size: int, line: str) -> str:
    return "\n".join(f"{line} {number}" for number in range(size // (len(line) + 7)))


def items_of(kind: str, size: int) -> tuple[list[Item], str]:
    """What was sent, and the answer."""
    match kind:
        case "parts":
            each = size // 3_000
            items: list[Item] = []
            for number in range(3_000):
                items.append(_said("user" if number % 2 else "assistant", _lines(each // 3, "the `quick` **fox**")))
                items += _ran(number, f"sed -n {number}p", _lines(each * 2 // 3, "the quick brown fox"))
            return items, "Done."
        case "output":
            return [_said("user", "go"), *_ran(1, "cat all", _lines(size, "the quick brown fox – é"))], "Done."
        case "markdown":
            text = _lines(size, "- the `quick` brown **fox**").replace(" 500\n", " 500\n```python\nfox = 1\n```\n")
            return [_said("user", "go")], text
        case "line":
            return [_said("user", "go")], "the quick 日本語 fox jumps – " * (size // 33)
        case _:
            lines = "\n".join("+- "[number % 3] + "    fox = over(the, lazy, dog)" for number in range(size // 64))
            patch = f"*** Begin Patch\n*** Update File: a.py\n@@ def fox\n{lines}\n*** End Patch"
            call: Item = {"type": "custom_tool_call", "call_id": "c1", "name": "apply_patch", "input": patch}
            return [_said("user", "go"), call], "Done."


KINDS = ("parts", "output", "markdown", "line", "patch")


def write(captures: Path, kind: str, size: int) -> None:
    """A history of this exchange alone."""
    items, said = items_of(kind, size)
    answer = sse(
        {"type": "response.created", "response": {"id": "r", "model": "gpt-5-codex"}},
        {"type": "response.output_text.delta", "output_index": 0, "delta": said},
        {"type": "response.completed", "response": {"id": "r", "usage": {"input_tokens": 9, "output_tokens": 2}}},
    )
    body = json.dumps({"model": "gpt-5-codex", "stream": True, "input": items}, ensure_ascii=False).encode()
    append(captures, record(1, answer, request=body))


def measure(captures: Path, kind: str, rounds: int, most: float) -> None:
    """Print what keys take in each pane."""
    with Screen(inspector(captures)) as screen:
        screen.wait_for(b"gpt-5-codex")  # it is opened, or about to be
        while screen.read(5.0):
            screen.output.clear()
        response = kind in ("markdown", "line")
        for pane, keys, opened in (
            ("transcript", _TRANSCRIPT, b"2"),
            ("raw", _RAW, b"3l" if response else b"3"),
        ):
            screen.press(opened)
            screen.drain(1.0)
            tell(f"{kind}, {pane}", timings(screen, keys, rounds), most)
            tell(f"{kind}, {pane}, found", [*_found(screen, rounds)], most)


def _found(screen: Screen, rounds: int) -> Iterator[tuple[float, float]]:
    """A search that is typed, narrowed, widened, gone through and dropped: each time it reads all anew."""
    for _ in range(rounds):
        yield from timings(screen, _FIND, 1)
        # What follows an escape too soon would be read as one key with it.
        screen.drain(1.0)


def main() -> None:
    """Print each figure on a line."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("kinds", nargs="*", choices=[*KINDS, []], metavar="KIND")
    arguments.add_argument("--megabytes", type=int, default=10)
    arguments.add_argument("--rounds", type=int, default=3)
    chosen = arguments.parse_args()
    most = baseline()
    for kind in chosen.kinds or KINDS:
        with TemporaryDirectory() as directory:
            write(Path(directory), kind, chosen.megabytes * 1_000_000)
            measure(Path(directory), kind, chosen.rounds, most)


if __name__ == "__main__":
    main()
