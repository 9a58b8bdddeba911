"""Real processes: two web and two workers give what one and one give, also while every process is being replaced."""

from __future__ import annotations

import collections
import http.client
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest

from tongban.shell.serving_file import ServingNow, serving_now
from tongban.shell.tests.processes import city_environ

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
THREADS, CASES = 4, 2
PATIENCE = 240.0
_OUTCOME = {
    "numbers": "SELECT right(case_no, 4), state FROM cases_case ORDER BY 1",
    "papers": "SELECT number, document_id IS NOT NULL FROM cases_caseinstrument ORDER BY 1",
    "facts": "SELECT kind, channel, count(*) FROM ledger_fact WHERE primary_type = 'case' GROUP BY 1, 2 ORDER BY 1, 2",
    "duties": "SELECT kind, state, count(*) FROM duties_duty GROUP BY 1, 2 ORDER BY 1, 2",
    "invitations": "SELECT count(*), count(DISTINCT case_uid) FROM ratings_ratinginvitation",
    "messages": "SELECT template, count(*) FROM notices_inboxmessage GROUP BY 1 ORDER BY 1",
    "series": "SELECT value FROM ledger_series ORDER BY name",
    "owed": "SELECT count(*) FROM ledger_delivery",
}


class City:
    """A serving city of its own."""

    def __init__(self, home: Path, tokens: dict[str, Any], *, web: int, workers: int, **settings: str) -> None:
        self.home, self.tokens = home, tokens
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
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
        self.connection = http.client.HTTPConnection("127.0.0.1", city.port, timeout=PATIENCE)
        self.broken: list[str] = []
        self.begun = threading.Event()

    def run(self) -> None:
        try:
            for case in range(CASES):
                self.life(case)
        except Exception as error:
            self.broken.append(f"{type(error).__name__}: {error}")

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
    city.until(lambda: city.ask(_OUTCOME["owed"]) == [(0,)])
    return {name: city.ask(query) for name, query in _OUTCOME.items()}


def scheme_seen(city: City) -> str:
    """The scheme under which the city believes it is visited, when somebody says https."""
    connection = http.client.HTTPConnection("127.0.0.1", city.port, timeout=PATIENCE)
    connection.request("GET", "/account/.well-known/openid-configuration", headers={"X-Forwarded-Proto": "https"})
    issuer: str = json.loads(connection.getresponse().read())["issuer"]
    return issuer.split(":", 1)[0]


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, dict[str, Any]]:
    """The same city twice."""
    folder = tmp_path_factory.mktemp("s")
    made = subprocess.run(
        [sys.executable, "-m", "tongban.shell.tests.small_city", "0"],
        env=city_environ(folder / "one"), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    subprocess.run(["cp", "-a", str(folder / "one"), str(folder / "two")], check=True)
    return folder / "one", folder / "two", json.loads(made.stdout.splitlines()[-1])


def test_two_and_two_being_replaced_give_what_one_and_one_give(homes: tuple[Path, Path, dict[str, Any]]) -> None:
    one, two, tokens = homes
    small = City(one, tokens, web=1, workers=1)
    try:
        expected = play(small, replace=False)
        assert scheme_seen(small) == "http"
    finally:
        assert small.stop() == 0
    counted = collections.Counter(state for _, state in expected["numbers"])
    assert counted == {"closed": THREADS * CASES}
    assert [number for number, _ in expected["numbers"]] == [f"{n:04d}" for n in range(1, THREADS * CASES + 1)]
    large = City(two, tokens, web=2, workers=2, TONGBAN_BEHIND_PROXY="1")
    try:
        assert play(large, replace=True) == expected
        assert scheme_seen(large) == "https"
    finally:
        assert large.stop() == 0
