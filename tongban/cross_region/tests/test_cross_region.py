"""Accept here, handle there, hand over here: the road of a case between two places, and every way off it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json

import pytest
from django.db import transaction

from tongban.access.tests.actors import officer
from tongban.cases import selectors as case_questions
from tongban.cases import services as cases
from tongban.cases.services import GivenMaterial
from tongban.cases.states import DeliveryMethod
from tongban.cases.tests.conftest import MORNING, SYSTEM
from tongban.catalogue import selectors as catalogue
from tongban.catalogue import services as compiling
from tongban.cross_region import errors, selectors, services
from tongban.cross_region.models import CrossRegionCase, CrossRegionStep, HandOver
from tongban.cross_region.states import FORWARD, HAND_OVER, Mode, PaperState
from tongban.cross_region.tests.conftest import FORM, HERE, THERE, Places, code_of, papers, rounds
from tongban.duties import selectors as duties
from tongban.duties.selectors import DutyView
from tongban.exchange import services as exchange
from tongban.exchange.models import IncomingEnvelope
from tongban.kernel import clock
from tongban.kernel.errors import DomainError, InvalidInput, NotFound, PermissionDenied
from tongban.ledger.facts import ObjectRef, reactions_to
from tongban.ledger.selectors import facts
from tongban.notices.models import InboxMessage


def duty(case: CrossRegionCase, kind: object) -> DutyView:
    (found,) = [one for one in duties.duties_of(ObjectRef("cross_region_case", str(case.uid))) if one.kind == str(kind)]
    return found


def steps(case: CrossRegionCase) -> list[str]:
    return [one.step for one in case.steps.all()]


def decide(places: Places, case: CrossRegionCase) -> None:
    """The competent place's own road."""
    uid, city = places.ordinary(case), places.city
    cases.accept_case(case_uid=uid, actor=city.clerk)
    cases.examine_case(case_uid=uid, opinion="材料真实，条件符合。", actor=city.examiner)
    cases.decide_case(case_uid=uid, granted=True, actor=city.approver)
    rounds()


def test_collected_here_handled_there_handed_over_here(places: Places) -> None:
    case = places.forward(places.city.promised)
    assert case.state == "forwarded"
    assert (case.intake_region, case.competent_region, case.exit_region) == (HERE, THERE, HERE)
    assert duty(case, FORWARD).due.due_on == dt.date(2026, 11, 25)
    rounds()
    case = places.row(case.uid)
    assert case.state == "received"
    assert case.case_no == places.other(case).case_no
    assert duty(case, FORWARD).state == "discharged"
    ordinary = case_questions.case_view(places.ordinary(case), viewer=SYSTEM)
    assert (ordinary.state, ordinary.channel, ordinary.form_data["premises_name"]) == ("submitted", "api", "小满理发店")
    assert [one.file_name for one in ordinary.materials] == ["1.pdf", "2.pdf"]

    # One-time notice there, supplement here.
    cases.notify_supplement(case_uid=ordinary.uid, wanted={2: "请标明面积"}, actor=places.city.clerk)
    rounds()
    case = places.row(case.uid)
    assert case.steps.get(step="received").documents[0]["name"].startswith("收件回执")
    assert (case.state, case.wanted) == (
        "supplement_notified", [{"order": 2, "name": "场所平面图", "text": "请标明面积"}]
    )  # fmt: skip
    for wrong in (papers(1), papers(1, 2), []):
        with pytest.raises(errors.NothingToSupplement):
            services.send_supplement(uid=case.uid, materials=wrong, actor=places.desk)
    with clock.frozen(MORNING + dt.timedelta(hours=1)):
        services.send_supplement(uid=case.uid, materials=papers(2, word="新"), actor=places.desk)
        with pytest.raises(errors.NothingToSupplement):
            services.send_supplement(uid=case.uid, materials=papers(2), actor=places.desk)
        rounds()
        assert places.row(case.uid).state == "received"
        decide(places, case)
        case = places.row(case.uid)
        assert (case.state, case.outcome, case.to_hand_over) == ("decided", "granted", True)
        view = selectors.cross_region_case(case.uid, viewer=places.desk)
        decision = view.steps[-1].documents[0]
        name, content = selectors.document(case.uid, decision["digest"], viewer=places.desk)
        assert name.endswith(".pdf")
        assert content.startswith(b"%PDF")
        assert duty(case, HAND_OVER).running

        with pytest.raises(errors.ReceiverMissing):
            services.hand_over_result(uid=case.uid, receiver=" ", actor=places.desk)
        number = services.hand_over_result(uid=case.uid, receiver="申请人本人", actor=places.desk)
        with pytest.raises(errors.ResultNotHere):
            services.hand_over_result(uid=case.uid, receiver="申请人本人", actor=places.desk)
        rounds()
    case = places.row(case.uid)
    assert (case.state, places.other(case).state) == ("closed", "closed")
    assert duty(case, HAND_OVER).state == "discharged"
    assert steps(case) == steps(places.other(case)) == [
        "received", "supplement_notified", "received", "accepted", "decided", "delivered", "closed"
    ]  # fmt: skip
    assert [note.number for note in places.other(case).hand_overs.all()] == [number]
    assert case_questions.case_view(ordinary.uid, viewer=SYSTEM).delivery_method == "window"


