"""Credit records: told, checked, heard, objected to, repaired, looked at (河南省社会信用条例)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router
from ninja.responses import Status

from tongban.credit import selectors, services
from tongban.credit.selectors import CreditRecordView, Evidence
from tongban.ledger.facts import ObjectRef
from tongban.openapi.answers import OCTETS, PDF, file_answer
from tongban.openapi.auth import actor_of
from tongban.openapi.schemas import credit as s
from tongban.openapi.schemas.cases import ReasonIn
from tongban.openapi.schemas.plain import RowId

router = Router(tags=["信用"])


def _evidence(given: Sequence[s.ProofIn]) -> list[Evidence]:
    return [Evidence(one.digest, one.name) for one in given]


@router.get("/mine", response=list[s.OwnFileOut], operation_id="my_credit", summary="我的信用记录")
def my_credit(request: HttpRequest) -> list[selectors.OwnFile]:
    """The caller's own file and those of whom the caller may speak for."""
    return selectors.mine(viewer=actor_of(request))


@router.get(
    "/published", response=s.PublishedPageOut, operation_id="published_credit", summary="公示的信用记录", auth=None
)
def published_credit(request: HttpRequest, query: Query[s.PublishedQuery]) -> selectors.PublishedPage:
    """Published records of organisations, by name or code; nobody's person (arts. 18, 36)."""
    return selectors.published(text=query.q, cursor=query.cursor, limit=query.size)


@router.post("/files", response=s.CreditFileOut, operation_id="open_credit_file", summary="按用途查看信用档案")
def open_credit_file(request: HttpRequest, payload: s.FileIn) -> services.CreditFile:
    """A party's file for a task; the look is recorded, and the party sees it."""
    return services.open_file(party_id=payload.party_id, purpose=payload.purpose, actor=actor_of(request))


@router.get("/records", response=s.RecordPageOut, operation_id="credit_records", summary="本部门的信用记录")
def credit_records(request: HttpRequest, query: Query[s.RecordsQuery]) -> selectors.RecordPage:
    """The records of the caller's departments, newest first."""
    return selectors.records(viewer=actor_of(request), tab=query.tab, cursor=query.cursor, limit=query.size)


@router.post("/records", response={201: s.RecordOut}, operation_id="record_credit", summary="报送信用记录")
def record_credit(request: HttpRequest, payload: s.RecordIn) -> Status[CreditRecordView]:
    """Say what a party kept or broke; nothing counts before another officer has checked it (art. 17)."""
    made = services.record_credit(
        party_id=payload.party_id,
        kind=payload.kind,
        about=ObjectRef("paper", payload.paper),
        department_id=payload.department_id,
        text=payload.text,
        serious=payload.serious,
        item_code=payload.item_code,
        after_grant=payload.after_grant,
        actor=actor_of(request),
    )
    return Status(201, made)


@router.get("/records/{uid}", response=s.RecordOut, operation_id="credit_record", summary="一条信用记录")
def credit_record(request: HttpRequest, uid: UUID) -> CreditRecordView:
    """One record, whole; an officer's look is recorded, and the party sees it."""
    return services.open_record(record_uid=uid, actor=actor_of(request))


@router.get("/records/{uid}/story", response=s.StoryOut, operation_id="credit_story", summary="记录的来龙去脉")
def credit_story(request: HttpRequest, uid: UUID) -> selectors.RecordStory:
    """What happened to a record and which departments have opened it; for its party only."""
    actor = actor_of(request)
    return selectors.story(selectors.record(uid, viewer=actor), viewer=actor)


@router.post("/records/{uid}/confirm", response=s.RecordOut, operation_id="confirm_record", summary="核查通过")
def confirm_record(request: HttpRequest, uid: UUID, payload: s.ConfirmRecordIn) -> CreditRecordView:
    """Lawful, true, exact: the record comes into force, by another officer than who told it."""
    return services.confirm_record(record_uid=uid, note=payload.note, actor=actor_of(request))


@router.post("/records/{uid}/refuse", response=s.RecordOut, operation_id="refuse_record", summary="核查退回")
def refuse_record(request: HttpRequest, uid: UUID, payload: ReasonIn) -> CreditRecordView:
    """Back to the department, which puts it right or gives it up."""
    return services.refuse_record(record_uid=uid, reason=payload.reason, actor=actor_of(request))


@router.post("/records/{uid}/resubmit", response=s.RecordOut, operation_id="resubmit_record", summary="更正重报")
def resubmit_record(request: HttpRequest, uid: UUID, payload: s.RewrittenIn) -> CreditRecordView:
    """Tell it anew with the text put right."""
    return services.resubmit_record(record_uid=uid, text=payload.text, actor=actor_of(request))


