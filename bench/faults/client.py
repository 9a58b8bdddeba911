"""The load: `python -m bench.faults.client CONFIG JOURNAL FIRST COUNT SEED`, threads that lead cases to their end.

Each thread is one visitor after the other: apply, hand in, submit; then clerk and approver decide, issue, deliver,
close. Every step carries an Idempotency-Key and is sent again with the same key after a broken connection, a 5xx or a
"still being handled", until it is answered. What was answered goes into the journal before the next step begins.
SIGUSR1 cuts every connection under way and breaks the next request of every thread off in its middle; SIGTERM lets
each thread finish the life in hand.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import signal
import socket
import sys
import threading
import time
import uuid
from pathlib import Path
from typing import IO, Any

from tongban.shell.web_child import end_with

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PATIENCE = 150.0
"""Seconds a step is tried before it is given up and written down as unresolved."""

REPEATED = 0.05
"""Share of answered steps that are sent once more with the same key: the answer has to be the same."""

_AGAIN = {400: ("body_broke_off", "bad_request"), 409: ("request_in_flight",), 429: ()}


class Refused(Exception):
    """An answer that no repetition will change."""


class Journal:
    """One line for every answered step, every broken attempt, and everything given up."""

    def __init__(self, file: IO[str]) -> None:
        self.file = file
        self.lock = threading.Lock()

    def write(self, **row: Any) -> None:
        """Append one row, at once."""
        with self.lock:
            self.file.write(json.dumps(row, ensure_ascii=False) + "\n")
            self.file.flush()


class Visitor(threading.Thread):
    """One thread with one connection."""

    def __init__(self, config: dict[str, Any], number: int, journal: Journal, seed: int) -> None:
        super().__init__(daemon=True)
        self.config, self.journal = config, journal
        self.resident = config["residents"][number]
        self.dice = random.Random(seed * 1000 + number)  # not for secrets
        self.ended = threading.Event()
        self.connection: http.client.HTTPConnection | None = None
        self.half = False
        self.uid = ""

    def run(self) -> None:
        """Lives, until told to stop."""
        while not self.ended.is_set():
            with contextlib.suppress(Refused):
                self.life()
            self.ended.wait(self.dice.uniform(0, 2 * self.config["pause"]))

    def life(self) -> None:
        """One case from its draft to its end."""
        item = self.dice.choice(self.config["items"])
        me, self.uid = self.resident["token"], ""
        draft = {"version_id": item["version"], "applicant_id": self.resident["party"]}
        self.uid = self.step("draft", "POST", "/cases", draft, me)["uid"]
        case = f"/cases/{self.uid}"
        self.step("form", "PUT", f"{case}/form", {"form_data": {"name": "测试", "premises_name": "测试店"}}, me)
        for order in item["orders"]:
            stored = self.step("file", "POST", "/files", PDF + f"{self.uid}{order}".encode(), me)
            paper = {"digest": stored["digest"], "file_name": f"{order}.pdf"}
            self.step("material", "PUT", f"{case}/materials/{order}", paper, me)
        self.step("submit", "POST", f"{case}/submit", {"incomplete": False}, me)
        clerk, approver = self.config["clerk"], self.config["approver"]
        self.step("accept", "POST", f"{case}/accept", {"opinion": "材料齐全。"}, clerk)
        if item is self.config["items"][1]:
            self.step("examine", "POST", f"{case}/examine", {"opinion": "符合条件。"}, self.config["examiner"])
        self.step("decide", "POST", f"{case}/decide", {"granted": True, "reason": "符合条件。"}, approver)
        self.step("issue", "POST", f"{case}/issue-result", {}, approver)
        self.step("deliver", "POST", f"{case}/deliver", {"method": "electronic"}, clerk)
        self.step("close", "POST", f"{case}/close", {}, clerk)

    def step(self, name: str, method: str, path: str, body: dict[str, Any] | bytes, token: str) -> Any:
        """One step, until it is answered. Raises `Refused`."""
        key = str(uuid.UUID(int=self.dice.getrandbits(128)))
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
        content, headers["Content-Type"] = _form(key, body) if isinstance(body, bytes) else (
            json.dumps(body).encode(), "application/json"
        )  # fmt: skip
        began, attempts = time.monotonic(), 0
        while time.monotonic() < began + PATIENCE:
            attempts += 1
            status, answer = self.send(method, path, content, headers)
            if status and status < 400:
                row = {"step": name, "uid": self.uid, "key": key, "status": status, "answer": answer}
                self.journal.write(kind="done", began=began, ended=time.monotonic(), attempts=attempts, **row)
                if self.dice.random() < REPEATED:
                    self.repeat(name, method, path, content, headers, answer)
                return answer
            code = answer.get("code", "") if isinstance(answer, dict) else str(answer)
            if status and status < 500 and not (status in _AGAIN and (not _AGAIN[status] or code in _AGAIN[status])):
                self.journal.write(
                    kind="refused", step=name, uid=self.uid, key=key, status=status, code=code, ended=time.monotonic(),
                    attempts=attempts,
                )  # fmt: skip
                raise Refused
            self.journal.write(kind="broken", step=name, status=status, code=code, ended=time.monotonic())
            time.sleep(min(1.0, 0.05 * 2**attempts))  # a well-behaved client backs off before it repeats a request
        self.journal.write(kind="unresolved", step=name, uid=self.uid, key=key, ended=time.monotonic())
        raise Refused

    def repeat(self, name: str, method: str, path: str, content: bytes, headers: dict[str, str], first: object) -> None:
        """The same once more: an answer has to be the first one."""
        status, answer = self.send(method, path, content, headers)
        if status and status < 400 and answer != first:
            self.journal.write(kind="differs", step=name, uid=self.uid, key=headers["Idempotency-Key"])

    def send(self, method: str, path: str, content: bytes, headers: dict[str, str]) -> tuple[int, Any]:
        """Status and answer; status 0 and the kind of failure where there was none."""
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.config["port"], timeout=40)
            if self.half:
                self.break_off(method, path, content, headers)
            self.connection.request(method, f"/api/v1{path}", content, headers)
            answer = self.connection.getresponse()
            words = answer.read()
            if answer.will_close:
                self.hang_up()
            return answer.status, json.loads(words) if words else None
        except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
            self.hang_up()
            return 0, type(error).__name__

    def break_off(self, method: str, path: str, content: bytes, headers: dict[str, str]) -> None:
        """Send half of a request and leave."""
        self.half = False
        assert self.connection is not None
        self.connection.putrequest(method, f"/api/v1{path}")
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.connection.putheader(name, value)
        self.connection.endheaders(content[: len(content) // 2])
        raise ConnectionAbortedError

    def hang_up(self) -> None:
        """The next request opens a new connection."""
        connection, self.connection = self.connection, None
        if connection is not None:
            connection.close()

    def cut(self) -> None:
        """From outside: break what is under way."""
        self.half = True
        connection = self.connection
        if connection is not None and connection.sock is not None:
            with contextlib.suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)


def _form(key: str, content: bytes) -> tuple[bytes, str]:
    """A multipart body with one file; the boundary is the same in every repetition."""
    edge = key.replace("-", "")
    head = (
        f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    )
    return head.encode() + content + f"\r\n--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"


def main(config: Path, journal: Path, first: int, count: int, seed: int) -> None:
    """Run the threads until SIGTERM."""
    settings = json.loads(config.read_text())
    with journal.open("a", encoding="utf-8") as file:
        book = Journal(file)
        visitors = [Visitor(settings, number, book, seed) for number in range(first, first + count)]
        ended = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: ended.set())

        def cut(*_: object) -> None:
            for visitor in visitors:
                visitor.cut()

        signal.signal(signal.SIGUSR1, cut)
        for visitor in visitors:
            visitor.start()
        while not ended.wait(0.5):
            pass
        for visitor in visitors:
            visitor.ended.set()
        for visitor in visitors:
            visitor.join(PATIENCE + 30)


if __name__ == "__main__":
    end_with(os.getppid())
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))
