"""One case as a person may see it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from tongban.cases import policies
from tongban.cases.facts import CASE
from tongban.cases.models import Case
from tongban.cases.permissions import visible_to
from tongban.cases.states import INSTRUMENT_LABELS, OUTCOME_LABELS, STATE_LABELS
from tongban.catalogue import selectors as catalogue
from tongban.catalogue.selectors import ItemVersionView
from tongban.duties import selectors as duties
from tongban.duties.selectors import DutyView
from tongban.files import services as files
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.ledger import selectors as ledger
from tongban.ledger.facts import FactView, ObjectRef
from tongban.orgs import selectors as orgs
from tongban.parties import selectors as parties
from tongban.parties.selectors import PartyView


@dataclass(frozen=True, slots=True)
class MaterialState:
    """One material of the guide and what has been handed in for it."""

    order: int
    name: str
    necessity: str
    licence_type_code: str
    accept_standard: str
    provision: str
    file_name: str
    digest: str
    licence_identifier: str
    noticed: bool

    @property
    def provided(self) -> bool:
        """Whether something is there."""
        return bool(self.provision)


@dataclass(frozen=True, slots=True)
class InstrumentView:
    """A written instrument in the list of a case."""

    id: int
    kind: str
    label: str
    number: str
    issued_at: dt.datetime


@dataclass(frozen=True, slots=True)
class ClockView:
    """One clock of the case, in the words of its duty kind."""

    kind: str
    label: str
    duty: DutyView


@dataclass(frozen=True, slots=True)
class CaseView:
    """Everything a case page shows; `actions` are this viewer's buttons."""

    uid: UUID
    case_no: str
    item_name: str
    version: ItemVersionView
    department_name: str
    department_id: int
    region_code: str
    channel: str
    state: str
    state_label: str
    revision: int
    instant: bool
    applicant: PartyView
    subject: PartyView
    agent: PartyView | None
    form_data: dict[str, object]
    materials: tuple[MaterialState, ...]
    instruments: tuple[InstrumentView, ...]
    created_at: dt.datetime
    received_at: dt.datetime | None
    accepted_at: dt.datetime | None
    deemed: bool
    decided_at: dt.datetime | None
    delivered_at: dt.datetime | None
    ended_at: dt.datetime | None
    delivery_method: str
    outcome: str
    outcome_label: str
    opinion: str
    reason: str
    licence_identifier: str
    actions: tuple[policies.Action, ...]

    @property
    def missing(self) -> tuple[MaterialState, ...]:
        """Required materials that are not there."""
        return tuple(m for m in self.materials if m.necessity == "required" and not m.provided)


def case_view(uid: UUID | str, *, viewer: Actor) -> CaseView:
    """The case, or `NotFound` where it is absent or none of this person's business."""
    found = visible_to(viewer).filter(uid=uid).first()
    if found is None:
        raise NotFound()
    return _view(found, viewer)


def case_by_no(case_no: str, *, viewer: Actor) -> CaseView:
    """The case of a number (43 or 45 characters)."""
    found = visible_to(viewer).filter(case_no=case_no).exclude(case_no="").first()
    if found is None:
        raise NotFound()
    return _view(found, viewer)


def _view(case: Case, viewer: Actor) -> CaseView:
    version = catalogue.version(case.version_id)
    people = parties.parties(
        {case.applicant_id, case.subject_id} | ({case.agent_id} if case.agent_id else set()), viewer=viewer
    )
    return CaseView(
        uid=case.uid,
        case_no=case.case_no,
        item_name=case.item_name,
        version=version,
        department_name=orgs.department(case.department_id).name,
        department_id=case.department_id,
        region_code=case.region_code,
        channel=case.channel,
        state=case.state,
        state_label=STATE_LABELS[case.state],
        revision=case.revision,
        instant=case.instant,
        applicant=people[case.applicant_id],
        subject=people[case.subject_id],
        agent=people[case.agent_id] if case.agent_id else None,
        form_data=case.form_data,
        materials=_materials(case, version),
        instruments=_instruments(case),
        created_at=case.created_at,
        received_at=case.received_at,
        accepted_at=case.accepted_at,
        deemed=case.deemed,
        decided_at=case.decided_at,
        delivered_at=case.delivered_at,
        ended_at=case.ended_at,
        delivery_method=case.delivery_method,
        outcome=case.outcome,
        outcome_label=OUTCOME_LABELS.get(case.outcome, ""),
        # The examiner's opinion is working paper until the case has ended for the applicant.
        opinion=case.opinion if viewer.is_officer or viewer.is_system else "",
        reason=case.reason,
        licence_identifier=case.licence_identifier,
        actions=policies.actions(viewer, case, version),
    )


def _materials(case: Case, version: ItemVersionView) -> tuple[MaterialState, ...]:
    given = {m.order: m for m in case.materials.all()}
    return tuple(
        MaterialState(
            order=m.order,
            name=m.name,
            necessity=m.necessity,
            licence_type_code=m.licence_type_code,
            accept_standard=m.accept_standard,
            provision=given[m.order].provision if m.order in given else "",
            file_name=given[m.order].file_name if m.order in given else "",
            digest=given[m.order].digest if m.order in given else "",
            licence_identifier=given[m.order].licence_identifier if m.order in given else "",
            noticed=m.order in case.noticed_orders,
        )
        for m in version.materials
    )


def _instruments(case: Case) -> tuple[InstrumentView, ...]:
    return tuple(
        InstrumentView(row.pk, row.kind, INSTRUMENT_LABELS[row.kind], row.number, row.issued_at)
        for row in case.instruments.all()
    )


def clocks(uid: UUID | str, *, viewer: Actor) -> tuple[ClockView, ...]:
    """The clocks of the case, oldest first, for anybody who may see the case."""
    if not visible_to(viewer).filter(uid=uid).exists():
        raise NotFound()
    return tuple(ClockView(duty.kind, duty.kind_label, duty) for duty in duties.duties_of(ObjectRef(CASE, str(uid))))


def timeline(uid: UUID | str, *, viewer: Actor) -> list[FactView]:
    """What happened to the case, oldest first: the ledger itself."""
    if not visible_to(viewer).filter(uid=uid).exists():
        raise NotFound()
    return ledger.timeline(ObjectRef(CASE, str(uid)))


def material_file(uid: UUID | str, order: int, *, viewer: Actor) -> tuple[str, bytes]:
    """File name and bytes of an uploaded material, for somebody who may see the case."""
    case = visible_to(viewer).filter(uid=uid).first()
    row = case.materials.filter(order=order, provision="upload").first() if case is not None else None
    if row is None:
        raise NotFound()
    return row.file_name, files.open_bytes(row.digest)
