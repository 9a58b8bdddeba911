"""The same races as clerks run them: two browsers, two programs, one double click, through a real server."""

from __future__ import annotations

import http.client
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import orjson
import pytest
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from tongban.access.models import Account
from tongban.cases.models import Case, CaseInstrument
from tongban.cases.tests.conftest import City
from tongban.openapi.tests.conftest import World, build_world
from tongban.reference import services as reference
from tongban.shell.tests.races import copies, race, running, story, told

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 25
TOKEN = "c" * 32  # the pair of cookie and form field that a page would have set
SYSTEM_WORDS = re.compile(r"Traceback|IntegrityError|DeadlockDetected|psycopg|Exception")


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    text: str


@dataclass(frozen=True)
class Town:
    """The world, its server's address, and browsers that are signed in."""

    world: World
    address: str

    @property
    def city(self) -> City:
        return self.world.city

    def send(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """One request on a connection of its own."""
        parts = urlsplit(self.address)
        link = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=120)
        try:
            link.request("POST", path, body, dict(headers))
            answer = link.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read().decode())
        finally:
            link.close()

    def program(self, role: str, path: str, body: object = None, *, key: str = "") -> Answer:
        """A request of the API."""
        headers = {"Authorization": f"Bearer {self.world[role].token}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        return self.send(f"/api/v1{path}", orjson.dumps(body or {}), headers)

    def browser(self, role: str) -> dict[str, str]:
        """Headers of a browser in which this officer is signed in."""
        client = Client()
        client.force_login(Account.objects.get(username=role))
        session = client.cookies["sessionid"].value
        cookies = f"sessionid={session}; csrftoken={TOKEN}"
        return {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}

    def press(self, browser: Mapping[str, str], uid: str, verb: str, **fields: str) -> Answer:
        """A button of the case page."""
        fields["csrfmiddlewaretoken"] = TOKEN
        return self.send(f"/workbench/cases/{uid}/act/{verb}", urlencode(fields).encode(), browser)


@pytest.fixture
def town(transactional_db: None, live_server: LiveServer) -> Town:
    from tongban.cases.tests.conftest import SYSTEM

    reference.load_reference_data(actor=SYSTEM)
    return Town(build_world(), live_server.url)


def statuses(answers: tuple[object, ...]) -> Counter[int]:
    """How often each status came; no answer tells of our inside."""
    found: Counter[int] = Counter()
    for answer in answers:
        assert isinstance(answer, Answer), answer
        assert not SYSTEM_WORDS.search(answer.text), answer.text
        found[answer.status] += 1
    return found


def refused_by_problem(answers: tuple[object, ...]) -> None:
    """The losers' problems are complete and in Chinese."""
    for answer in answers:
        assert isinstance(answer, Answer)
        if answer.status == 409:
            assert answer.headers["Content-Type"] == "application/problem+json"
            problem = orjson.loads(answer.text)
            told(problem["title"], problem["detail"])
            assert problem["code"] in ("move_not_allowed", "stale_state", "request_in_flight"), problem


def test_two_programs_accept_and_decide(town: Town) -> None:
    uids = copies(town.city.submitted(town.city.promised), ROUNDS)
    accepted = race(
        ROUNDS,
        lambda n: town.program("clerk", f"/cases/{uids[n]}/accept"),
        lambda n: town.program("examiner", f"/cases/{uids[n]}/accept"),
    )
    for uid, answers in zip(uids, accepted, strict=True):
        assert statuses(answers) == {200: 1, 409: 1}, answers
        refused_by_problem(answers)
        assert story(uid) == ["case.accepted"]
    ready = copies(town.city.examined(town.city.promised), ROUNDS)
    decided = race(
        ROUNDS,
        lambda n: town.program("approver", f"/cases/{ready[n]}/decide", {"granted": True}),
        lambda n: town.program("approver", f"/cases/{ready[n]}/decide", {"granted": False, "reason": "不符"}),
    )
    for uid, answers in zip(ready, decided, strict=True):
        assert statuses(answers) == {200: 1, 409: 1}, answers
        refused_by_problem(answers)
        assert story(uid) == ["case.decided"]
        first = answers[0]
        assert isinstance(first, Answer)
        assert Case.objects.get(uid=uid).outcome == ("granted" if first.status == 200 else "refused")
        assert running(uid) == ["case.delivery"]


def test_two_browsers_on_one_page(town: Town) -> None:
    """Both pages show the same revision; the loser's page says so and shows the case as it is now."""
    uids = copies(town.city.submitted(town.city.promised), ROUNDS)
    clerk, examiner = town.browser("clerk"), town.browser("examiner")
    wanted = {"want-1": "看不清"}
    for uid, answers in zip(
        uids,
        race(
            ROUNDS,
            lambda n: town.press(clerk, uids[n], "accept", revision="1"),
            lambda n: town.press(examiner, uids[n], "notify_supplement", revision="1", **wanted),
        ),
        strict=True,
    ):
        assert statuses(answers) == {302: 1, 409: 1}, answers
        lost = next(answer for answer in answers if isinstance(answer, Answer) and answer.status == 409)
        assert "本次操作没有生效" in lost.text or "现在的状态是" in lost.text
        assert "请刷新页面" in lost.text
        assert len(story(uid)) == 1


def test_a_button_pressed_twice(town: Town) -> None:
    """The same page of the same person sent twice at once, and once more later: done once."""
    uids = copies(town.city.submitted(town.city.promised), ROUNDS)
    clerk = town.browser("clerk")

    def press(number: int) -> Answer:
        return town.press(clerk, uids[number], "accept", revision="1")

    for uid, answers in zip(uids, race(ROUNDS, press, press), strict=True):
        assert statuses(answers) == {302: 1, 409: 1}, answers
        assert story(uid) == ["case.accepted"]
    late = press(0)
    assert late.status == 409
    assert "刚刚已被其他人改变" in late.text
    assert CaseInstrument.objects.filter(kind="acceptance_notice").count() == ROUNDS


def test_a_program_that_sends_twice(town: Town) -> None:
    """With one key both get the first answer; without a key the second is told; neither makes a second case."""
    uids = copies(town.city.submitted(town.city.promised), ROUNDS)

    def accept(number: int) -> Answer:
        return town.program("clerk", f"/cases/{uids[number]}/accept", key=f"accept-{number}")

    for uid, answers in zip(uids, race(ROUNDS, accept, accept, accept), strict=True):
        found = statuses(answers)
        assert found[200] >= 1, answers
        assert found.keys() <= {200, 409}
        refused_by_problem(answers)
        assert len({answer.text for answer in answers if isinstance(answer, Answer) and answer.status == 200}) == 1
        assert story(uid) == ["case.accepted"]

    before = Case.objects.count()

    def begin(number: int) -> Answer:
        return town.program("resident", "/cases", {"version_id": town.city.promised.id}, key=f"draft-{number}")

    drafted = race(ROUNDS, begin, begin)
    for answers in drafted:
        assert statuses(answers).keys() <= {201, 409}
        refused_by_problem(answers)
        assert len({answer.text for answer in answers if isinstance(answer, Answer) and answer.status == 201}) == 1
    assert Case.objects.count() == before + ROUNDS


def test_a_form_sent_twice_from_the_portal(town: Town) -> None:
    """The applicant presses 提交 twice: both presses lead to the confirmation, one application is handed in."""
    rounds = ROUNDS // 2
    uids = copies(town.city.draft(town.city.promised), rounds)
    resident = town.browser("resident")
    body = urlencode({"promise": "yes", "csrfmiddlewaretoken": TOKEN}).encode()

    def hand_in(number: int) -> Answer:
        return town.send(f"/cases/{uids[number]}/check", body, resident)

    for uid, answers in zip(uids, race(rounds, hand_in, hand_in), strict=True):
        assert statuses(answers) == {302: 2}, answers
        assert {a.headers["Location"] for a in answers if isinstance(a, Answer)} == {f"/cases/{uid}/submitted"}
        assert story(uid) == ["case.submitted"]
