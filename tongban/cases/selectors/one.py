"""One case as a person may see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from tongban.cases import policies
from tongban.cases.facts import CASE
from tongban.cases.models import (
    Case,
    CaseExtension,
    CaseInstrument,
    CaseMaterial,
    CaseMessage,
    CaseStatement,
    CaseStep,
    Commitment,
    MaterialPromise,
    StepHand,
    steps_of,
)
from tongban.cases.permissions import reachable_by
from tongban.cases.policies import promises as promise_law
from tongban.cases.policies import time as time_law
from tongban.cases.policies.kinds import instrument_title
from tongban.cases.selectors.exit import shown_code
from tongban.cases.selectors.opinion import OfferedOpinion, offered_opinions, offered_rows
from tongban.cases.selectors.promises import (
    STATEMENT_COLUMNS,
    CommitmentView,
    PromiseView,
    StatementView,
    commitment_view,
    promise_view,
    statement_views,
)
from tongban.cases.selectors.steps import HAND_COLUMNS, CaseStepView, step_views
from tongban.cases.selectors.talk import MESSAGE_COLUMNS, TalkState, talk_state
from tongban.cases.selectors.timing import ExtensionView, extension_views
from tongban.cases.states import OUTCOME_LABELS, STATE_LABELS, Instrument
from tongban.catalogue import selectors as catalogue
from tongban.catalogue.selectors import ItemVersionView
from tongban.duties import selectors as duties
from tongban.duties.selectors import DutyView
from tongban.files import services as files
from tongban.kernel.actor import Actor, Channel
from tongban.kernel.errors import NotFound
from tongban.kernel.lifecycle import Action
from tongban.kernel.questions import Question
from tongban.ledger import selectors as ledger
from tongban.ledger.facts import FactView, ObjectRef
from tongban.orgs import selectors as orgs
from tongban.parties import selectors as parties
from tongban.parties.selectors import PartyView


@dataclass(frozen=True, slots=True)
class MaterialState:
    """One material of the guide and what is handed in for it; `notice_reason` is what the one-time notice says."""

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
    notice_reason: str = ""

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
    promise: PromiseView | None
    commitment: CommitmentView | None
    statements: tuple[StatementView, ...]
    solved_at: dt.datetime | None
    reopened: int
    steps: tuple[CaseStepView, ...]
    extensions: tuple[ExtensionView, ...]
    exit_place: str
    exit_code: str
    entered_reason: str
    entered_at: dt.datetime | None
    entered_digest: str
    actions: tuple[Action, ...]
    talk: TalkState
    opinions: tuple[OfferedOpinion, ...]
    #: What is owed on it, where the law had to ask; None where nobody has asked yet.
    owed: tuple[DutyView, ...] | None = None

    @property
    def missing(self) -> tuple[MaterialState, ...]:
        """Required materials that are not there and not named for later by a commitment."""
        later = self.commitment.owed if self.commitment is not None and self.commitment.made else ()
        return tuple(m for m in self.materials if m.necessity == "required" and not m.provided and m.name not in later)

    @property
    def missing_secondary(self) -> tuple[MaterialState, ...]:
        """Secondary materials that are not there (容缺)."""
        return tuple(m for m in self.materials if m.necessity == "tolerable" and not m.provided)


def case_view(uid: UUID | str, *, viewer: Actor) -> CaseView:
    """The case, or `NotFound` where it is absent or none of this person's business (one query)."""
    return view_of(load(viewer, uid=uid), viewer)


def case_by_no(case_no: str, *, viewer: Actor) -> CaseView:
    """The case of a number (43 or 45 characters)."""
    if not case_no:
        raise NotFound()
    return view_of(load(viewer, case_no=case_no), viewer)


_MATERIAL = ("order", "provision", "file_name", "digest", "licence_identifier")
_INSTRUMENT = ("id", "kind", "number", "issued_at", "content")


_OPEN: dict[str, object] = {"uid": UUID(int=0), "case_no": "?"}


