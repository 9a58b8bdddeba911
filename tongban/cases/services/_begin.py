"""What a draft and a whole application check and know the same way before anything is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

from tongban.cases import errors, policies
from tongban.cases.models import Case
from tongban.cases.permissions import APPLY, INTAKE, mandate_words
from tongban.cases.services._common import Loaded
from tongban.cases.states import CaseState
from tongban.catalogue import selectors as catalogue
from tongban.catalogue.selectors import ItemVersionView, MaterialView
from tongban.files.selectors import stored_files
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import PermissionDenied
from tongban.licences import selectors as licences
from tongban.licences import services as licence_verbs
from tongban.parties import policies as party_policies
from tongban.parties import selectors as parties
from tongban.parties import services as party_verbs

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


@dataclass(frozen=True, slots=True)
class MaterialInput:
    """One material as it is handed in: a stored file, a licence in place of it, or paper checked at the window."""

    order: int
    digest: str = ""
    file_name: str = ""
    licence_identifier: str = ""
    paper: bool = False


def begun(version: ItemVersionView, applicant_id: int, subject_id: int | None, actor: Actor) -> tuple[Case, str]:
    """A new case, not saved yet, and the kind of its applicant; whoever may not begin it is told why.

    Raises `PermissionDenied`, `MandateExpired`, `ItemNotOpen`, `WrongApplicantKind`.
    """
    check_may_begin(actor, version, applicant_id)
    policies.check_open(version)
    kind = parties.kind(applicant_id)
    policies.check_applicant_kind(version, kind)
    if subject_id is not None and subject_id != applicant_id:
        check_subject(actor, version, subject_id)
    agent_id = actor.party_id if actor.party_id not in (None, applicant_id) and not actor.is_officer else None
    case = Case(
        uid=uuid4(),
        version_id=version.id,
        item_name=version.name,
        department_id=version.department_id,
        region_code=version.region_code,
        applicant_id=applicant_id,
        subject_id=subject_id or applicant_id,
        agent_id=agent_id,
        channel=actor.channel,
        state=CaseState.DRAFT,
        instant=version.case_kind == "instant",
        created_at=clock.now(),
    )
    return case, kind


def prefilled(
    version: ItemVersionView, applicant_id: int, kind: str, actor: Actor, *, but: Mapping[str, object] | None = None
) -> dict[str, object]:
    """What the government already knows of the applicant, by data element: never asked twice (安阳 23).

    `but`: fields that have been filled in already. The look is free for the applicant's own people and recorded for
    an officer; where nothing is left to fill in, nobody looks.
    """
    schema = catalogue.for_applicant(version.form_schema, kind)
    properties = schema.get("properties", {})
    wanted = {name: str(rule.get("x-element", "")) for name, rule in properties.items() if name not in (but or {})}
    if not any(element in _KNOWN for element in wanted.values()):
        return {}
    known = party_verbs.reveal(applicant_id, actor=actor, purpose=f"为“{version.name}”预填申请表"[:200])
    values = {element: getattr(known, attribute) for element, attribute in _KNOWN.items()}
    if known.citizen_no:
        values.pop("enterprise.name")
    else:
        values.pop("person.name")
    return {name: values[element] for name, element in wanted.items() if values.get(element)}


def check_may_begin(actor: Actor, version: ItemVersionView, applicant_id: int) -> None:
    """The applicant, its agent, or an officer at intake. Raises `PermissionDenied` and what mandates say."""
    if actor.is_system:
        return
    if actor.is_officer:
        actor.require(INTAKE)
        if not actor.covers(department_id=version.department_id, region_code=version.region_code):
            raise PermissionDenied(permission=INTAKE)
        return
    actor.require(APPLY)
    party_policies.check_acts_for(actor, applicant_id, what=mandate_words(version))


def check_subject(actor: Actor, version: ItemVersionView, subject_id: int) -> None:
    """Whom the result is for: known, and for anybody but an officer a party they may act for."""
    parties.party(subject_id, viewer=Actor.system(trace_id=actor.trace_id))
    if not actor.is_officer:
        party_policies.check_acts_for(actor, subject_id, what=mandate_words(version))


def material_values(loaded: Loaded, requirement: MaterialView, given: MaterialInput, actor: Actor) -> dict[str, str]:
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
    held = licences.evidence_for(evidence_holders(case), (requirement.licence_type_code,))
    if not requirement.licence_type_code:
        raise errors.EvidenceNotValid(material=requirement.name, reason="这份材料不能用证照代替")
    if identifier not in {licence.identifier for licence in held}:
        raise errors.EvidenceNotValid(material=requirement.name, reason="它不是申请人名下有效的对应证照")


def evidence_holders(case: Case) -> tuple[int, ...]:
    """Whose licences may stand in: the applicant's, the subject's, and an enterprise's legal representative's."""
    holders = {case.applicant_id, case.subject_id}
    representative = parties.legal_representative_of(case.applicant_id)
    if representative is not None:
        holders.add(representative)
    return tuple(sorted(holders))
