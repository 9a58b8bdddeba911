"""Two people on one case at the same moment: one winner, a clear sentence for the other, nothing in between."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from tongban.cases import services
from tongban.cases.models import Case, CaseInstrument
from tongban.cases.states import DeliveryMethod
from tongban.cases.tests.conftest import MORNING, SYSTEM, City, build
from tongban.documents import services as documents
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.ledger import services as ledger
from tongban.ledger.models import Fact
from tongban.ratings.models import RatingInvitation
from tongban.reference import services as reference
from tongban.shell.tests.races import copies, moved_once, one_winner, race, refusals, running, story

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 100
DECISION = ["case.promise", "case.statutory"]


@pytest.fixture
def city() -> Iterator[City]:
    with clock.frozen(MORNING):
        reference.load_reference_data(actor=SYSTEM)
        yield build()


def accepting(uids: list[str], actor: Actor) -> Callable[[int], object]:
    return lambda number: services.accept_case(case_uid=uids[number], actor=actor)


def noticing(uids: list[str], actor: Actor) -> Callable[[int], object]:
    return lambda number: services.notify_supplement(case_uid=uids[number], wanted={1: "看不清"}, actor=actor)


def deciding(uids: list[str], actor: Actor, *, granted: bool) -> Callable[[int], object]:
    return lambda number: services.decide_case(case_uid=uids[number], granted=granted, reason="不符", actor=actor)


def withdrawing(uids: list[str], actor: Actor) -> Callable[[int], object]:
    return lambda number: services.withdraw_case(case_uid=uids[number], actor=actor)


def test_two_clerks_accept(city: City) -> None:
    uids = copies(city.submitted(city.promised), ROUNDS)
    players = (city.clerk, city.examiner)
    for uid, answers in zip(uids, race(ROUNDS, *(accepting(uids, by) for by in players)), strict=True):
        winner = one_winner(answers)
        case = moved_once(uid, "accepted", 1)
        assert case.prepared_by_id == players[winner].officer_id
        assert case.instruments.get().number == answers[winner]
        assert story(uid) == ["case.accepted"]
        assert running(uid) == DECISION


def test_one_accepts_and_one_asks_for_more(city: City) -> None:
    uids = copies(city.submitted(city.promised), ROUNDS)
    won: Counter[int] = Counter()
    for uid, answers in zip(
        uids, race(ROUNDS, accepting(uids, city.clerk), noticing(uids, city.examiner)), strict=True
    ):
        winner = one_winner(answers)
        won[winner] += 1
        case = moved_once(uid, ("accepted", "supplement_notified")[winner], 1)
        assert [one.kind for one in case.instruments.all()] == [("acceptance_notice", "supplement_notice")[winner]]
        assert story(uid) == [("case.accepted", "case.supplement_notified")[winner]]
        assert running(uid) == (DECISION, ["case.supplement"])[winner]
    assert len(won) == 2, "the race was none: the same side won every time"


def test_one_grants_and_one_refuses(city: City) -> None:
    uids = copies(city.examined(city.promised), ROUNDS)
    second = dataclasses.replace(city.approver, officer_id=city.clerk.officer_id)
    players = (deciding(uids, city.approver, granted=True), deciding(uids, second, granted=False))
    for uid, answers in zip(uids, race(ROUNDS, *players), strict=True):
        winner = one_winner(answers)
        case = moved_once(uid, "decided", 3)
        assert case.outcome == ("granted", "refused")[winner]
        assert (case.instruments.get().number, case.instruments.get().kind) == (
            answers[winner],
            ("decision_granted", "decision_refused")[winner],
        )
        assert case.decided_by_id == (city.approver, second)[winner].officer_id
        assert story(uid) == ["case.decided"]
        assert running(uid) == ["case.delivery"]


def test_one_decides_while_the_applicant_withdraws(city: City) -> None:
    uids = copies(city.examined(city.promised), ROUNDS)
    players = (deciding(uids, city.approver, granted=True), withdrawing(uids, city.resident))
    for uid, answers in zip(uids, race(ROUNDS, *players), strict=True):
        winner = one_winner(answers)
        case = moved_once(uid, ("decided", "withdrawn")[winner], 3)
        assert case.outcome == ("granted", "withdrawn")[winner]
        assert story(uid) == [("case.decided", "case.withdrawn")[winner]]
        assert running(uid) == (["case.delivery"], [])[winner]


def test_one_accepts_while_the_applicant_withdraws(city: City) -> None:
    """Withdrawal is lawful before and after acceptance, so it always holds; acceptance only where it came first."""
    uids = copies(city.submitted(city.promised), ROUNDS)
    players = (accepting(uids, city.clerk), withdrawing(uids, city.resident))
    for uid, (accepted, withdrawn) in zip(uids, race(ROUNDS, *players), strict=True):
        assert withdrawn is None
        late = refusals([accepted])
        assert story(uid) == (["case.withdrawn"] if late else ["case.accepted", "case.withdrawn"])
        assert Case.objects.get(uid=uid).state == "withdrawn"
        assert CaseInstrument.objects.filter(case__uid=uid).count() == (0 if late else 1)
        assert running(uid) == []


def test_the_supplement_comes_as_it_lapses(city: City) -> None:
    """Worker and applicant at the last moment, and the worker twice: what came in time is not thrown away later."""
    first = city.submitted(city.promised)
    services.notify_supplement(case_uid=first, wanted={1: "看不清"}, actor=city.clerk)
    with clock.frozen(MORNING + dt.timedelta(hours=1)):
        city.hand_in(first, 1)
        uids = copies(first, ROUNDS)

        def lapse(number: int) -> object:
            return services.lapse_case(case_uid=uids[number], actor=SYSTEM)

        def supplement(number: int) -> object:
            return services.supplement_case(case_uid=uids[number], actor=city.resident)

        outcomes = race(ROUNDS, supplement, lapse, lapse)
    for uid, (supplemented, *lapsed) in zip(uids, outcomes, strict=True):
        assert lapsed == [None, None]
        late = bool(refusals([supplemented]))
        moved_once(uid, "withdrawn" if late else "submitted", 2)
        assert story(uid) == [("case.supplemented", "case.withdrawn")[late]]
        assert running(uid) == ([] if late else ["case.one_time_notice"])


def test_acceptance_by_law_meets_acceptance_by_a_clerk(city: City) -> None:
    uids = copies(city.submitted(city.promised), ROUNDS)
    with clock.frozen(MORNING + dt.timedelta(days=60)):

        def deem(number: int) -> object:
            return services.deem_accepted(case_uid=uids[number], actor=SYSTEM)

        outcomes = race(ROUNDS, accepting(uids, city.clerk), deem, deem)
    for uid, answers in zip(uids, outcomes, strict=True):
        refusals(answers)
        numbers = [answer for answer in answers if isinstance(answer, str) and answer]
        case = moved_once(uid, "accepted", 1)
        assert case.deemed
        assert [case.instruments.get().number] == numbers
        assert len(story(uid)) == 1


def test_submitting_pressed_three_times(city: City) -> None:
    uids = copies(city.draft(city.promised), ROUNDS)

    def submit(number: int) -> object:
        return services.submit_case(case_uid=uids[number], actor=city.resident)

    numbers = []
    for uid, answers in zip(uids, race(ROUNDS, submit, submit, submit), strict=True):
        case = moved_once(uid, "submitted", 0)
        assert case.case_no == answers[one_winner(answers)]
        assert story(uid) == ["case.submitted"]
        assert running(uid) == ["case.one_time_notice"]
        numbers.append(case.case_no)
    assert len(set(numbers)) == ROUNDS
    assert sorted(int(number[-4:]) for number in numbers) == list(range(1, ROUNDS + 1))


def test_a_material_changed_while_the_application_goes_in(city: City) -> None:
    """The page of materials in one tab, the button in the other: handed in before or refused, never after."""
    uids = copies(city.draft(city.promised), ROUNDS)

    def submit(number: int) -> object:
        return services.submit_case(case_uid=uids[number], actor=city.resident)

    def remove(number: int) -> object:
        return services.remove_material(case_uid=uids[number], order=1, actor=city.resident)

    for uid, answers in zip(uids, race(ROUNDS, submit, remove), strict=True):
        assert len(refusals(answers)) == 1, answers
        case = Case.objects.get(uid=uid)
        assert case.state == ("draft" if isinstance(answers[0], Exception) else "submitted")
        assert case.materials.count() == (1 if case.state == "draft" else 2)


def test_delivered_and_closed_once(city: City) -> None:
    rounds = ROUNDS // 2
    first = city.examined(city.promised)
    services.decide_case(case_uid=first, granted=True, actor=city.approver)
    ledger.drain()
    uids = copies(first, rounds)

    def deliver(number: int) -> object:
        return services.deliver_result(case_uid=uids[number], method=DeliveryMethod.WINDOW, actor=city.clerk)

    def close(number: int) -> object:
        return services.close_case(case_uid=uids[number], actor=city.clerk)

    for answers in race(rounds, deliver, deliver):
        one_winner(answers)
    for uid, answers in zip(uids, race(rounds, close, close, close), strict=True):
        one_winner(answers)
        assert story(uid) == ["case.delivered", "case.closed"]
    ledger.drain()
    assert sorted(RatingInvitation.objects.values_list("case_uid", flat=True)) == sorted(
        Case.objects.filter(uid__in=uids).values_list("uid", flat=True)
    )


def test_no_fact_without_its_case_and_none_twice(city: City) -> None:
    """All verbs that are open at all, thrown at the same cases by six people: the story stays one line."""
    rounds = 60
    uids = copies(city.submitted(city.promised), rounds)
    second = dataclasses.replace(city.approver, officer_id=city.clerk.officer_id)

    def refuse(number: int) -> object:
        return services.refuse_acceptance(case_uid=uids[number], reason="不属于本机关职权", actor=city.examiner)

    def examine(number: int) -> object:
        return services.examine_case(case_uid=uids[number], opinion="符合", actor=city.examiner)

    players = (
        accepting(uids, city.clerk),
        noticing(uids, city.examiner),
        refuse,
        examine,
        deciding(uids, second, granted=True),
        withdrawing(uids, city.resident),
    )
    for uid, answers in zip(uids, race(rounds, *players), strict=True):
        done = len(answers) - len(refusals(answers))
        assert done >= 1
        assert len(story(uid)) == done
        assert Case.objects.get(uid=uid).revision == 1 + done
        assert list(Fact.objects.filter(primary_id=uid).order_by("id").values_list("seq", flat=True)) == list(
            range(1, done + 1)
        )


def test_a_paper_that_is_slow_to_draw_holds_up_no_clerk(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker that draws papers gives way to everybody; its transaction must not keep the case meanwhile."""
    uid, draw = city.submitted(city.promised), documents.issue_document
    answers: list[object] = []

    def accept(number: int) -> object:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '10s'")
        return services.accept_case(case_uid=uid, actor=city.clerk)

    def slowly(**given: Any) -> object:
        answers.extend(race(1, accept)[0])
        return draw(**given)

    monkeypatch.setattr(documents, "issue_document", slowly)
    assert services.make_instrument(instrument_id=CaseInstrument.objects.get(case__uid=uid).pk, actor=SYSTEM) > 0
    assert [type(answer) for answer in answers] == [str], answers
    moved_once(uid, "accepted", 1)
