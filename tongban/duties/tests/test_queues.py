"""Queues: scope, order, pages, lamps."""

from __future__ import annotations

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from tongban.duties import selectors, services
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.kernel.errors import InvalidInput, PermissionDenied
from tongban.ledger.facts import ObjectRef
from tongban.reference import services as reference

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
NOW = clock.at(dt.date(2026, 3, 2), dt.time(10))


def viewer(*departments: int, regions: frozenset[str] = frozenset()) -> Actor:
    return Actor(
        account_id=1,
        officer_id=1,
        department_ids=frozenset(departments),
        region_codes=regions,
        permissions=frozenset({"duties.view"}),
    )


def owe(number: int, days: int, *, department_id: int | None = 7, region_code: str = "") -> None:
    services.open_duty(
        kind="case.promise",
        subject=ObjectRef("case", str(number)),
        department_id=department_id,
        region_code=region_code,
        starts_at=NOW,
        limit=Limit(days, LimitUnit.WORKING_DAY),
        actor=SYSTEM,
    )


def subjects(page: selectors.DutyPage) -> list[str]:
    return [duty.subject.id for duty in page.rows]


def test_only_the_viewers_departments() -> None:
    with clock.frozen(NOW):
        owe(1, 5, department_id=7)
        owe(2, 5, department_id=8)
        assert subjects(selectors.duties(viewer=viewer(7))) == ["1"]
        assert subjects(selectors.duties(viewer=viewer(7, 8))) == ["1", "2"]
        assert subjects(selectors.duties(viewer=viewer(7, 8), department_ids=[8])) == ["2"]
        assert subjects(selectors.duties(viewer=viewer(7), department_ids=[8])) == []
        assert subjects(selectors.duties(viewer=viewer())) == []
        assert subjects(selectors.duties(viewer=SYSTEM)) == ["1", "2"]
        assert selectors.lamp_counts(viewer=viewer(8)) == {"red": 0, "yellow": 0, "green": 1, "grey": 0}
        with pytest.raises(PermissionDenied):
            selectors.duties(viewer=Actor(account_id=1, department_ids=frozenset({7})))


def test_what_no_department_owes_is_seen_by_its_region_and_those_above() -> None:
    reference.register_region(code="41", name="河南省", level=1, actor=SYSTEM)
    reference.register_region(code="4105", name="安阳市", level=2, parent_code="41", actor=SYSTEM)
    reference.register_region(code="410502", name="文峰区", level=3, parent_code="4105", actor=SYSTEM)
    with clock.frozen(NOW):
        owe(1, 5, department_id=None, region_code="410502")
        owe(2, 5, department_id=8, region_code="410502")
        assert subjects(selectors.duties(viewer=viewer(7, regions=frozenset({"410500"})))) == ["1"]
        assert subjects(selectors.duties(viewer=viewer(7, regions=frozenset({"410600"})))) == []


def test_pages_by_due_date_without_gaps_or_repeats() -> None:
    with clock.frozen(NOW):
        for number, days in enumerate([5, 1, 3, 3, 3, 9, 1]):
            owe(number, days)
        seen: list[str] = []
        cursor, pages = "", 0
        while True:
            page = selectors.duties(viewer=viewer(7), size=2, cursor=cursor)
            seen += subjects(page)
            cursor, pages = page.next_cursor, pages + 1
            if not cursor:
                break
    assert seen == ["1", "6", "2", "3", "4", "0", "5"]
    assert pages == 4


