"""The processes of a serving city: web workers and a reaction worker, restarted when one dies.

Nothing is daemonised: this process owns its children, ends them by id, and leaves with them.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from types import FrameType

from tongban.shell.command import say
from tongban.shell.errors import Misuse

GRACE_SECONDS = 15.0
CALM_SECONDS = 10.0  # a child that lived this long is restarted at once, one that dies sooner after a pause


def check_port(host: str, port: int) -> None:
    """Raises `Misuse` where nobody can listen there, before anything is built for it."""
    try:
        where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, OverflowError) as error:
        raise Misuse(f"不能理解的监听地址 {host}:{port}。") from error
    with socket.socket(where[0], where[1]) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(where[4])
        except OSError as error:
            raise Misuse(f"端口 {port} 不能使用，可能已被占用。请换一个，例如 --port {port + 1}。") from error


class Child:
    """One child process and how to start it again."""

    def __init__(self, name: str, command: list[str]) -> None:
        self.name = name
        self.command = command
        self.process: subprocess.Popen[bytes] | None = None
        self.started = 0.0

    def start(self) -> None:
        """Start it; the child gets its own process group, so that an interrupt at the terminal reaches only us.

        What it writes goes to stderr: stdout is for our own one document.
        """
        self.started = time.monotonic()
        self.process = subprocess.Popen(self.command, env=dict(os.environ), stdout=2, start_new_session=True)

    def tend(self) -> None:
        """Start it again where it has died."""
        if self.process is None or self.process.poll() is None:
            return
        if time.monotonic() - self.started < CALM_SECONDS:
            time.sleep(1.0)
        say(f"{self.name} 进程意外结束（{self.process.returncode}），正在重新启动。")
        self.start()

    def stop(self) -> None:
        """Ask it to end, then insist."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Serving:
    """Web and worker children of one city."""

    def __init__(self, *, host: str, port: int, web: int = 2, workers: int = 1, threads: int = 4) -> None:
        self.address = f"http://{host}:{port}"
        granian = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
            "--workers", str(web), "--blocking-threads", str(threads), "--no-access-log", "--log-level", "warning",
            "--respawn-failed-workers", "tongban.shell.wsgi:application",
        ]  # fmt: skip
        worker = [sys.executable, "-m", "tongban.shell.command", "worker"]
        self.children = [Child("网页", granian), *(Child(f"后台{n}", worker) for n in range(1, workers + 1))]
        self._ended = threading.Event()

    def start(self) -> None:
        """Start every child."""
        for child in self.children:
            child.start()

    def until_interrupted(self) -> None:
        """Tend the children until SIGINT or SIGTERM, then end them."""
        signal.signal(signal.SIGINT, self._end)
        signal.signal(signal.SIGTERM, self._end)
        try:
            while not self._ended.wait(1.0):
                for child in self.children:
                    child.tend()
        finally:
            self.stop()

    def stop(self) -> None:
        """End every child, the newest first."""
        for child in reversed(self.children):
            child.stop()

    def _end(self, number: int, frame: FrameType | None) -> None:
        self._ended.set()
