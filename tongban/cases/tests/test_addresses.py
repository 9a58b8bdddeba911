"""A paper speaks to the one it goes to: a person is 您, an organisation 你单位; never both at once."""

from __future__ import annotations

import dataclasses

import pytest

from tongban.cases import services
from tongban.cases.models import CaseInstrument
from tongban.cases.services._texts import instrument_body
from tongban.cases.states import Instrument
from tongban.cases.tests.conftest import City
from tongban.documents.wording import EITHER
from tongban.orgs import selectors as orgs

REASON = "场所面积不符合标准。"


def said(uid: str, kind: Instrument) -> str:
    """Everything one paper of a case says."""
    row = CaseInstrument.objects.get(case__uid=uid, kind=kind)
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
    return found


@pytest.mark.parametrize(("enterprise", "you", "not_you"), [(False, "您", "你"), (True, "你单位", "您")])
def test_every_paper_speaks_to_its_applicant(city: City, enterprise: bool, you: str, not_you: str) -> None:
    written = papers(city, enterprise)
    assert set(written) == set(Instrument)
    for kind, text in written.items():
        assert you in text, kind
        assert not_you not in text, kind
        assert EITHER not in text, kind
