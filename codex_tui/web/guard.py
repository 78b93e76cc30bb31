"""Who may see the pages: whoever has the link, and no page of another site through their browser."""

import hmac
from collections.abc import Mapping, Sequence
from typing import NamedTuple

_NAMES = ("127.0.0.1", "localhost")
_NO_TOKEN = (
    "The token is missing, or of another run. Open the link that codex-tui printed; `codex-tui status` tells it too."
)
_OWN = ("same-origin", "none")


class Visit(NamedTuple):
    """What a request says of itself. ``query`` and ``cookie``: the token in its URL, in its cookie; "" for none.

    ``site``, ``mode``: its ``Sec-Fetch-`` headers, which every browser of today sends and no page can change.
    """

    hosts: Sequence[str]
    origins: Sequence[str]
    query: str = ""
    cookie: str = ""
    site: str = ""
    mode: str = ""
    socket: bool = False


class Guard:
    """The rules for one server. Cookies know no ports, so that each server's has a name of its own."""

    def __init__(self, token: str, port: int) -> None:
        self._token = token
        self.cookie = f"codex-tui-{port}"
        self.hosts = tuple(f"{name}:{port}" if port != 80 else name for name in _NAMES)

    def refusal(self, visit: Visit) -> str | None:
        """Why it is not answered, in a sentence; None if it is.

        The Host is checked since a name of an attacker's may be made to lead here (DNS rebinding); the Origin since
        a WebSocket is open to pages of any site; ``Sec-Fetch-Site`` since a page on another port of this machine
        counts as the same site, so that the browser sends it the cookie along.
        """
        if len(visit.hosts) != 1 or visit.hosts[0].lower() not in self.hosts:
            return "This is not the address of this server. Open the link that codex-tui printed."
        own = f"http://{visit.hosts[0].lower()}"
        if any(origin != own for origin in visit.origins) or (visit.socket and not visit.origins):
            return "Another page may not reach this one."
        by_link = self.is_token(visit.query)
        if visit.site and visit.site not in _OWN and not (by_link and visit.mode == "navigate"):
            return "Another page may not reach this one."
        if not by_link and not self.is_token(visit.cookie):
            return _NO_TOKEN
        return None

    def is_token(self, given: str) -> bool:
        """In a time that does not tell how much of it was right."""
        return hmac.compare_digest(given.encode(errors="replace"), self._token.encode())


def protection(host: str) -> Mapping[str, str]:
    """Headers of every answer: nothing from elsewhere, nothing to elsewhere, in no other page's frame.

    Styles may be inline, since the terminal in the page makes them; scripts may not.
    """
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data:",
        "connect-src": f"'self' ws://{host}",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "clipboard-read=(), camera=(), microphone=(), geolocation=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