def test_states_lamps_and_bad_words() -> None:
    with clock.frozen(NOW):
        for number, days in enumerate([1, 2, 20]):
            owe(number, days)
        services.pause_duties(
            subject=ObjectRef("case", "2"), reason="hearing", document_no="1", since=NOW, actor=SYSTEM
        )
        services.discharge_duty(subject=ObjectRef("case", "0"), kind="case.promise", at=NOW, actor=SYSTEM)
        owe(3, 1)
    with clock.frozen(NOW + dt.timedelta(days=2)):
        assert subjects(selectors.duties(viewer=viewer(7), lamp="red")) == ["3"]
        assert subjects(selectors.duties(viewer=viewer(7), lamp="yellow")) == ["1"]
        assert subjects(selectors.duties(viewer=viewer(7), lamp="green")) == []
        assert subjects(selectors.duties(viewer=viewer(7), state="paused")) == ["2"]
        assert subjects(selectors.duties(viewer=viewer(7), state="discharged")) == ["0"]
        assert subjects(selectors.duties(viewer=viewer(7), subject=ObjectRef("case", "1"))) == ["1"]
        assert subjects(selectors.duties(viewer=viewer(7), kinds=["other"])) == []
        assert selectors.lamp_counts(viewer=viewer(7)) == {"red": 1, "yellow": 1, "green": 0, "grey": 1}
        with pytest.raises(InvalidInput, match="lost"):
            selectors.duties(viewer=viewer(7), state="lost")
        with pytest.raises(InvalidInput, match="灯色"):
            selectors.duties(viewer=viewer(7), lamp="blue")
        for cursor in ("x", "bnVsbA", "WzEsMl0"):
            with pytest.raises(InvalidInput, match="翻页"):
                selectors.duties(viewer=viewer(7), cursor=cursor)


def test_the_most_urgent_duty_of_each_object() -> None:
    with clock.frozen(NOW):
        owe(1, 20)
        owe(1, 5)
        owe(2, 3)
        found = selectors.most_urgent([ObjectRef("case", "1"), ObjectRef("case", "2"), ObjectRef("case", "3")])
    assert {number: duty.limit for number, duty in found.items()} == {
        "1": Limit(5, LimitUnit.WORKING_DAY),
        "2": Limit(3, LimitUnit.WORKING_DAY),
    }
    assert selectors.most_urgent([]) == {}


def test_a_paused_duty_comes_last_and_shows_its_pauses() -> None:
    one = ObjectRef("case", "1")
    with clock.frozen(NOW):
        owe(1, 5)
        services.pause_duties(subject=one, reason="hearing", document_no="听证〔2026〕1号", since=NOW, actor=SYSTEM)
        (paused,) = selectors.most_urgent([one]).values()
        assert (paused.state, paused.words, paused.lamp) == ("paused", "暂停计时", "grey")
        assert [(pause.document_no, pause.since, pause.until) for pause in paused.pauses] == [
            ("听证〔2026〕1号", NOW, None)
        ]
        assert selectors.duties_of(one) == (paused,)
        owe(1, 20)
        assert selectors.most_urgent([one])["1"].limit == Limit(20, LimitUnit.WORKING_DAY)


def test_yellow_is_counted_whether_the_sweep_has_been_there_or_not() -> None:
    with clock.frozen(NOW):
        for number, days in enumerate([1, 2, 2, 20]):
            owe(number, days)
    with clock.frozen(NOW + dt.timedelta(days=2)):
        yellow = {"red": 1, "yellow": 2, "green": 1, "grey": 0}
        assert selectors.lamp_counts(viewer=viewer(7)) == yellow
        assert subjects(selectors.duties(viewer=viewer(7), lamp="yellow")) == ["1", "2"]
        assert services.look_again(clock.now(), actor=SYSTEM) == services.LookReport(2, 1)
        assert selectors.lamp_counts(viewer=viewer(7)) == yellow
        assert selectors.lamp_counts(viewer=SYSTEM, department_ids=[7, 8]) == yellow
        assert subjects(selectors.duties(viewer=SYSTEM, lamp="yellow")) == ["1", "2"]
        owe(4, 2)
        assert selectors.lamp_counts(viewer=viewer(7)) == {**yellow, "yellow": 3}


def test_a_queue_costs_four_queries(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with clock.frozen(NOW):
        for number in range(30):
            owe(number, 5)
        with django_assert_max_num_queries(4):
            assert len(selectors.duties(viewer=viewer(7)).rows) == 30
