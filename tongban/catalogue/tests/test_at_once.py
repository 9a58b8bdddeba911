"""Two hands on the same version or item: real threads, real connections, committed rows."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from django.db import connection

from tongban.catalogue import selectors, services
from tongban.catalogue.models import ItemVersion
from tongban.catalogue.selectors import EntryView, ItemView
from tongban.catalogue.services import Grounds, NewItem
from tongban.catalogue.tests.conftest import SYSTEM, guide, publish
from tongban.kernel import clock
from tongban.kernel.errors import DomainError
from tongban.ledger.models import Fact

pytestmark = pytest.mark.django_db(transaction=True)


def together(works: list[Callable[[], object]]) -> list[object]:
    """Start all at the same moment; their answers, or what they raised."""
    gate, answers = threading.Barrier(len(works), timeout=120), [object()] * len(works)

    def run(place: int, work: Callable[[], object]) -> None:
        try:
            gate.wait()
            answers[place] = work()
        except Exception as error:
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def refused(answers: list[object]) -> list[object]:
    wrong = [one for one in answers if isinstance(one, Exception) and not isinstance(one, DomainError)]
    assert not wrong, wrong
    return [one for one in answers if isinstance(one, DomainError)]


def reviewed(item: ItemView) -> int:
    draft = services.draft_version(item_id=item.id, content=guide(), actor=SYSTEM)
    services.submit_for_review(version_id=draft.id, actor=SYSTEM)
    return draft.id


def test_two_publishers_publish_once(item: ItemView) -> None:
    for number in range(1, 6):
        version_id = reviewed(item)
        answers = together([lambda v=version_id: services.publish_version(version_id=v, actor=SYSTEM)] * 4)  # type: ignore[misc]  # default binds
        assert len(refused(answers)) == 3
        assert selectors.current_version(item.id).number == number
    assert Fact.objects.filter(kind="catalogue.version_published").count() == 5


def test_a_planned_version_comes_out_once_and_a_withdrawal_is_whole(item: ItemView) -> None:
    today = clock.today()
    for number in range(1, 5):
        # The ledger's time runs one way: every round is two days after the one before.
        day = today + dt.timedelta(days=2 * number)
        with clock.frozen(clock.at(day) - dt.timedelta(hours=12)):
            version_id = reviewed(item)
            services.schedule_version(version_id=version_id, effective_on=day, actor=SYSTEM)

        def sweep(on: dt.date = day) -> object:
            with clock.frozen(clock.at(on)):
                return services.take_effect(actor=SYSTEM)

        def withdraw(on: dt.date = day, v: int = version_id) -> object:
            with clock.frozen(clock.at(on)):
                return services.withdraw_schedule(version_id=v, reason="推迟", actor=SYSTEM)

        *reports, withdrawn = together([sweep, sweep, withdraw])
        assert not refused(reports)
        published = sum(one.published for one in reports if isinstance(one, services.DayReport))
        assert published == len(refused([withdrawn]))
        state = ItemVersion.objects.get(pk=version_id).state
        assert state == ("published" if published else "in_review")
        if not published:
            with clock.frozen(clock.at(day)):
                services.discard_version(version_id=version_id, actor=SYSTEM)


def test_the_last_of_two_parts_retires_the_whole_whichever_it_is(item: ItemView, entry: EntryView) -> None:
    publish(item.id, guide())
    whole = item
    for round_ in range(3):
        parts = [NewItem(f"{item.task_code}{round_}{n}", f"第{round_}轮之{n}") for n in (1, 2)]
        made = services.split_item(item_id=whole.id, parts=parts, grounds=Grounds("拆分"), actor=SYSTEM)
        drafts = [selectors.versions_of(one.id, viewer=SYSTEM)[0].id for one in made]
        for version_id in drafts:
            services.submit_for_review(version_id=version_id, actor=SYSTEM)
        answers = together(
            [lambda v=v: services.publish_version(version_id=v, actor=SYSTEM) for v in drafts]  # type: ignore[misc]  # default binds
        )
        assert not refused(answers)
        assert selectors.item(whole.id).state == "abolished"
        assert not selectors.act_register(viewer=SYSTEM, pending_only=True).rows
        whole = made[0]


def test_an_item_is_split_and_abolished_at_once(item: ItemView) -> None:
    publish(item.id, guide())
    parts = [NewItem(f"{item.task_code}0{n}", f"之{n}") for n in (1, 2)]
    answers = together(
        [
            lambda: services.split_item(item_id=item.id, parts=parts, grounds=Grounds("拆分"), actor=SYSTEM),
            lambda: services.abolish_item(item_id=item.id, reason="取消", actor=SYSTEM),
        ]
    )
    assert len(refused(answers)) == 1
    split = not isinstance(answers[0], DomainError)
    assert selectors.item(item.id).state == ("in_use" if split else "abolished")
    assert len(selectors.successors(item.id)) == (2 if split else 0)
