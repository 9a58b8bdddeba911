"""The clocks of decision under another limit: from the same start, with the same times of standing still."""

from __future__ import annotations

from typing import TypeAlias

from tongban.cases.services._common import Loaded
from tongban.cases.states import PROMISE, STATUTORY
from tongban.duties import selectors as owed
from tongban.duties import services as duties
from tongban.duties.selectors import DutyView
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit

Limits: TypeAlias = tuple[Limit, Limit]
"""A limit before and after."""


def redate(loaded: Loaded, actor: Actor, promise: Limits | None, statutory: Limits | None, *, mark: str) -> None:
    """Give the running clocks of decision their new limits.

    A clock that was extended, or shortened for urgency, no longer has the version's limit and stays as it is.
    """
    wanted = {PROMISE.code: promise, STATUTORY.code: statutory}
    for duty in owed.duties_of(loaded.ref):
        limits = wanted.get(duty.kind)
        if limits is not None and duty.running and not duty.extension_document_no and duty.limit == limits[0]:
            _replace(loaded, actor, duty, limits[1], mark)


def _replace(loaded: Loaded, actor: Actor, duty: DutyView, limit: Limit, mark: str) -> None:
    duties.cancel_duties(subject=loaded.ref, kinds=[duty.kind], actor=actor)
    duties.open_duty(
        kind=duty.kind,
        subject=loaded.ref,
        department_id=duty.department_id,
        region_code=duty.region_code,
        starts_at=duty.starts_at,
        limit=limit,
        actor=actor,
        promised=duty.promised,
        dedupe_key=f"{duty.kind}:{loaded.case.uid}:{mark}",
    )
    for pause in duty.pauses:
        duties.pause_duties(
            subject=loaded.ref, reason=pause.reason, document_no=pause.document_no, since=pause.since,
            kinds=[duty.kind], actor=actor,
        )  # fmt: skip
        if pause.until is not None:
            duties.resume_duties(
                subject=loaded.ref, at=pause.until, document_no=pause.document_no, kinds=[duty.kind], actor=actor
            )