def test_the_clock_stays_with_the_competent_place(places: Places) -> None:
    """Here runs only what is ours; the limits of the case run there, from receipt there."""
    case = places.forward(places.city.promised)
    with clock.frozen(MORNING + dt.timedelta(days=2)):  # two days without a connection
        rounds()
        ours = duties.duties_of(ObjectRef("cross_region_case", str(case.uid)))
        assert [(one.kind, one.late) for one in ours] == [("cross_region.forward", True)]
        there = duties.duties_of(ObjectRef("case", places.ordinary(case)))
        assert [(one.kind, one.starts_at) for one in there] == [("case.one_time_notice", clock.now())]


def test_no_personal_data_in_facts_or_in_the_clear(places: Places) -> None:
    places.forward(places.city.promised)
    rounds()
    told = json.dumps([fact.data for fact in facts(viewer=SYSTEM, limit=200).facts], ensure_ascii=False, default=str)
    for secret in ("赵小满", "小满理发店", "410502199003070", "13800000011"):
        assert secret not in told
        assert not any(secret.encode() in bytes(row.message) for row in IncomingEnvelope.objects.all())
        assert secret not in json.dumps(list(CrossRegionCase.objects.values()), ensure_ascii=False, default=str)


def test_everything_twice_changes_nothing(places: Places) -> None:
    case = places.forward(places.city.promised)
    rounds()
    decide(places, case)
    counts = CrossRegionStep.objects.count(), HandOver.objects.count(), InboxMessage.objects.count()
    before = list(CrossRegionCase.objects.order_by("pk").values())
    IncomingEnvelope.objects.update(handled_at=None)
    for fact in sorted(facts(viewer=SYSTEM, limit=500).facts, key=lambda one: one.id):
        for one in reactions_to(fact.kind):
            if one.name in ("exchange.handle", "cross_region.tell", "cross_region.send_papers"):
                with transaction.atomic():
                    one.handler(fact)
    assert list(CrossRegionCase.objects.order_by("pk").values()) == before
    assert (CrossRegionStep.objects.count(), HandOver.objects.count(), InboxMessage.objects.count()) == counts


def test_withdrawn_in_time_and_too_late(places: Places) -> None:
    case = places.forward(places.city.promised)
    rounds()
    services.ask_withdrawal(uid=case.uid, reason="不办了", actor=places.city.resident)
    rounds()
    case = places.row(case.uid)
    assert (case.state, case.outcome) == ("withdrawn", "withdrawn")
    with pytest.raises(errors.AlreadyEnded):
        services.ask_withdrawal(uid=case.uid, reason="", actor=places.desk)
    late = places.forward(places.city.promised)
    rounds()
    decide(places, late)
    services.ask_withdrawal(uid=late.uid, reason="不办了", actor=places.desk)
    rounds()
    late = places.row(late.uid)
    assert late.state == "decided"
    assert steps(late)[-1] == "not_done"
    assert "不能撤回" in late.steps.last().text  # type: ignore[union-attr]  # there are steps


