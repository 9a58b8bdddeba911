"""Looking is recorded too: when an officer opens somebody's case, the person can see it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from tongban.cases import facts
from tongban.cases.permissions import visible_to
from tongban.cases.services._common import Loaded, record
from tongban.catalogue import selectors as catalogue
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound


@transaction.atomic
def record_view(*, case_uid: UUID | str, actor: Actor) -> None:
    """Record that an officer opened the case. Raises `NotFound` outside the officer's scope."""
    case = visible_to(actor).filter(uid=case_uid).first()
    if case is None:
        raise NotFound()
    if actor.is_officer:
        record(facts.CASE_VIEWED, Loaded(case, catalogue.version(case.version_id)), actor)
