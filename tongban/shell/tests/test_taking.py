"""Fifty officers take from one queue over connections of their own: no step is taken twice, none is left lying."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace

import pytest
from django.db import connection

from tongban.access.tests.actors import officer
from tongban.cases import services
from tongban.cases.errors.steps import NothingWaits
from tongban.cases.models import Case, CaseStep
from tongban.cases.services import TakenStep
from tongban.cases.tests.conftest import MORNING, SYSTEM, City, build
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.reference import services as reference
from tongban.shell.tests.races import Player, copies, one_winner, race

pytestmark = pytest.mark.django_db(transaction=True)
TAKERS, WAITING = 50, 120
PATIENT = 120


@pytest.fixture
def city() -> Iterator[City]:
    with clock.frozen(MORNING):
        reference.load_reference_data(actor=SYSTEM)
        yield build()


def queued(city: City, number: int) -> list[int]:
    """So many cases whose examination waits to be taken; the ids of their steps."""
    first = city.accepted(city.promised)
    original = CaseStep.objects.get(case__uid=first)
    values = {
        field.attname: getattr(original, field.attname)
        for field in CaseStep._meta.concrete_fields
        if not field.primary_key
    }
    cases = Case.objects.filter(uid__in=copies(first, number - 1)).values_list("pk", flat=True)
    CaseStep.objects.bulk_create(CaseStep(**{**values, "case_id": pk}) for pk in cases)
    return list(CaseStep.objects.values_list("pk", flat=True))


def officers(city: City) -> list[Actor]:
    return [officer(city.department_id, f"T{place:03d}", "approver") for place in range(TAKERS)]


def take_until_empty(department_id: int, actor: Actor, gate: threading.Barrier) -> list[TakenStep]:
    """One officer with a connection of the own, who takes until nothing waits."""
    found: list[TakenStep] = []
    try:
        gate.wait()
        while True:
            try:
                found.append(services.take_next(department_id=department_id, actor=actor))
            except NothingWaits:
                return found
    finally:
        connection.close()


def test_fifty_officers_empty_one_queue(city: City) -> None:
    waiting, takers = queued(city, WAITING), officers(city)
    gate = threading.Barrier(TAKERS, timeout=PATIENT)
    contexts = [copy_context() for _ in takers]
    with ThreadPoolExecutor(TAKERS) as pool:
        answers = list(
            pool.map(
                lambda place: contexts[place].run(take_until_empty, city.department_id, takers[place], gate),
                range(TAKERS),
            )
        )
    taken = [one.step_id for found in answers for one in found]
    assert len(taken) == len(set(taken)), "a step was taken twice"
    assert sorted(taken) == sorted(waiting), "a step was left lying"
    held = dict(CaseStep.objects.values_list("pk", "holder_id"))
    told = {one.step_id: taker.officer_id for taker, found in zip(takers, answers, strict=True) for one in found}
    assert held == told


def test_two_officers_choose_the_same_step(city: City) -> None:
    rounds = 40
    steps = queued(city, rounds)
    uids = dict(CaseStep.objects.values_list("pk", "case__uid"))

    def take(actor: Actor) -> Player:
        return lambda number: services.take_step(case_uid=uids[steps[number]], step_id=steps[number], actor=actor)

    players = (take(city.examiner), take(city.approver))
    for step, answers in zip(steps, race(rounds, *players), strict=True):
        winner = one_winner(answers)
        assert CaseStep.objects.get(pk=step).holder_id == (city.examiner, city.approver)[winner].officer_id


def test_two_hands_at_the_same_moment_are_two_people(city: City) -> None:
    """The same officer twice and another one: three signatures are tried, two count, the step is done once."""
    rounds = 40
    steps = queued(city, rounds)
    CaseStep.objects.update(hands=2)
    uids = dict(CaseStep.objects.values_list("pk", "case__uid"))
    again = replace(city.examiner)

    def sign(actor: Actor) -> Player:
        return lambda number: services.finish_step(
            case_uid=uids[steps[number]], step_id=steps[number], opinion="符合", actor=actor
        )

    players = (sign(city.examiner), sign(again), sign(city.approver))
    for step, answers in zip(steps, race(rounds, *players), strict=True):
        done = [answer for answer in answers if isinstance(answer, bool)]
        assert sorted(done) == [False, True], answers
        row = CaseStep.objects.get(pk=step)
        assert (row.state, row.signed.count()) == ("done", 2)
        assert row.case.state == "examined"
