"""Which API a request speaks, told from its method and address."""

from urllib.parse import urlsplit

#: By the end of the path, the longest first. Paths may have prefixes: /v1, /backend-api/codex.
_POSTS = (
    ("/responses/compact", "openai.responses"),
    ("/chat/completions", "openai.chat"),
    ("/completions", "openai.completions"),
    ("/api/embeddings", "ollama.embed"),
    ("/embeddings", "openai.embeddings"),
    ("/responses", "openai.responses"),
    ("/v1/messages", "anthropic.messages"),
    ("/api/chat", "ollama.chat"),
    ("/api/generate", "ollama.generate"),
    ("/api/embed", "ollama.embed"),
    ("/api/show", "ollama.show"),
    ("/api/pull", "ollama.pull"),
)
_GETS = (
    ("/api/tags", "ollama.tags"),
    ("/api/version", "ollama.version"),
    ("/api/ps", "ollama.ps"),
    ("/models", "openai.models"),
)

OTHER = "other"


def path_of(url: str) -> str:
    """The path alone, without its query; "/" where it is empty or the URL is none."""
    try:
        return urlsplit(url).path or "/"
    except ValueError:
        return "/"


def api_of(method: str, url: str, *, websocket_turn: bool = False) -> str:
    """Its name as in ``list``; ``other`` where nobody knows it, and for the upgrade of a WebSocket."""
    path = path_of(url).rstrip("/")
    if websocket_turn:
        return "openai.responses" if path.endswith("/responses") else OTHER
    known = {"POST": _POSTS, "GET": _GETS}.get(method.upper(), ())
    return next((api for end, api in known if path.endswith(end)), OTHER)