def load(viewer: Actor, **which: object) -> Case:
    """The row with its version, its applicant, its materials and its instruments in one query (inside the room).

    `which` is the uid or the number; raises `NotFound`.
    """
    ((field, value),) = which.items()
    if field == "uid":
        try:
            value = UUID(str(value))
        except ValueError:
            raise NotFound() from None
    reach = replace(viewer, account_id=None, channel=Channel.SYSTEM, trace_id="")
    found = _question(reach, field).first(value)
    if found is None:
        raise NotFound()
    return found


@lru_cache(maxsize=64)
def _question(viewer: Actor, field: str) -> Question[Case]:
    """The question for whoever sees as much as this viewer.

    What has many rows comes as JSON: a join would multiply them, a query each would be two more round trips. Subject
    and agent are seldom others than the applicant; joining them too would take the server ten times longer to plan.
    """
    return Question(_whole(viewer).filter(**{field: _OPEN[field]}), stands_for=_OPEN[field])


def load_many(viewer: Actor, uids: Collection[UUID]) -> list[Case]:
    """The rows of these cases as far as this person may open them, with everything `load` brings (one query)."""
    return list(_whole(viewer).filter(uid__in=uids))


def _whole(viewer: Actor) -> QuerySet[Case]:
    """What this viewer may open, with all that belongs to a case."""
    return (
        reachable_by(viewer)
        .select_related("applicant", *parties.joined("applicant"), *catalogue.joined("version"))
        .defer(*catalogue.left_out("version"))
        .annotate(
            material_rows=_rows_of(CaseMaterial, _MATERIAL),
            instrument_rows=_rows_of(CaseInstrument, _INSTRUMENT),
            step_rows=_rows_of(CaseStep, time_law.STEP_COLUMNS),
            hand_rows=_rows_of(StepHand, HAND_COLUMNS, "step__case"),
            extension_rows=_rows_of(CaseExtension, time_law.EXTENSION_COLUMNS),
            promise_rows=_rows_of(MaterialPromise, promise_law.PROMISE_COLUMNS),
            commitment_rows=_rows_of(Commitment, promise_law.COMMITMENT_COLUMNS),
            statement_rows=_rows_of(CaseStatement, STATEMENT_COLUMNS),
            message_rows=_rows_of(CaseMessage, MESSAGE_COLUMNS),
            **offered_rows(viewer),
        )
    )


def _rows_of(model: type[models.Model], fields: tuple[str, ...], owner: str = "case") -> ArraySubquery:
    rows = model._default_manager.filter(**{owner: OuterRef("pk")}).order_by("id")
    return ArraySubquery(rows.values(row=JSONObject(**{name: name for name in fields})))


def view_of(case: Case, viewer: Actor) -> CaseView:
    """A loaded case as this person sees it (inside the room)."""
    version = catalogue.seen(case.version)
    applicant = parties.seen(case.applicant, viewer=viewer)
    others = {pk for pk in (case.subject_id, case.agent_id) if pk not in (None, applicant.id)}
    departments = orgs.department_names({case.department_id, *(step.department_id for step in steps_of(case))})
    people = {applicant.id: applicant, **(parties.parties(others, viewer=viewer) if others else {})}
    return CaseView(
        uid=case.uid,
        case_no=case.case_no,
        item_name=case.item_name,
        version=version,
        department_name=departments[case.department_id],
        department_id=case.department_id,
        region_code=case.region_code,
        channel=case.channel,
        state=case.state,
        state_label=STATE_LABELS[case.state],
        revision=case.revision,
        instant=case.instant,
        applicant=applicant,
        subject=people[case.subject_id],
        agent=people[case.agent_id] if case.agent_id else None,
        form_data=case.form_data,
        materials=_materials(case, version),
        instruments=_instruments(case, version, viewer),
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
        promise=promise_view(case, version),
        commitment=commitment_view(case, version),
        statements=statement_views(case),
        solved_at=case.solved_at,
        reopened=case.reopened,
        steps=step_views(case, viewer, departments),
        # Until it is granted an extension is a question inside the house.
        extensions=tuple(one for one in extension_views(case) if one.granted or viewer.is_officer or viewer.is_system),
        exit_place=case.exit_place,
        exit_code=shown_code(case, viewer),
        entered_reason=case.entered_reason,
        entered_at=case.entered_at,
        entered_digest=_evidence(case),
        actions=policies.actions(viewer, case, version),
        talk=talk_state(case, viewer, version),
        opinions=offered_opinions(case),
        owed=vars(case).get("owed"),
    )


