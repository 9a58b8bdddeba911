"""Clients in a process of their own: bare sockets and bytes prepared beforehand, so that they cost little themselves.

`python -m bench.client` reads one plan (JSON) from stdin and writes one report (JSON) to stdout. `mode`: `submit` (each
client sends as fast as it is answered), `offer` (a fixed number a second, whoever is free takes the next; latency
counts from the moment it was due), `life` (a case from submission to its end, then the next).
"""

from __future__ import annotations

import itertools
import json
import random
import socket
import sys
import threading
import time
from typing import Any

FILE_SIZE = 8 * 1024
BOUNDARY = b"----tongban-bench-7f3a"
STEPS = (
    ("accept", "clerk", b"{}"),
    ("examine", "examiner", b'{"opinion":"\xe6\x9d\x90\xe6\x96\x99\xe7\x9c\x9f\xe5\xae\x9e"}'),
    ("decide", "approver", b'{"granted":true}'),
    ("issue-result", "approver", b""),
    ("deliver", "clerk", b'{"method":"electronic"}'),
    ("close", "clerk", b""),
)


class Client:
    """One kept-alive connection."""

    def __init__(self, plan: dict[str, Any], number: int) -> None:
        self.plan = plan
        self.random = random.Random(plan["seed"] * 1000 + number)  # load, not a secret
        self.number = number
        self.socket = socket.create_connection((plan["host"], plan["port"]))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.kept = b""
        size = plan.get("file_size", FILE_SIZE)
        self.file = b"%PDF-1.4\n" + self.random.randbytes(size - 15) + b"%%EOF\n"
        self.serial = itertools.count()
        desks = plan["desks"]
        self.bodies = [self._around(desk["code"]) for desk in desks]

    def _around(self, code: str) -> list[bytes]:
        """The body of a submission in pieces; every file begins differently, so all contents are new."""
        materials = [{"order": order, "file": f"m{order}"} for order in (1, 2, 3)]
        form = {"name": "赵小满", "premises_name": "小满理发店"}
        application = json.dumps({"item_code": code, "form": form, "materials": materials}, ensure_ascii=False)
        pieces = [
            b"--" + BOUNDARY + b'\r\nContent-Disposition: form-data; name="application"\r\n'
            b"Content-Type: application/json\r\n\r\n" + application.encode()
        ]
        for order in (1, 2, 3):
            pieces.append(
                b"\r\n--" + BOUNDARY + b'\r\nContent-Disposition: form-data; name="m%d"; filename="%d.pdf"\r\n'
                b"Content-Type: application/pdf\r\n\r\n" % (order, order)
            )
        return [*pieces, b"\r\n--" + BOUNDARY + b"--\r\n"]

    def submit(self) -> tuple[int, bytes, int]:
        """One application; returns status, answer and the desk."""
        desk = self.random.randrange(len(self.bodies))
        resident = self.random.choice(self.plan["residents"])
        first, *heads, last = self.bodies[desk]
        mark = b"%s.%d.%d" % (self.plan["nonce"].encode(), self.number, next(self.serial))
        parts = [first]
        for head, letter in zip(heads, b"abc", strict=True):
            own = b"%PDF-1.4 " + bytes([letter]) + mark
            parts += [head, own, self.file[len(own) :]]
        body = b"".join([*parts, last])
        kind = b"multipart/form-data; boundary=" + BOUNDARY
        return (*self.send("/api/v1/applications", resident, kind, body), desk)

    def send(self, path: str, token: str, kind: bytes, body: bytes) -> tuple[int, bytes]:
        """POST and read the whole answer."""
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Length: {len(body)}\r\n"
        ).encode()
        self.socket.sendall(head + b"Content-Type: " + kind + b"\r\n\r\n" + body)
        return self._answer()

    def _answer(self) -> tuple[int, bytes]:
        data = self.kept
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._more()
        head = data[:end].lower()
        length = 0
        if (at := head.find(b"content-length:")) >= 0:
            length = int(head[at + 15 :].split(b"\r\n", 1)[0])
        while len(data) < end + 4 + length:
            data += self._more()
        self.kept = data[end + 4 + length :]
        return int(head[9:12]), data[end + 4 : end + 4 + length]

    def _more(self) -> bytes:
        piece = self.socket.recv(65536)
        if not piece:
            raise ConnectionError("the server hung up")
        return piece


class Load:
    """What all clients of the process share."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan
        self.until = 0.0
        self.latencies: list[float] = []
        self.steps: dict[str, list[float]] = {}
        self.failures: list[str] = []
        self.due = itertools.count()
        self.started = 0.0

    def submit(self, client: Client) -> None:
        """As fast as it is answered."""
        while (now := time.perf_counter()) < self.until:
            self._check(client.submit(), now)

    def offer(self, client: Client) -> None:
        """The next one that is due, at its time or as soon after it as somebody is free."""
        while True:
            due = self.started + next(self.due) / self.plan["rate"]
            if due >= self.until:
                return
            if (wait := due - time.perf_counter()) > 0:
                time.sleep(wait)  # an offered rate: nobody comes before the time is due
            self._check(client.submit(), due)

    def life(self, client: Client) -> None:
        """From submission to the end; a life counts when it is over."""
        while (born := time.perf_counter()) < self.until:
            status, answer, desk = client.submit()
            if status != 201:
                self._fail("submit", status, answer)
                continue
            self.steps.setdefault("submit", []).append(time.perf_counter() - born)
            uid = json.loads(answer)["uid"]
            for verb, seat, body in STEPS:
                begun = time.perf_counter()
                token = self.plan["desks"][desk][seat]
                status, answer = client.send(f"/api/v1/cases/{uid}/{verb}", token, b"application/json", body)
                if status >= 300:
                    self._fail(verb, status, answer)
                    break
                self.steps.setdefault(verb, []).append(time.perf_counter() - begun)
            else:
                self.latencies.append(time.perf_counter() - born)

    def _check(self, answer: tuple[int, bytes, int], since: float) -> None:
        if answer[0] == 201:
            self.latencies.append(time.perf_counter() - since)
        else:
            self._fail("submit", answer[0], answer[1])

    def _fail(self, step: str, status: int, answer: bytes) -> None:
        self.failures.append(f"{step} {status} {answer[:300].decode(errors='replace')}")

    def run(self) -> dict[str, Any]:
        """Start every client at once; the report counts what was finished, over the time it took."""
        clients = []
        for number in range(self.plan["clients"]):
            clients.append(Client(self.plan, number))
            # Kept connections stay with the process that took them; opened one after the other they spread over both,
            # as the visitors of a city do. All at once would be taken by whichever process wakes first.
            time.sleep(0.02)  # before the clock of the measure starts
        work = getattr(self, self.plan["mode"])
        self.started = time.perf_counter()
        self.until = self.started + self.plan["seconds"]
        threads = [threading.Thread(target=work, args=(client,), daemon=True) for client in clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return {
            "seconds": time.perf_counter() - self.started,
            "latencies": self.latencies,
            "steps": self.steps,
            "failures": self.failures[:20],
            "failed": len(self.failures),
            "cpu": time.process_time(),
        }


if __name__ == "__main__":
    json.dump(Load(json.load(sys.stdin)).run(), sys.stdout)
