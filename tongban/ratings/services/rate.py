"""Rate, and count as default what nobody rated."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction

from tongban.duties import services as duties
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound, PermissionDenied
from tongban.ledger import services as ledger
from tongban.ratings import policies
from tongban.ratings.duty_kinds import RATING_CONTACT
from tongban.ratings.errors import AlreadyRated
from tongban.ratings.facts import (
    RATING_BAD,
    RATING_DEFAULTED,
    RATING_GIVEN,
    RATING_RECORDED,
    case_ref,
    rating_ref,
)
from tongban.ratings.models import Rating, RatingInvitation, Rectification
from tongban.ratings.options import CURRENT
from tongban.ratings.selectors import RatingView, rating_view
from tongban.ratings.states import BAD, DEFAULT_LEVEL, INVITATION_LIFECYCLE, InvitationState, Level, Stage
from tongban.reference import selectors as reference

BATCH = 200


def rate(
    *,
    level: int,
    options: Sequence[str] = (),
    text: str = "",
    anonymous: bool = False,
    token: str = "",
    case_uid: uuid.UUID | str = "",
    stage: str = Stage.CLOSING,
    actor: Actor,
) -> RatingView:
    """Say how it was: `level` 5 (非常满意) … 1 (非常不满意), options of that level, at most 500 characters of text.

    The invitation is named by its token or by case and stage. A default is replaced, a rating given is not. With
    `anonymous` neither row nor fact keeps the rater. A bad rating with a name obliges the department to make contact
    within the city's limit (安阳市政务服务条例 art. 52: one working day).
    Raises `NotFound`, `NotYourCase`, `AlreadyRated`, `LevelUnknown`, `OptionUnknown`, `TextTooLong`.
    """
    with transaction.atomic():
        invitation = _lock(token, case_uid, stage)
        policies.check_may_rate(actor, invitation, by_token=bool(token))
        if invitation.state == InvitationState.RATED:
            raise AlreadyRated()
        chosen = policies.check_level(level)
        ticked = policies.check_options(chosen, options, CURRENT)
        said = policies.clean_text(text)
        INVITATION_LIFECYCLE.advance(invitation, "rate")
        row, _ = Rating.objects.update_or_create(
            invitation=invitation,
            defaults={
                "level": chosen.value,
                "option_version": CURRENT,
                "options": ticked,
                "text": said,
                "anonymous": anonymous,
                "is_default": False,
                "channel": str(actor.channel),
                "rater_id": None if anonymous else actor.party_id or invitation.agent_id or invitation.applicant_id,
                "rated_at": clock.now(),
            },
        )
        recorded_by = _without_name(actor) if anonymous else actor
        _record(invitation, row, recorded_by)
        if chosen.value in BAD:
            _open_rectification(invitation, row, recorded_by)
        return rating_view(row, invitation)


def _lock(token: str, case_uid: uuid.UUID | str, stage: str) -> RatingInvitation:
    rows = RatingInvitation.objects.select_for_update(no_key=True)
    row = None
    if token:
        row = rows.filter(token=token).first() if policies.is_token(token) else None
    elif case_uid:
        try:
            row = rows.filter(case_uid=uuid.UUID(str(case_uid)), stage=stage).first()
        except ValueError:
            row = None
    if row is None:
        raise NotFound()
    return row


def _without_name(actor: Actor) -> Actor:
    """The same channel and request, nobody's account: an anonymous rating stays so in the ledger as well."""
    return replace(actor, account_id=None, party_id=None, principal_id=None, trace_id=uuid.uuid4().hex)


def _record(invitation: RatingInvitation, row: Rating, actor: Actor) -> None:
    """Two facts: that somebody rated (on the case's timeline), and what (on the rating alone)."""
    ledger.record(
        RATING_GIVEN,
        actor=actor,
        objects=[rating_ref(invitation.uid), case_ref(invitation.case_uid)],
        data={"stage": str(invitation.stage), "case_no": invitation.case_no},
        department_id=invitation.department_id,
        region_code=invitation.region_code,
    )
    ledger.record(
        RATING_RECORDED,
        actor=actor,
        objects=[rating_ref(invitation.uid)],
        data={
            "level": row.level,
            "options": list(row.options),
            "option_version": row.option_version,
            "anonymous": row.anonymous,
        },
        department_id=invitation.department_id,
        region_code=invitation.region_code,
    )


def _open_rectification(invitation: RatingInvitation, row: Rating, actor: Actor) -> None:
    now = clock.now()
    Rectification.objects.create(rating=row, department_id=invitation.department_id, opened_at=now)
    ledger.record(
        RATING_BAD,
        actor=actor,
        objects=[rating_ref(invitation.uid)],
        data={"anonymous": row.anonymous},
        department_id=invitation.department_id,
        region_code=invitation.region_code,
    )
    if not row.anonymous:
        duties.open_duty(
            kind=RATING_CONTACT,
            subject=rating_ref(invitation.uid),
            department_id=invitation.department_id,
            region_code=invitation.region_code,
            starts_at=now,
            limit=reference.parameter("bad_rating_contact", region_code=invitation.region_code).limit,
            dedupe_key=f"rating.contact:{invitation.uid}",
            actor=actor,
        )


def default_unrated(*, now: dt.datetime | None = None, actor: Actor) -> int:
    """Count as default (满意) what nobody rated until the city's date; returns how many. Run by the worker.

    Defaults are flagged, say nothing, and enter no rate of ratings given. Raises `PermissionDenied` for people.
    """
    if not actor.is_system:
        raise PermissionDenied(permission="ratings.default")
    instant, counted = now or clock.now(), 0
    while True:
        with transaction.atomic():
            waiting = RatingInvitation.objects.filter(state=InvitationState.OPEN, default_at__lte=instant)
            rows = list(waiting.select_for_update(skip_locked=True, no_key=True).order_by("default_at")[:BATCH])
            for row in rows:
                INVITATION_LIFECYCLE.advance(row, "default")
                Rating.objects.create(
                    invitation=row,
                    level=Level(DEFAULT_LEVEL),
                    option_version=CURRENT,
                    is_default=True,
                    channel=str(actor.channel),
                    rated_at=instant,
                )
                ledger.record(
                    RATING_DEFAULTED,
                    actor=actor,
                    objects=[rating_ref(row.uid)],
                    department_id=row.department_id,
                    region_code=row.region_code,
                )
        counted += len(rows)
        if len(rows) < BATCH:
            return counted