def test_the_competent_place_delivers_itself(places: Places) -> None:
    """Wholly on-line: the exit place is the competent one, and nothing is owed here."""
    case = places.forward(places.city.promised, mode=Mode.FULLY_ONLINE, actor=places.city.resident)
    assert case.exit_region == THERE
    rounds()
    decide(places, case)
    with pytest.raises(errors.ResultNotHere):
        services.hand_over_result(uid=case.uid, receiver="本人", actor=places.desk)
    cases.deliver_result(case_uid=places.ordinary(case), method=DeliveryMethod.ELECTRONIC, actor=places.city.clerk)
    cases.close_case(case_uid=places.ordinary(case), actor=places.city.clerk)
    rounds()
    assert places.row(case.uid).state == "closed"
    kinds = [one.kind for one in duties.duties_of(ObjectRef("cross_region_case", str(case.uid)))]
    assert kinds == ["cross_region.forward"]


def test_delivered_there_before_here(places: Places) -> None:
    case = places.forward(places.city.promised)
    rounds()
    decide(places, case)
    cases.deliver_result(case_uid=places.ordinary(case), method=DeliveryMethod.POST, actor=places.city.clerk)
    rounds()
    case = places.row(case.uid)
    assert (case.state, case.to_hand_over, duty(case, HAND_OVER).state) == ("delivered", False, "cancelled")


def test_a_guide_that_changed_is_said_and_sent(places: Places) -> None:
    old = places.city.promised
    case = places.forward(old)
    draft = compiling.draft_version(
        item_id=old.item_id,
        content=dataclasses.replace(catalogue.starting_content(old.item_id, viewer=SYSTEM), visits=0, visit_reason=""),
        actor=SYSTEM,
    )
    compiling.submit_for_review(version_id=draft.id, actor=SYSTEM)
    new = compiling.publish_version(version_id=draft.id, actor=SYSTEM)
    rounds()
    case = places.row(case.uid)
    assert case.state == "not_received"
    assert "办事指南已经更新" in case.steps.get().text
    assert selectors.guide(places.north, code_of(old)).digest == new.digest
    assert len(selectors.guides(viewer=SYSTEM)) == 3
    again = places.forward(new)
    rounds()
    assert places.row(again.uid).state == "received"
    assert duty(case, FORWARD).state == "discharged"