def _materials(case: Case, version: ItemVersionView) -> tuple[MaterialState, ...]:
    rows: list[dict[str, Any]] = case.material_rows  # type: ignore[attr-defined]  # annotated by `load`
    given = {row["order"]: row for row in rows}
    nothing = dict.fromkeys(_MATERIAL, "")
    wanted = _wanted(case)
    return tuple(
        MaterialState(
            order=m.order,
            name=m.name,
            necessity=m.necessity,
            licence_type_code=m.licence_type_code,
            accept_standard=m.accept_standard,
            provision=row["provision"],
            file_name=row["file_name"],
            digest=row["digest"],
            licence_identifier=row["licence_identifier"],
            noticed=m.order in case.noticed_orders,
            notice_reason=wanted.get(m.order, ""),
        )
        for m in version.materials
        for row in (given.get(m.order, nothing),)
    )


def _evidence(case: Case) -> str:
    """The scanned record behind a back entry, which stands before the materials of the guide."""
    rows: list[dict[str, Any]] = case.material_rows  # type: ignore[attr-defined]  # annotated by `load`
    return next((row["digest"] for row in rows if row["order"] == 0 and case.entered_reason), "")


def _instrument_rows(case: Case) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = case.instrument_rows  # type: ignore[attr-defined]  # annotated by `load`
    return rows


def _wanted(case: Case) -> dict[int, str]:
    """What the last one-time notice says of each material it names, by its order."""
    notices = [row for row in _instrument_rows(case) if row["kind"] == Instrument.SUPPLEMENT_NOTICE]
    lines = notices[-1]["content"].get("wanted", []) if notices else []
    return {int(line["order"]): str(line["text"]) for line in lines}


def _instruments(case: Case, version: ItemVersionView, viewer: Actor) -> tuple[InstrumentView, ...]:
    """What was written to the applicant; officers see what third parties got as well."""
    inside = viewer.is_officer or viewer.is_system
    return tuple(
        InstrumentView(
            row["id"],
            row["kind"],
            instrument_title(row["kind"], version),
            row["number"],
            dt.datetime.fromisoformat(row["issued_at"]),
        )
        for row in _instrument_rows(case)
        if inside or not row["content"].get("interested")
    )


def clocks(case: UUID | str | CaseView, *, viewer: Actor) -> tuple[ClockView, ...]:
    """The clocks of the case, oldest first, for anybody who may see the case; of a case already shown to the viewer
    nothing is asked again."""
    known = case.owed if isinstance(case, CaseView) else None
    owed = known if known is not None else duties.duties_of(_ref(case, viewer))
    return tuple(ClockView(duty.kind, duty.kind_label, duty) for duty in owed)


def timeline(case: UUID | str | CaseView, *, viewer: Actor) -> list[FactView]:
    """What happened to the case, oldest first: the ledger itself, without the other objects of its facts."""
    return ledger.timeline(_ref(case, viewer), objects=False)


def _ref(case: UUID | str | CaseView, viewer: Actor) -> ObjectRef:
    if isinstance(case, CaseView):
        return ObjectRef(CASE, str(case.uid))
    if not reachable_by(viewer).filter(uid=case).exists():
        raise NotFound()
    return ObjectRef(CASE, str(case))


def material_file(uid: UUID | str, order: int, *, viewer: Actor) -> tuple[str, bytes]:
    """File name and bytes of an uploaded material, for somebody who may see the case."""
    case = reachable_by(viewer).filter(uid=uid).first()
    row = case.materials.filter(order=order, provision="upload").first() if case is not None else None
    if row is None:
        raise NotFound()
    return row.file_name, files.open_bytes(row.digest)
