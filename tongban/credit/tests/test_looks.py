"""Who sees what: the party everything, departments their own and what they may use, the public organisations only."""

from __future__ import annotations

import datetime as dt

import pytest

from tongban.credit import selectors, services
from tongban.credit.tests.conftest import CITIZEN_NO, OTHER, SYSTEM, TEXT, USCC, City, later, proof
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound, PermissionDenied
from tongban.ledger import services as ledger
from tongban.ledger.facts import FactView, ObjectRef
from tongban.ledger.selectors import facts, timeline
from tongban.parties import selectors as parties
from tongban.parties import services as party_verbs
from tongban.parties.errors import PurposeMissing


def test_a_party_sees_its_whole_file_and_that_of_whom_it_represents(city: City) -> None:
    mine, ours = city.record(), city.in_force(party_id=city.enterprise_id)
    own, company = selectors.mine(viewer=city.resident())
    assert [one.uid for one in own.records] == [mine.uid]
    assert (own.name, company.name) == ("", "同安小满餐饮管理有限公司")
    assert [one.uid for one in company.records] == [ours.uid]
    assert (own.standing.level, company.standing.level) == ("plain", "restricted")
    assert selectors.file_of(city.enterprise_id, viewer=city.resident())[0].text == TEXT
    with pytest.raises(NotFound):
        selectors.file_of(city.enterprise_id, viewer=city.resident(city.other_person_id))
    assert [one.uid for one in selectors.file_of(city.person_id, viewer=city.recorder)] == [mine.uid]
    assert selectors.file_of(city.person_id, viewer=city.outsider) == []
    with pytest.raises(NotFound):
        selectors.file_of(city.person_id, viewer=city.clerk)
    assert selectors.mine(viewer=city.recorder) == []
    assert selectors.mine(viewer=Actor()) == []


def test_a_mandate_for_other_things_opens_no_file(city: City) -> None:
    def given(*scope: str) -> None:
        until = clock.today() + dt.timedelta(days=30)
        party_verbs.grant_mandate(
            principal_id=city.enterprise_id, agent_id=city.other_person_id, valid_to=until, scope=scope, actor=SYSTEM
        )

    city.in_force(party_id=city.enterprise_id)
    agent = city.resident(city.other_person_id)
    given("licences.fetch")
    with pytest.raises(NotFound):
        selectors.file_of(city.enterprise_id, viewer=agent)
    given()
    assert selectors.file_of(city.enterprise_id, viewer=agent)


def test_another_persons_record_does_not_exist(city: City) -> None:
    view = city.in_force()
    for viewer in (city.resident(city.other_person_id), city.outsider, city.clerk, Actor()):
        with pytest.raises(NotFound):
            selectors.record(view.uid, viewer=viewer)
        with pytest.raises(NotFound):
            services.open_record(record_uid=view.uid, actor=viewer)
        with pytest.raises(NotFound):
            selectors.story(view, viewer=viewer)
    with pytest.raises(NotFound):
        selectors.record("00000000-0000-4000-8000-000000000000", viewer=city.recorder)


def test_departments_list_their_own(city: City) -> None:
    ours = city.record()
    theirs = city.record(
        department_id=city.other_department_id, actor=city.officer(9, "approver", elsewhere=True), about=OTHER
    )
    assert [one.uid for one in selectors.records(viewer=city.recorder).rows] == [ours.uid]
    assert [one.uid for one in selectors.records(viewer=city.outsider).rows] == [theirs.uid]
    assert len(selectors.records(viewer=city.bureau).rows) == 2
    assert selectors.open_counts(viewer=city.recorder)["check"] == 1
    assert selectors.open_counts(viewer=city.bureau)["check"] == 2
    assert not selectors.records(viewer=city.bureau, tab="repair").rows
    page = selectors.records(viewer=city.bureau, limit=1)
    assert [one.uid for one in page.rows] == [theirs.uid]
    assert [one.uid for one in selectors.records(viewer=city.bureau, cursor=page.cursor).rows] == [ours.uid]
    for viewer in (city.clerk, city.resident()):
        with pytest.raises(PermissionDenied):
            selectors.records(viewer=viewer)


def test_an_officers_look_is_a_fact_the_party_reads(city: City) -> None:
    view = city.record()
    with clock.frozen(later(hours=1)):
        assert services.open_record(record_uid=view.uid, actor=city.checker).text == TEXT
    assert services.open_record(record_uid=view.uid, actor=city.resident()).uid == view.uid
    story = selectors.story(view, viewer=city.resident())
    (look,) = story.looks
    assert (look.department, look.at) == ("同安市卫生健康委员会", later(hours=1))
    assert [one.text for one in story.events] == ["报送信用信息"]


