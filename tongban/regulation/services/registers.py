"""The two registers that random inspections draw from: objects under regulation, and inspectors with their recusals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from tongban.catalogue.states import ItemKind
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound
from tongban.ledger import services as ledger
from tongban.ledger.facts import FactKind, JsonValue
from tongban.licences import selectors as licences
from tongban.orgs import selectors as orgs
from tongban.parties import selectors as parties
from tongban.regulation import policies
from tongban.regulation.errors import InspectorRegistered, ObjectRegistered
from tongban.regulation.facts import (
    INSPECTOR_RECUSED,
    INSPECTOR_REGISTERED,
    INSPECTOR_RETIRED,
    OBJECT_CHANGED,
    OBJECT_ENDED,
    OBJECT_REGISTERED,
    inspector_ref,
    object_ref,
)
from tongban.regulation.models import Inspector, Recusal, RegulatedObject, RegulationHandover
from tongban.regulation.services._rows import found, new_code
from tongban.regulation.states import Risk


# --- objects ----------------------------------------------------------------------------------------
def register_object(
    *, licence_identifier: str, department_id: int, item_kind: str, category: str, risk: str, actor: Actor
) -> str:
    """Enter somebody licensed before the platform kept handovers, by the licence; returns the code.

    Raises `PermissionDenied`, `NotFound`, `InvalidInput`, `WordsMissing`, `ObjectRegistered`.
    """
    with transaction.atomic():
        policies.check_may(actor, policies.PLAN, department_id)
        if item_kind not in ItemKind.values:
            raise InvalidInput(errors={"item_kind": "请选择事项类型。"})
        held = licences.licence(licence_identifier, viewer=Actor.system(trace_id=actor.trace_id))
        row = RegulatedObject(
            department_id=department_id,
            party_id=held.holder_id,
            item_name=held.type_name,
            item_kind=item_kind,
            licence_identifier=held.identifier,
            valid_to=held.valid_to,
            region_code=orgs.department(department_id).region_code,
        )
        return _enter(row, category, risk, actor)


def enter_object(*, handover: RegulationHandover, category: str, risk: str, actor: Actor) -> str:
    """Enter what a handover is about (inside the room); the entry of a renewed licence passes to the new handover."""
    standing = (
        RegulatedObject.objects.select_for_update(no_key=True)
        .filter(
            department_id=handover.department_id, licence_identifier=handover.licence_identifier, ended_at__isnull=True
        )
        .exclude(licence_identifier="")
        .first()
    )
    if standing is None:
        row = RegulatedObject(
            department_id=handover.department_id,
            party_id=handover.party_id,
            handover=handover,
            item_name=handover.item_name,
            item_kind=handover.item_kind,
            licence_identifier=handover.licence_identifier,
            valid_to=handover.valid_to,
            region_code=handover.region_code,
        )
        return _enter(row, category, risk, actor)
    standing.category, standing.risk = _checked(category, risk)
    standing.handover, standing.item_name = handover, handover.item_name
    standing.save(update_fields=["category", "risk", "handover", "item_name"])
    _record_object(OBJECT_CHANGED, standing, actor, risk=risk)
    return standing.code


def _enter(row: RegulatedObject, category: str, risk: str, actor: Actor) -> str:
    row.category, row.risk = _checked(category, risk)
    row.code, row.registered_at = new_code("D"), clock.now()
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        standing = RegulatedObject.objects.filter(
            department_id=row.department_id, licence_identifier=row.licence_identifier, ended_at=None
        ).first()
        if standing is None:
            raise
        raise ObjectRegistered(code=standing.code) from None
    _record_object(OBJECT_REGISTERED, row, actor, category=row.category, risk=row.risk)
    return row.code


def _checked(category: str, risk: str) -> tuple[str, str]:
    if risk not in Risk.values:
        raise InvalidInput(errors={"risk": "请选择风险等级。"})
    return policies.words(category, "对象类别", most=40), risk


def set_risk(*, code: str, risk: str, actor: Actor) -> None:
    """Another risk level, from the next frozen list on. Raises `PermissionDenied`, `NotFound`, `InvalidInput`."""
    with transaction.atomic():
        row = _locked_object(code)
        policies.check_may(actor, policies.PLAN, row.department_id)
        row.category, row.risk = _checked(row.category, risk)
        row.save(update_fields=["risk"])
        _record_object(OBJECT_CHANGED, row, actor, risk=risk)


def end_object(*, code: str, reason: str, actor: Actor) -> None:
    """Out of the register (closed down, moved away). Raises `PermissionDenied`, `NotFound`, `WordsMissing`."""
    with transaction.atomic():
        row = _locked_object(code)
        policies.check_may(actor, policies.PLAN, row.department_id)
        _end(row, policies.words(reason, "移出原因", most=300), actor)


def end_objects(
    *, licence_identifier: str = "", handover: RegulationHandover | None = None, reason: str, actor: Actor
) -> None:
    """What rested on a licence or a decision leaves the register (inside the room)."""
    rows = RegulatedObject.objects.select_for_update(no_key=True).filter(ended_at=None)
    rows = rows.filter(handover=handover) if handover else rows.filter(licence_identifier=licence_identifier)
    if handover is None and not licence_identifier:
        return
    for row in rows:
        _end(row, reason[:300], actor)


def end_expired_objects(*, day: dt.date, reason: str, actor: Actor) -> None:
    """Entries whose licence ran out before `day` (inside the room)."""
    for row in RegulatedObject.objects.select_for_update(no_key=True).filter(ended_at=None, valid_to__lt=day):
        _end(row, reason[:300], actor)


def renew_objects(*, before: str, after: str, valid_to: dt.date | None, actor: Actor) -> None:
    """A licence lives on in its next version, and so does its entry (inside the room)."""
    rows = RegulatedObject.objects.select_for_update(no_key=True).filter(licence_identifier=before, ended_at=None)
    for row in rows:
        row.licence_identifier, row.valid_to = after, valid_to
        row.save(update_fields=["licence_identifier", "valid_to"])
        _record_object(OBJECT_CHANGED, row, actor, identifier=after)


def _end(row: RegulatedObject, reason: str, actor: Actor) -> None:
    row.ended_at, row.end_reason = clock.now(), reason
    row.save(update_fields=["ended_at", "end_reason"])
    _record_object(OBJECT_ENDED, row, actor)


def _locked_object(code: str) -> RegulatedObject:
    return found(RegulatedObject.objects.select_for_update(no_key=True).filter(code=code, ended_at=None).first())


def _record_object(kind: FactKind, row: RegulatedObject, actor: Actor, **data: JsonValue) -> None:
    ledger.record(
        kind,
        actor=actor,
        objects=[object_ref(row.code)],
        data=data,
        department_id=row.department_id,
        region_code=row.region_code,
    )


# --- inspectors -------------------------------------------------------------------------------------
def register_inspector(*, officer_id: int, specialities: Sequence[str] = (), actor: Actor) -> str:
    """Enter an officer; specialities are categories of objects, none means all. Returns the code.

    Raises `PermissionDenied`, `NotFound`, `WordsMissing`, `InspectorRegistered`.
    """
    with transaction.atomic():
        officer = orgs.officer(officer_id)
        policies.check_may(actor, policies.PLAN, officer.department_id)
        if not officer.active:
            raise NotFound()
        able = sorted({policies.words(one, "专长", most=40) for one in specialities if one.strip()})
        row = Inspector(
            code=new_code("R"),
            officer_id=officer_id,
            department_id=officer.department_id,
            specialities=able,
            registered_at=clock.now(),
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            standing = Inspector.objects.filter(officer_id=officer_id, retired_at=None).first()
            if standing is None:
                raise
            raise InspectorRegistered(code=standing.code) from None
        _record_inspector(INSPECTOR_REGISTERED, row, actor, specialities=tuple(able))
        return row.code


def retire_inspector(*, code: str, actor: Actor) -> None:
    """Out of the register; what was drawn before stays. Raises `PermissionDenied`, `NotFound`."""
    with transaction.atomic():
        row = _locked_inspector(code, actor)
        row.retired_at = clock.now()
        row.save(update_fields=["retired_at"])
        _record_inspector(INSPECTOR_RETIRED, row, actor)


def recuse_inspector(*, code: str, party_id: int, reason: str, actor: Actor) -> None:
    """This inspector never inspects that party: kinship, interest, earlier employment. A second time changes nothing.

    Raises `PermissionDenied`, `NotFound`, `WordsMissing`.
    """
    with transaction.atomic():
        row = _locked_inspector(code, actor)
        why = policies.words(reason, "回避原因", most=300)
        parties.party(party_id, viewer=Actor.system(trace_id=actor.trace_id))
        defaults = {"reason": why, "since": clock.now()}
        _, new = Recusal.objects.get_or_create(inspector=row, party_id=party_id, defaults=defaults)
        if new:
            _record_inspector(INSPECTOR_RECUSED, row, actor)


def _locked_inspector(code: str, actor: Actor) -> Inspector:
    row = found(Inspector.objects.select_for_update(no_key=True).filter(code=code, retired_at=None).first())
    policies.check_may(actor, policies.PLAN, row.department_id)
    return row


def _record_inspector(kind: FactKind, row: Inspector, actor: Actor, **data: JsonValue) -> None:
    ledger.record(kind, actor=actor, objects=[inspector_ref(row.code)], data=data, department_id=row.department_id)
