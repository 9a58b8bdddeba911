"""A served city and the script that visitors play in it; what has become of it, without ids and times."""

from __future__ import annotations

import http.client
import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from tongban.files.tests.papers import PDF
from tongban.shell.serving_file import ServingNow, serving_now
from tongban.shell.tests.processes import city_environ

THREADS, CASES = 4, 2
PATIENCE = 240.0
OUTCOME = {
    "numbers": "SELECT right(case_no, 4) FROM cases_case ORDER BY 1",
    "cases": "SELECT state, outcome, channel, revision, deemed, delivery_method, reason, form_data, noticed_orders, "
    "applicant_id, prepared_by_id, decided_by_id, ended_at IS NOT NULL FROM cases_case",
    "materials": 'SELECT "order", name, provision, file_name FROM cases_casematerial',
    "papers": "SELECT kind, number, document_id IS NOT NULL FROM cases_caseinstrument ORDER BY 2",
    "facts": "SELECT f.kind, f.seq, f.channel, f.seats, f.party_id, f.officer_id, f.department_id, f.data, "
    "(SELECT array_agg(o.object_type || ':' || o.role ORDER BY position) FROM ledger_factobject o "
    "WHERE o.fact_id = f.id) FROM ledger_fact f WHERE primary_type IN ('case', 'document', 'licence')",
    "duties": "SELECT kind, state, subject_type, department_id, promised, limit_number, limit_unit FROM duties_duty",
    "invitations": "SELECT count(*), count(DISTINCT case_uid) FROM ratings_ratinginvitation",
    "messages": "SELECT template, count(*) FROM notices_inboxmessage GROUP BY 1 ORDER BY 1",
    "series": "SELECT value FROM ledger_series ORDER BY name",
    "owed": "SELECT count(*) FROM ledger_delivery",
}
EXACT = ("numbers", "papers", "invitations", "messages", "series", "owed")
_OF_THE_RUN = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32,}|\d+")
"""Uids, digests, times, and which case got which number: every run has its own. The numbers are compared as a list."""


def free_port() -> int:
    """One that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class City:
    """A serving city of its own. `door` makes the connection of a visitor: straight to it, or through a proxy."""

    def __init__(self, home: Path, tokens: dict[str, Any], *, web: int, workers: int, **settings: str) -> None:
        self.home, self.tokens = home, tokens
        self.port = free_port()
        self.door: Callable[[], http.client.HTTPConnection] = lambda: http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=PATIENCE
        )
        words = ["serve", "--port", str(self.port), "--web", str(web), "--workers", str(workers)]
        self.size = web + 2 * workers  # each worker has one beside it that draws papers
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tongban.shell.command", *words],
            env=city_environ(home, **settings), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
        self.until(lambda: len(self.now().children) == self.size)

    def now(self) -> ServingNow:
        """What the serving process says about itself."""
        found = serving_now(self.home)
        return found[0] if found else ServingNow(0, 0, "", -1)

    def until(self, question: Any) -> None:
        """Wait for something that has to come."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if question():
                return
            assert self.process.poll() is None, self.process.stderr.read() if self.process.stderr else ""
            time.sleep(0.05)
        raise AssertionError("it did not come")

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """A question to the database, as its owner."""
        password = (self.home / "pg" / "tongban_owner.password").read_text()
        where = quote(str(self.home / "pg" / "run"), safe="")
        with psycopg.connect(f"postgresql://tongban_owner:{password}@/tongban?host={where}") as connection:
            return connection.execute(query).fetchall()

    def stop(self) -> int:
        """End it as systemd would."""
        self.process.terminate()
        self.process.communicate(timeout=PATIENCE)
        return self.process.returncode


