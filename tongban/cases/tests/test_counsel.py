"""The counsel-first desk: what was advised is kept, seen by the right people, linked to the case that came of it."""

from __future__ import annotations

import pytest

from tongban.cases import errors, selectors, services
from tongban.cases.errors.steps import CounselOfOthers, CounselUsed
from tongban.cases.services import CounselLine
from tongban.cases.tests.conftest import City
from tongban.kernel.errors import InvalidInput, NotFound, PermissionDenied
from tongban.ledger.facts import ObjectRef
from tongban.ledger.selectors import timeline
from tongban.notices import selectors as notices


def advised(city: City, **changes: object) -> str:
    """Advice to the resident about the promised item."""
    given: dict[str, object] = {
        "party_id": city.resident.party_id,
        "version_id": city.promised.id,
        "lines": [CounselLine(1, ready=True), CounselLine(2, ready=False, advice="图上要标明面积。")],
        "advice": "周五前来都可以。",
        "actor": city.clerk,
    }
    return str(services.give_counsel(**{**given, **changes}))  # type: ignore[arg-type]  # arguments by name


def drafted(city: City) -> str:
    return str(
        services.draft_case(version_id=city.promised.id, applicant_id=city.resident.party_id or 0, actor=city.clerk)
    )


def test_advice_is_kept_and_told(city: City) -> None:
    uid = advised(city)
    for viewer in (city.resident, city.clerk, city.examiner):
        view = selectors.counsel(uid, viewer=viewer)
        assert [(line.name, line.ready, line.advice) for line in view.lines] == [
            ("申请表", True, ""), ("场所平面图", False, "图上要标明面积。"),
        ]  # fmt: skip
        assert view.advice == "周五前来都可以。"
    assert [fact.kind for fact in timeline(ObjectRef("counsel", uid))] == ["counsel.given"]
    titles = [message.title for message in notices.inbox(city.resident).rows]
    assert "办前辅导意见：公共场所卫生许可（延续）" in titles


def test_others_see_nothing(city: City) -> None:
    uid = advised(city)
    for viewer in (city.stranger, city.outsider):
        with pytest.raises(NotFound):
            selectors.counsel(uid, viewer=viewer)
        assert selectors.counsels(viewer=viewer).rows == ()
    assert [str(row.uid) for row in selectors.counsels(viewer=city.clerk).rows] == [uid]


def test_only_the_desk_of_the_region_advises_and_says_something(city: City) -> None:
    for actor in (city.resident, city.examiner, city.outsider):
        with pytest.raises(PermissionDenied):
            advised(city, actor=actor)
    with pytest.raises(errors.ReasonMissing):
        advised(city, lines=[CounselLine(1, ready=True)], advice=" ")
    with pytest.raises(errors.MaterialUnknown):
        advised(city, lines=[CounselLine(9, ready=True)])
    with pytest.raises(InvalidInput):
        advised(city, lines=[CounselLine(1, ready=True), CounselLine(1, ready=False)])


def test_advice_leads_to_one_case_of_the_same_person_and_item(city: City) -> None:
    uid, case = advised(city), drafted(city)
    services.draft_from_counsel(counsel_uid=uid, case_uid=case, actor=city.clerk)
    services.draft_from_counsel(counsel_uid=uid, case_uid=case, actor=city.clerk)
    assert [str(row.uid) for row in selectors.counsels_of_case(case, viewer=city.resident)] == [uid]
    assert selectors.counsels_of_case(case, viewer=city.stranger) == ()
    assert selectors.unused_counsel(
        party_id=city.resident.party_id or 0, item_id=city.promised.item_id, viewer=city.clerk
    ) is None  # fmt: skip
    assert [fact.kind for fact in timeline(ObjectRef("counsel", uid))] == ["counsel.given", "counsel.used"]
    with pytest.raises(CounselUsed):
        services.draft_from_counsel(counsel_uid=uid, case_uid=drafted(city), actor=city.clerk)
    with pytest.raises(CounselOfOthers):
        services.draft_from_counsel(
            counsel_uid=advised(city, version_id=city.instant.id), case_uid=drafted(city), actor=city.clerk
        )
    with pytest.raises(NotFound):
        services.draft_from_counsel(counsel_uid=advised(city), case_uid=case, actor=city.stranger)