def test_a_file_is_opened_for_a_purpose_and_the_party_reads_it(city: City) -> None:
    elsewhere = city.officer(9, "approver", elsewhere=True)
    counting = city.in_force()
    city.record(kind="other_breach", about=OTHER)  # not checked yet: none of their business
    with pytest.raises(PurposeMissing):
        services.open_file(party_id=city.person_id, purpose=" ", actor=elsewhere)
    for actor in (city.clerk, city.resident(), Actor()):
        with pytest.raises(PermissionDenied):
            services.open_file(party_id=city.person_id, purpose="审查许可", actor=actor)
    with pytest.raises(NotFound):
        services.open_file(party_id=987654, purpose="审查许可", actor=elsewhere)
    file = services.open_file(party_id=city.person_id, purpose="审查许可", actor=elsewhere)
    assert [one.uid for one in file.records] == [counting.uid]
    assert file.standing.level == "restricted"
    look = parties.looks_at_me(city.resident())[0]
    assert (look.purpose, look.department_id) == ("查看信用信息：审查许可", city.other_department_id)
    own = services.open_file(party_id=city.person_id, purpose="审查许可", actor=city.recorder)
    assert len(own.records) == 2


def test_the_public_sees_organisations_whose_records_count(city: City) -> None:
    person, company = city.in_force(), city.in_force(party_id=city.enterprise_id, kind="commitment_broken")
    trader = city.in_force(party_id=city.sole_trader_id)
    city.record(party_id=city.enterprise_id, kind="other_breach", about=OTHER)
    (shown,) = selectors.published().rows
    assert (shown.number, shown.party_name, shown.uscc) == (company.number, "同安小满餐饮管理有限公司", USCC)
    assert (company.public, person.public, trader.public) == (True, False, False)
    for text in (USCC, USCC.lower(), "小满餐饮"):
        assert len(selectors.published(text=text).rows) == 1
    for text in ("赵小满", "小满理发店", "小", "没有这家", "%", "\x00"):
        assert all(row.number == company.number for row in selectors.published(text=text).rows)
    assert not selectors.published(text="赵小满").rows
    assert not selectors.published(text="小").rows


def test_the_mark_the_end_and_repair_show_in_public(city: City) -> None:
    view = city.objected(city.in_force(party_id=city.enterprise_id))
    assert selectors.published().rows[0].contested
    services.answer_objection(record_uid=view.uid, outcome="upheld", answer="属实。", actor=city.checker)
    assert not selectors.published().rows[0].contested
    with clock.frozen(later(days=366)):
        assert not selectors.published().rows
    city.repair_asked(view)
    services.decide_repair(record_uid=view.uid, granted=True, answer="验收合格。", actor=city.checker)
    assert not selectors.published().rows


def test_pages_of_published_records_join(city: City) -> None:
    for number in range(3):
        city.in_force(party_id=city.enterprise_id, about=ObjectRef("case", f"c-{number}"))
    first = selectors.published(limit=2)
    rest = selectors.published(limit=2, cursor=first.cursor)
    assert len({one.number for one in (*first.rows, *rest.rows)}) == 3
    assert not rest.cursor


def test_no_fact_holds_words_names_or_numbers_of_the_party(city: City) -> None:
    me = city.resident()
    view = city.record(serious=True)
    services.state_defence(record_uid=view.uid, text="我说的话。", evidence=[proof(me)], actor=me)
    services.weigh_defence(record_uid=view.uid, heeded=False, reason="他说的话。", actor=city.checker)
    services.confirm_record(record_uid=view.uid, note="核查的话。", actor=city.checker)
    city.objected(view)
    services.answer_objection(
        record_uid=view.uid, outcome="corrected", answer="答复的话。", corrected_text="更正的话。", actor=city.checker
    )
    city.repair_asked(view)
    services.decide_repair(record_uid=view.uid, granted=True, answer="修复的话。", actor=city.checker)
    services.open_record(record_uid=view.uid, actor=city.checker)
    ledger.drain(raising=True)
    told: list[FactView] = []
    cursor = ""
    while True:
        page = facts(viewer=SYSTEM, cursor=cursor, limit=200)
        told += page.facts
        cursor = page.next_cursor
        if not cursor:
            break
    ours = [one for one in told if one.kind.startswith("credit.")]
    assert len(ours) >= 9
    spoken = str([dict(one.data) for one in told])
    for word in (CITIZEN_NO, "13800000011", "赵小满", TEXT, "的话"):
        assert word not in spoken
    assert len(timeline(ObjectRef("credit_record", view.uid))) >= len(ours)
