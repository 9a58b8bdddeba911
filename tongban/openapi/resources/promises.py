"""What is promised and owed: secondary materials (安阳市政务服务条例 24), commitments (25–27)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Router
from ninja.responses import Status

from tongban.cases import selectors, services
from tongban.openapi.auth import actor_of
from tongban.openapi.schemas import promises as s
from tongban.openapi.schemas.cases import Instrument, MaterialIn, OrdersOut
from tongban.openapi.schemas.plain import Order

of_case = Router(tags=["容缺与承诺"])


@of_case.get("/{uid}/promise", response=s.PromiseOut, operation_id="case_promise", summary="可以承诺后补的材料")
def case_promise(request: HttpRequest, uid: UUID) -> dict[str, object]:
    """What may be promised now and in which words, what was promised, and what may still be handed in."""
    actor = actor_of(request)
    view, offer = selectors.case_view(uid, viewer=actor), selectors.promise_offer(uid, viewer=actor)
    owed = selectors.owed_materials(uid, viewer=actor)
    return {
        "offered": [{"order": order, "name": name} for order, name in offer.materials],
        "words": offer.words,
        "promise": view.promise,
        "owed": [{"order": order, "name": name} for order, name in owed.items()],
    }


@of_case.post("/{uid}/promise", response=OrdersOut, operation_id="promise_materials", summary="承诺后补材料")
def promise_materials(request: HttpRequest, uid: UUID, payload: s.SignedIn) -> dict[str, list[int]]:
    """Promise the secondary materials that are missing; voluntary (安阳市政务服务条例 24)."""
    orders = services.promise_materials(case_uid=uid, signed=payload.signed, actor=actor_of(request))
    return {"orders": list(orders)}


@of_case.post(
    "/{uid}/accept-with-tolerance", response=Instrument, operation_id="accept_with_tolerance", summary="容缺受理"
)
def accept_with_tolerance(request: HttpRequest, uid: UUID, payload: s.SignedIn) -> dict[str, str]:
    """Accept although secondary materials are missing: main ones complete, the rest promised."""
    number = services.accept_with_tolerance(case_uid=uid, signed=payload.signed, actor=actor_of(request))
    return {"number": number}


@of_case.put(
    "/{uid}/owed/{order}", response=s.SettledOut, operation_id="hand_in_promised", summary="补交承诺后补的材料"
)
def hand_in_promised(request: HttpRequest, uid: UUID, order: Path[Order], payload: MaterialIn) -> dict[str, bool]:
    """Hand in one material that is still owed after acceptance or decision."""
    material = services.MaterialInput(order=order, **payload.dict())
    return {"settled": services.hand_in_promised(case_uid=uid, material=material, actor=actor_of(request))}


@of_case.get("/{uid}/commitment", response=s.CommitmentOut, operation_id="case_commitment", summary="告知承诺的内容")
def case_commitment(request: HttpRequest, uid: UUID) -> dict[str, object]:
    """What is told and committed to, with the ticket that proves the reading; and the commitment as it stands."""
    actor = actor_of(request)
    view = selectors.case_view(uid, viewer=actor)
    return {"offer": selectors.commitment_offer(uid, viewer=actor), "commitment": view.commitment}


@of_case.post("/{uid}/commitment", response={204: None}, operation_id="commit", summary="确认承诺")
def commit(request: HttpRequest, uid: UUID, payload: s.CommitIn) -> Status[None]:
    """The applicant chooses notice and commitment, after having read it; nobody commits for the applicant."""
    services.commit(case_uid=uid, ticket=payload.ticket, actor=actor_of(request))
    return Status(204, None)


@of_case.post(
    "/{uid}/commitment/withdraw", response={204: None}, operation_id="withdraw_commitment", summary="撤回承诺"
)
def withdraw_commitment(request: HttpRequest, uid: UUID) -> Status[None]:
    """Take the commitment back before the decision; the case goes on the ordinary way (安阳市政务服务条例 26)."""
    services.withdraw_commitment(case_uid=uid, actor=actor_of(request))
    return Status(204, None)


@of_case.post(
    "/{uid}/commitment/decide", response=Instrument, operation_id="decide_on_commitment", summary="按承诺当场准予"
)
def decide_on_commitment(request: HttpRequest, uid: UUID) -> dict[str, str]:
    """Grant on the spot what the applicant has committed to."""
    return {"number": services.decide_on_commitment(case_uid=uid, actor=actor_of(request))}


@of_case.post("/{uid}/commitment/verify", response=Instrument, operation_id="verify_commitment", summary="记录核查结论")
def verify_commitment(request: HttpRequest, uid: UUID, payload: s.VerifyIn) -> dict[str, str]:
    """Kept, to be mended, or broken (安阳市政务服务条例 27); the number is that of the paper, "" where none is due."""
    number = services.verify_commitment(
        case_uid=uid,
        finding=payload.finding,
        text=payload.text,
        mend_days=payload.mend_days,
        actor=actor_of(request),
    )
    return {"number": number}


@of_case.post("/{uid}/commitment/mended", response={204: None}, operation_id="report_mended", summary="报告整改情况")
def report_mended(request: HttpRequest, uid: UUID, payload: s.TextIn) -> Status[None]:
    """The holder says that it has been mended; the authority looks again."""
    services.report_mended(case_uid=uid, text=payload.text, actor=actor_of(request))
    return Status(204, None)
