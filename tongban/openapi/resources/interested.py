"""Third parties (利害关系人): named and told by the office, heard, and what concerns them (行政许可法 36, 46, 47)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router
from ninja.responses import Status

from tongban.cases import selectors, services
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput
from tongban.openapi.answers import PDF, file_answer
from tongban.openapi.auth import actor_of
from tongban.openapi.schemas import interested as s
from tongban.openapi.schemas.cases import Instrument
from tongban.openapi.schemas.plain import RowId
from tongban.parties import services as parties

router = Router(tags=["利害关系人"])
of_case = Router(tags=["利害关系人"])
_PURPOSE = "告知利害关系人听证权利"


@of_case.get(
    "/{uid}/interested", response=list[s.InterestedOut], operation_id="case_interested", summary="一件的利害关系人"
)
def case_interested(request: HttpRequest, uid: UUID) -> list[selectors.InterestedView]:
    """The third parties in the order they were named, for officers; the look at the case is recorded."""
    actor = actor_of(request)
    actor.require_seat("cases.view_department")
    services.open_case(case_uid=uid, actor=actor)
    return list(selectors.interested_of(uid, viewer=actor))


@of_case.post("/{uid}/interested", response=Instrument, operation_id="name_interested", summary="告知利害关系人")
def name_interested(request: HttpRequest, uid: UUID, payload: s.InterestedIn) -> dict[str, str]:
    """Name somebody and tell them at once in writing that they may state, defend and ask for a hearing; the number is
    that of the paper. The applicant, who has the same right, is told with the first of them.
    """
    actor = actor_of(request)
    number = services.name_interested(
        case_uid=uid,
        party_id=_registered(uid, payload.number, actor),
        name=payload.name,
        address=payload.address,
        interest=payload.interest,
        actor=actor,
    )
    return {"number": number}


def _registered(uid: UUID, number: str, actor: Actor) -> int | None:
    """Whom the number names, looked up by an officer who may open the case. Raises `NotFound`, `InvalidInput`."""
    if not number.strip():
        return None
    selectors.case_view(uid, viewer=actor)
    found = parties.find_by_number(number, actor=actor, purpose=_PURPOSE)
    if found is None:
        raise InvalidInput(errors={"number": "平台里没有登记这个号码，请填写姓名和送达地址。"})
    return found.id


@router.get("/{uid}", response=s.OwnInterestOut, operation_id="own_interest", summary="与我有关的许可申请")
def own_interest(request: HttpRequest, uid: UUID) -> selectors.OwnInterest:
    """What concerns the caller, or whom the caller acts for in everything."""
    return selectors.own_interest(uid, viewer=actor_of(request))


@router.post("/{uid}/statement", response={204: None}, operation_id="state_interest", summary="利害关系人陈述、申辩")
def state_interest(request: HttpRequest, uid: UUID, payload: s.InterestStatedIn) -> Status[None]:
    """The third party states and defends, or an officer writes down what was said; anew, it replaces what was said."""
    services.state_interest(interested_uid=uid, text=payload.text, actor=actor_of(request))
    return Status(204, None)


@router.post(
    "/{uid}/hearing-request", response={204: None}, operation_id="ask_interested_hearing",
    summary="利害关系人申请听证",
)  # fmt: skip
def ask_interested_hearing(request: HttpRequest, uid: UUID) -> Status[None]:
    """The third party asks for the hearing, or an officer notes that one asked on paper."""
    services.ask_interested_hearing(interested_uid=uid, actor=actor_of(request))
    return Status(204, None)


@router.get(
    "/{uid}/papers/{instrument_id}", response={200: bytes}, operation_id="interested_paper",
    summary="给利害关系人的文书（PDF）",
)  # fmt: skip
def interested_paper(request: HttpRequest, uid: UUID, instrument_id: Path[RowId]) -> HttpResponse:
    """A paper addressed to the caller."""
    name, content = services.interested_paper(interested_uid=uid, instrument_id=instrument_id, actor=actor_of(request))
    return file_answer(name, content, PDF)