def test_a_known_number_under_another_name_is_refused_there(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    case = places.forward(places.city.promised)
    monkeypatch.setattr(
        "tongban.cross_region.services.take._applicant", lambda told, actor: (_ for _ in ()).throw(KeyError("name"))
    )
    rounds()
    case = places.row(case.uid)
    assert (case.state, case.ended_at is not None) == ("not_received", True)
    assert not CrossRegionCase.objects.filter(side="competent").exists()


def test_what_is_refused_here(places: Places) -> None:
    promised = places.city.promised
    with pytest.raises(errors.ConsentMissing):
        places.forward(promised, consent=False)
    with pytest.raises(errors.ItemNotAgreed):
        places.forward(promised, item_code="00000000000000000000000000000X")
    with pytest.raises(errors.ExitPlaceUnknown):
        places.forward(promised, exit_region="320100")
    for wrong in (
        {"form_data": {"name": "赵小满"}},
        {"materials": papers(9)},
        {"materials": papers(1, 1)},
        {"materials": [GivenMaterial(1)]},
    ):
        with pytest.raises(InvalidInput):
            places.forward(promised, **wrong)
    with pytest.raises(PermissionDenied):
        places.forward(promised, actor=places.city.outsider)
    with pytest.raises(DomainError):
        places.forward(promised, actor=places.city.stranger)
    exchange.change_peer(
        code="north",
        agreement=exchange.Agreement(
            "旧", dt.date(2025, 1, 1), dt.date(2025, 12, 31), their_items=(code_of(promised),)
        ),
        actor=SYSTEM,
    )
    with pytest.raises(DomainError) as caught:
        places.forward(promised)
    assert caught.value.code == "exchange_agreement_not_in_force"
    assert not CrossRegionCase.objects.exists()


def test_paper_seen_at_the_window_and_materials_to_come(places: Places) -> None:
    case = places.forward(places.city.promised, materials=[GivenMaterial(1, paper=True)])
    with pytest.raises(PermissionDenied):
        places.forward(places.city.promised, materials=[GivenMaterial(1, paper=True)], actor=places.city.resident)
    rounds()
    view = case_questions.case_view(places.ordinary(case), viewer=SYSTEM)
    assert [one.provision for one in view.materials] == ["paper", ""]


def test_originals_go_and_come_back(places: Places) -> None:
    case = places.forward(places.city.promised, originals=["居民户口簿", " "])
    rounds()
    (paper,) = case.papers.all()
    theirs = places.other(case)

    def move(side: CrossRegionCase, verb: str, **more: str) -> None:
        actor = places.desk if side.side == "intake" else places.north_desk
        services.move_paper(uid=side.uid, paper_uid=paper.uid, verb=verb, actor=actor, **more)
        rounds()

    with pytest.raises(errors.CourierMissing):
        move(case, "send")
    with pytest.raises(errors.NotThisSide):
        move(case, "receive")
    move(case, "send", courier_no="EA123456789CN")
    move(theirs, "receive")
    move(theirs, "send_back", courier_no="EA987654321CN")
    move(case, "take_back")
    move(case, "give_back")
    with pytest.raises(DomainError):
        move(case, "give_back")
    assert {one.papers.get().state for one in (case, theirs)} == {PaperState.RETURNED}
    notes = selectors.cross_region_case(case.uid, viewer=places.desk).notes
    assert [(note.courier_no, bool(note.peer_at)) for note in notes] == [
        ("", False), ("EA123456789CN", False), ("", True), ("EA987654321CN", True), ("", False), ("", False),
    ]  # fmt: skip
    assert all(note.giver and note.taker for note in notes)
    assert theirs.hand_overs.count() == 5


def test_several_places_on_one_page(places: Places) -> None:
    first = places.forward(places.city.promised)
    second = places.forward(places.city.instant, together=first.uid)
    rounds()
    view = selectors.cross_region_case(first.uid, viewer=places.desk)
    assert [part.uid for part in view.parts] == [str(second.uid)]
    assert {places.row(one.uid).mode for one in (first, second)} == {Mode.JOINT}
    with pytest.raises(DomainError):
        places.forward(places.city.instant, together=first.uid, actor=places.city.stranger)


def test_remote_assistance_leaves_an_outcome(places: Places) -> None:
    case = places.forward(places.city.promised)
    at = clock.now() + dt.timedelta(hours=2)
    with pytest.raises(errors.AssistanceNotPossible):
        services.book_assistance(uid=case.uid, at=clock.now() - dt.timedelta(hours=1), actor=places.desk)
    room = services.book_assistance(uid=case.uid, at=at, actor=places.desk)
    assert len(room) == 6
    row = case.assistance.get()
    with pytest.raises(errors.AssistanceNotPossible):
        services.end_assistance(uid=case.uid, assistance_uid=row.uid, outcome="讲清了", actor=places.desk)
    services.begin_assistance(uid=case.uid, assistance_uid=row.uid, actor=places.desk)
    with pytest.raises(InvalidInput):
        services.end_assistance(uid=case.uid, assistance_uid=row.uid, outcome=" ", actor=places.desk)
    services.end_assistance(uid=case.uid, assistance_uid=row.uid, outcome="平面图的画法讲清了。", actor=places.desk)
    (seen,) = selectors.cross_region_case(case.uid, viewer=places.desk).assistance
    assert seen.outcome == "平面图的画法讲清了。"
    with pytest.raises(NotFound):
        services.begin_assistance(uid=case.uid, assistance_uid=row.uid, actor=places.north_desk)


def test_who_sees_what(places: Places) -> None:
    case = places.forward(places.city.promised)
    rounds()
    city, theirs = places.city, places.other(case)

    def seen(viewer: object) -> set[str]:
        return {row.uid for row in selectors.cross_region_cases(viewer=viewer).rows}  # type: ignore[arg-type]  # actors

    assert seen(places.desk) == {str(case.uid)}
    assert seen(places.north_desk) == {str(theirs.uid)}
    assert str(case.uid) in seen(city.resident)
    assert seen(city.stranger) == set()
    assert seen(officer(theirs.department_id, "N002", "hotline_agent")) == set()
    for stranger in (city.stranger, city.outsider, places.north_desk):
        with pytest.raises(NotFound):
            selectors.cross_region_case(case.uid, viewer=stranger)
        with pytest.raises(DomainError):
            services.ask_withdrawal(uid=case.uid, reason="", actor=stranger)
    assert selectors.case_of(places.ordinary(case), viewer=SYSTEM) == str(theirs.uid)
    assert FORM["name"] not in str(selectors.cross_region_cases(viewer=city.outsider))
