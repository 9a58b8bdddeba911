"""Hand over what was granted to the department that oversees it: push, acknowledge, return, route, take, close."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from tongban.cases import selectors as cases
from tongban.cases.selectors import CaseView
from tongban.cases.states import Outcome
from tongban.catalogue import selectors as catalogue
from tongban.duties import services as duties
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, PermissionDenied
from tongban.licences import selectors as licences
from tongban.orgs import selectors as orgs
from tongban.reference import selectors as reference
from tongban.regulation import policies
from tongban.regulation.facts import (
    HANDOVER_ACKNOWLEDGED,
    HANDOVER_CLOSED,
    HANDOVER_LICENSED,
    HANDOVER_PUSHED,
    HANDOVER_RETURNED,
    HANDOVER_ROUTED,
    HANDOVER_TAKEN,
    handover_ref,
)
from tongban.regulation.models import RegulationHandover
from tongban.regulation.selectors.handovers import HandoverView, handover_view
from tongban.regulation.selectors.rules import Overseer, overseer_of
from tongban.regulation.services._rows import locked_handover, record_handover
from tongban.regulation.services.registers import end_expired_objects, end_objects, enter_object
from tongban.regulation.states import ACKNOWLEDGE, HANDOVER_LIFECYCLE, HandoverState

EXPIRED = "证照有效期届满（行政许可法第七十条第一项）"
BATCH = 200


def push_handover(*, case_uid: str, actor: Actor) -> str:
    """The handover of a granted case, made if there is none yet, with the licence that came of the case; its id, or ""
    for a case that was not granted, or leaves nothing to oversee.

    Which kinds of items leave something to oversee their manifests say (`oversight`); of another kind is handed over
    what a rule speaks of.

    Only the platform itself pushes, as often as it likes: the second time finds what the first made. Raises
    `PermissionDenied`, `NotFound`.
    """
    with transaction.atomic():
        if not actor.is_system:
            raise PermissionDenied(permission="regulation.push")
        row = RegulationHandover.objects.select_for_update(no_key=True).filter(case_uid=case_uid).first()
        if row is None:
            case = cases.case_view(case_uid, viewer=actor)
            overseer = _overseer(case) if case.outcome == Outcome.GRANTED else None
            if overseer is None:
                return ""
            row = _pushed(case, overseer, actor)
        if not row.licence_identifier:
            _note_licence(row, actor)
        return str(row.uid)


def _overseer(case: CaseView) -> Overseer | None:
    """Who oversees it; None where nothing is left to oversee."""
    version = case.version
    found = overseer_of(
        item_code=version.code,
        catalog_code=version.catalog_code,
        department_id=case.department_id,
        item_kind=version.item_kind,
    )
    overseen = catalogue.manifest_of(version.item_kind, case.region_code).oversight
    return found if found.ruled or overseen else None


def _pushed(case: CaseView, overseer: Overseer, actor: Actor) -> RegulationHandover:
    version = case.version
    row = RegulationHandover(
        case_uid=case.uid,
        case_no=case.case_no,
        item_name=case.item_name,
        item_code=version.code,
        catalog_code=version.catalog_code,
        item_kind=version.item_kind,
        approver_id=case.department_id,
        department_id=overseer.department_id,
        basis=overseer.basis[:300],
        party_id=case.subject.id,
        region_code=case.region_code,
        pushed_at=clock.now(),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # another reaction was faster; its row is committed by now
        return RegulationHandover.objects.select_for_update(no_key=True).get(case_uid=case.uid)
    record_handover(HANDOVER_PUSHED, row, actor, approver_id=row.approver_id)
    _owe_acknowledgement(row, actor)
    return row


def _owe_acknowledgement(row: RegulationHandover, actor: Actor) -> None:
    duties.open_duty(
        kind=ACKNOWLEDGE,
        subject=handover_ref(row.uid),
        department_id=row.department_id,
        region_code=row.region_code,
        starts_at=row.pushed_at,
        limit=reference.parameter("regulation.acknowledge", region_code=row.region_code).limit,
        dedupe_key=f"regulation.acknowledge:{row.uid}:{row.pushes}",
        actor=actor,
    )


def _note_licence(row: RegulationHandover, actor: Actor) -> None:
    issued = licences.issued_in_case(row.case_no, viewer=actor)
    if issued:
        row.licence_identifier, row.valid_to = issued[-1].identifier, issued[-1].valid_to
        row.save(update_fields=["licence_identifier", "valid_to"])
        record_handover(HANDOVER_LICENSED, row, actor, identifier=row.licence_identifier)


def acknowledge_handover(*, uid: str, actor: Actor) -> HandoverView:
    """签收: the department has it; discharges the duty. Raises `PermissionDenied`, `NotFound`, `MoveNotAllowed`."""
    with transaction.atomic():
        row = locked_handover(uid)
        policies.check_may(actor, policies.INSPECT, row.department_id)
        now = clock.now()
        HANDOVER_LIFECYCLE.advance(row, "acknowledge", acknowledged_at=now, acknowledged_by=actor.officer_id)
        duties.discharge_duty(subject=handover_ref(row.uid), kind=ACKNOWLEDGE, at=now, actor=actor)
        record_handover(HANDOVER_ACKNOWLEDGED, row, actor)
        return handover_view(row, actor)


def return_handover(*, uid: str, reason: str, actor: Actor) -> HandoverView:
    """退回: it is another department's; the bureau routes it anew. Raises as `acknowledge_handover`, `WordsMissing`."""
    with transaction.atomic():
        row = locked_handover(uid)
        policies.check_may(actor, policies.INSPECT, row.department_id)
        HANDOVER_LIFECYCLE.check("return", row.state)
        why = policies.words(reason, "退回原因")
        HANDOVER_LIFECYCLE.advance(row, "return", return_reason=why)
        duties.discharge_duty(subject=handover_ref(row.uid), kind=ACKNOWLEDGE, at=clock.now(), actor=actor)
        record_handover(HANDOVER_RETURNED, row, actor)
        return handover_view(row, actor)


