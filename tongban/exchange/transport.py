"""How bytes reach another platform: HTTP, short waits, no redirects, no more read than expected."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import httpx

from tongban.exchange.errors import PeerAway

CONNECT_SECONDS, ANSWER_SECONDS = 3.0, 10.0
"""A peer that does not answer keeps the worker no longer than this, and then is left alone for a while."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    content: bytes


class Transport(Protocol):
    """A way to another platform."""

    def post(self, url: str, content: bytes, *, most: int) -> Answer:
        """Send and wait for the answer, at most `most` bytes of it. Raises `PeerAway`."""


class HttpTransport:
    """The real one."""

    def post(self, url: str, content: bytes, *, most: int) -> Answer:
        """As `Transport.post`."""
        headers = {"Content-Type": "application/json", "User-Agent": "tongban-exchange/1"}
        try:
            with _client().stream("POST", url, content=content, headers=headers) as response:
                kept = bytearray()
                for piece in response.iter_bytes():
                    kept += piece
                    if len(kept) > most:
                        raise PeerAway()
                return Answer(response.status_code, bytes(kept))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise PeerAway() from error


@lru_cache(maxsize=1)
def _client() -> httpx.Client:
    # No proxy or certificate from the environment: whom we speak to is what the administrator registered.
    timeout = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
    return httpx.Client(timeout=timeout, follow_redirects=False, trust_env=False)


_transport: Transport = HttpTransport()


def transport() -> Transport:
    """The way in use."""
    return _transport


def use(way: Transport) -> Transport:
    """Go another way from now on (tests: two platforms in one process); returns the one before."""
    global _transport
    before, _transport = _transport, way
    return before
