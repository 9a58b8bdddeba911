"""The same moment, over and over: players in threads with connections of their own, and cases by the hundred.

Building a case takes its whole road, so a race of two hundred rounds copies one case instead: the rows that verbs
read and lock are copied, the story in the ledger begins with the race.
"""

from __future__ import annotations

import random
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeAlias

from django.db import connection

from tongban.cases.models import Case, CaseMaterial
from tongban.cases.states import CASE_LIFECYCLE
from tongban.duties.models import Duty
from tongban.duties.states import RUNNING
from tongban.kernel.errors import DomainError
from tongban.ledger.models import Fact

Player: TypeAlias = Callable[[int], object]
PATIENT = 120
"""Seconds a player waits for the others before the test fails instead of standing still for ever."""
HEAD_START = 0.004
"""Seconds one player may be ahead of another: about as long as a verb takes, so that every meeting point occurs."""


def race(rounds: int, *players: Player, seed: int = 3) -> list[tuple[object, ...]]:
    """Let all players act on the same round at the same moment; per round their answers, or what they raised."""
    gate = threading.Barrier(len(players), timeout=PATIENT)

    def play(place: int) -> list[object]:
        start, answers = random.Random(f"{seed}/{place}"), list[object]()
        try:
            for number in range(rounds):
                gate.wait()
                time.sleep(start.choice((0, 0, start.random() * HEAD_START)))
                try:
                    answers.append(players[place](number))
                except Exception as error:
                    answers.append(error)
        finally:
            connection.close()
        return answers

    contexts = [copy_context() for _ in players]
    with ThreadPoolExecutor(len(players)) as pool:
        columns = list(pool.map(lambda place: contexts[place].run(play, place), range(len(players))))
    return list(zip(*columns, strict=True))


def copies(uid: str, count: int) -> list[str]:
    """Uids of so many cases like this one, with its materials and what is owed on it."""
    original = Case.objects.get(uid=uid)
    materials, duties = list(original.materials.all()), list(_duties(uid))
    made: list[Case] = []
    for number in range(count):
        changed = {
            "uid": uuid.UUID(int=random.Random(f"{uid}/{number}").getrandbits(128), version=4),
            "case_no": f"{original.case_no}{number:05d}" if original.case_no else "",
        }
        made.append(Case(**{**_values(original), **changed}))
    Case.objects.bulk_create(made)
    CaseMaterial.objects.bulk_create(
        CaseMaterial(**{**_values(paper), "case_id": case.pk}) for case in made for paper in materials
    )
    Duty.objects.bulk_create(
        Duty(**{**_values(duty), "subject_id": str(case.uid), "dedupe_key": None}) for case in made for duty in duties
    )
    return [str(case.uid) for case in made]


def _values(row: Case | CaseMaterial | Duty) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}


def _duties(uid: str) -> list[Duty]:
    return list(Duty.objects.filter(subject_type="case", subject_id=uid))


def running(uid: str) -> list[str]:
    """Kinds of what is still owed on a case."""
    rows = Duty.objects.filter(subject_type="case", subject_id=uid, state__in=RUNNING)
    return sorted(rows.values_list("kind", flat=True))


def story(uid: str) -> list[str]:
    """Kinds of the facts of a case, in order."""
    return list(Fact.objects.filter(primary_type="case", primary_id=uid).order_by("seq").values_list("kind", flat=True))


def refusals(answers: Sequence[object]) -> list[DomainError]:
    """The refusals among the answers; anything else that was raised is a fault, and so is a refusal without words."""
    for answer in answers:
        if isinstance(answer, BaseException) and not isinstance(answer, DomainError):
            raise AssertionError(f"a fault instead of a refusal: {answer!r}") from answer
    found = [answer for answer in answers if isinstance(answer, DomainError)]
    for refusal in found:
        told(refusal.sentence, refusal.advice)
    return found


def told(*sentences: str) -> None:
    """Each is a whole Chinese sentence."""
    for sentence in sentences:
        assert sentence.endswith("。"), sentence
        assert "\u4e00" <= sentence[0] <= "\u9fff", sentence


def one_winner(answers: Sequence[object]) -> int:
    """The place of the only one who succeeded; the others were told that the case has moved on (409)."""
    lost = refusals(answers)
    assert len(lost) == len(answers) - 1, answers
    assert {refusal.status for refusal in lost} == {409}, lost
    return next(place for place, answer in enumerate(answers) if not isinstance(answer, DomainError))


def moved_once(uid: str, state: str, start: int) -> Case:
    """The case as it stands: in this state, one revision further than where the race began."""
    case = Case.objects.get(uid=uid)
    assert case.state == state, CASE_LIFECYCLE.labels[case.state]
    assert case.revision == start + 1
    return case
