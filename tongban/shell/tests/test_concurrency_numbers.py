"""Numbers without gaps or twins, each owed reaction once and in order, with many hands on one series and queue."""

from __future__ import annotations

import datetime as dt
import random
import re
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from tongban.cases import services
from tongban.cases.models import Case, CaseInstrument
from tongban.cases.tests.conftest import MORNING, SYSTEM, City, build
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError
from tongban.kernel.standards.licence_id import parse_licence_identifier
from tongban.ledger import facts
from tongban.ledger import services as ledger
from tongban.ledger.facts import FactKind, FactView, ObjectRef, reaction
from tongban.ledger.models import Chain, Delivery, Fact
from tongban.licences import services as licences
from tongban.licences.models import Licence
from tongban.licences.tests.conftest import FACE, HYGIENE, OPINION, build_city
from tongban.reference import services as reference
from tongban.shell.tests.races import copies, race, refusals

pytestmark = pytest.mark.django_db(transaction=True)
CLERKS = 16
PROBED = FactKind("probe.moved", text="推进", primary="probe")


class Spoiled(Exception):
    """A transaction that breaks after its number was given."""


@pytest.fixture
def city() -> Iterator[City]:
    with clock.frozen(MORNING):
        reference.load_reference_data(actor=SYSTEM)
        yield build()


def test_a_series_under_two_thousand_takers_has_no_gap_and_no_twin() -> None:
    """Each fifth transaction breaks after its number was given; the number is given again, to somebody else."""
    rounds = 130

    def take(number: int) -> int:
        with transaction.atomic():
            serial = ledger.next_serial("case:1:20261124")
            if serial % 5 == 0 and random.Random(f"{number}/{threading.get_ident()}").random() < 0.5:
                raise Spoiled
            return serial

    answers = [answer for row in race(rounds, *[take] * CLERKS) for answer in row]
    assert not [a for a in answers if isinstance(a, Exception) and not isinstance(a, Spoiled)]
    given = sorted(answer for answer in answers if isinstance(answer, int))
    assert 0 < len(given) < len(answers), "the breaking transactions were not part of the race"
    assert given == list(range(1, len(given) + 1))


def serial_of(number: str) -> int:
    """N of 同卫健〔2026〕受字第N号."""
    found = re.fullmatch(r"同卫健〔2026〕[收受]字第(\d+)号", number)
    assert found, number
    return int(found[1])


def test_submissions_and_acceptances_are_numbered_without_gaps(city: City) -> None:
    """Two items of one department and two stages at once; every seventh step breaks after its numbers were given."""
    rounds = 20
    drafts = {version.id: copies(city.draft(version), rounds * 4) for version in (city.promised, city.one_seat)}
    waiting = copies(city.submitted(city.promised), rounds * 8)

    def broken(number: int) -> bool:
        return number % 7 == 3

    def submit(version_id: int, place: int, number: int) -> str:
        with transaction.atomic():
            case_no = services.submit_case(case_uid=drafts[version_id][number * 4 + place], actor=city.resident)
            if broken(number):
                raise Spoiled
        return case_no

    def accept(place: int, number: int) -> str:
        with transaction.atomic():
            given = services.accept_case(case_uid=waiting[number * 8 + place], actor=city.clerk)
            if broken(number):
                raise Spoiled
        return given

    players = [lambda n, v=v, p=p: submit(v, p, n) for v in drafts for p in range(4)]
    players += [lambda n, p=p: accept(p, n) for p in range(8)]  # type: ignore[misc]  # default binds
    for number, answers in enumerate(race(rounds, *players)):
        assert all(isinstance(answer, Spoiled if broken(number) else str) for answer in answers), answers

    spoiled = sum(map(broken, range(rounds)))
    for version_id in drafts:
        rows = Case.objects.filter(version_id=version_id, state="submitted").exclude(uid__in=waiting)
        taken = sorted(int(case_no[-4:]) for case_no in rows.values_list("case_no", flat=True))
        count = 4 * (rounds - spoiled) + (version_id == city.promised.id)  # the one that was copied has the first
        assert taken == list(range(1, count + 1))
    # An item finished on the spot gets no receipt note; the case that was copied has the first.
    for kind, count in (("acceptance_notice", 8 * (rounds - spoiled)), ("receipt_note", 4 * (rounds - spoiled) + 1)):
        numbers = CaseInstrument.objects.filter(kind=kind).values_list("number", flat=True)
        assert sorted(map(serial_of, numbers)) == list(range(1, count + 1))


