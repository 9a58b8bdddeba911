"""The competent place: what another place passes on becomes an ordinary case, under our own law and clock.

A letter that cannot be done (an outdated guide, a decided case) is answered with the sentence and not tried again;
what is out of order here (a lost key, a clock behind) is raised, so that the letter waits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from tongban.cases import services as cases
from tongban.cases.services import GivenMaterial, MaterialInput, Upload
from tongban.catalogue import selectors as catalogue
from tongban.catalogue.selectors import ItemVersionView
from tongban.cross_region import policies
from tongban.cross_region.errors import GuideChanged, ItemNotAgreed
from tongban.cross_region.facts import CASE_NOT_TAKEN, CASE_TAKEN, SUPPLEMENT_TAKEN, WITHDRAWAL_TAKEN
from tongban.cross_region.models import CrossRegionCase, OriginalPaper
from tongban.cross_region.services._common import of_letter, record, write
from tongban.cross_region.services.guides import TOLD, guide_of
from tongban.cross_region.states import CrossRegionState, Mode, PaperState, Side
from tongban.exchange import selectors as peers
from tongban.exchange import services as exchange
from tongban.exchange.gates import Letter
from tongban.exchange.selectors import PeerView
from tongban.files import services as files
from tongban.kernel import clock
from tongban.kernel.actor import Actor, Channel
from tongban.kernel.errors import DomainError, InvalidInput, NotFound
from tongban.ledger import services as ledger
from tongban.ledger.facts import ObjectRef
from tongban.orgs import selectors as orgs
from tongban.parties import services as party_verbs
from tongban.parties.states import PartyKind

STEP, PAPERS = "cross_region.step", "cross_region.papers"
NOT_DONE = "not_done"


@transaction.atomic
def take_application(*, letter: Letter, actor: Actor) -> None:
    """Register the applicant, hand the application in as an ordinary one, and keep the link.

    The receipt, and every later step, is told by `tell_step` when the case records it.
    """
    if of_letter(letter) is not None:
        return
    peer = peers.peer(letter.peer_id)
    try:
        with transaction.atomic(), ledger.together():
            case = _taken(letter, peer, actor.via(Channel.API))
    except (DomainError, KeyError, TypeError, ValueError) as error:
        _not_taken(letter, peer, _refusal(error), actor)
        return
    record(CASE_TAKEN, case, actor, peer=peer.code, mode=str(case.mode), intake_region=case.intake_region)


def _taken(letter: Letter, peer: PeerView, actor: Actor) -> CrossRegionCase:
    body = letter.body
    code = str(body["item_code"])
    policies.check_agreed(code, peer.our_items)
    version = _version(code)
    if version.digest != body["guide_digest"]:
        raise GuideChanged()
    here = orgs.department(peer.department_id).region_code
    mode = Mode(str(body["mode"]))
    exit_region = policies.exit_of(
        mode, str(body["exit_region"]), intake_region=peer.region_code, competent_region=here
    )
    applicant_id = _applicant(body["applicant"], actor)
    received = cases.submit_application(
        item_code=code,
        applicant_id=applicant_id,
        form_data=body["form_data"],
        materials=[_given(one, letter) for one in body["materials"]],
        incomplete=True,
        actor=actor,
    )
    consent = body["consent"]
    case = CrossRegionCase.objects.create(
        side=Side.COMPETENT,
        mode=mode,
        peer_id=peer.id,
        conversation=letter.conversation,
        together=UUID(str(body["together"])) if body.get("together") else None,
        intake_region=peer.region_code,
        competent_region=here,
        exit_region=exit_region,
        department_id=peer.department_id,
        region_code=here,
        item_code=code,
        item_name=version.name,
        guide_digest=version.digest,
        applicant_id=applicant_id,
        channel=actor.channel,
        consent_text=str(consent["text"])[:600],
        consented_at=str(consent["at"])[:40],
        materials=[],
        case_uid=received.uid,
        case_no=received.case_no,
        created_at=clock.now(),
    )
    for paper in body.get("originals", ()):
        OriginalPaper.objects.create(
            case=case, uid=UUID(str(paper["uid"])), name=str(paper["name"])[:200], state=PaperState.TAKEN_IN
        )
    return case


def _version(code: str) -> ItemVersionView:
    try:
        return catalogue.version_of_code(code)
    except NotFound:
        raise ItemNotAgreed(item_code=code) from None


def _applicant(told: Mapping[str, Any], actor: Actor) -> int:
    """The party here: found by number, or registered with what the letter says. The intake place has checked who it
    is; a known number under another name is refused (`PersonNameMismatch`)."""
    if told["kind"] == PartyKind.PERSON:
        return party_verbs.register_person(
            name=str(told["name"]), citizen_no=str(told["citizen_no"]), mobile=str(told.get("mobile", "")), actor=actor
        ).id
    return party_verbs.register_enterprise(
        name=str(told["name"]), uscc=str(told["uscc"]), kind=str(told["kind"]), actor=actor
    ).id


def _given(one: Mapping[str, Any], letter: Letter) -> GivenMaterial:
    digest = str(one["digest"])
    if not digest:
        return GivenMaterial(order=int(one["order"]), paper=True)
    if digest not in letter.files:  # only what came with this very letter is the applicant's
        raise InvalidInput(errors={"materials": "来函没有附上这份材料。"})
    return GivenMaterial(order=int(one["order"]), upload=Upload(files.open_bytes(digest), str(one["file_name"])))


def _refusal(error: Exception) -> DomainError:
    """The refusal to be told; what only time or our administrator can mend is raised."""
    if not isinstance(error, DomainError):
        return InvalidInput(errors={"letter": "来函内容不全，或者不是本平台认识的格式。"})
    if error.status >= 500:
        raise error
    return error


def _not_taken(letter: Letter, peer: PeerView, error: DomainError, actor: Actor) -> None:
    at = clock.local(clock.now()).isoformat()
    state = str(CrossRegionState.NOT_RECEIVED)
    body = {"at": at, "step": state, "state": state, "text": error.sentence + error.advice}
    exchange.post_envelope(peer_id=letter.peer_id, kind=STEP, body=body, conversation=letter.conversation, actor=actor)
    if isinstance(error, GuideChanged):
        code = str(letter.body["item_code"])
        guides = [guide_of(one, catalogue.version_of_code(one)) for one in peer.our_items if one == code]
        exchange.post_envelope(
            peer_id=letter.peer_id, kind=TOLD, body={"guides": guides}, conversation=letter.conversation,
            actor=actor,
        )  # fmt: skip
    ledger.record(
        CASE_NOT_TAKEN,
        actor=actor,
        objects=[ObjectRef("conversation", letter.conversation), ObjectRef("peer", peer.code)],
        data={"reason": error.code},
        department_id=peer.department_id,
    )


def take_supplement(*, letter: Letter, actor: Actor) -> None:
    """Put what came to the case and hand the supplement in."""

    def supplement(case: CrossRegionCase, actor: Actor) -> None:
        for one in letter.body["materials"]:
            given = _given(one, letter)
            material = MaterialInput(
                order=given.order,
                digest=str(one["digest"]),
                file_name=str(one["file_name"]),
                paper=given.paper,
            )
            cases.attach_material(case_uid=case.case_uid or "", material=material, actor=actor)
        cases.supplement_case(case_uid=case.case_uid or "", actor=actor)
        record(SUPPLEMENT_TAKEN, case, actor, orders=[int(one["order"]) for one in letter.body["materials"]])

    _done_or_told(letter, actor, supplement)


def take_withdrawal(*, letter: Letter, actor: Actor) -> None:
    """Withdraw the case, where its state still lets the applicant."""

    def withdraw(case: CrossRegionCase, actor: Actor) -> None:
        cases.withdraw_case(case_uid=case.case_uid or "", reason=str(letter.body.get("reason", "")), actor=actor)
        record(WITHDRAWAL_TAKEN, case, actor)

    _done_or_told(letter, actor, withdraw)


@transaction.atomic
def _done_or_told(letter: Letter, actor: Actor, act: Callable[[CrossRegionCase, Actor], None]) -> None:
    case = of_letter(letter)
    if case is None:
        return  # the application was refused: its sender has been told
    try:
        with transaction.atomic(), ledger.together():
            act(case, actor.via(Channel.API))
    except (DomainError, KeyError, TypeError, ValueError) as error:
        refusal = _refusal(error)
        write(case, STEP, {"step": NOT_DONE, "state": "", "text": refusal.sentence + refusal.advice}, actor)
