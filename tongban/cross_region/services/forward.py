"""The intake place: take an application in and pass it on, pass on a supplement, pass on a withdrawal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction

from tongban.cases.services import GivenMaterial
from tongban.catalogue import selectors as catalogue
from tongban.cross_region import errors, permissions, policies
from tongban.cross_region.facts import CASE_FORWARDED, SUPPLEMENT_SENT, WITHDRAWAL_ASKED
from tongban.cross_region.models import CrossRegionCase, OriginalPaper, RemoteGuide
from tongban.cross_region.services._common import load, new_note, record, ref, write
from tongban.cross_region.states import CONSENT, FORWARD, Mode, Side
from tongban.duties import services as duties
from tongban.exchange import selectors as peers
from tongban.exchange.selectors import PeerView
from tongban.files import services as files
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput
from tongban.orgs import selectors as orgs
from tongban.parties import selectors as parties
from tongban.parties import services as party_verbs
from tongban.reference import selectors as reference

APPLIED, SUPPLEMENTED, WITHDRAWN = (
    "cross_region.applied",
    "cross_region.supplemented",
    "cross_region.withdrawal_asked",
)


@dataclass(frozen=True, slots=True)
class ForwardedCase:
    """What the applicant gets back: the uid here; the number comes from the competent place."""

    uid: UUID


@transaction.atomic
def forward_application(
    *,
    peer_id: int,
    item_code: str,
    applicant_id: int,
    form_data: Mapping[str, object],
    materials: Sequence[GivenMaterial],
    consent: bool,
    actor: Actor,
    mode: Mode = Mode.COLLECT_ON_BEHALF,
    exit_region: str = "",
    originals: Sequence[str] = (),
    together: UUID | str | None = None,
) -> ForwardedCase:
    """Take in an application for another place's item and send it there, sealed, with its papers.

    `consent`: the applicant agreed to `CONSENT`. `originals`: names of papers handed in as originals. `together`: the
    uid of an application this one belongs to (多地联办). What the form says is not kept here. Raises
    `PermissionDenied`, `ItemNotAgreed`, `GuideMissing`, `ConsentMissing`, `ExitPlaceUnknown`, `InvalidInput`, and what
    `exchange.post_envelope` raises (`AgreementNotInForce`, `PeerNotActive`).
    """
    peer = peers.peer(peer_id)
    department = orgs.department(peer.department_id)
    permissions.check_may_forward(
        actor,
        department_id=peer.department_id,
        region_code=department.region_code,
        applicant_id=applicant_id,
        item_code=item_code,
    )
    policies.check_agreed(item_code, peer.their_items)
    guide = RemoteGuide.objects.filter(peer_id=peer_id, item_code=item_code).first()
    if guide is None:
        raise errors.GuideMissing(place=peer.name)
    if not consent:
        raise errors.ConsentMissing(place=peer.name)
    cleaned = _checked_form(guide, applicant_id, form_data)
    case = _new_case(guide, peer, department.region_code, applicant_id, mode, exit_region, actor)
    if together:
        case.together, case.mode = _joined(together, actor), Mode.JOINT
    case.materials = _stored(guide, materials, actor)
    case.save(force_insert=True)
    papers = _take_originals(case, originals, department.name)
    known = party_verbs.reveal(applicant_id, actor=actor, purpose=f"向{peer.name}转送“{guide.name}”申请"[:200])
    body = {
        "item_code": item_code,
        "guide_digest": guide.digest,
        "applicant": {"kind": known.kind, "name": known.name, "citizen_no": known.citizen_no, "uscc": known.uscc,
                      "mobile": known.mobile},
        "form_data": cleaned,
        "materials": case.materials,
        "originals": papers,
        "mode": str(case.mode),
        "intake_region": case.intake_region,
        "exit_region": case.exit_region,
        "together": str(case.together) if case.together else "",
        "consent": {"text": case.consent_text, "at": case.consented_at},
    }  # fmt: skip
    write(case, APPLIED, body, actor, [one["digest"] for one in case.materials if one["digest"]])
    duties.open_duty(
        kind=FORWARD,
        subject=ref(case),
        department_id=case.department_id,
        region_code=case.region_code,
        starts_at=case.created_at,
        limit=reference.parameter("cross_region.forward").limit,
        actor=actor,
        dedupe_key=f"{FORWARD}:{case.uid}",
    )
    record(CASE_FORWARDED, case, actor, peer=peer.code, mode=str(case.mode), materials=len(case.materials))
    return ForwardedCase(case.uid)


def _checked_form(guide: RemoteGuide, applicant_id: int, form_data: Mapping[str, object]) -> dict[str, object]:
    kind = parties.kind(applicant_id)
    allowed = guide.content.get("applicant_kinds") or [kind]
    if kind not in allowed:
        raise InvalidInput(errors={"applicant": "这个事项不面向这类申请人。"})
    schema = guide.content.get("form_schema", {})
    cleaned, problems = catalogue.clean_form(catalogue.for_applicant(schema, kind), form_data)
    if problems:
        raise InvalidInput(errors=problems)
    return cleaned


def _new_case(
    guide: RemoteGuide, peer: PeerView, here: str, applicant_id: int, mode: Mode, exit_region: str, actor: Actor
) -> CrossRegionCase:
    exit_place = policies.exit_of(mode, exit_region, intake_region=here, competent_region=peer.region_code)
    now = clock.now()
    return CrossRegionCase(
        uid=uuid4(),
        conversation=uuid4(),
        side=Side.INTAKE,
        mode=Mode(mode),
        peer_id=peer.id,
        intake_region=here,
        competent_region=peer.region_code,
        exit_region=exit_place,
        department_id=peer.department_id,
        region_code=here,
        item_code=guide.item_code,
        item_name=guide.name,
        guide_digest=guide.digest,
        applicant_id=applicant_id,
        channel=actor.channel,
        consent_text=CONSENT.format(place=peer.name, item=guide.name)[:600],
        consented_at=clock.local(now).isoformat(),
        created_at=now,
    )


def _joined(together: UUID | str, actor: Actor) -> UUID:
    """The mark of the applications that belong together; the first one gets it now."""
    first = load(together)
    permissions.check_applicant(actor, first)
    if first.together is None:
        first.together, first.mode = first.uid, Mode.JOINT
        first.save(update_fields=["together", "mode"])
    return first.together


def _stored(guide: RemoteGuide, materials: Sequence[GivenMaterial], actor: Actor) -> list[dict[str, object]]:
    """What was handed in, by order; files are kept here until the case has ended there."""
    names = {int(one["order"]): str(one["name"]) for one in guide.content.get("materials", ())}
    orders = [one.order for one in materials]
    if wrong := [order for order in orders if order not in names or orders.count(order) > 1]:
        raise InvalidInput(errors={f"materials.{wrong[0]}": "办事指南里没有这份材料，或者写了两次。"})
    found: list[dict[str, object]] = []
    for one in sorted(materials, key=lambda given: given.order):
        line: dict[str, object] = {"order": one.order, "name": names[one.order], "digest": "", "file_name": ""}
        if one.upload is not None:
            (stored,) = files.store_all(files=[one.upload], actor=actor)
            line |= {"digest": stored.digest, "file_name": stored.name}
        elif one.paper:
            actor.require(permissions.INTAKE)
        else:
            raise InvalidInput(errors={f"materials.{one.order}": "请上传文件，或者注明窗口已核验原件。"})
        found.append(line)
    return found


def _take_originals(case: CrossRegionCase, names: Sequence[str], department: str) -> list[dict[str, str]]:
    taken = []
    for name in (text.strip() for text in names if text.strip()):
        paper = OriginalPaper.objects.create(case=case, name=name[:200])
        new_note(case, paper, giver="申请人", taker=department)
        taken.append({"uid": str(paper.uid), "name": paper.name})
    return taken


@transaction.atomic
def send_supplement(*, uid: UUID | str, materials: Sequence[GivenMaterial], actor: Actor) -> None:
    """Pass on what the competent place asked for in its one-time notice, all of it at once.

    Raises `NotFound`, `PermissionDenied`, `NotThisSide`, `NothingToSupplement`, `InvalidInput`.
    """
    case = load(uid)
    permissions.check_applicant(actor, case)
    policies.check_side(case, Side.INTAKE, "转送补正材料")
    policies.check_supplement(case, [one.order for one in materials])
    guide = RemoteGuide.objects.filter(peer_id=case.peer_id, item_code=case.item_code).first()
    if guide is None:
        raise errors.GuideMissing(place=case.peer.name)
    added = _stored(guide, materials, actor)
    orders = {one["order"] for one in added}
    case.materials = [*(one for one in case.materials if one["order"] not in orders), *added]
    # Asked once, answered once: a second press finds nothing wanted.
    case.wanted = []
    case.save(update_fields=["materials", "wanted"])
    write(case, SUPPLEMENTED, {"materials": added}, actor, [str(one["digest"]) for one in added if one["digest"]])
    record(SUPPLEMENT_SENT, case, actor, orders=tuple(sorted(int(str(order)) for order in orders)))


@transaction.atomic
def ask_withdrawal(*, uid: UUID | str, reason: str, actor: Actor) -> None:
    """Pass on that the applicant withdraws; the competent place says whether it still can be.

    Raises `NotFound`, `PermissionDenied`, `NotThisSide`, `AlreadyEnded`.
    """
    case = load(uid)
    permissions.check_applicant(actor, case)
    policies.check_side(case, Side.INTAKE, "转送撤回申请")
    policies.check_under_way(case, "撤回")
    write(case, WITHDRAWN, {"reason": reason.strip()[:500]}, actor)
    record(WITHDRAWAL_ASKED, case, actor)
