"""Things that change hands: original papers between the places, and the result to the applicant."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from tongban.cases import selectors as case_questions
from tongban.cases import services as cases
from tongban.cases.states import DeliveryMethod
from tongban.cross_region import permissions, policies
from tongban.cross_region.errors import CourierMissing, NotThisSide, ReceiverMissing
from tongban.cross_region.facts import (
    PAPER_MOVE_NOTED,
    PAPER_MOVED,
    RESULT_HANDED_OVER,
    RESULT_KNOWN_HANDED_OVER,
)
from tongban.cross_region.models import CrossRegionCase, HandOver, OriginalPaper
from tongban.cross_region.services._common import load, new_note, of_letter, record, ref, write
from tongban.cross_region.states import HAND_OVER, PAPER_LIFECYCLE, Side
from tongban.duties import services as duties
from tongban.exchange.gates import Letter
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.orgs import selectors as orgs

MOVED, HANDED = "cross_region.paper_moved", "cross_region.result_handed_over"
_BY_COURIER = ("send", "send_back")


@transaction.atomic
def hand_over_result(*, uid: UUID | str, receiver: str, actor: Actor, note: str = "") -> str:
    """The exit place gives the applicant what came from the competent place; returns the number of the note.

    The competent place learns of it and ends its delivery. Raises `NotFound`, `PermissionDenied`, `NotThisSide`,
    `ResultNotHere`, `ReceiverMissing`.
    """
    case = load(uid)
    permissions.check_officer(actor, case, permissions.ISSUE)
    policies.check_side(case, Side.INTAKE, "交付办理结果")
    policies.check_to_hand_over(case)
    if not receiver.strip():
        raise ReceiverMissing()
    giver = orgs.department(case.department_id).name
    made = new_note(case, None, giver=giver, taker=receiver.strip(), note=note.strip())
    case.handed_over_at = made.at
    case.save(update_fields=["handed_over_at"])
    duties.discharge_duty(subject=ref(case), kind=HAND_OVER, at=made.at, actor=actor)
    write(case, HANDED, _told(made), actor)
    record(RESULT_HANDED_OVER, case, actor, note=made.number)
    return made.number


@transaction.atomic
def note_result_handed_over(*, letter: Letter, actor: Actor) -> None:
    """The competent place: the applicant has the result, so it is delivered, and the case is closed."""
    case = of_letter(letter)
    if case is None or case.case_uid is None or not _keep(case, None, letter):
        return
    case.handed_over_at = clock.now()
    case.save(update_fields=["handed_over_at"])
    record(RESULT_KNOWN_HANDED_OVER, case, actor, note=str(letter.body["number"]))
    # Our own window may have been faster: then there is nothing left to do.
    if "deliver" in _offered(case, actor):
        cases.deliver_result(case_uid=case.case_uid, method=DeliveryMethod.WINDOW, actor=actor)
    if "close" in _offered(case, actor):
        cases.close_case(case_uid=case.case_uid, actor=actor)


def _offered(case: CrossRegionCase, actor: Actor) -> set[str]:
    view = case_questions.case_view(case.case_uid or "", viewer=actor)
    return {one.verb for one in view.actions if one.allowed}


@transaction.atomic
def move_paper(
    *, uid: UUID | str, paper_uid: UUID | str, verb: str, actor: Actor, courier_no: str = "", note: str = ""
) -> str:
    """One step of an original (寄出, 签收, 寄回, 收回, 交还); returns the number of the hand-over note.

    Raises `NotFound`, `PermissionDenied`, `NotThisSide`, `MoveNotAllowed`, `CourierMissing`.
    """
    case = load(uid)
    permissions.check_officer(actor, case, permissions.INTAKE)
    paper = case.papers.filter(uid=paper_uid).first()
    move = PAPER_LIFECYCLE.moves.get(verb)
    if paper is None or move is None:
        raise NotFound()
    if move.seat != case.side:
        raise NotThisSide(step=move.label, side="收件地" if move.seat == Side.INTAKE else "办理地")
    if verb in _BY_COURIER and not courier_no.strip():
        raise CourierMissing()
    PAPER_LIFECYCLE.advance(paper, verb)
    giver, taker = _parties(case, verb)
    made = new_note(case, paper, giver=giver, taker=taker, courier_no=courier_no.strip(), note=note.strip())
    write(case, MOVED, {**_told(made), "paper": str(paper.uid), "verb": verb}, actor)
    record(PAPER_MOVED, case, actor, verb=verb, note=made.number)
    return made.number


def _parties(case: CrossRegionCase, verb: str) -> tuple[str, str]:
    """Who gives and who takes."""
    here, there = orgs.department(case.department_id).name, case.peer.name
    return {
        "send": (here, there),
        "receive": (there, here),
        "send_back": (here, there),
        "take_back": (there, here),
        "give_back": (here, "申请人"),
    }[verb]


def _told(made: HandOver) -> dict[str, object]:
    """The note as the other place keeps it; who took the result stays here."""
    taker = made.taker if made.paper_id else "申请人"
    return {
        "number": made.number, "what": made.what, "giver": made.giver, "taker": taker, "courier_no": made.courier_no
    }  # fmt: skip


@transaction.atomic
def note_paper_moved(*, letter: Letter, actor: Actor) -> None:
    """The other place has moved a paper: our track of it follows. A second call changes nothing."""
    case = of_letter(letter)
    paper = case.papers.filter(uid=letter.body["paper"]).first() if case else None
    if case is None or paper is None or not _keep(case, paper, letter):
        return
    PAPER_LIFECYCLE.advance(paper, str(letter.body["verb"]))
    record(PAPER_MOVE_NOTED, case, actor, verb=str(letter.body["verb"]), note=str(letter.body["number"]))


def _keep(case: CrossRegionCase, paper: OriginalPaper | None, letter: Letter) -> bool:
    """Keep the other place's note; False where it is here already."""
    body = letter.body
    _, new = HandOver.objects.exclude(peer_at="").get_or_create(
        case=case,
        number=str(body["number"])[:80],
        defaults={
            "paper": paper,
            "what": str(body["what"])[:200],
            "giver": str(body["giver"])[:200],
            "taker": str(body["taker"])[:200],
            "courier_no": str(body.get("courier_no", ""))[:60],
            "at": letter.received_at,
            "peer_at": str(body["at"])[:40],
        },
    )
    return new