def route_handover(*, uid: str, department_id: int, basis: str, actor: Actor) -> HandoverView:
    """改派: the bureau sends a returned handover to another department, with a duty of its own.

    Raises `PermissionDenied`, `NotFound`, `MoveNotAllowed`, `WordsMissing`, `InvalidInput`.
    """
    with transaction.atomic():
        row = locked_handover(uid)
        actor.require(policies.ROUTE)
        HANDOVER_LIFECYCLE.check("route", row.state)
        target, why = orgs.department(department_id), policies.words(basis, "改派依据", most=300)
        if target.id == row.department_id:
            raise InvalidInput(errors={"department": "请选择退回部门以外的另一个部门。"})
        HANDOVER_LIFECYCLE.advance(
            row,
            "route",
            department_id=target.id,
            basis=why,
            return_reason="",
            pushes=row.pushes + 1,
            pushed_at=clock.now(),
            acknowledged_at=None,
            acknowledged_by=None,
        )
        record_handover(HANDOVER_ROUTED, row, actor)
        _owe_acknowledgement(row, actor)
        return handover_view(row, actor)


def take_under_regulation(*, uid: str, category: str, risk: str, actor: Actor) -> HandoverView:
    """纳入监管: the party with its licence enters the register of objects; a renewed licence keeps its old entry.

    Raises `PermissionDenied`, `NotFound`, `MoveNotAllowed`, `WordsMissing`, `InvalidInput`.
    """
    with transaction.atomic():
        row = locked_handover(uid)
        policies.check_may(actor, policies.INSPECT, row.department_id)
        HANDOVER_LIFECYCLE.check("take", row.state)
        enter_object(handover=row, category=category, risk=risk, actor=actor)
        HANDOVER_LIFECYCLE.advance(row, "take", taken_at=clock.now())
        record_handover(HANDOVER_TAKEN, row, actor)
        return handover_view(row, actor)


def close_for_licence(*, identifier: str, reason: str, actor: Actor, objects_too: bool = True) -> int:
    """The licence ended: its handovers close, its objects leave the register; how many handovers closed now.

    `objects_too` False: the licence lives on in a new version, and so does the entry. Only the platform itself calls
    it. Raises `PermissionDenied`.
    """
    with transaction.atomic():
        rows = RegulationHandover.objects.filter(licence_identifier=identifier) if identifier else ()
        closed = sum(_close(row, reason, actor) for row in rows)
        if objects_too:
            end_objects(licence_identifier=identifier, reason=reason, actor=actor)
        return closed


def close_for_case(*, case_uid: str, reason: str, actor: Actor) -> int:
    """The decision itself was undone. As `close_for_licence`."""
    with transaction.atomic():
        closed = 0
        for row in RegulationHandover.objects.filter(case_uid=case_uid):
            closed += _close(row, reason, actor)
            end_objects(handover=row, reason=reason, actor=actor)
        return closed


def close_expired(*, day: dt.date | None = None, actor: Actor) -> int:
    """Close what rests on licences whose validity ended before `day` (today); how many. Run by the worker."""
    today = day or clock.today()
    ended = RegulationHandover.objects.exclude(state=HandoverState.CLOSED).filter(valid_to__lt=today)
    closed = 0
    while identifiers := list(ended.values_list("licence_identifier", flat=True).distinct()[:BATCH]):
        closed += sum(close_for_licence(identifier=one, reason=EXPIRED, actor=actor) for one in identifiers)
    with transaction.atomic():
        end_expired_objects(day=today, reason=EXPIRED, actor=actor)
    return closed


def _close(found: RegulationHandover, reason: str, actor: Actor) -> bool:
    if not actor.is_system:
        raise PermissionDenied(permission="regulation.close")
    row = locked_handover(str(found.uid))
    if row.state == HandoverState.CLOSED:
        return False
    HANDOVER_LIFECYCLE.advance(row, "close", closed_at=clock.now(), close_reason=reason[:300])
    duties.cancel_duties(subject=handover_ref(row.uid), actor=actor)
    record_handover(HANDOVER_CLOSED, row, actor)
    return True
