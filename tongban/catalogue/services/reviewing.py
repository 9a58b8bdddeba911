"""Review in two steps (送审、部门审核、退回、作废): the department's own reader first, then the bureau.

A compiler who holds the right of review sends straight to the bureau's step (docs/decisions/0015).
"""

from __future__ import annotations

from django.db import transaction

from tongban.catalogue import facts
from tongban.catalogue.errors import OwnWork
from tongban.catalogue.policies import EDIT, ENDORSE, PUBLISH, check_scope
from tongban.catalogue.promises import Reapproval, check_promise, reapproval_of
from tongban.catalogue.selectors.versions import ItemVersionView, version
from tongban.catalogue.services.compiling import _hands, _lock_version, _record
from tongban.catalogue.states import VERSION_LIFECYCLE, VersionState
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput


@transaction.atomic
def submit_for_review(*, version_id: int, reapproval: Reapproval | None = None, actor: Actor) -> ItemVersionView:
    """Send a draft to review; from here on its content stands still.

    A promise longer than the one before needs `reapproval`, now or in an earlier submission of the same draft.
    Raises `PromiseTakenBack`, `MoveNotAllowed`, `PermissionDenied`, `NotFound`.
    """
    row, draft = _lock_version(version_id)
    check_scope(actor, EDIT, row.department_id)
    verb = "submit_to_bureau" if actor.may(PUBLISH) else "submit_for_review"
    VERSION_LIFECYCLE.check(verb, draft.state)
    needed = check_promise(draft, row, reapproval or reapproval_of(draft.reapproval))
    VERSION_LIFECYCLE.advance(
        draft, verb, compilers=_hands(draft.compilers, actor), reapproval=needed.kept() if needed else None
    )
    data: dict[str, str | int] = {"number": draft.number, "reapproval": needed.document_no if needed else ""}
    _record(facts.VERSION_SUBMITTED, row, actor, data, draft.pk)
    return version(draft.pk)


@transaction.atomic
def endorse_version(*, version_id: int, opinion: str = "", actor: Actor) -> ItemVersionView:
    """The department's review: by another hand than those that compiled it. Raises `OwnWork`, `MoveNotAllowed`."""
    row, found = _lock_version(version_id)
    check_scope(actor, ENDORSE, row.department_id)
    if actor.account_id is not None and actor.account_id in found.compilers:
        raise OwnWork(name=found.name, number=found.number)
    VERSION_LIFECYCLE.advance(found, "endorse_version")
    data: dict[str, str | int] = {"number": found.number, "opinion": opinion.strip()[:500]}
    _record(facts.VERSION_ENDORSED, row, actor, data, found.pk)
    return version(found.pk)


@transaction.atomic
def return_version(*, version_id: int, reason: str, actor: Actor) -> ItemVersionView:
    """Send a version back to its compilers: the step that holds it does so. Raises `InvalidInput` without a reason."""
    if not reason.strip():
        raise InvalidInput(errors={"reason": "请写明退回的原因。"})
    row, found = _lock_version(version_id)
    in_department = found.state == VersionState.IN_DEPARTMENT_REVIEW
    check_scope(actor, ENDORSE if in_department else PUBLISH, row.department_id)
    VERSION_LIFECYCLE.advance(found, "return_version")
    data: dict[str, str | int] = {"number": found.number, "reason": reason.strip()[:500]}
    _record(facts.VERSION_RETURNED, row, actor, data, found.pk)
    return version(found.pk)


@transaction.atomic
def discard_version(*, version_id: int, actor: Actor) -> ItemVersionView:
    """Discard a version that was never published; its number is not used again.

    What the bureau has scheduled only the bureau discards.
    """
    row, found = _lock_version(version_id)
    check_scope(actor, PUBLISH if found.state == VersionState.SCHEDULED else EDIT, row.department_id)
    VERSION_LIFECYCLE.advance(found, "discard_version")
    _record(facts.VERSION_DISCARDED, row, actor, {"number": found.number}, found.pk)
    return version(found.pk)
