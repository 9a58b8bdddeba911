"""Before a serious record the party is told in writing and heard (河南省社会信用条例 28)."""

from __future__ import annotations

import datetime as dt

import pytest

from tongban.credit import selectors, services
from tongban.credit.errors import TwoSeatsOnCredit
from tongban.credit.facts import record_ref
from tongban.credit.models import CreditPaper, CreditPlea
from tongban.credit.reactions import seal_papers, when_overdue
from tongban.credit.tests.conftest import SYSTEM, City, later, proof, sweep
from tongban.documents.services import verify_pdf
from tongban.duties.selectors import duties_of
from tongban.kernel import clock
from tongban.kernel.errors import MoveNotAllowed, NotFound, PermissionDenied
from tongban.ledger import services as ledger
from tongban.ledger.selectors import timeline
from tongban.notices import selectors as notices


def test_notice_comes_first_in_writing_with_time_to_speak(city: City) -> None:
    view = city.record(serious=True)
    assert view.state == "noticed"
    assert view.heard_until == dt.date(2026, 12, 1)
    (duty,) = duties_of(record_ref(view.uid))
    assert (duty.kind, duty.department_id) == ("credit.defence", None)
    assert "2026年12月1日" in notices.inbox(city.resident()).rows[0].body
    ledger.drain(raising=True)
    paper = selectors.record(view.uid, viewer=city.resident()).papers[0]
    assert (paper.label, paper.number) == ("拟列入失信联合惩戒对象名单告知书", "同卫健〔2026〕信告字第1号")
    file = services.credit_paper(record_uid=view.uid, paper_id=paper.id, actor=city.resident())
    assert verify_pdf(file.content).genuine
    with pytest.raises(MoveNotAllowed):
        services.confirm_record(record_uid=view.uid, actor=city.checker)


def test_what_the_party_says_is_weighed_by_somebody_else(city: City) -> None:
    view = city.record(serious=True, actor=city.checker)
    me = city.resident()
    found = services.state_defence(record_uid=view.uid, text="场所没有变过。", evidence=[proof(me)], actor=me)
    assert found.state == "defended"
    assert [duty.state for duty in duties_of(record_ref(view.uid))] == ["discharged"]
    with pytest.raises(TwoSeatsOnCredit):
        services.weigh_defence(record_uid=view.uid, heeded=False, reason="不成立。", actor=city.checker)
    found = services.weigh_defence(record_uid=view.uid, heeded=False, reason="现场照片与此不符。", actor=city.bureau)
    assert found.state == "proposed"
    assert notices.inbox(me).rows[0].title == "陈述申辩有了结果：没有采纳，送核查"
    with clock.frozen(later(hours=1)):
        found = services.confirm_record(record_uid=view.uid, actor=city.bureau)
    assert (found.state, found.public_until) == ("in_force", dt.date(2029, 11, 24))
    plea = selectors.record(view.uid, viewer=me).pleas[0]
    assert (plea.kind, plea.outcome, plea.answer) == ("defence", "unheeded", "现场照片与此不符。")
    assert selectors.plea_file(view.uid, plea.evidence[0].digest, viewer=me)[0] == "验收意见.pdf"
    with pytest.raises(NotFound):
        selectors.plea_file(view.uid, plea.evidence[0].digest, viewer=city.resident(city.other_person_id))
    with pytest.raises(NotFound):
        selectors.plea_file(view.uid, "0" * 64, viewer=me)


def test_heeded_nothing_is_recorded(city: City) -> None:
    view = city.record(serious=True)
    services.state_defence(record_uid=view.uid, text="认错了人。", actor=city.resident())
    found = services.weigh_defence(record_uid=view.uid, heeded=True, reason="核实确非当事人。", actor=city.checker)
    assert (found.state, found.counts) == ("dropped", False)
    assert selectors.commitment_bar(city.person_id) is None


def test_only_the_party_speaks_and_only_in_its_time(city: City) -> None:
    view = city.record(serious=True)
    for stranger in (city.resident(city.other_person_id), city.checker, city.clerk):
        with pytest.raises(NotFound):
            services.state_defence(record_uid=view.uid, text="不对。", actor=stranger)
    services.end_hearing(record_uid=view.uid, actor=SYSTEM)
    with pytest.raises(MoveNotAllowed):
        services.state_defence(record_uid=view.uid, text="不对。", actor=city.resident())
    assert not CreditPlea.objects.exists()


def test_time_unused_lets_the_record_go_on_to_the_check(city: City) -> None:
    view = city.record(serious=True)
    with clock.frozen(later(days=7)):  # the last day itself, before its end
        sweep()
        assert selectors.record(view.uid, viewer=city.recorder).state == "noticed"
    with clock.frozen(later(days=8)):
        sweep()
        assert selectors.record(view.uid, viewer=city.recorder).state == "proposed"
        assert [(d.kind, d.state) for d in duties_of(record_ref(view.uid))] == [
            ("credit.defence", "cancelled"),
            ("credit.check", "open"),
        ]
        (overdue,) = [one for one in timeline(record_ref(view.uid)) if one.kind == "duty.overdue"]
        before = timeline(record_ref(view.uid))
        when_overdue(overdue)
        assert timeline(record_ref(view.uid)) == before
        assert services.confirm_record(record_uid=view.uid, actor=city.checker).state == "in_force"


def test_people_do_not_end_the_hearing(city: City) -> None:
    view = city.record(serious=True)
    with pytest.raises(PermissionDenied):
        services.end_hearing(record_uid=view.uid, actor=city.recorder)


def test_another_text_is_another_notice(city: City) -> None:
    view = city.record(serious=True)
    services.end_hearing(record_uid=view.uid, actor=SYSTEM)
    services.refuse_record(record_uid=view.uid, reason="依据有误。", actor=city.checker)
    with clock.frozen(later(days=1)):
        again = services.resubmit_record(record_uid=view.uid, text="更正后的内容。", actor=city.recorder)
    assert again.state == "noticed"
    assert CreditPaper.objects.filter(record__uid=view.uid).count() == 2


def test_who_had_notice_is_told_when_it_is_given_up(city: City) -> None:
    view = city.record(serious=True)
    services.drop_record(record_uid=view.uid, reason="事实不清。", actor=city.recorder)
    assert "不再列入" in notices.inbox(city.resident()).rows[0].body


def test_papers_are_made_once(city: City) -> None:
    view = city.record(serious=True)
    ledger.drain(raising=True)
    made = CreditPaper.objects.get().document_id
    assert made is not None
    (noticed,) = [one for one in timeline(record_ref(view.uid)) if one.kind == "credit.noticed"]
    seal_papers(noticed)
    assert CreditPaper.objects.get().document_id == made
    assert services.make_paper(paper_id=CreditPaper.objects.get().pk, actor=SYSTEM) == made
