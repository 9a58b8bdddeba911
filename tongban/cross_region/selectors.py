"""Questions about cross-regional cases. Everything takes a viewer and answers with frozen dataclasses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef
from django.db.models.functions import JSONObject

from tongban.cross_region import permissions, policies
from tongban.cross_region.facts import CROSS_REGION_CASE
from tongban.cross_region.models import (
    Assistance,
    CrossRegionCase,
    CrossRegionStep,
    HandOver,
    OriginalPaper,
    RemoteGuide,
)
from tongban.cross_region.states import MODE_LABELS, PAPER_LABELS, SIDE_LABELS, STATE_LABELS, STEP_WORDS, Side
from tongban.duties import selectors as duties
from tongban.duties.selectors import DutyView
from tongban.exchange import selectors as exchange
from tongban.exchange.selectors import ConversationState
from tongban.files import services as files
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.kernel.paging import page_of
from tongban.ledger.facts import ObjectRef
from tongban.parties import selectors as parties
from tongban.reference import selectors as reference


@dataclass(frozen=True, slots=True)
class GuideView:
    """The guide of another place's item. `materials` and `form_schema` are as that place sent them."""

    peer_id: int
    place: str
    item_code: str
    name: str
    digest: str
    materials: tuple[Mapping[str, Any], ...]
    form_schema: Mapping[str, Any]
    applicant_kinds: tuple[str, ...]
    limit: str
    result: str
    kept_at: dt.datetime


@dataclass(frozen=True, slots=True)
class StepView:
    """One step; `peer_at` is the other place's own time (对方记载), `at` when we learnt of it."""

    step: str
    label: str
    text: str
    documents: tuple[Mapping[str, str], ...]
    due_on: dt.date | None
    peer_at: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class PaperView:
    """An original paper, and what this side can do with it now (verb, label)."""

    uid: str
    name: str
    state: str
    state_label: str
    steps: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class NoteView:
    """A hand-over note."""

    number: str
    what: str
    giver: str
    taker: str
    courier_no: str
    note: str
    at: dt.datetime
    peer_at: str


@dataclass(frozen=True, slots=True)
class AssistanceView:
    """A remote conversation."""

    uid: str
    booked_for: dt.datetime
    room: str
    link: str
    begun_at: dt.datetime | None
    ended_at: dt.datetime | None
    outcome: str


@dataclass(frozen=True, slots=True)
class CrossRegionRow:
    """A line of the list."""

    id: int
    uid: str
    side: str
    side_label: str
    mode_label: str
    place: str
    item_name: str
    applicant: str
    case_no: str
    state: str
    state_label: str
    to_hand_over: bool
    created_at: dt.datetime


@dataclass(frozen=True, slots=True)
class CrossRegionPage:
    """Some lines, and where the next ones begin."""

    rows: tuple[CrossRegionRow, ...]
    cursor: str


@dataclass(frozen=True, slots=True)
class CrossRegionView:
    """Everything a page shows of one case."""

    row: CrossRegionRow
    peer_id: int
    applicant_id: int
    case_uid: UUID | None
    item_code: str
    outcome: str
    intake_place: str
    competent_place: str
    exit_place: str
    exit_here: bool
    materials: tuple[Mapping[str, Any], ...]
    wanted: tuple[Mapping[str, Any], ...]
    consent_text: str
    consented_at: str
    steps: tuple[StepView, ...]
    papers: tuple[PaperView, ...]
    notes: tuple[NoteView, ...]
    assistance: tuple[AssistanceView, ...]
    duties: tuple[DutyView, ...]
    sending: ConversationState | None
    parts: tuple[CrossRegionRow, ...]
    may_withdraw: bool


STEP_LABELS = {
    **STATE_LABELS,
    **STEP_WORDS,
    "received": "收件",
    "supplement_notified": "一次性告知补正",
    "accepted": "受理",
    "decided": "作出决定",
    "result_issued": "制作结果",
    "delivered": "交付结果",
    "closed": "办结",
    "revoked": "撤销决定",
}


def guide(peer_id: int, item_code: str) -> GuideView:
    """The guide as last sent. Raises `NotFound`."""
    row = RemoteGuide.objects.filter(peer_id=peer_id, item_code=item_code).select_related("peer").first()
    if row is None:
        raise NotFound()
    return _guide(row)


def guides(*, viewer: Actor, applicant_kind: str = "") -> list[GuideView]:
    """Every guide of other places by place and name; public, but asked by somebody (those for `applicant_kind`)."""
    rows = RemoteGuide.objects.select_related("peer").order_by("peer__code", "name")
    found = [_guide(row) for row in rows if viewer.is_system or row.peer.state == "active"]
    return [one for one in found if not applicant_kind or applicant_kind in (one.applicant_kinds or (applicant_kind,))]


def _guide(row: RemoteGuide) -> GuideView:
    content = row.content
    return GuideView(
        peer_id=row.peer_id,
        place=row.peer.name,
        item_code=row.item_code,
        name=row.name,
        digest=row.digest,
        materials=tuple(content.get("materials", ())),
        form_schema=content.get("form_schema", {}),
        applicant_kinds=tuple(content.get("applicant_kinds", ())),
        limit=str(content.get("limit", "")),
        result=str(content.get("result", "")),
        kept_at=row.kept_at,
    )


def cross_region_cases(
    *, viewer: Actor, side: str = "", waiting: bool = False, cursor: str = "", limit: int = 20
) -> CrossRegionPage:
    """The cases this person may see, newest first; `waiting` keeps those whose result is to be handed over here."""
    rows = permissions.visible_to(viewer).select_related("peer", "applicant", *parties.joined("applicant"))
    if side in SIDE_LABELS:
        rows = rows.filter(side=side)
    if waiting:
        rows = rows.filter(to_hand_over=True, handed_over_at=None)
    found, following = page_of(rows, cursor, limit)
    return CrossRegionPage(tuple(_row(one, viewer) for one in found), following)