class Visitor(threading.Thread):
    """Leads cases through their lives over one connection; every request has to be answered at the first attempt."""

    def __init__(self, city: City, number: int, gate: threading.Event) -> None:
        super().__init__()
        self.city, self.number, self.gate = city, number, gate
        self.connection = city.door()
        self.broken: list[str] = []
        self.begun = threading.Event()

    def run(self) -> None:
        try:
            for case in range(CASES):
                self.life(case)
        except Exception as error:
            self.broken.append(f"{type(error).__name__}: {error}")
        finally:
            self.begun.set()

    def life(self, case: int) -> None:
        mine = f"{self.number}-{case}"
        draft = {"version_id": self.city.tokens["version"], "applicant_id": self.city.tokens["party"]}
        uid = self.step("resident", "POST", "/cases", draft, f"draft-{mine}")["uid"]
        self.begun.set()
        form = {"form_data": {"name": "赵小满", "premises_name": "小满理发店"}}
        self.step("resident", "PUT", f"/cases/{uid}/form", form, f"form-{mine}")
        for order in (1, 2):
            stored = self.step("resident", "POST", "/files", PDF + f"{mine}-{order}".encode(), f"file-{mine}-{order}")
            paper = {"digest": stored["digest"], "file_name": f"{order}.pdf"}
            self.step("resident", "PUT", f"/cases/{uid}/materials/{order}", paper, f"paper-{mine}-{order}")
        self.gate.wait(PATIENCE)
        first = self.step("resident", "POST", f"/cases/{uid}/submit", {}, f"submit-{mine}")
        again = self.step("resident", "POST", f"/cases/{uid}/submit", {}, f"submit-{mine}")
        assert first == again
        granted = {"granted": True, "reason": "符合条件。"}
        self.step("approver", "POST", f"/cases/{uid}/decide-on-the-spot", granted, f"decide-{mine}")
        self.step("clerk", "POST", f"/cases/{uid}/deliver", {"method": "electronic"}, f"deliver-{mine}")
        self.step("clerk", "POST", f"/cases/{uid}/close", {}, f"close-{mine}")

    def step(self, who: str, method: str, path: str, body: dict[str, Any] | bytes, key: str) -> Any:
        headers = {"Authorization": f"Bearer {self.city.tokens[who]}", "Idempotency-Key": key}
        if isinstance(body, bytes):
            head = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n'
            content = head + b"Content-Type: application/pdf\r\n\r\n" + body + b"\r\n--edge--\r\n"
            headers["Content-Type"] = "multipart/form-data; boundary=edge"
        else:
            content, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        self.connection.request(method, f"/api/v1{path}", content, headers)
        answer = self.connection.getresponse()
        words = answer.read()
        assert answer.status < 300, f"{path} {answer.status} {words.decode()}"
        return json.loads(words) if words else None


def play(city: City, *, replace: bool) -> dict[str, Any]:
    """The script; with `replace`, SIGHUP comes in its middle. Returns what the city has become."""
    gate = threading.Event()
    visitors = [Visitor(city, number, gate) for number in range(THREADS)]
    before = city.now()
    for visitor in visitors:
        visitor.start()
    if replace:
        for visitor in visitors:
            visitor.begun.wait(PATIENCE)
        city.process.send_signal(signal.SIGHUP)
        city.until(lambda: city.now().state == "replacing")
    gate.set()
    for visitor in visitors:
        visitor.join(PATIENCE)
    assert [visitor.broken for visitor in visitors] == [[]] * THREADS
    if replace:
        city.until(lambda: city.now().generation > before.generation)
        assert city.now().state == "serving"
        assert not set(city.now().children) & set(before.children)
        assert len(city.now().children) == city.size
    city.until(lambda: city.ask(OUTCOME["owed"]) == [(0,)])
    return {name: city.ask(query) if name in EXACT else _plain(city.ask(query)) for name, query in OUTCOME.items()}


def _plain(rows: list[tuple[Any, ...]]) -> list[str]:
    """Rows without what is the run's own, in an order of their own."""
    return sorted(json.dumps([_without_run(value) for value in row], ensure_ascii=False) for row in rows)


def _without_run(value: Any) -> Any:
    if isinstance(value, str):
        return _OF_THE_RUN.sub("#", value)
    if isinstance(value, dict):
        return {key: "#" if key.endswith("_id") else _without_run(held) for key, held in sorted(value.items())}
    return [_without_run(held) for held in value] if isinstance(value, list) else value
