"""Content codings undone, incrementally (RFC 9110 section 8.4): gzip, deflate, br, zstd."""

import zlib
from collections.abc import Iterator
from typing import Protocol

import brotli
import zstandard

#: A body that decodes to more than this, all of its codings counted, is kept as sent: it would fill the memory.
DECODED_LIMIT = 256 * 1024 * 1024
#: Codings that one body may have on top of each other.
CODINGS_LIMIT = 8


class Undecodable(ValueError):
    """The body is not what its Content-Encoding says, or is of an unknown coding."""


class _Step(Protocol):
    """``slice``: of so many bytes a decoder makes some 80 MB at the most, however they were made."""

    slice: int

    def feed(self, chunk: bytes) -> bytes: ...


class ContentDecoder:
    """Feed it a body's chunks as they were on the wire; it yields what they decode to so far.

    ``encoding`` is the Content-Encoding header: one coding, several with commas, or None. A body that was cut
    decodes as far as it goes.
    """

    def __init__(self, encoding: str | None) -> None:
        codings = [coding.strip().lower() for coding in (encoding or "").split(",")]
        undone = [coding for coding in reversed(codings) if coding not in ("", "identity")]
        if len(undone) > CODINGS_LIMIT:
            raise Undecodable(f"{len(undone)} content codings on top of each other")
        self._steps = [_step(coding) for coding in undone]
        self._total = 0

    def feed(self, chunk: bytes) -> bytes:
        """What ``chunk`` adds; raises :class:`Undecodable`."""
        if not self._steps:
            return chunk
        try:
            return b"".join(self._decoded(chunk, 0))
        except (zlib.error, brotli.error, zstandard.ZstdError) as error:
            raise Undecodable(str(error)) from error

    def _decoded(self, data: bytes, depth: int) -> Iterator[bytes]:
        """In slices at each step: a few bytes may stand for gigabytes."""
        if depth == len(self._steps):
            yield data
            return
        step = self._steps[depth]
        for at in range(0, len(data), step.slice):
            made = step.feed(data[at : at + step.slice])
            self._total += len(made)
            if self._total > DECODED_LIMIT:
                raise Undecodable(f"decodes to more than {DECODED_LIMIT} bytes")
            yield from self._decoded(made, depth + 1)


def decode(data: bytes, encoding: str | None) -> bytes:
    """A whole body, or as far as a cut one goes; raises :class:`Undecodable`."""
    return ContentDecoder(encoding).feed(data)


def _step(coding: str) -> _Step:
    match coding:
        case "gzip" | "x-gzip":
            return _Gzip()
        case "deflate":
            return _Deflate()
        case "br":
            return _Brotli()
        case "zstd":
            return _Zstandard()
    raise Undecodable(f"unknown content coding {coding!r}")


class _Gzip:
    """Members may follow one another (RFC 1952 section 2.2)."""

    slice = 64 * 1024

    def __init__(self) -> None:
        self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)

    def feed(self, chunk: bytes) -> bytes:
        decoded = self._member.decompress(chunk)
        while self._member.eof and self._member.unused_data:
            rest = self._member.unused_data
            self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)
            decoded += self._member.decompress(rest)
        return decoded


class _Deflate:
    """zlib's format, as the standard says, or raw deflate, as some servers send."""

    slice = 64 * 1024

    def __init__(self) -> None:
        self._stream = zlib.decompressobj()
        self._begun = b""

    def feed(self, chunk: bytes) -> bytes:
        if len(self._begun) >= 2:
            return self._stream.decompress(chunk)
        self._begun += chunk
        if len(self._begun) < 2:
            return b""
        if self._begun[0] & 15 != 8 or int.from_bytes(self._begun[:2], "big") % 31:
            self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
        return self._stream.decompress(self._begun)


class _Brotli:
    slice = 64

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    def feed(self, chunk: bytes) -> bytes:
        return bytes(self._stream.process(chunk))


class _Zstandard:
    slice = 1024

    def __init__(self) -> None:
        self._stream = zstandard.ZstdDecompressor().decompressobj(read_across_frames=True)

    def feed(self, chunk: bytes) -> bytes:
        return self._stream.decompress(chunk)
