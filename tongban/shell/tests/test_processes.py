"""Children that die, bodies that break off, logs that must not flood, and the file that says who serves."""

from __future__ import annotations

import io
import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from tongban.kernel.waiting import awaited
from tongban.shell.logs import OnceInAWhile
from tongban.shell.processes import Child, Serving
from tongban.shell.serving_file import ServingFile, serving_now
from tongban.shell.web_child import Farewell, at_once
from tongban.shell.whole_body import BodyBrokeOff, whole_bodies

READY = "import os, sys, time; os.write(int(sys.argv[1]), b'1'); time.sleep(600)"


def until(question: Callable[[], object], *, seconds: float = 240.0) -> bool:
    """Whether the answer becomes true in time."""
    return bool(awaited(question, seconds=seconds))


def child(code: str) -> Child:
    """A child that runs a line of Python; the descriptor to say ready on is its argument."""
    return Child("试", lambda told: [sys.executable, "-c", code, str(told)])


def test_a_killed_child_comes_again_and_a_stopped_one_does_not() -> None:
    one = child(READY)
    one.start()
    assert one.process is not None
    first = one.process.pid
    assert until(one.ready)
    os.kill(first, signal.SIGKILL)

    def again() -> bool:
        one.tend()
        return one.process is not None and one.process.pid != first and one.ready() is True

    assert until(again)
    one.stop()
    assert one.process.poll() is not None


def test_a_child_that_ends_before_it_is_ready_says_so() -> None:
    one = child("raise SystemExit(3)")
    one.start()
    assert until(lambda: one.ready() is None)
    one.stop()


def test_a_child_ends_with_its_parent_however_that_dies() -> None:
    code = (
        "import os, sys, time; from tongban.shell.web_child import end_with; end_with(os.getppid()); "
        "print(os.getpid(), flush=True); time.sleep(600)"
    )
    middle = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {code!r}]); time.sleep(600)"
    with subprocess.Popen([sys.executable, "-c", middle], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        # Said by the grandchild after the call; before it, it would end by itself on seeing another parent.
        pid = int(parent.stdout.readline())
        parent.kill()
        assert until(lambda: not _lives(pid))


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_who_serves_is_known_while_they_live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGBAN_HOME", str(tmp_path))
    file = ServingFile(8123)
    assert serving_now() == []
    file.hold()
    file.note([1, 2, 3])
    file.say("replacing")
    (now,) = serving_now()
    assert (now.pid, now.port, now.state, now.generation, now.children) == (
        os.getpid(),
        8123,
        "replacing",
        0,
        [1, 2, 3],
    )
    file.say("serving")
    assert serving_now()[0].generation == 1
    left = file.path.read_bytes()
    file.release()
    file.path.write_bytes(left)  # as a killed process leaves it
    assert serving_now() == []


# --- bodies -----------------------------------------------------------------------------------------
def read(body: bytes, announced: object, how: Callable[[Any], bytes] = lambda source: source.read()) -> bytes:
    """What an application reads of a body."""
    got = []

    def application(environ: dict[str, Any], start_response: object) -> list[bytes]:
        got.append(how(environ["wsgi.input"]))
        return []

    whole_bodies(application)({"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": announced}, lambda *_: None)
    return got[0]


def test_a_whole_body_is_read_and_half_of_one_is_an_error() -> None:
    assert read(b"abcdef", "6") == b"abcdef"
    assert read(b"", "0") == b""
    assert read(b"a\nb", "3", lambda source: source.readline() + source.readline()) == b"a\nb"
    for how in (lambda s: s.read(), lambda s: s.read(100), lambda s: s.readline() + s.readline()):
        with pytest.raises(BodyBrokeOff):
            read(b"abc", "6", how)


def test_a_trickling_body_is_waited_for() -> None:
    class Trickle(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(1)

    got: list[bytes] = []

    def application(environ: dict[str, Any], start_response: object) -> list[bytes]:
        got.append(environ["wsgi.input"].read(6))
        return []

    whole_bodies(application)({"wsgi.input": Trickle(b"abcdef"), "CONTENT_LENGTH": "6"}, lambda *_: None)
    assert got == [b"abcdef"]


# --- logs -------------------------------------------------------------------------------------------
def test_a_lost_database_is_said_once_and_other_things_always() -> None:
    once = OnceInAWhile()

    def record(name: str, error: Exception | None) -> logging.LogRecord:
        info = (type(error), error, None) if error else None
        return logging.LogRecord(name, logging.ERROR, "", 0, "what %s", ("happened",), info)

    from django.db import OperationalError

    shown = [record("django.request", OperationalError("secret")) for _ in range(5)]
    assert [once.filter(one) for one in shown] == [True, False, False, False, False]
    assert shown[0].exc_info is None
    assert shown[0].getMessage() == "what happened (OperationalError)"
    assert once.filter(record("psycopg.pool", None)) is True
    assert once.filter(record("psycopg.pool", None)) is False
    other = record("django.request", ValueError("a defect"))
    assert once.filter(other) is True
    assert other.exc_info is not None


# --- answers ----------------------------------------------------------------------------------------
def test_a_page_goes_out_in_one_piece_and_a_file_as_it_is_read() -> None:
    page, file = HttpResponse(b"page"), StreamingHttpResponse([b"fi", b"le"])
    closed: list[object] = []
    page.close = lambda: closed.append(page)  # type: ignore[method-assign]  # to see that it is called
    answers: Iterator[Any] = iter([page, file, [b"a", b"b"]])
    application = at_once(lambda environ, start_response: next(answers))
    assert application({}, lambda *_: None) == [b"page"]
    assert closed == [page]
    assert application({}, lambda *_: None) is file
    assert application({}, lambda *_: None) == [b"a", b"b"]


def test_no_connection_waits_for_an_acknowledgement(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGBAN_HOME", str(tmp_path))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    serving = Serving(host="127.0.0.1", port=port, web=0, workers=0)
    serving.start()
    try:
        with socket.create_connection(("127.0.0.1", port)):
            accepted, _ = serving._listening.accept()
            with accepted:
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    finally:
        serving.stop()


# --- leaving ----------------------------------------------------------------------------------------
def test_a_leaving_process_ends_each_connection_with_its_answer() -> None:
    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])
        return []

    def headers(protocol: str) -> list[tuple[str, str]]:
        got: list[list[tuple[str, str]]] = []
        leaver({"SERVER_PROTOCOL": protocol}, lambda status, found: got.append(found))
        return got[0]

    before = signal.getsignal(signal.SIGUSR1)
    try:
        leaver = Farewell(application)
        assert headers("HTTP/1.1") == [("Content-Type", "text/plain")]
        os.kill(os.getpid(), signal.SIGUSR1)
        assert until(lambda: leaver.leaving)
        assert headers("HTTP/1.1")[-1] == ("Connection", "close")
        assert headers("HTTP/2") == [("Content-Type", "text/plain")]
    finally:
        signal.signal(signal.SIGUSR1, before)
