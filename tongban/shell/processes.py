"""The processes of a serving city: web processes and reaction workers, restarted when one dies, replaced one by one.

Nothing is daemonised: this process owns its children and the listening socket they share, ends them by id, and leaves
with them. SIGHUP (`tongban restart`) replaces every child without refusing a connection: the successor is up before
its predecessor is asked to finish what it has in hand.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from types import FrameType

from tongban.shell import environment
from tongban.shell.command import say
from tongban.shell.errors import Misuse
from tongban.shell.serving_file import ServingFile
from tongban.shell.web_child import BACKLOG

GRACE_SECONDS = 15.0
CALM_SECONDS = 10.0
"""A child that lived this long is restarted at once, one that dies sooner after a pause."""

PAUSE_SECONDS = 1.0
READY_SECONDS = 120.0
FAREWELL_SECONDS = 5.0
"""How long a web process that is being replaced still answers, each answer ending its connection, before it goes."""

GLANCE_SECONDS = 0.1
"""How often we look after the children: what a death costs at most before the restart begins."""


def check_port(host: str, port: int) -> None:
    """Raises `Misuse` where nobody can listen there, before anything is built for it."""
    _listen(host, port).close()


def _listen(host: str, port: int) -> socket.socket:
    try:
        where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, OverflowError) as error:
        raise Misuse(f"不能理解的监听地址 {host}:{port}。") from error
    listening = socket.socket(where[0], where[1])
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Every connection inherits it: the end of an answer is not held back until the visitor has acknowledged its
    # beginning, which a quiet visitor does after 40 ms.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listening.bind(where[4])
    except OSError as error:
        listening.close()
        raise Misuse(f"端口 {port} 不能使用，可能已被占用。请换一个，例如 --port {port + 1}。") from error
    return listening


def _direct() -> dict[str, str]:
    """Workers LISTEN and hold session locks, which a pooler that shares sessions would break: they go past it."""
    address = environment.read("TONGBAN_DATABASE_DIRECT_URL")
    return {"TONGBAN_DATABASE_URL": address} if address else {}


_MEMORY = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "262144"}
"""For the C library of the children: few arenas, and what is large goes back to the system when it is let go. Where
the environment says otherwise, that holds."""


def _frugal() -> dict[str, str]:
    return {name: value for name, value in _MEMORY.items() if name not in os.environ}


class Child:
    """One child process and how to start it again. `command` gets the descriptor on which to say "ready"."""

    def __init__(
        self,
        name: str,
        command: Callable[[int], list[str]],
        *,
        keep: tuple[int, ...] = (),
        environ: Mapping[str, str] | None = None,
        farewell: bool = False,
    ) -> None:
        self.name = name
        self.farewell = farewell
        self.environ = dict(environ or {})
        self.command = command
        self.keep = keep
        self.process: subprocess.Popen[bytes] | None = None
        self.started = 0.0
        self._again_at: float | None = None
        self._ready: int | None = None

    def start(self) -> None:
        """Start it; the child gets its own process group, so that an interrupt at the terminal reaches only us.

        What it writes goes to stderr: stdout is for our own one document.
        """
        self.started, self._again_at = time.monotonic(), None
        self._forget_ready()
        self._ready, told = os.pipe()
        try:
            self.process = subprocess.Popen(
                self.command(told),
                env={**os.environ, **self.environ},
                stdout=2,
                start_new_session=True,
                pass_fds=(*self.keep, told),
            )
        finally:
            os.close(told)

    def tend(self) -> None:
        """Start it again where it has died: at once, or after a pause where it did not live long."""
        if self.process is None or self.process.poll() is None:
            return
        now = time.monotonic()
        if self._again_at is None:
            say(f"{self.name} 进程意外结束（{self.process.returncode}），正在重新启动。")
            self._again_at = now if now - self.started >= CALM_SECONDS else now + PAUSE_SECONDS
        if now >= self._again_at:
            self.start()

    def ready(self) -> bool | None:
        """Whether it has said that it can work; None once it has ended without a word."""
        if self._ready is None:
            return None if self.process is None or self.process.poll() is not None else True
        if not select.select([self._ready], [], [], 0)[0]:
            return False
        word = os.read(self._ready, 1)
        self._forget_ready()
        return True if word else None

    def successor(self) -> Child:
        """Another child of the same kind, not started."""
        return Child(self.name, self.command, keep=self.keep, environ=self.environ, farewell=self.farewell)

    def stop(self) -> None:
        """Ask it to end, then insist."""
        self.ask()
        self.leave()

    def ask(self) -> None:
        """Ask it to finish what it has in hand and end."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def leave(self, seconds: float = GRACE_SECONDS) -> None:
        """Wait for its end, and insist where it takes longer than `seconds`."""
        self._forget_ready()
        if self.process is None:
            return
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _forget_ready(self) -> None:
        if self._ready is not None:
            os.close(self._ready)
            self._ready = None


