"""What every verb of the room does the same way: load and lock, record, write a letter, number a note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.core.exceptions import ValidationError

from tongban.cross_region.facts import CROSS_REGION_CASE
from tongban.cross_region.models import CrossRegionCase, HandOver, OriginalPaper
from tongban.exchange import services as exchange
from tongban.exchange.gates import Letter
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.ledger import services as ledger
from tongban.ledger.facts import FactKind, FactView, JsonValue, ObjectRef
from tongban.orgs import selectors as orgs


def load(uid: UUID | str) -> CrossRegionCase:
    """Lock the case for this transaction. Raises `NotFound`."""
    rows = CrossRegionCase.objects.select_for_update(no_key=True, of=("self",)).select_related("peer")
    try:
        found = rows.filter(uid=uid).first()
    except (ValueError, TypeError, ValidationError):
        found = None
    if found is None:
        raise NotFound()
    return found


def of_letter(letter: Letter) -> CrossRegionCase | None:
    """The case of a letter's conversation, locked; None where the application was never received."""
    rows = CrossRegionCase.objects.select_for_update(no_key=True, of=("self",)).select_related("peer")
    return rows.filter(peer_id=letter.peer_id, conversation=letter.conversation).first()


def ref(case: CrossRegionCase) -> ObjectRef:
    """How facts and duties name the case."""
    return ObjectRef(CROSS_REGION_CASE, str(case.uid))


def record(kind: FactKind, case: CrossRegionCase, actor: Actor, **data: JsonValue) -> FactView:
    """Write the fact with the case first, then the ordinary case, the applicant and the other platform."""
    objects = [ref(case), ObjectRef("party", str(case.applicant_id)), ObjectRef("peer", case.peer.code)]
    if case.case_uid is not None:
        objects.append(ObjectRef("case", str(case.case_uid)))
    return ledger.record(
        kind,
        actor=actor,
        objects=objects,
        data={"item_code": case.item_code, "case_no": case.case_no, "state": str(case.state), **data},
        department_id=case.department_id,
        region_code=case.region_code,
    )


def write(
    case: CrossRegionCase, kind: str, body: Mapping[str, object], actor: Actor, files: Sequence[str] = ()
) -> None:
    """A letter in the conversation of the case, with our time in it for the other side to read."""
    exchange.post_envelope(
        peer_id=case.peer_id,
        kind=kind,
        body={"at": clock.local(clock.now()).isoformat(), **body},
        files=files,
        conversation=case.conversation,
        actor=actor,
    )


def new_note(
    case: CrossRegionCase, paper: OriginalPaper | None, *, giver: str, taker: str, courier_no: str = "", note: str = ""
) -> HandOver:
    """A numbered hand-over note of ours."""
    department, year = orgs.department(case.department_id), clock.today().year
    serial = ledger.next_serial(f"cross_region.hand_over:{case.department_id}:{year}")
    return HandOver.objects.create(
        case=case,
        paper=paper,
        number=f"{department.short_name}〔{year}〕交字第{serial}号",
        what=paper.name if paper else "办理结果",
        giver=giver[:200],
        taker=taker[:200],
        courier_no=courier_no[:60],
        note=note[:500],
        at=clock.now(),
    )
