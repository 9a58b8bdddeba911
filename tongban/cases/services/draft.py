"""Drafts: choose an item, fill the form, hand in materials."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from tongban.cases import facts, policies
from tongban.cases.models import Case, CaseMaterial
from tongban.cases.permissions import check_applicant
from tongban.cases.policies.reapply import check_may_apply
from tongban.cases.policies.steps import check_window
from tongban.cases.services._begin import MaterialInput, begun, evidence_holders, material_values, prefilled
from tongban.cases.services._common import Loaded, load, record, verb
from tongban.cases.states import CASE_LIFECYCLE, CaseState
from tongban.catalogue import selectors as catalogue
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import MoveNotAllowed, NotFound
from tongban.licences import policies as licence_rules
from tongban.licences import selectors as licences

_EDITABLE = (CaseState.DRAFT, CaseState.SUPPLEMENT_NOTIFIED)


@verb
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

    Raises `WrongApplicantKind`, `ItemNotOpen`, `PermissionDenied`, `MandateExpired`, `ApplicationBarred`.
    """
    version = catalogue.version(version_id)
    if window_id is not None:
        check_window(window_id, version)
    case, kind = begun(version, applicant_id, subject_id, actor)
    check_may_apply(version, applicant_id, subject_id)
    case.window_id = window_id
    case.form_data = {**prefilled(version, applicant_id, kind, actor), **(form_data or {})}
    case.save(force_insert=True)
    record(facts.CASE_DRAFTED, Loaded(case, version), actor, {"channel": str(actor.channel)})
    return case.uid


@verb
def save_form(*, case_uid: UUID | str, form_data: Mapping[str, object], actor: Actor) -> dict[str, str]:
    """Keep what has been filled in so far; returns the errors by field, which only `submit_case` insists on."""
    loaded = _load_editable(case_uid, actor)
    cleaned, found = catalogue.clean_form(loaded.form_schema, form_data)
    case = loaded.case
    case.form_data = cleaned
    case.save(update_fields=["form_data"])
    return found


@verb
def attach_material(*, case_uid: UUID | str, material: MaterialInput, actor: Actor) -> None:
    """Hand in one material, replacing what was there. Only while the case is a draft or awaits its supplement."""
    loaded = _load_editable(case_uid, actor)
    requirement = policies.requirement(loaded.version, material.order)
    values = material_values(loaded, requirement, material, actor)
    CaseMaterial.objects.update_or_create(
        case=loaded.case,
        order=requirement.order,
        defaults={"name": requirement.name, "provided_at": clock.now(), **values},
    )


@verb
def remove_material(*, case_uid: UUID | str, order: int, actor: Actor) -> None:
    """Take a material back out before the case is handed in; one that is not there is no error."""
    loaded = _load_editable(case_uid, actor)
    loaded.case.materials.filter(order=policies.requirement(loaded.version, order).order).delete()


@verb
def use_held_licences(*, case_uid: UUID | str, actor: Actor) -> list[int]:
    """免证办: where the government already holds the licence, take it instead of asking; returns the orders filled."""
    loaded = _load_editable(case_uid, actor)
    case = loaded.case
    wanted = {m.licence_type_code: m.order for m in loaded.version.materials if m.licence_type_code}
    filled = list(case.materials.values_list("order", flat=True))
    held = licences.evidence_for(evidence_holders(case), tuple(wanted))
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


def _load_editable(uid: UUID | str, actor: Actor) -> Loaded:
    loaded = load(uid)
    check_applicant(actor, loaded.case, loaded.version)
    if loaded.case.state not in _EDITABLE:
        label = CASE_LIFECYCLE.labels[loaded.case.state]
        raise MoveNotAllowed(state=label, verb="修改申请")
    return loaded


def case_or_404(uid: UUID | str) -> Case:
    """Used by reactions that only need the row."""
    found = Case.objects.filter(uid=uid).first()
    if found is None:
        raise NotFound()
    return found
