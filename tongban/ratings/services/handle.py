"""Handle a bad rating: contact, rectification, call-back (安阳市政务服务条例 art. 52)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from tongban.duties import services as duties
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import due
from tongban.kernel.errors import InvalidInput, NotFound
from tongban.kernel.ids import uid_of
from tongban.ledger import services as ledger
from tongban.ledger.facts import FactKind, JsonValue
from tongban.notices.services import send_notice
from tongban.ratings import policies
from tongban.ratings.duty_kinds import RATING_CONTACT, RATING_RECTIFY
from tongban.ratings.errors import RectifyDateWrong
from tongban.ratings.facts import RATING_CALLED_BACK, RATING_CONTACTED, RATING_RECTIFIED, rating_ref
from tongban.ratings.models import Rectification
from tongban.ratings.selectors import BadRatingView, bad_rating_view
from tongban.ratings.states import RECTIFICATION_LIFECYCLE, Finding
from tongban.reference import selectors as reference

END_OF_DAY = dt.time(23, 59, 59)


def record_contact(
    *, uid: str, finding: str, note: str, rectify_by: dt.date | None = None, actor: Actor
) -> BadRatingView:
    """The person was asked and the facts were checked; this discharges the duty `rating.contact`.

    `finding` is valid, mistaken or malicious. A valid one is to be rectified by `rectify_by`, at the latest by the
    city's limit, which is taken where no date is given. `uid` is the id of the invitation.
    Raises `PermissionDenied`, `NotFound`, `RatedOfficerHandles`, `MoveNotAllowed`, `NoteMissing`, `RectifyDateWrong`.
    """
    with transaction.atomic():
        row = _lock(uid)
        invitation = row.rating.invitation
        policies.check_may_handle(actor, invitation)
        if finding not in Finding.values:
            raise InvalidInput(errors={"finding": "核实结论应为情况属实、误评或恶意评价。"})
        verb = "confirm" if finding == Finding.VALID else "dismiss"
        RECTIFICATION_LIFECYCLE.check(verb, row.state)
        written = policies.required_note(note, "核实情况")
        now = clock.now()
        until = _rectify_by(rectify_by, now, invitation.region_code) if finding == Finding.VALID else None
        RECTIFICATION_LIFECYCLE.advance(
            row,
            verb,
            finding=finding,
            contact_note=written,
            contacted_at=now,
            contacted_by=actor.officer_id,
            rectify_by=until,
        )
        subject = rating_ref(invitation.uid)
        duties.discharge_duty(subject=subject, kind=str(RATING_CONTACT), at=now, actor=actor)
        if until is not None:
            duties.open_duty(
                kind=RATING_RECTIFY,
                subject=subject,
                department_id=row.department_id,
                region_code=invitation.region_code,
                starts_at=now,
                limit=None,
                fixed_due_at=clock.at(until, END_OF_DAY),
                dedupe_key=f"rating.rectify:{invitation.uid}",
                actor=actor,
            )
        _record(RATING_CONTACTED, row, actor, {"finding": finding})
        return bad_rating_view(row, actor)


def record_rectification(*, uid: str, measure: str, reply: str, actor: Actor) -> BadRatingView:
    """What was done about it, and the public answer, which also goes to the person who rated.

    Raises as `record_contact`.
    """
    with transaction.atomic():
        row = _lock(uid)
        invitation = row.rating.invitation
        policies.check_may_handle(actor, invitation)
        RECTIFICATION_LIFECYCLE.check("rectify", row.state)
        done, answer = policies.required_note(measure, "整改措施"), policies.required_note(reply, "公开回复")
        now = clock.now()
        RECTIFICATION_LIFECYCLE.advance(row, "rectify", measure=done, reply=answer, rectified_at=now)
        duties.discharge_duty(subject=rating_ref(invitation.uid), kind=str(RATING_RECTIFY), at=now, actor=actor)
        _record(RATING_RECTIFIED, row, actor, {})
        send_notice(
            party_id=row.rating.rater_id or invitation.applicant_id,
            template="rating_answered",
            context={"item": invitation.item_name, "answer": answer},
            link=f"/ratings/{invitation.token}/",
            dedupe_key=f"rating_answered:{invitation.uid}",
            actor=actor,
        )
        return bad_rating_view(row, actor)


def record_call_back(*, uid: str, note: str, satisfied: bool, actor: Actor) -> BadRatingView:
    """The person was asked again after rectification. Raises as `record_contact`."""
    with transaction.atomic():
        row = _lock(uid)
        policies.check_may_handle(actor, row.rating.invitation)
        RECTIFICATION_LIFECYCLE.check("call_back", row.state)
        written = policies.required_note(note, "回访情况")
        RECTIFICATION_LIFECYCLE.advance(
            row, "call_back", call_back_note=written, call_back_satisfied=satisfied, called_back_at=clock.now()
        )
        _record(RATING_CALLED_BACK, row, actor, {"satisfied": satisfied})
        return bad_rating_view(row, actor)


def _lock(uid: str) -> Rectification:
    rows = Rectification.objects.select_for_update(no_key=True, of=("self",))
    related = rows.select_related("rating", "rating__invitation", "rating__rater")
    row = related.filter(rating__invitation__uid=uid_of(uid)).first()
    if row is None:
        raise NotFound()
    return row


def _rectify_by(asked: dt.date | None, now: dt.datetime, region_code: str) -> dt.date:
    limit = reference.parameter("bad_rating_rectification", region_code=region_code).limit
    latest = due(now, limit, reference.work_calendar()).due_on
    today = clock.local(now).date()
    if latest is None:  # a limit without an open pause always ends
        return asked or today
    if asked is not None and not today <= asked <= latest:
        raise RectifyDateWrong(latest=latest.isoformat())
    return asked or latest


def _record(kind: FactKind, row: Rectification, actor: Actor, data: dict[str, JsonValue]) -> None:
    invitation = row.rating.invitation
    ledger.record(
        kind,
        actor=actor,
        objects=[rating_ref(invitation.uid)],
        data=data,
        department_id=row.department_id,
        region_code=invitation.region_code,
    )