def test_licences_issued_at_once_are_never_numbered_twice() -> None:
    rounds, hands = 40, 6
    city = build_city()

    def issue(place: int, number: int) -> str:
        return licences.issue_licence(
            type_code=OPINION,
            holder_id=city.enterprise_id,
            department_id=city.department_id,
            data=FACE,
            case_no=f"N{number}-{place}",
            actor=city.approver,
        ).identifier

    outcome = race(rounds, *[lambda n, p=p: issue(p, n) for p in range(hands)])
    identifiers = [answer for row in outcome for answer in row if isinstance(answer, str)]
    assert len(identifiers) == rounds * hands, outcome
    serials = sorted(int(parse_licence_identifier(text).serial[4:]) for text in identifiers)
    assert serials == list(range(1, rounds * hands + 1))


def test_one_valid_licence_per_holder_however_often_it_is_issued_and_revoked() -> None:
    """Two issue while a third revokes what stands: never two valid ones, and each refusal is a sentence."""
    rounds = 60
    city = build_city()

    def issue(number: int) -> str:
        return licences.issue_licence(
            type_code=HYGIENE,
            holder_id=city.enterprise_id,
            department_id=city.department_id,
            data=FACE,
            case_no=f"N{number}",
            actor=city.approver,
        ).identifier

    def revoke(number: int) -> None:
        standing = Licence.objects.filter(state="valid").values_list("identifier", flat=True).first()
        if standing is not None:
            licences.revoke_licence(identifier=standing, reason="条件不再具备", basis="第十四条", actor=city.approver)

    for answers in race(rounds, issue, issue, revoke):
        refusals(answers)
        assert sum(isinstance(answer, str) for answer in answers) <= 2
    rows = Licence.objects.filter(type__code=HYGIENE)
    issued = {row.identifier for row in rows}
    assert rows.filter(state="valid").count() <= 1
    assert len(issued) == rows.count()
    assert Fact.objects.filter(kind="licence.issued").count() == rows.count()
    assert Fact.objects.filter(kind="licence.revoked").count() == rows.exclude(state="valid").count()


def test_fifty_workers_do_each_owed_reaction_once_and_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand deliveries of a hundred objects; one in seven fails when it is first tried and comes again later."""
    monkeypatch.setattr(facts, "_reactions", {})
    objects, steps, workers = 100, 5, 50
    lock = threading.Lock()
    seen: dict[tuple[str, str], list[int]] = defaultdict(list)
    failed: set[tuple[str, int]] = set()

    def handle(name: str, fact: FactView) -> None:
        ledger.next_serial(f"effect:{name}:{fact.primary.id}")
        with lock:
            key = (name, fact.id)
            stumbles = fact.id % 7 == 0 and key not in failed
            if stumbles:
                failed.add(key)
        if stumbles:
            raise Spoiled
        with lock:
            seen[name, fact.primary.id].append(fact.seq)

    reaction(PROBED, name="tests.first")(lambda fact: handle("first", fact))
    reaction(PROBED, name="tests.second", heavy=True)(lambda fact: handle("second", fact))
    for _ in range(steps):
        for number in range(objects):
            ledger.record(PROBED, actor=Actor.system(), objects=[ObjectRef("probe", f"p{number}")])
    assert Delivery.objects.count() == 2 * objects * steps

    start = clock.now()
    for later in range(steps + 2):  # what failed pauses half a minute, and what follows on the object waits with it
        with clock.frozen(start + dt.timedelta(hours=later)):
            done = race(1, *[lambda _: ledger.drain()] * workers)
        assert all(isinstance(answer, int) for answer in done[0]), done
    assert not Delivery.objects.exists()
    assert failed
    for name in ("first", "second"):
        for number in range(objects):
            assert seen[name, f"p{number}"] == list(range(1, steps + 1))
            assert ledger.next_serial(f"effect:{name}:p{number}") == steps + 1
    assert Counter(Chain.objects.filter(object_type="probe").values_list("seq", flat=True)) == {steps: objects}
    connection.close()


def test_a_key_sent_at_once_acts_once_a_thousand_times() -> None:
    rounds, hands = 170, 6

    def send(number: int) -> bytes:
        key = f"k{number}"
        kept = ledger.begin_request("account:7", key, "print")
        if kept is not None:
            return kept.body
        with transaction.atomic():
            answer = ledger.StoredAnswer(201, f"A{ledger.next_serial('done')}".encode())
            ledger.finish_request("account:7", key, answer)
        return answer.body

    answers = race(rounds, *[send] * hands)
    for row in answers:
        assert {refusal.status for refusal in refusals(row)} <= {409}
        assert len({answer for answer in row if not isinstance(answer, DomainError)}) == 1
    assert ledger.next_serial("done") == rounds + 1
