"""Half a request is no request: a body that ends before its announced length is an error, not a short body.

Web servers hand a connection that broke off in the middle to the application as the end of the body. A form would then
be taken with half of its fields, and a keyed request would be remembered with half of its content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class BodyBrokeOff(OSError):
    """The visitor's connection ended inside the body; Django turns it into `UnreadablePostError`."""


class _Source(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...

    def readline(self, size: int = -1, /) -> bytes: ...


class _Whole:
    """An input that raises where it ends before its announced length."""

    def __init__(self, source: _Source, length: int) -> None:
        self._source, self._left = source, length

    def read(self, size: int = -1, /) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        pieces = []
        while wanted:
            piece = self._source.read(wanted)
            if not piece:
                raise BodyBrokeOff
            pieces.append(piece)
            wanted -= len(piece)
            self._left -= len(piece)
        return b"".join(pieces)

    def readline(self, size: int = -1, /) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        line = self._source.readline(wanted) if wanted else b""
        if wanted and not line:
            raise BodyBrokeOff
        self._left -= len(line)
        return line


def whole_bodies(application: Application) -> Application:
    """The application, given only inputs that say so when they break off."""

    def checked(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        announced = str(environ.get("CONTENT_LENGTH") or "")
        if announced.isascii() and announced.isdigit() and len(announced) < 20:
            environ["wsgi.input"] = _Whole(environ["wsgi.input"], int(announced))
        return application(environ, start_response)

    return checked
