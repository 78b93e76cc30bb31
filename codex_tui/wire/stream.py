"""The body of a response, from what came off the wire to events."""

from codex_tui.wire.body import WholeBody
from codex_tui.wire.event import Event
from codex_tui.wire.ndjson import NdjsonParser
from codex_tui.wire.parser import Parser
from codex_tui.wire.sniff import Shape, Sniffer
from mitm_addons.codex_coding import ContentDecoder, Undecodable

_NDJSON_TYPES = ("ndjson", "jsonl", "jsonlines", "stream+json")


def declared(transport: str, content_type: str) -> Shape | None:
    """What a record's ``transport`` or a Content-Type says a body is; None where neither tells."""
    media_type = content_type.partition(";")[0].strip().lower()
    if transport == "sse" or media_type == "text/event-stream":
        return "sse"
    if transport == "ndjson" or media_type.endswith(_NDJSON_TYPES):
        return "ndjson"
    return "http" if media_type.endswith("json") else None


def parser_for(shape: Shape | None) -> Parser:
    """The parser of a body of that shape; None: by its first bytes."""
    match shape:
        case "ndjson":
            return NdjsonParser()
        case "http":
            return WholeBody()
    return Sniffer(declared_sse=shape == "sse")


class WireStream:
    """A response in flight: feed it chunks as they were on the wire, still encoded; it yields events.

    ``body`` is what has come, decoded. A body that does not decode is taken as it was sent; one that stops
    decoding on its way ends there.
    """

    def __init__(self, transport: str, content_type: str, encoding: str | None) -> None:
        self.body = bytearray()
        self._shape = declared(transport, content_type)
        self._parser = parser_for(self._shape)
        self._undecoded: list[tuple[bytes, float]] = []  # while nothing has decoded yet
        self._decoder: ContentDecoder | None = None
        self._broken = False
        try:
            self._decoder = ContentDecoder(encoding)
        except Undecodable:
            self._give_up()

    @property
    def shape(self) -> Shape:
        """``http`` until the first bytes tell otherwise, where nothing else does."""
        sniffed = self._parser.shape if isinstance(self._parser, Sniffer) else None
        return sniffed or self._shape or "http"

    def feed(self, chunk: bytes, at: float) -> list[Event]:
        """The events that ``chunk``, which came ``at`` ms after the exchange began, completes."""
        if self._broken:
            return []
        if self._decoder is None:
            return self._parse(chunk, at)
        if not self.body:
            self._undecoded.append((chunk, at))
        try:
            decoded = self._decoder.feed(chunk)
        except Undecodable:
            return self._give_up()
        if not decoded:
            return []
        self._undecoded.clear()
        return self._parse(decoded, at)

    def finish(self, *, cut: bool) -> list[Event]:
        """What is left at the end; ``cut``: it ended before its time."""
        return self._parser.finish(cut=cut)

    def _parse(self, decoded: bytes, at: float) -> list[Event]:
        self.body += decoded
        return self._parser.feed(decoded, at)

    def _give_up(self) -> list[Event]:
        self._decoder = None
        if self.body:
            self._broken = True
            return []
        self._shape, self._parser = "http", WholeBody()
        as_sent, self._undecoded = self._undecoded, []
        return [event for chunk, at in as_sent for event in self._parse(chunk, at)]
