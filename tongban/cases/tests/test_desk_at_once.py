"""Two officers at the same moment: one conversation, one batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextvars import copy_context
from uuid import uuid4

import pytest

from tongban.cases import selectors, services
from tongban.cases.errors.talk import TalkMovedOn
from tongban.cases.models import CaseMessage
from tongban.cases.services import Wish
from tongban.cases.tests.conftest import MORNING, SYSTEM, City, build
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.ledger.models import Fact
from tongban.ledger.tests.threads import at_once
from tongban.reference import services as reference


@pytest.fixture
def committed(transactional_db: None) -> Iterator[City]:
    """The test city in committed rows, for real connections."""
    with clock.frozen(MORNING):
        reference.load_reference_data(actor=SYSTEM)
        yield build()


def together(*calls: Callable[[], object]) -> list[object]:
    """All at once; each thread takes a copy of the standing clock along."""
    contexts = [copy_context() for _ in calls]
    return at_once([lambda c=c, call=call: c.run(call) for c, call in zip(contexts, calls, strict=True)])  # type: ignore[misc]


def test_of_two_clerks_who_answer_at_once_one_is_heard(committed: City) -> None:
    uid = committed.submitted(committed.promised)

    def answer(actor: Actor, text: str) -> Callable[[], object]:
        return lambda: services.write_message(case_uid=uid, text=text, actor=actor, after=0)

    mine, theirs = answer(committed.clerk, "我来答复"), answer(committed.examiner, "由我答复")
    found = together(mine, theirs, mine, theirs)
    assert CaseMessage.objects.count() == 1
    assert {type(one) for one in found} == {int, TalkMovedOn}
    assert sum(isinstance(one, int) for one in found) == 2


def test_a_page_sent_twice_at_once_is_one_batch(committed: City) -> None:
    uids = [committed.accepted(committed.promised) for _ in range(3)]
    plan = selectors.batch_plan(act="examine", case_uids=uids, viewer=committed.examiner)
    wishes, name = [Wish(line.case_uid, str(line.revision)) for line in plan.open], uuid4()

    def press() -> bool:
        return services.act_in_batch(
            uid=name, act="examine", wishes=wishes, text="符合条件。", actor=committed.examiner
        )

    assert sorted(map(bool, together(press, press, press))) == [False, False, True]
    assert selectors.batch(name, viewer=committed.examiner).done == 3
    assert Fact.objects.filter(kind="case.examined").count() == 3


def test_of_two_officers_with_the_same_cases_each_case_has_one(committed: City) -> None:
    uids = [committed.accepted(committed.promised) for _ in range(4)]

    def press(actor: Actor, order: list[str]) -> Callable[[], object]:
        plan, name = selectors.batch_plan(act="examine", case_uids=order, viewer=actor), uuid4()
        wishes = [Wish(line.case_uid, str(line.revision)) for line in plan.open]

        def whole() -> int:
            services.act_in_batch(uid=name, act="examine", wishes=wishes, text="符合条件。", actor=actor)
            return selectors.batch(name, viewer=actor).done

        return whole

    found = together(press(committed.examiner, uids), press(committed.approver, uids[::-1]))
    assert sum(one for one in found if isinstance(one, int)) == 4
    assert Fact.objects.filter(kind="case.examined").count() == 4