def cross_region_case(uid: UUID | str, *, viewer: Actor) -> CrossRegionView:
    """One case, or `NotFound` where it is absent or none of this person's business.

    What has many rows comes with the case as JSON: one query instead of five.
    """
    rows = permissions.visible_to(viewer).select_related("peer", "applicant", *parties.joined("applicant"))
    case = rows.annotate(**{name: _rows_of(*what) for name, what in _MANY.items()}).filter(uid=uid).first()
    if case is None:
        raise NotFound()
    here = case.intake_region if case.side == Side.INTAKE else case.competent_region
    parts = list(rows.filter(together=case.together).exclude(pk=case.pk).order_by("id")) if case.together else []
    places = (case.intake_region, case.competent_region, case.exit_region)
    names = reference.region_names(set(places))
    intake, competent, exit_place = (names.get(code, code) for code in places)
    return CrossRegionView(
        row=_row(case, viewer),
        peer_id=case.peer_id,
        applicant_id=case.applicant_id,
        case_uid=case.case_uid,
        item_code=case.item_code,
        outcome=case.outcome,
        intake_place=intake,
        competent_place=competent,
        exit_place=exit_place,
        exit_here=case.exit_region == here,
        materials=tuple(case.materials),
        wanted=tuple(case.wanted),
        consent_text=case.consent_text,
        consented_at=case.consented_at,
        steps=tuple(_step(one) for one in _many(case, "step_rows")),
        papers=tuple(
            PaperView(
                uid=one["uid"],
                name=one["name"],
                state=one["state"],
                state_label=PAPER_LABELS[one["state"]],
                steps=policies.paper_steps(case.side, one["state"]),
            )
            for one in _many(case, "paper_rows")
        ),
        notes=tuple(NoteView(**{**one, "at": _instant(one["at"])}) for one in _many(case, "note_rows")),
        assistance=tuple(_assistance(one) for one in _many(case, "assistance_rows")),
        duties=duties.duties_of(ObjectRef(CROSS_REGION_CASE, str(case.uid))),
        sending=exchange.conversation_states([str(case.conversation)]).get(str(case.conversation)),
        parts=tuple(_row(one, viewer) for one in parts),
        may_withdraw=case.side == Side.INTAKE and case.state in policies.WITHDRAWABLE,
    )


_MANY: dict[str, tuple[type[Model], tuple[str, ...]]] = {
    "step_rows": (CrossRegionStep, ("step", "text", "documents", "due_on", "peer_at", "at")),
    "paper_rows": (OriginalPaper, ("uid", "name", "state")),
    "note_rows": (HandOver, ("number", "what", "giver", "taker", "courier_no", "note", "at", "peer_at")),
    "assistance_rows": (Assistance, ("uid", "booked_for", "room", "link", "begun_at", "ended_at", "outcome")),
}


def _rows_of(model: type[Model], fields: tuple[str, ...]) -> ArraySubquery:
    rows = model._default_manager.filter(case=OuterRef("pk")).order_by("id")
    return ArraySubquery(rows.values(row=JSONObject(**{name: name for name in fields})))


def _many(case: CrossRegionCase, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = getattr(case, name)
    return rows


def _instant(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def _assistance(one: Mapping[str, Any]) -> AssistanceView:
    begun, ended = one["begun_at"], one["ended_at"]
    return AssistanceView(
        uid=one["uid"],
        booked_for=_instant(one["booked_for"]),
        room=one["room"],
        link=one["link"],
        begun_at=_instant(begun) if begun else None,
        ended_at=_instant(ended) if ended else None,
        outcome=one["outcome"],
    )


def _step(one: Mapping[str, Any]) -> StepView:
    return StepView(
        step=one["step"],
        label=STEP_LABELS.get(one["step"], one["step"]),
        text=one["text"],
        documents=tuple(one["documents"]),
        due_on=dt.date.fromisoformat(one["due_on"]) if one["due_on"] else None,
        peer_at=one["peer_at"],
        at=_instant(one["at"]),
    )


def case_of(case_uid: UUID | str, *, viewer: Actor) -> str | None:
    """The cross-regional case that an ordinary case here belongs to; None where it is an ordinary one only."""
    uid = permissions.visible_to(viewer).filter(case_uid=case_uid).values_list("uid", flat=True).first()
    return str(uid) if uid else None


def document(uid: UUID | str, digest: str, *, viewer: Actor) -> tuple[str, bytes]:
    """File name and bytes of a document that a step brought. Raises `NotFound`."""
    case = permissions.visible_to(viewer).filter(uid=uid).first()
    if case is not None:
        for step in case.steps.all():
            for one in step.documents:
                if one["digest"] == digest:
                    return str(one["name"]), files.open_bytes(digest)
    raise NotFound()


def _row(case: CrossRegionCase, viewer: Actor) -> CrossRegionRow:
    return CrossRegionRow(
        id=case.pk,
        uid=str(case.uid),
        side=case.side,
        side_label=SIDE_LABELS[case.side],
        mode_label=MODE_LABELS[case.mode],
        place=case.peer.name,
        item_name=case.item_name,
        applicant=parties.seen(case.applicant, viewer=viewer).name,
        case_no=case.case_no,
        state=case.state,
        state_label=STATE_LABELS[case.state],
        to_hand_over=case.to_hand_over and case.handed_over_at is None,
        created_at=case.created_at,
    )
