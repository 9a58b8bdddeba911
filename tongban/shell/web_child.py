"""One web process: `python -m tongban.shell.web_child`, started by `shell.processes` with a listening socket.

Granian's own supervisor opens one socket per worker, and whatever waits in a worker's queue is reset when that worker
ends. Here every web process accepts from one socket that the parent holds: a process may be killed or replaced at any
moment, and a visitor who has connected is served by its neighbour or its successor.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import signal
import sys
from collections.abc import Callable, Iterable
from typing import Any

from tongban.shell.whole_body import Application

BACKLOG = 1024
RUNTIME_THREADS = 512  # an upper bound of the runtime, for bodies that are read and written; started as needed
_PR_SET_PDEATHSIG = 1


def end_with(parent: int) -> None:
    """Ask the kernel to end this process gracefully when its parent dies, however it dies (Linux; elsewhere nothing).

    Leaves at once where the parent is gone already.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        raise SystemExit(0)


class Farewell:
    """Once asked (SIGUSR1), every answer ends its connection, so that visitors go over to the successor by themselves.

    Closing an idle connection on leaving would break the request that its visitor is just sending.
    """

    def __init__(self, application: Application) -> None:
        self.application = application
        self.leaving = False
        signal.signal(signal.SIGUSR1, self.begin)

    def begin(self, *_: object) -> None:
        """From now on, say goodbye."""
        self.leaving = True

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """The application's answer, with `Connection: close` when leaving."""
        if not (self.leaving and str(environ.get("SERVER_PROTOCOL", "")).startswith("HTTP/1")):
            return self.application(environ, start_response)

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start_response(status, [*headers, ("Connection", "close")], *rest)

        return self.application(environ, start)


def at_once(application: Application) -> Application:
    """The application, whose pages go out in one piece: Granian sends the parts of an iterable one by one, the head
    of the answer before the first of them. Files are still streamed."""

    def whole(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        answer: Any = application(environ, start_response)
        if getattr(answer, "streaming", True):
            return answer  # type: ignore[no-any-return]  # as the application gave it
        with contextlib.closing(answer):
            return [answer.content]

    return whole


def _loader(ready: int) -> Callable[[], Callable[..., Any]]:
    def load() -> Callable[..., Any]:
        from tongban.shell.wsgi import application

        # What is loaded now stays for good: the collector need not go through half a million objects again.
        gc.collect()
        gc.freeze()
        os.write(ready, b"1")
        os.close(ready)
        return Farewell(at_once(application))

    return load


def main(listening: int, ready: int, threads: int, parent: int) -> None:
    """Serve until SIGTERM; requests in hand are finished first. `ready` is told once the application is loaded."""
    end_with(parent)
    from granian import net
    from granian.constants import HTTPModes, RuntimeModes, TaskImpl
    from granian.http import HTTP1Settings, HTTP2Settings
    from granian.server.mp import MPServer

    holder = net.SocketHolder(listening, False, BACKLOG)  # type: ignore[attr-defined, call-arg]  # as its own pickling does
    plain: Any = (False, None, None, None, "tls1.3", None, [], False)
    # The worker function of Granian's process server, called as that server would call it in a child of its own.
    MPServer._spawn_wsgi_worker(
        1, None, _loader(ready), ((None, holder), None), None, "auto",
        True, "warning", None, [],
        RuntimeModes.mt, 1, RUNTIME_THREADS, threads, 30, BACKLOG, TaskImpl.asyncio, HTTPModes.auto,
        HTTP1Settings(), HTTP2Settings(), False, None, None, plain, {"url_path_prefix": None}, (None, None),
    )  # fmt: skip


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:5]))
