"""Invite the people concerned to rate."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid

from django.db import IntegrityError, transaction

from tongban.kernel import clock
from tongban.kernel.actor import Actor, Channel
from tongban.kernel.deadline import due
from tongban.kernel.errors import PermissionDenied
from tongban.ledger import services as ledger
from tongban.notices.services import send_notice
from tongban.ratings.facts import RATING_INVITED, case_ref, rating_ref
from tongban.ratings.models import RatingInvitation
from tongban.ratings.states import Stage
from tongban.reference import selectors as reference
from tongban.reference.errors import UnknownParameter


def invite(
    *,
    case_uid: uuid.UUID | str,
    case_no: str,
    item_name: str,
    applicant_id: int,
    department_id: int,
    region_code: str = "",
    agent_id: int | None = None,
    officer_id: int | None = None,
    stage: str = Stage.CLOSING,
    channel: str = Channel.SYSTEM,
    actor: Actor,
) -> str:
    """Invite applicant and agent to rate one stage of a case; returns the invitation's id.

    A second call for the same case and stage returns the first invitation and tells nobody again. The default date
    comes from the city's rule pack (`rating_default_after`); a city without that rule sets no defaults.
    Only the platform itself invites (reactions, verbs of rooms above). Raises `PermissionDenied`.
    """
    with transaction.atomic():
        if not actor.is_system:
            raise PermissionDenied(permission="ratings.invite")
        wanted = uuid.UUID(str(case_uid))
        known = RatingInvitation.objects.filter(case_uid=wanted, stage=stage).first()
        if known is not None:
            return str(known.uid)
        row = RatingInvitation(
            case_uid=wanted,
            case_no=case_no,
            item_name=item_name[:300],
            stage=Stage(stage),
            applicant_id=applicant_id,
            agent_id=agent_id if agent_id != applicant_id else None,
            department_id=department_id,
            region_code=region_code,
            officer_id=officer_id,
            channel=Channel(channel),
            token=secrets.token_urlsafe(16),
            invited_at=clock.now(),
            default_at=_default_at(clock.now(), region_code),
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            known = RatingInvitation.objects.filter(case_uid=wanted, stage=stage).first()
            if known is None:
                raise
            return str(known.uid)
        ledger.record(
            RATING_INVITED,
            actor=actor,
            objects=[rating_ref(row.uid), case_ref(wanted)],
            data={"stage": str(row.stage), "case_no": case_no},
            department_id=department_id,
            region_code=region_code,
        )
        _tell(row, actor)
        return str(row.uid)


def _tell(row: RatingInvitation, actor: Actor) -> None:
    for party_id in (row.applicant_id, row.agent_id):
        if party_id is not None:
            send_notice(
                party_id=party_id,
                template="rating_invited",
                context={"item": row.item_name, "case_no": row.case_no},
                link=f"/ratings/{row.token}/",
                dedupe_key=f"rating_invited:{row.uid}",
                actor=actor,
            )


def _default_at(start: dt.datetime, region_code: str) -> dt.datetime | None:
    try:
        limit = reference.parameter("rating_default_after", region_code=region_code).limit
    except UnknownParameter:
        return None
    return due(start, limit, reference.work_calendar()).due_at if limit.number else None
