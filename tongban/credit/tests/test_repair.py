"""Repair with proof, decided within one working day; and the closed loop from record to proof."""

from __future__ import annotations

import datetime as dt

import pytest

from tongban.credit import selectors, services
from tongban.credit.errors import CreditNothingToRepair, CreditPeriodOver, CreditProofMissing, TwoSeatsOnCredit
from tongban.credit.facts import record_ref
from tongban.credit.tests.conftest import OTHER, City, later, proof, sweep
from tongban.documents.services import verify_pdf
from tongban.duties.selectors import duties_of
from tongban.kernel import clock
from tongban.kernel.errors import MoveNotAllowed, NotFound, PermissionDenied
from tongban.ledger import services as ledger
from tongban.ledger.selectors import timeline
from tongban.notices import selectors as notices


def test_record_use_repair_proof(city: City) -> None:
    """The closed loop: a false commitment bars commitments, is repaired, and the sealed proof says so."""
    assert selectors.commitment_bar(city.person_id) is None
    view = city.in_force()
    bar = selectors.commitment_bar(city.person_id)
    assert bar is not None
    assert (bar.record_uid, bar.since, bar.basis) == (
        view.uid,
        dt.date(2026, 11, 24),
        "《安阳市政务服务条例》第二十九条",
    )
    assert "虚假承诺" in bar.reason
    assert selectors.standing(city.person_id).level == "restricted"
    with clock.frozen(later(days=2)):
        asked = city.repair_asked(view)
        assert asked.state == "repair_asked"
        (duty,) = [one for one in duties_of(record_ref(view.uid)) if one.running]
        assert (duty.kind, duty.department_id, duty.due.due_on) == (
            "credit.repair",
            city.department_id,
            dt.date(2026, 11, 27),
        )
        assert selectors.commitment_bar(city.person_id) is not None
    with clock.frozen(later(days=3)):
        found = services.decide_repair(record_uid=view.uid, granted=True, answer="验收合格。", actor=city.checker)
        assert (found.state, found.counts) == ("repaired", False)
        ledger.drain(raising=True)
        assert selectors.commitment_bar(city.person_id) is None
        assert selectors.standing(city.person_id).level == "plain"
        whole = selectors.record(view.uid, viewer=city.resident())
        (paper,) = whole.papers
        assert (paper.label, paper.number) == ("信用修复证明", "同卫健〔2026〕信修字第1号")
        file = services.credit_paper(record_uid=view.uid, paper_id=paper.id, actor=city.resident())
        assert file.name == "信用修复证明-同卫健〔2026〕信修字第1号.pdf"
        assert verify_pdf(file.content).genuine
    assert not [one for one in duties_of(record_ref(view.uid)) if one.running or one.late]
    kinds = [one.kind for one in timeline(record_ref(view.uid)) if one.kind.startswith("credit.")]
    assert kinds == [
        "credit.proposed",
        "credit.confirmed",
        "credit.repair_asked",
        "credit.repaired",
        "credit.paper_given",
    ]
    assert notices.inbox(city.resident()).rows[0].title == "信用修复申请有了结果：准予修复"


def test_refused_it_stays_as_it_was_and_may_be_asked_again(city: City) -> None:
    view = city.repair_asked(city.in_force())
    found = services.decide_repair(record_uid=view.uid, granted=False, answer="没有验收意见。", actor=city.bureau)
    assert (found.state, found.counts) == ("in_force", True)
    assert not selectors.record(view.uid, viewer=city.resident()).papers
    assert city.repair_asked(view).state == "repair_asked"


def test_what_cannot_be_repaired(city: City) -> None:
    view, me = city.in_force(), city.resident()
    with pytest.raises(CreditProofMissing):
        services.apply_for_repair(record_uid=view.uid, text="已改。", evidence=[], actor=me)
    good = city.in_force(kind="good_deed")
    with pytest.raises(CreditNothingToRepair):
        services.apply_for_repair(record_uid=good.uid, text="已改。", evidence=[proof(me)], actor=me)
    proposed = city.record(kind="other_breach", about=OTHER)
    with pytest.raises(MoveNotAllowed):
        services.apply_for_repair(record_uid=proposed.uid, text="已改。", evidence=[proof(me)], actor=me)
    with clock.frozen(later(days=366)), pytest.raises(CreditPeriodOver):
        services.apply_for_repair(record_uid=view.uid, text="已改。", evidence=[proof(me)], actor=me)


def test_who_may_ask_and_decide(city: City) -> None:
    view = city.in_force()
    stranger = city.resident(city.other_person_id)
    with pytest.raises(NotFound):
        services.apply_for_repair(record_uid=view.uid, text="已改。", evidence=[proof(stranger)], actor=stranger)
    city.repair_asked(view)
    for actor, error in ((city.outsider, NotFound), (city.recorder, PermissionDenied), (stranger, PermissionDenied)):
        with pytest.raises(error):
            services.decide_repair(record_uid=view.uid, granted=True, answer="好。", actor=actor)
    with pytest.raises(TwoSeatsOnCredit):
        services.decide_repair(
            record_uid=view.uid, granted=True, answer="好。", actor=city.officer(1, "department_admin")
        )


def test_the_paper_is_for_the_party_and_the_department(city: City) -> None:
    view = city.repair_asked(city.in_force())
    services.decide_repair(record_uid=view.uid, granted=True, answer="验收合格。", actor=city.checker)
    (paper,) = selectors.record(view.uid, viewer=city.checker).papers
    for actor in (city.resident(city.other_person_id), city.outsider, city.clerk):
        with pytest.raises(NotFound):
            services.credit_paper(record_uid=view.uid, paper_id=paper.id, actor=actor)
    with pytest.raises(NotFound):
        services.credit_paper(record_uid=view.uid, paper_id=paper.id + 1, actor=city.resident())
    # Asked for before the worker has drawn it, it is drawn on the spot, once.
    first = services.credit_paper(record_uid=view.uid, paper_id=paper.id, actor=city.checker)
    ledger.drain(raising=True)
    assert services.credit_paper(record_uid=view.uid, paper_id=paper.id, actor=city.resident()) == first


def test_a_late_decision_is_told(city: City) -> None:
    city.repair_asked(city.in_force())
    with clock.frozen(later(days=2)):
        sweep()
        assert notices.inbox(city.resident()).rows[0].title == "答复已超期：信用修复"
