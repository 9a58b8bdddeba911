"""Parcels: originals sent in, results sent out, confirmed by the receiver, settled where they did not arrive."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Router
from ninja.responses import Status

from tongban.cases import selectors as cases
from tongban.cases import services as case_verbs
from tongban.ledger.facts import ObjectRef
from tongban.openapi.auth import actor_of
from tongban.openapi.schemas import post as s
from tongban.openapi.schemas.fees import NotedIn
from tongban.openapi.schemas.plain import Made
from tongban.post import selectors, services
from tongban.post.services import Address

of_case = Router(tags=["寄递"])
router = Router(tags=["寄递"])


@of_case.get("/{uid}/parcels", response=list[s.ParcelRowOut], operation_id="case_parcels", summary="办件的寄递")
def case_parcels(request: HttpRequest, uid: UUID) -> list[selectors.CourierView]:
    """What travels for a case, oldest first."""
    actor = actor_of(request)
    case = cases.case_view(uid, viewer=actor)
    return list(selectors.couriers_of(ObjectRef("case", str(case.uid)), viewer=actor))


@of_case.post("/{uid}/parcels", response={201: Made}, operation_id="send_papers", summary="寄送材料原件")
def send_papers(request: HttpRequest, uid: UUID, payload: s.SendIn) -> Status[dict[str, str]]:
    """A courier fetches originals of materials for the department. Results go out by `deliver_result`."""
    sender = Address(**payload.sender.dict())
    made = case_verbs.send_papers(case_uid=uid, sender=sender, orders=payload.orders, actor=actor_of(request))
    return Status(201, {"uid": made})


@router.get("/{uid}", response=s.ParcelOut, operation_id="parcel", summary="一件寄递")
def parcel(request: HttpRequest, uid: UUID) -> selectors.ParcelView:
    """One parcel with its road; the applicant's end is masked."""
    return selectors.parcel(uid, viewer=actor_of(request))


@router.post("/{uid}/confirm", response={204: None}, operation_id="confirm_contents", summary="确认收到原件")
def confirm_contents(request: HttpRequest, uid: UUID, payload: s.ContentsIn) -> Status[None]:
    """The receiver says whether everything came, in whole."""
    services.confirm_contents(order_uid=uid, complete=payload.complete, note=payload.note, actor=actor_of(request))
    return Status(204, None)


@router.post("/{uid}/settle", response={204: None}, operation_id="settle_parcel", summary="处理退回或丢失的寄递")
def settle_parcel(request: HttpRequest, uid: UUID, payload: NotedIn) -> Status[None]:
    """Say what was done about a parcel that came back or was lost."""
    services.settle_parcel(order_uid=uid, note=payload.note, actor=actor_of(request))
    return Status(204, None)


@router.post("/{uid}/cancel", response={204: None}, operation_id="cancel_courier", summary="取消寄递")
def cancel_courier(request: HttpRequest, uid: UUID) -> Status[None]:
    """Call a parcel off before it is fetched."""
    services.cancel_courier(order_uid=uid, actor=actor_of(request))
    return Status(204, None)


@router.post("/{uid}/address", response=s.AddressOut, operation_id="reveal_address", summary="查看收寄地址")
def reveal_address(request: HttpRequest, uid: UUID) -> Address:
    """The applicant's end in the clear; an officer's look is recorded, and the person can see it."""
    return services.reveal_address(order_uid=uid, actor=actor_of(request))
