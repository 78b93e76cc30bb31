"""The content of a message, a text or a list of typed pieces, as parts."""

from typing import Any

from msgspec.structs import replace

from codex_tui.dialects.conversation import Origin, Part
from codex_tui.dialects.shapes import Object, compact, mapping, objects, text

_IMAGES = frozenset({"input_image", "image_url", "image", "computer_screenshot"})
#: What a message of the model cites, before anything is known of it.
CITED = Part(kind="other", origin="response", role="assistant", name="annotations")
_FILES = frozenset({"input_file", "file", "input_audio", "audio", "video_url"})


def content_parts(content: Any, like: Part) -> list[Part]:
    """A part for each piece of ``content``; kind, role, name and call id are those of ``like`` where it is text."""
    match content:
        case None:
            return []
        case str():
            return [replace(like, text=content)] if content or like.role != "assistant" else []
        case list():
            return [_piece(piece, like) for piece in content]
    return [_piece(content, like)]


def _piece(piece: Any, like: Part) -> Part:
    if isinstance(piece, dict):
        return content_part(piece, like)
    return replace(like, text=piece if isinstance(piece, str) else compact(piece))


def content_part(piece: Object, like: Part) -> Part:
    """One piece: a text, a refusal (``name`` says so), an image (``name``: its media type), or something else."""
    kind = text(piece, "type")
    if kind in _IMAGES:
        return _image(piece, like)
    if kind == "refusal" or (not kind and isinstance(piece.get("refusal"), str)):
        return replace(like, name="refusal", text=text(piece, "refusal"))
    if isinstance(piece.get("text"), str):
        return replace(like, text=piece["text"])
    whole = compact(piece)
    return replace(like, kind="other", name=kind or None, text="" if _is_file(piece) else whole, size=len(whole))


def _image(piece: Object, like: Part) -> Part:
    source = mapping(piece, "source")  # as Anthropic's API has it
    if data := text(source, "data"):
        return replace(like, kind="image", name=text(source, "media_type") or None, text="", size=len(data))
    url = text(piece, "image_url", "file_id") or text(mapping(piece, "image_url"), "url") or text(source, "url")
    inline = url.startswith("data:")
    media_type = url[len("data:") :].partition(",")[0].partition(";")[0] if inline else ""
    return replace(
        like,
        kind="image",
        name=media_type or None,
        text="" if inline else url,
        size=len(url) if inline else len(compact(piece)),
    )


def _is_file(piece: Object) -> bool:
    """Whether it is bytes, which say nothing to a reader."""
    return text(piece, "type") in _FILES or text(mapping(piece, "source"), "type") == "base64"


def annotations_parts(annotations: list[Any], origin: Origin) -> list[Part]:
    """What a message of the model cites, in one part, a line each; nothing where it cites nothing."""
    lines = "\n".join(map(annotation_line, objects(annotations)))
    return [replace(CITED, origin=origin, text=lines)] if lines else []


def annotation_line(annotation: Object) -> str:
    """``title  url`` of a web page, the name of a file; anything else as JSON."""
    cited = mapping(annotation, "url_citation") or annotation
    known = [text(cited, "title"), text(cited, "url"), text(cited, "filename", "file_id")]
    return "  ".join(" ".join(word.split()) for word in known if word) or compact(annotation)
