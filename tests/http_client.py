"""A plain HTTP client for tests that look at the wire: it shows what comes, when it comes."""

import http.client
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

_PATIENCE = 30  # seconds


@contextmanager
def request(
    url: str, value: object = None, *, proxy: int | None = None, headers: dict[str, str] | None = None
) -> Iterator[http.client.HTTPResponse]:
    """Post ``value`` as JSON, or get where there is none; through the proxy on port ``proxy`` if given.

    Leaving the block closes the connection, whether or not the answer was read.
    """
    parts = urlsplit(url)
    port = proxy if proxy is not None else parts.port
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)) as connection:
        target = url if proxy is not None else parts.path
        if value is None:
            connection.request("GET", target, headers=headers or {})
        else:
            all_headers = {"content-type": "application/json", **(headers or {})}
            connection.request("POST", target, json.dumps(value), all_headers)
        with connection.getresponse() as response:
            yield response


def prompt(text: str, outputs: int = 0) -> dict[str, object]:
    """A body of the Responses API that asks ``text`` and brings so many tool outputs."""
    items: list[dict[str, str]] = [{"role": "user", "content": text}]
    items += [{"type": "function_call_output", "call_id": f"call_{n}", "output": "ok"} for n in range(outputs)]
    return {"model": "gpt-oss:20b", "stream": True, "input": items}
