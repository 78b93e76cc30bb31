"""Secrets masked, so that they never reach disk. Standard library only."""

import hashlib
import hmac
import re
from collections.abc import Iterable
from typing import Literal, get_args
from urllib.parse import unquote_plus

Level = Literal["full", "headers", "off"]
LEVELS: tuple[str, ...] = get_args(Level)

_SECRET_HEADER = re.compile(r"authorization|cookie|token|secret|api-?key|^chatgpt-account-id$", re.IGNORECASE)
_SECRET_PARAMETER = re.compile(
    r"(?:(?:^|[_.-])(?:key|sig|signature|auth|pass|passwd|pwd|code)|token|secret|password|api[_-]?key|credential)$",
    re.IGNORECASE,
)
#: What a mask looks like, in a header and in a URL: what was masked before stays as it is.
_MASK = re.compile(r"\[masked [0-9a-f]{8}\]|masked-[0-9a-f]{8}")
#: Up to the last @: what stands before it is no host (https://url.spec.whatwg.org/#authority-state).
_USER_INFO = re.compile(r"^([a-z][a-z0-9+.-]*://)([^/?#]*)@", re.IGNORECASE)


class Masker:
    """Masks under one key, so that equal secrets stay recognisable as equal and none can be guessed."""

    def __init__(self, key: bytes, level: Level = "full") -> None:
        self._key = key
        self._off = level == "off"

    def headers(self, headers: Iterable[tuple[str, str]]) -> tuple[list[tuple[str, str]], int]:
        """The headers with secret values as ``[masked xxxxxxxx]``, and how many there were."""
        masked = 0
        kept = []
        for name, content in headers:
            if not self._off and content and _SECRET_HEADER.search(name) and not _MASK.fullmatch(content):
                masked += 1
                content = f"[masked {self._digest(content)}]"
            kept.append((name, content))
        return kept, masked

    def url(self, url: str) -> tuple[str, int]:
        """The URL with passwords and secret query parameters as ``masked-xxxxxxxx``, and how many there were."""
        if self._off:
            return url, 0
        url, fragment_mark, fragment = url.partition("#")
        address, query_mark, query = url.partition("?")
        address, passwords = self._address(address)
        pairs = [self._parameter(pair) for pair in re.split("([&;])", query)]
        masked = sum(changed for _, changed in pairs) + passwords
        return address + query_mark + "".join(pair for pair, _ in pairs) + fragment_mark + fragment, masked

    def _address(self, address: str) -> tuple[str, int]:
        found = _USER_INFO.match(address)
        if not found or not found[2]:
            return address, 0
        user, colon, password = found[2].partition(":")
        secret = password if colon else user
        if not secret or _MASK.fullmatch(secret):
            return address, 0
        mask = f"masked-{self._digest(secret)}"
        kept = f"{user}:{mask}" if colon else mask
        return f"{found[1]}{kept}@{address[found.end() :]}", 1

    def _parameter(self, pair: str) -> tuple[str, bool]:
        name, equals, content = pair.partition("=")
        if not content or _MASK.fullmatch(content) or not _SECRET_PARAMETER.search(unquote_plus(name)):
            return pair, False
        return f"{name}{equals}masked-{self._digest(unquote_plus(content))}", True

    def _digest(self, secret: str) -> str:
        return hmac.new(self._key, secret.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:8]