class Serving:
    """Web processes and workers of one city."""

    def __init__(self, *, host: str, port: int, web: int = 2, workers: int = 1, threads: int = 4) -> None:
        self.address = f"http://{host}:{port}"
        self._listening = _listen(host, port)
        # The descriptor is shared by all web processes, and Granian's runtime needs one that never blocks.
        self._listening.setblocking(False)
        self._file = ServingFile(port)
        fd, me = self._listening.fileno(), os.getpid()

        def page(told: int) -> list[str]:
            return [sys.executable, "-m", "tongban.shell.web_child", *map(str, (fd, told, threads, me))]

        def worker(share: str) -> Callable[[int], list[str]]:
            start = [sys.executable, "-m", "tongban.shell.command", "worker", "--share", share, "--parent", str(me)]
            return lambda told: [*start, "--ready", str(told)]

        self.children = [
            *(Child(f"网页{n}", page, keep=(fd,), environ=_frugal(), farewell=True) for n in range(1, web + 1)),
            *(Child(f"后台{n}", worker("quick"), environ=_direct() | _frugal()) for n in range(1, workers + 1)),
            *(Child(f"文书{n}", worker("heavy"), environ=_direct() | _frugal()) for n in range(1, workers + 1)),
        ]
        self._ended = threading.Event()
        self._replace = threading.Event()

    def start(self) -> None:
        """Listen, and start every child. From here on a connection waits for a child instead of being refused."""
        self._listening.listen(BACKLOG)
        for child in self.children:
            child.start()
        self._file.hold()

    def until_interrupted(self) -> None:
        """Tend the children until SIGINT or SIGTERM, then end them. SIGHUP replaces them one after the other."""
        signal.signal(signal.SIGINT, self._end)
        signal.signal(signal.SIGTERM, self._end)
        signal.signal(signal.SIGHUP, self._ask_replace)
        try:
            while not self._ended.wait(GLANCE_SECONDS):
                self.tend()
                if self._replace.is_set():
                    self._replace.clear()
                    self.replace()
        finally:
            self.stop()

    def tend(self) -> None:
        """Look after every child once, and note who can work."""
        for child in self.children:
            child.tend()
        self._file.note([child.process.pid for child in self.children if child.process and child.ready()])

    def replace(self) -> bool:
        """Replace every child by a successor, one after the other; False where one did not come up.

        A successor that does not get ready is ended and its predecessor goes on, as do those behind it: a broken
        release stops at the first process.
        """
        self._file.say("replacing")
        done = all(self._replace_one(place) for place in range(len(self.children)))
        self.tend()
        self._file.say("serving" if done else "failed")
        say("全部进程已更换。" if done else "新的进程没有起来，原来的进程继续服务。")
        return done

    def _replace_one(self, place: int) -> bool:
        old = self.children[place]
        new = old.successor()
        new.start()
        for _ in self._glances(READY_SECONDS):
            up = new.ready()
            if up is None:
                break
            if up:
                self.children[place] = new
                if old.farewell and old.process is not None and old.process.poll() is None:
                    old.process.send_signal(signal.SIGUSR1)
                    for _ in self._glances(FAREWELL_SECONDS):
                        pass
                old.ask()
                for _ in self._glances(GRACE_SECONDS):
                    if old.process is None or old.process.poll() is not None:
                        break
                old.leave(0)
                return True
        new.stop()
        return False

    def _glances(self, seconds: float) -> Iterator[None]:
        """Look after everybody while waiting, at most so long; ends early when we are asked to end."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self._ended.is_set():
            yield
            self.tend()
            self._ended.wait(GLANCE_SECONDS)

    def stop(self) -> None:
        """End every child, all at once, and stop listening."""
        for child in self.children:
            child.ask()
        end = time.monotonic() + GRACE_SECONDS
        for child in self.children:
            child.leave(max(0.0, end - time.monotonic()))
        self._listening.close()
        self._file.release()

    def _end(self, number: int, frame: FrameType | None) -> None:
        self._ended.set()

    def _ask_replace(self, number: int, frame: FrameType | None) -> None:
        self._replace.set()
