"""The counsel-first desk (先辅导后受理): what was advised before a case, and the case that came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tongban.cases import facts
from tongban.cases.errors import ReasonMissing
from tongban.cases.errors.steps import CounselOfOthers, CounselUsed
from tongban.cases.models import Case, Counsel
from tongban.cases.permissions import INTAKE, check_applicant
from tongban.cases.policies import check_open, requirement
from tongban.cases.services._common import load, verb
from tongban.catalogue import selectors as catalogue
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound, PermissionDenied
from tongban.ledger import services as ledger
from tongban.ledger.facts import FactKind, ObjectRef
from tongban.notices import services as notices
from tongban.parties import selectors as parties

_MOST = 2000


@dataclass(frozen=True, slots=True)
class CounselLine:
    """What was said of one material of the guide."""

    order: int
    ready: bool
    advice: str = ""


@verb
def give_counsel(*, party_id: int, version_id: int, lines: Sequence[CounselLine], advice: str, actor: Actor) -> UUID:
    """Keep what was advised to a person about an item; returns its uid. Advice is free, binds nobody to apply, and is
    no acceptance: it starts no clock. The person can read it.

    Raises `PermissionDenied`, `MaterialUnknown`, `ReasonMissing` where nothing was advised, `ItemNotOpen`.
    """
    actor.require(INTAKE)
    version = catalogue.version(version_id)
    if not actor.is_officer or not actor.covers(department_id=version.department_id, region_code=version.region_code):
        raise PermissionDenied(permission=INTAKE)
    check_open(version)
    known = parties.party(party_id, viewer=Actor.system(trace_id=actor.trace_id))
    said = [
        {"order": requirement(version, line.order).order, "ready": line.ready, "advice": line.advice.strip()[:_MOST]}
        for line in lines
    ]
    if len({line.order for line in lines}) < len(lines):
        raise InvalidInput(errors={"lines": "同一份材料写了两次。"})
    if not advice.strip() and not any(line["advice"] for line in said):
        raise ReasonMissing(verb="辅导意见")
    row = Counsel.objects.create(
        party_id=known.id, version_id=version.id, department_id=version.department_id, region_code=version.region_code,
        officer_id=actor.officer_id, given_at=clock.now(), lines=said, advice=advice.strip()[:_MOST],
    )  # fmt: skip
    _record(facts.COUNSEL_GIVEN, row, actor)
    notices.send_notice(
        party_id=known.id, template="counsel_given", context={"item": version.name}, link=f"/counsel/{row.uid}/",
        to_mobile="", actor=actor,
    )  # fmt: skip
    return row.uid


@verb
def draft_from_counsel(*, counsel_uid: UUID | str, case_uid: UUID | str, actor: Actor) -> None:
    """Link an advice to the case drafted from it: the same person, the same item, once. Raises `CounselUsed`,
    `CounselOfOthers`, `NotFound`.
    """
    row = Counsel.objects.select_for_update(no_key=True, of=("self",)).filter(uid=counsel_uid).first()
    if row is None:
        raise NotFound()
    loaded = load(case_uid)
    case = loaded.case
    check_applicant(actor, case, loaded.version)
    if row.case_id == case.pk:
        return
    if row.case_id is not None:
        number = Case.objects.values_list("case_no", flat=True).get(pk=row.case_id)
        raise CounselUsed(case_no=number or "（还没有提交）")
    same_item = catalogue.version(row.version_id).item_id == loaded.version.item_id
    if row.party_id not in (case.applicant_id, case.agent_id) or not same_item:
        raise CounselOfOthers()
    Counsel.objects.filter(pk=row.pk).update(case=case)
    _record(facts.COUNSEL_USED, row, actor, loaded.ref)


def _record(kind: FactKind, row: Counsel, actor: Actor, *more: ObjectRef) -> None:
    objects = [
        ObjectRef(facts.COUNSEL, str(row.uid)),
        ObjectRef("item_version", str(row.version_id)),
        ObjectRef("party", str(row.party_id)),
        *more,
    ]
    ledger.record(
        kind, actor=actor, objects=objects, data={"materials": len(row.lines)}, department_id=row.department_id,
        region_code=row.region_code,
    )  # fmt: skip
