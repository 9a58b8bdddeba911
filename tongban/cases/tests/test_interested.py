"""Third parties (行政许可法 36, 46, 47): named, told in writing, asked for the hearing in time, heard."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import pytest

from tongban.access.tests.actors import officer
from tongban.cases import errors, selectors, services
from tongban.cases.errors import time as refusals
from tongban.cases.models import CaseInstrument, InterestedParty
from tongban.cases.services._texts import instrument_body
from tongban.cases.tests.conftest import MORNING, SYSTEM, City
from tongban.cases.tests.promising import after, papers, running, sweep
from tongban.files import services as files
from tongban.files.tests.papers import PDF
from tongban.kernel import clock
from tongban.kernel.errors import MoveNotAllowed, NotFound, PermissionDenied
from tongban.ledger import services as ledger
from tongban.notices import selectors as notices
from tongban.orgs import selectors as orgs

INTEREST = "与拟开设的场所相邻，排烟影响居住。"
HELD_AT = clock.at(dt.date(2026, 12, 4), dt.time(9))


def name(city: City, uid: str, *, known: bool = True, interest: str = INTEREST) -> UUID:
    """The stranger as a third party, or somebody of whom there is only an address."""
    who: dict[str, Any] = {"party_id": city.stranger.party_id} if known else {"name": "孙秋分", "address": "槐荫街5号"}
    services.name_interested(case_uid=uid, interest=interest, actor=city.examiner, **who)
    return InterestedParty.objects.latest("id").uid


def text_of(row: CaseInstrument, city: City) -> str:
    body = instrument_body(row, orgs.department(city.department_id))
    return body.addressee + "".join(body.paragraphs)


def to_others(uid: str, kind: str) -> list[CaseInstrument]:
    return list(CaseInstrument.objects.filter(case__uid=uid, kind=kind, content__has_key="interested"))


def test_naming_tells_both_sides_in_writing(city: City) -> None:
    uid = city.accepted(city.promised)
    theirs = name(city, uid)
    assert papers(uid)[-2:] == ["hearing_right_notice"] * 2  # the applicant is told of the same right (47)
    (told,) = to_others(uid, "hearing_right_notice")
    said = text_of(told, city)
    for words in ("钱立夏", "赵小满", INTEREST.rstrip("。"), "第三十六条", "第四十七条第一款", "2026年12月1日前"):
        assert words in said
    message = notices.inbox(city.stranger).rows[0]
    assert (message.link, "与您有关的许可申请" in message.title) == (f"/interested/{theirs}/", True)
    assert notices.inbox(city.resident).rows[0].title.startswith("您可以要求听证")
    # The applicant sees the own paper, not the other's; who examines sees both.
    mine = [one for one in selectors.case_view(uid, viewer=city.resident).instruments if "hearing" in one.kind]
    assert len(mine) == 1
    with pytest.raises(NotFound):
        services.instrument_pdf(case_uid=uid, instrument_id=told.pk, actor=city.resident)
    assert services.instrument_pdf(case_uid=uid, instrument_id=told.pk, actor=city.examiner)[1].startswith(b"%PDF")


def test_a_third_party_asks_and_is_heard(city: City) -> None:
    uid = city.accepted(city.promised)
    chair = officer(city.department_id, "C001", "approver")
    theirs, other = name(city, uid), name(city, uid, known=False)
    found = selectors.own_interest(theirs, viewer=city.stranger)
    assert (found.may_ask, found.applicant_name, found.me.ask_until) == (True, "赵小满", dt.date(2026, 12, 1))
    services.state_interest(interested_uid=theirs, text="排烟口正对我家窗户。", actor=city.stranger)
    services.ask_interested_hearing(interested_uid=theirs, actor=city.stranger)
    assert running(uid) >= {"case.hearing"}
    assert "case.hearing_request" not in running(uid)  # asked once, for everybody
    with pytest.raises(refusals.HearingAsked):
        services.ask_interested_hearing(interested_uid=other, actor=city.examiner)
    with pytest.raises(refusals.HearingAsked):
        services.ask_hearing(case_uid=uid, actor=city.resident)
    services.arrange_hearing(
        case_uid=uid, held_at=HELD_AT, place="三楼", chair_id=chair.officer_id or 0, reason="有人要求。",
        actor=city.examiner,
    )  # fmt: skip
    invited = to_others(uid, "hearing_notice")
    assert [one.content["to"] for one in invited] == ["钱立夏", "孙秋分"]
    assert "赵小满于" in text_of(invited[0], city)
    assert notices.inbox(city.stranger).rows[0].title.startswith("听证时间")
    with clock.frozen(HELD_AT + dt.timedelta(hours=3)):
        stored = files.store(content=PDF, name="听证笔录.pdf", actor=city.examiner)
        services.record_hearing(
            case_uid=uid, summary="双方陈述。", digest=stored.digest, file_name=stored.name, heard=[theirs],
            actor=city.examiner,
        )  # fmt: skip
    assert [bool(one.heard_at) for one in selectors.interested_of(uid, viewer=city.examiner)] == [True, False]
    ledger.drain(raising=True)
    assert [one.label for one in selectors.own_interest(theirs, viewer=city.stranger).papers] == [
        "听证权利告知书", "听证通知书",
    ]  # fmt: skip


def test_nothing_is_decided_while_one_of_them_may_still_ask(city: City) -> None:
    uid = city.examined(city.promised)
    name(city, uid)
    with after(2):
        late = name(city, uid, known=False)
    with after(8):  # the applicant's five days are over, the last third party's are not
        sweep()
        with pytest.raises(refusals.HearingRightOpen, match="12月03日"):
            services.decide_case(case_uid=uid, granted=True, actor=city.approver)
        with pytest.raises(refusals.HearingRightExpired):
            services.ask_hearing(case_uid=uid, actor=city.resident)
    with after(11):
        sweep()
        assert "case.hearing_request" not in running(uid)
        with pytest.raises(refusals.HearingRightExpired):
            services.ask_interested_hearing(interested_uid=late, actor=city.examiner)
        services.decide_case(case_uid=uid, granted=True, actor=city.approver)
        with pytest.raises(MoveNotAllowed):
            services.state_interest(interested_uid=late, text="太晚了。", actor=city.examiner)


def test_who_is_named_how(city: City) -> None:
    uid = city.accepted(city.promised)
    with pytest.raises(refusals.InterestedUnreachable):
        services.name_interested(case_uid=uid, interest=INTEREST, name="孙秋分", actor=city.examiner)
    with pytest.raises(errors.ReasonMissing):
        name(city, uid, interest=" ")
    with pytest.raises(refusals.InterestedNamed):
        services.name_interested(case_uid=uid, interest=INTEREST, party_id=city.resident.party_id, actor=city.examiner)
    name(city, uid)
    with pytest.raises(refusals.InterestedNamed):
        name(city, uid)
    assert InterestedParty.objects.count() == 1


def test_whose_business_it_is(city: City) -> None:
    uid = city.accepted(city.promised)
    for actor, refusal in (
        (city.clerk, PermissionDenied),
        (city.resident, PermissionDenied),
        (city.outsider, NotFound),
    ):
        with pytest.raises(refusal):
            services.name_interested(case_uid=uid, interest=INTEREST, party_id=city.stranger.party_id, actor=actor)
    theirs, other = name(city, uid), name(city, uid, known=False)
    for actor, wanted in ((city.resident, theirs), (city.stranger, other)):
        with pytest.raises(NotFound):
            selectors.own_interest(wanted, viewer=actor)
        with pytest.raises(NotFound):
            services.ask_interested_hearing(interested_uid=wanted, actor=actor)
    assert selectors.interested_of(uid, viewer=city.resident) == ()
    (told,) = [one for one in to_others(uid, "hearing_right_notice") if one.content["to"] == "钱立夏"]
    with pytest.raises(NotFound):
        services.interested_paper(interested_uid=other, instrument_id=told.pk, actor=SYSTEM)
    name_, content = services.interested_paper(interested_uid=theirs, instrument_id=told.pk, actor=city.stranger)
    assert (name_.endswith(".pdf"), content[:4]) == (True, b"%PDF")
    services.ask_interested_hearing(interested_uid=other, actor=city.clerk)  # on paper, at the window
    assert InterestedParty.objects.get(uid=other).asked_at == MORNING
