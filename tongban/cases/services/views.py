"""Looking is recorded too: when an officer opens somebody's case, the person can see it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from tongban.cases import facts
from tongban.cases.selectors import CaseView
from tongban.cases.selectors.one import load, view_of
from tongban.cases.services._common import Loaded, record
from tongban.kernel.actor import Actor


@transaction.atomic
def open_case(*, case_uid: UUID | str, actor: Actor) -> CaseView:
    """The case as it stands; that an officer opened it is recorded. Raises `NotFound` outside the officer's scope."""
    case = load(actor, uid=case_uid)
    view = view_of(case, actor)
    if actor.is_officer:
        record(facts.CASE_VIEWED, Loaded(case, view.version), actor)
    return view