@router.post("/records/{uid}/drop", response=s.RecordOut, operation_id="drop_record", summary="不再记入")
def drop_record(request: HttpRequest, uid: UUID, payload: ReasonIn) -> CreditRecordView:
    """Give up a record that has not come into force."""
    return services.drop_record(record_uid=uid, reason=payload.reason, actor=actor_of(request))


@router.post("/records/{uid}/revoke", response=s.RecordOut, operation_id="revoke_record", summary="撤销记录")
def revoke_record(request: HttpRequest, uid: UUID, payload: s.RevokeRecordIn) -> CreditRecordView:
    """What the record rests on was undone: it goes at once (art. 42)."""
    return services.revoke_record(
        record_uid=uid, reason=payload.reason, document_no=payload.document_no, actor=actor_of(request)
    )


@router.post("/records/{uid}/defence", response=s.RecordOut, operation_id="state_credit_defence", summary="陈述申辩")
def state_defence(request: HttpRequest, uid: UUID, payload: s.PleaIn) -> CreditRecordView:
    """The party states its case before it is put on the list (art. 28)."""
    return services.state_defence(
        record_uid=uid, text=payload.text, evidence=_evidence(payload.evidence), actor=actor_of(request)
    )


@router.post("/records/{uid}/weigh", response=s.RecordOut, operation_id="weigh_defence", summary="复核陈述申辩")
def weigh_defence(request: HttpRequest, uid: UUID, payload: s.WeighIn) -> CreditRecordView:
    """Another officer answers what the party said."""
    return services.weigh_defence(record_uid=uid, heeded=payload.heeded, reason=payload.reason, actor=actor_of(request))


@router.post("/records/{uid}/objection", response=s.RecordOut, operation_id="object_record", summary="提出异议")
def object_record(request: HttpRequest, uid: UUID, payload: s.ObjectionIn) -> CreditRecordView:
    """The party says that the record is wrong; while it is looked at, the record bears the mark (art. 41)."""
    return services.object_record(
        record_uid=uid,
        ground=payload.ground,
        text=payload.text,
        evidence=_evidence(payload.evidence),
        actor=actor_of(request),
    )


@router.post(
    "/records/{uid}/objection/answer", response=s.RecordOut, operation_id="answer_objection", summary="答复异议"
)
def answer_objection(request: HttpRequest, uid: UUID, payload: s.ObjectionAnswerIn) -> CreditRecordView:
    """Upheld, corrected or revoked, by another officer than who told it."""
    return services.answer_objection(
        record_uid=uid,
        outcome=payload.outcome,
        answer=payload.answer,
        corrected_text=payload.corrected_text,
        actor=actor_of(request),
    )


@router.post("/records/{uid}/repair", response=s.RecordOut, operation_id="apply_for_repair", summary="申请信用修复")
def apply_for_repair(request: HttpRequest, uid: UUID, payload: s.PleaIn) -> CreditRecordView:
    """Ask for repair with the proof that the breach was put right (art. 43)."""
    return services.apply_for_repair(
        record_uid=uid, text=payload.text, evidence=_evidence(payload.evidence), actor=actor_of(request)
    )


@router.post("/records/{uid}/repair/answer", response=s.RecordOut, operation_id="decide_repair", summary="决定信用修复")
def decide_repair(request: HttpRequest, uid: UUID, payload: s.RepairAnswerIn) -> CreditRecordView:
    """Granted, the record is shown and used no more, and a sealed proof is issued."""
    return services.decide_repair(
        record_uid=uid, granted=payload.granted, answer=payload.answer, actor=actor_of(request)
    )


@router.get(
    "/records/{uid}/papers/{paper_id}", response={200: bytes}, operation_id="credit_paper", summary="信用文书（PDF）"
)
def credit_paper(request: HttpRequest, uid: UUID, paper_id: Path[RowId]) -> HttpResponse:
    """A paper of the record as its sealed PDF: prior notice, proof of repair."""
    found = services.credit_paper(record_uid=uid, paper_id=paper_id, actor=actor_of(request))
    return file_answer(found.name, found.content, PDF)


@router.get(
    "/records/{uid}/evidence/{digest}", response={200: bytes}, operation_id="credit_evidence", summary="证明材料"
)
def credit_evidence(request: HttpRequest, uid: UUID, digest: str) -> HttpResponse:
    """A proof handed in with a plea, for whoever may see the record."""
    name, content = selectors.plea_file(uid, digest, viewer=actor_of(request))
    return file_answer(name, content, OCTETS)
