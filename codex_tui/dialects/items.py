"""Items of the Responses API, as a request sends them and an answer brings them.

https://platform.openai.com/docs/api-reference/responses/object
"""

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from codex_tui.dialects.content import annotations_parts, content_part, content_parts
from codex_tui.dialects.conversation import Origin, Part
from codex_tui.dialects.shapes import Object, compact, objects, sequence, text

#: Which piece of an item a part is: its list and its place there.
Slot = tuple[str, int]

#: Where a call of this type keeps what the model sent.
_ARGUMENTS = {
    "function_call": "arguments",
    "mcp_call": "arguments",
    "custom_tool_call": "input",
    "local_shell_call": "action",
    "web_search_call": "action",
    "computer_call": "action",
    "tool_search_call": "arguments",
    "code_interpreter_call": "code",
    "image_generation_call": "revised_prompt",
    "file_search_call": "queries",
}

_COMPACTIONS = frozenset({"compaction", "compaction_summary", "context_compaction"})


def item_pieces(item: Object, origin: Origin) -> Iterator[tuple[Slot, Part]]:
    """The parts of one item. An unknown type is one part of kind ``other`` that holds its JSON."""
    kind = text(item, "type") or ("message" if "role" in item else "")
    if kind in {"message", "agent_message"}:
        like = Part(kind="message", origin=origin, role=text(item, "role") or "assistant")
        content = item.get("content")
        yield from _slots("content", content_parts(content, like))
        pieces = objects(content) if isinstance(content, list) else []
        cited = [each for piece in pieces for each in sequence(piece, "annotations")]
        yield from _slots("annotations", annotations_parts(cited, origin))
    elif kind == "reasoning":
        yield from _reasoning(item, origin)
    elif kind in _ARGUMENTS or kind.endswith("_call"):
        yield ("call", 0), _call(kind, item, origin)
        yield from _made(kind, item, origin)
    elif kind.endswith("_output"):
        yield from _slots("output", _output(kind, item, origin))
    elif kind == "additional_tools":
        yield ("whole", 0), tools_part(sequence(item, "tools"), origin, role=text(item, "role") or None)
    elif kind in _COMPACTIONS:
        size = len(compact(item))
        yield ("whole", 0), Part(kind="other", origin=origin, name="compaction", text=text(item, "text"), size=size)
    else:
        whole = compact(item)
        yield ("whole", 0), Part(kind="other", origin=origin, name=kind or None, text=whole, size=len(whole))


def input_parts(given: Any) -> list[Part]:
    """The ``input`` of a request: a text, or a list of items."""
    if isinstance(given, str):
        return [Part(kind="message", origin="request", role="user", text=given)]
    items = objects(given) if isinstance(given, list) else []
    return [part for item in items for _, part in item_pieces(item, "request")]


def tools_part(tools: list[Any], origin: Origin, role: str | None = None) -> Part:
    """All definitions as one part, whose text is their JSON."""
    return Part(kind="tools", origin=origin, role=role, text=compact(tools))


def _slots(name: str, parts: list[Part]) -> Iterator[tuple[Slot, Part]]:
    for index, part in enumerate(parts):
        yield (name, index), part


def _reasoning(item: Object, origin: Origin) -> Iterator[tuple[Slot, Part]]:
    like = Part(kind="reasoning", origin=origin, role="assistant")
    found = [
        ((name, index), content_part(piece, like))
        for name, key in (("summary", "summary"), ("reasoning", "content"))
        for index, piece in enumerate(objects(sequence(item, key)))
    ]
    if encrypted := text(item, "encrypted_content"):
        # It stands for all of the item: its size is told once, with the last of what can be read.
        slot, last = found.pop() if found else (("whole", 0), replace(like, name="encrypted"))
        found.append((slot, replace(last, size=len(encrypted))))
    yield from found


def _call(kind: str, item: Object, origin: Origin) -> Part:
    arguments = item.get(_ARGUMENTS.get(kind, "arguments"), None if kind in _ARGUMENTS else item)
    return Part(
        kind="tool_call",
        origin=origin,
        role="assistant",
        name=text(item, "name") or kind.removesuffix("_call"),
        call_id=text(item, "call_id", "id") or None,
        arguments=_as_text(arguments),
    )


def _made(kind: str, item: Object, origin: Origin) -> Iterator[tuple[Slot, Part]]:
    """What a call gave that the server itself made."""
    if kind == "mcp_call" and (said := item.get("output") or item.get("error")):
        yield from _slots("output", _output(kind, {**item, "output": said}, origin))
    elif kind == "image_generation_call" and (image := text(item, "result")):
        media_type = f"image/{text(item, 'output_format') or 'png'}"
        yield ("output", 0), Part(kind="image", origin=origin, role="assistant", name=media_type, size=len(image))


def _as_text(arguments: Any) -> str:
    if arguments is None:
        return ""
    return arguments if isinstance(arguments, str) else compact(arguments)


def _output(kind: str, item: Object, origin: Origin) -> list[Part]:
    like = Part(
        kind="tool_output",
        origin=origin,
        role="tool",
        name=text(item, "name") or None,
        call_id=text(item, "call_id", "id") or None,
    )
    if kind == "tool_search_output":
        return content_parts(compact(sequence(item, "tools")), like)
    output = item.get("output", item)  # of an unknown form: all of it
    # An object here is a failure in the words of old versions: {"content": …, "success": false}.
    if isinstance(output, dict) and isinstance(output.get("content"), str):
        output = output["content"]
    return content_parts(output, like) or [like]
