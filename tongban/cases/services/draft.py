"""Drafts: choose an item, fill the form, hand in materials."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from tongban.cases import errors, facts, policies
from tongban.cases.models import Case, CaseMaterial
from tongban.cases.permissions import APPLY, INTAKE, check_applicant, covers
from tongban.cases.services._common import Loaded, load, record
from tongban.cases.states import CASE_LIFECYCLE, CaseState
from tongban.catalogue import selectors as catalogue
from tongban.catalogue.selectors import ItemVersionView, MaterialView
from tongban.files.selectors import stored_files
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import MoveNotAllowed, NotFound, PermissionDenied
from tongban.licences import policies as licence_rules
from tongban.licences import selectors as licences
from tongban.licences import services as licence_verbs
from tongban.parties import policies as party_policies
from tongban.parties import selectors as parties
from tongban.parties import services as party_verbs
from tongban.parties.selectors import PartyView

# Data elements that the party register answers, and where.
_KNOWN = {
    "person.name": "name",
    "person.citizen_no": "citizen_no",
    "person.mobile": "mobile",
    "enterprise.name": "name",
    "enterprise.uscc": "uscc",
    "enterprise.legal_representative": "legal_representative_name",
    "legal_representative.name": "legal_representative_name",
}
_EDITABLE = (CaseState.DRAFT, CaseState.SUPPLEMENT_NOTIFIED)


@dataclass(frozen=True, slots=True)
class MaterialInput:
    """One material as it is handed in: a stored file, a licence in place of it, or paper checked at the window."""

    order: int
    digest: str = ""
    file_name: str = ""
    licence_identifier: str = ""
    paper: bool = False


@transaction.atomic
def draft_case(
    *,
    version_id: int,
    applicant_id: int,
    actor: Actor,
    subject_id: int | None = None,
    form_data: Mapping[str, object] | None = None,
    window_id: int | None = None,
) -> UUID:
    """Begin an application; returns its uid. An officer at a window begins it for the person standing there.

    Raises `WrongApplicantKind`, `ItemNotOpen`, `PermissionDenied`, `MandateExpired`.
    """
    version = catalogue.version(version_id)
    _check_may_begin(actor, version, applicant_id)
    policies.check_open(version)
    applicant = parties.party(applicant_id, viewer=Actor.system(trace_id=actor.trace_id))
    policies.check_applicant_kind(version, applicant.kind)
    if subject_id is not None and subject_id != applicant_id:
        _check_subject(actor, subject_id)
    agent_id = actor.party_id if actor.party_id not in (None, applicant_id) and not actor.is_officer else None
    case = Case.objects.create(
        version_id=version.id,
        item_name=version.name,
        department_id=version.department_id,
        region_code=version.region_code,
        applicant_id=applicant_id,
        subject_id=subject_id or applicant_id,
        agent_id=agent_id,
        channel=actor.channel,
        window_id=window_id,
        form_data={**_prefilled(version, applicant, actor), **(form_data or {})},
        instant=version.case_kind == "instant",
        created_at=clock.now(),
    )
    record(facts.CASE_DRAFTED, Loaded(case, version), actor, {"channel": str(actor.channel)})
    return case.uid


@transaction.atomic
def save_form(*, case_uid: UUID | str, form_data: Mapping[str, object], actor: Actor) -> dict[str, str]:
    """Keep what has been filled in so far; returns the errors by field, which only `submit_case` insists on."""
    loaded = _load_editable(case_uid, actor)
    cleaned, found = catalogue.clean_form(loaded.form_schema, form_data)
    case = loaded.case
    case.form_data = cleaned
    case.save(update_fields=["form_data"])
    return found


@transaction.atomic
def attach_material(*, case_uid: UUID | str, material: MaterialInput, actor: Actor) -> None:
    """Hand in one material, replacing what was there. Only while the case is a draft or awaits its supplement."""
    loaded = _load_editable(case_uid, actor)
    requirement = _requirement(loaded.version, material.order)
    values = _checked(loaded, requirement, material, actor)
    CaseMaterial.objects.update_or_create(
        case=loaded.case,
        order=requirement.order,
        defaults={"name": requirement.name, "provided_at": clock.now(), **values},
    )


@transaction.atomic
def remove_material(*, case_uid: UUID | str, order: int, actor: Actor) -> None:
    """Take a material back out before the case is handed in; one that is not there is no error."""
    loaded = _load_editable(case_uid, actor)
    loaded.case.materials.filter(order=_requirement(loaded.version, order).order).delete()


@transaction.atomic
def use_held_licences(*, case_uid: UUID | str, actor: Actor) -> list[int]:
    """免证办: where the government already holds the licence, take it instead of asking; returns the orders filled."""
    loaded = _load_editable(case_uid, actor)
    case = loaded.case
    wanted = {m.licence_type_code: m.order for m in loaded.version.materials if m.licence_type_code}
    filled = list(case.materials.values_list("order", flat=True))
    held = licences.evidence_for(_evidence_holders(case), tuple(wanted))
    taken = []
    for licence in held:
        order = wanted[licence.type_code]
        if order in filled or order in taken or not licence_rules.may_use(actor, licence.holder_id):
            continue
        attach_material(
            case_uid=case_uid,
            material=MaterialInput(order=order, licence_identifier=licence.identifier),
            actor=actor,
        )
        taken.append(order)
    return sorted(taken)


def _prefilled(version: ItemVersionView, applicant: PartyView, actor: Actor) -> dict[str, object]:
    """What the government already knows of the applicant, by data element: never asked twice (安阳 23).

    The look is free for the applicant's own people and recorded for an officer.
    """
    schema = catalogue.for_applicant(version.form_schema, applicant.kind)
    wanted = {name: str(rule.get("x-element", "")) for name, rule in schema.get("properties", {}).items()}
    if not any(element in _KNOWN for element in wanted.values()):
        return {}
    known = party_verbs.reveal(applicant.id, actor=actor, purpose=f"为“{version.name}”预填申请表"[:200])
    values = {element: getattr(known, attribute) for element, attribute in _KNOWN.items()}
    if known.citizen_no:
        values.pop("enterprise.name")
    else:
        values.pop("person.name")
    return {name: values[element] for name, element in wanted.items() if values.get(element)}


def _evidence_holders(case: Case) -> tuple[int, ...]:
    """Whose licences may stand in: the applicant's, the subject's, and an enterprise's legal representative's."""
    holders = {case.applicant_id, case.subject_id}
    representative = parties.legal_representative_of(case.applicant_id)
    if representative is not None:
        holders.add(representative)
    return tuple(sorted(holders))


def _load_editable(uid: UUID | str, actor: Actor) -> Loaded:
    loaded = load(uid)
    check_applicant(actor, loaded.case)
    if loaded.case.state not in _EDITABLE:
        label = CASE_LIFECYCLE.labels[loaded.case.state]
        raise MoveNotAllowed(state=label, verb="修改申请")
    return loaded


def _check_may_begin(actor: Actor, version: ItemVersionView, applicant_id: int) -> None:
    if actor.is_system:
        return
    if actor.is_officer:
        actor.require(INTAKE)
        if not covers(actor, department_id=version.department_id, region_code=version.region_code):
            raise PermissionDenied(permission=INTAKE)
        return
    actor.require(APPLY)
    party_policies.check_acts_for(actor, applicant_id)


def _check_subject(actor: Actor, subject_id: int) -> None:
    """Whom the result is for: known, and for anybody but an officer a party they may act for."""
    parties.party(subject_id, viewer=Actor.system(trace_id=actor.trace_id))
    if not actor.is_officer:
        party_policies.check_acts_for(actor, subject_id)


def _requirement(version: ItemVersionView, order: int) -> MaterialView:
    for requirement in version.materials:
        if requirement.order == order:
            return requirement
    raise errors.MaterialUnknown(order=order)


def _checked(loaded: Loaded, requirement: MaterialView, given: MaterialInput, actor: Actor) -> dict[str, str]:
    """The column values of one handed-in material, after the law of its kind."""
    empty = {"digest": "", "file_name": "", "licence_identifier": ""}
    if given.licence_identifier:
        _check_licence(loaded.case, requirement, given.licence_identifier)
        licence_verbs.use_licence(
            identifier=given.licence_identifier,
            purpose=f"办理“{loaded.case.item_name}”，代替材料“{requirement.name}”"[:200],
            case_no=loaded.case.case_no,
            about=[loaded.ref],
            actor=actor,
        )
        return {**empty, "provision": "licence", "licence_identifier": given.licence_identifier}
    if given.paper:
        actor.require(INTAKE)
        return {**empty, "provision": "paper"}
    stored = stored_files((given.digest,)).get(given.digest)
    if stored is None:
        raise errors.UploadMissing(material=requirement.name)
    return {**empty, "provision": "upload", "digest": stored.digest, "file_name": given.file_name or stored.name}


def _check_licence(case: Case, requirement: MaterialView, identifier: str) -> None:
    held = licences.evidence_for(_evidence_holders(case), (requirement.licence_type_code,))
    if not requirement.licence_type_code:
        raise errors.EvidenceNotValid(material=requirement.name, reason="这份材料不能用证照代替")
    if identifier not in {licence.identifier for licence in held}:
        raise errors.EvidenceNotValid(material=requirement.name, reason="它不是申请人名下有效的对应证照")


def case_or_404(uid: UUID | str) -> Case:
    """Used by reactions that only need the row."""
    found = Case.objects.filter(uid=uid).first()
    if found is None:
        raise NotFound()
    return found
