"""A capture directory of known exchanges for commands to read."""

import json
from pathlib import Path
from typing import Any

from tests import records
from tests.dialects.exchanges import DATA, completed, headers, item_done, text_delta

HOSTILE = "a\x1b]0;owned\x07b\x9bc\u202ed\x7f"


def tool_session(captures: Path) -> None:
    """Numbers 1 to 4: a side request, a tool call, its answer, an error."""
    url = "http://localhost:11434/api/tags"
    side = records.record(1, b'{"models":[]}', method="GET", url=url, request=b"", content_type="application/json")
    records.append(captures, side | {"transport": "http"}, _turn(2, "tool"), _turn(3, "tool-answer"), error(4))


def _turn(number: int, name: str) -> dict[str, Any]:
    return records.record(
        number,
        (DATA / f"{name}.response.sse").read_bytes(),
        request=(DATA / f"{name}.request.json").read_bytes(),
        request_headers=headers("0.169"),
    )


def error(number: int) -> dict[str, Any]:
    """A server that refuses."""
    body = (DATA / "error-500.response.json").read_bytes()
    return records.record(number, body, status=500, content_type="application/json", transport="http")


def hostile(number: int) -> dict[str, Any]:
    """An exchange with escape sequences in everything that can hold them."""
    call = {
        "type": "function_call",
        "name": "exec_command",
        "call_id": "c",
        "arguments": json.dumps({"cmd": HOSTILE}),
    }
    item = {"role": "user", "content": HOSTILE}
    events = [text_delta(HOSTILE), item_done(call, 1), {"type": HOSTILE}, completed(model=HOSTILE)]
    return records.record(
        number,
        records.sse(*events, named=False),
        url=f"http://localhost/{HOSTILE}/v1/responses",
        request=json.dumps({"model": HOSTILE, "input": [item, {"type": HOSTILE}]}).encode(),
        request_headers=[("session-id", HOSTILE)],
    )
