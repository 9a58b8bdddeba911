"""Ratings: given once by whom a case concerned; bad ones asked about, put right, asked again."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from tongban.openapi.auth import actor_of
from tongban.openapi.schemas import ratings as s
from tongban.ratings import selectors, services

router = Router(tags=["评价"])


@router.get("/invitations", response=list[s.InvitationOut], operation_id="rating_invitations", summary="待评价")
def invitations(request: HttpRequest) -> list[selectors.InvitationView]:
    """What the caller may rate."""
    return selectors.invitations(actor_of(request))


@router.get(
    "/levels", response=list[s.RatingLevelOut], operation_id="rating_levels", summary="评价的等级和选项", auth=None
)
def levels(request: HttpRequest) -> list[selectors.LevelView]:
    """The five levels from best to worst with the options in force (GB/T 39735-2020)."""
    return list(selectors.levels())


@router.post("", response=s.RatingOut, operation_id="rate", summary="评价")
def rate(request: HttpRequest, payload: s.RateIn) -> selectors.RatingView:
    """Rate a stage of a case, once."""
    return services.rate(
        token=payload.token,
        level=payload.level,
        options=payload.options,
        text=payload.text,
        anonymous=payload.anonymous,
        actor=actor_of(request),
    )


@router.get("/bad", response=s.BadRatingPageOut, operation_id="bad_ratings", summary="差评核实队列")
def bad_ratings(request: HttpRequest, query: Query[s.BadRatingQuery]) -> selectors.BadRatingPage:
    """Bad ratings of the caller's departments, the longest waiting first."""
    return selectors.bad_ratings(actor_of(request), state=str(query.state), cursor=query.cursor, limit=query.size)


@router.get("/{uuid:uid}", response=s.BadRatingOut, operation_id="bad_rating", summary="一条差评")
def bad_rating(request: HttpRequest, uid: UUID) -> selectors.BadRatingView:
    """One bad rating and how far it is handled, by the id of the list."""
    return selectors.bad_rating(str(uid), viewer=actor_of(request))


@router.post("/{uuid:uid}/contact", response=s.BadRatingOut, operation_id="record_contact", summary="差评核实")
def record_contact(request: HttpRequest, uid: UUID, payload: s.ContactIn) -> selectors.BadRatingView:
    """The person was asked within one working day; a valid complaint gets a day by which it is mended."""
    return services.record_contact(
        uid=str(uid),
        finding=payload.finding,
        note=payload.note,
        rectify_by=payload.rectify_by,
        actor=actor_of(request),
    )


@router.post(
    "/{uuid:uid}/rectification", response=s.BadRatingOut, operation_id="record_rectification",
    summary="差评整改",
)  # fmt: skip
def record_rectification(request: HttpRequest, uid: UUID, payload: s.RectifiedIn) -> selectors.BadRatingView:
    """It has been put right and answered in public."""
    return services.record_rectification(
        uid=str(uid), measure=payload.measure, reply=payload.reply, actor=actor_of(request)
    )


@router.post("/{uuid:uid}/call-back", response=s.BadRatingOut, operation_id="record_call_back", summary="差评回访")
def record_call_back(request: HttpRequest, uid: UUID, payload: s.CallBackIn) -> selectors.BadRatingView:
    """The person was asked again after it had been put right."""
    return services.record_call_back(
        uid=str(uid), note=payload.note, satisfied=payload.satisfied, actor=actor_of(request)
    )
