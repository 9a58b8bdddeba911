"""A paper speaks to the one it goes to: a person is 您, an organisation 你单位; never both at once."""

from __future__ import annotations

import dataclasses

import pytest

from tongban.cases import services
from tongban.cases.models import Case, CaseInstrument
from tongban.cases.services._texts import instrument_body
from tongban.cases.states import Instrument
from tongban.cases.tests.conftest import City
from tongban.documents.wording import EITHER
from tongban.kernel import clock
from tongban.orgs import selectors as orgs

REASON = "场所面积不符合标准。"
#: Papers of the other roads, with what their verbs put into them.
LATER: dict[Instrument, dict[str, object]] = {
    Instrument.SPECIAL_PROCEDURE_NOTICE: {"procedure": "检测", "reason": REASON, "expected_on": "2026-12-01"},
    Instrument.HEARING_RIGHT_NOTICE: {"reason": REASON, "until": "2026-12-01"},
    Instrument.HEARING_NOTICE: {
        "held_at": "2026-12-08T09:00:00+08:00", "place": "三楼", "chair": "李立冬", "reason": REASON,
    },
    Instrument.EXTENSION_NOTICE: {"days": 5, "reason": REASON, "ends": {"case.promise": "2026-12-08"}},
    Instrument.TOLERANCE_NOTICE: {
        "accepted_on": "2026-11-24", "due_on": "2026-12-08", "materials": ["健康证明"], "limit": "5个工作日",
        "promise_due": "2026-12-01",
    },
    Instrument.COMMITMENT: {
        "words": {"told": ["面积"], "committed": ["符合"], "liability": "撤销", "owed": [], "owed_days": 0,
                  "document_no": "同政〔2026〕9号"},
        "confirmed_at": "2026-11-24T09:36:00+08:00",
    },
    Instrument.MENDING_ORDER: {"finding": REASON, "mend_until": "2026-12-08", "days": 5},
    Instrument.REVOCATION_PRIOR_NOTICE: {"ground": "not_eligible", "reason": REASON, "until": "2026-12-08"},
    Instrument.REVOCATION: {"ground": "not_eligible", "reason": REASON},
    Instrument.REOPENING_NOTICE: {
        "document_no": "同政复决〔2026〕3号", "reason": REASON, "accepted_on": "2026-11-24", "limit": "5个工作日",
        "promise_due": "2026-12-01",
    },
    Instrument.VERSION_NOTICE: {"reason": REASON, "basis": "条例第四条", "changes": ["新增健康证明"]},
    Instrument.TIME_STATEMENT: {"as_of": "2026-12-01", "clocks": []},
}  # fmt: skip
#: It states what is so and speaks to nobody.
STATEMENTS = (Instrument.TIME_STATEMENT,)


def said(uid: str, kind: Instrument) -> str:
    """Everything one paper of a case says."""
    return words(CaseInstrument.objects.get(case__uid=uid, kind=kind))


def words(row: CaseInstrument) -> str:
    """The same of one row."""
    body = instrument_body(row, orgs.department(row.case.department_id))
    parts = [*body.paragraphs, *(text for section in body.sections for text in section.paragraphs)]
    return "\n".join([body.addressee, *parts, *body.notes, body.remedies])


def papers(city: City, enterprise: bool) -> dict[Instrument, str]:
    """Every paper that is written to an applicant of this kind."""
    actor = city.resident
    if enterprise:
        actor = dataclasses.replace(actor, principal_id=city.enterprise_id)

    def submitted() -> str:
        applicant = actor.principal_id
        assert applicant is not None
        uid = services.draft_case(version_id=city.promised.id, applicant_id=applicant, actor=actor)
        services.save_form(case_uid=uid, form_data={"name": "赵小满", "premises_name": "小满理发店"}, actor=actor)
        for one in city.promised.materials:
            city.hand_in(str(uid), one.order, actor)
        services.submit_case(case_uid=uid, actor=actor)
        return str(uid)

    found = {}
    supplement, turned_away, refused, granted = (submitted() for _ in range(4))
    services.notify_supplement(case_uid=supplement, wanted={1: "看不清"}, actor=city.clerk)
    services.refuse_acceptance(case_uid=turned_away, reason=REASON, actor=city.clerk)
    for uid in (refused, granted):
        services.accept_case(case_uid=uid, actor=city.clerk)
        services.examine_case(case_uid=uid, opinion="已核对。", actor=city.examiner)
        services.decide_case(case_uid=uid, granted=uid == granted, reason=REASON, actor=city.approver)
    for uid, kind in (
        (granted, Instrument.RECEIPT_NOTE),
        (granted, Instrument.ACCEPTANCE_NOTICE),
        (granted, Instrument.DECISION_GRANTED),
        (supplement, Instrument.SUPPLEMENT_NOTICE),
        (turned_away, Instrument.ACCEPTANCE_REFUSAL),
        (refused, Instrument.DECISION_REFUSED),
    ):
        found[kind] = said(uid, kind)
    case = Case.objects.get(uid=granted)
    for kind, content in LATER.items():
        row = CaseInstrument(case=case, kind=kind, number="同卫健〔2026〕1号", content=content, issued_at=clock.now())
        found[kind] = words(row)
    return found


@pytest.mark.parametrize(("enterprise", "you", "not_you"), [(False, "您", "你"), (True, "你单位", "您")])
def test_every_paper_speaks_to_its_applicant(city: City, enterprise: bool, you: str, not_you: str) -> None:
    written = papers(city, enterprise)
    assert set(written) == set(Instrument)
    for kind, text in written.items():
        assert kind in STATEMENTS or you in text, kind
        assert not_you not in text, kind
        assert EITHER not in text, kind
