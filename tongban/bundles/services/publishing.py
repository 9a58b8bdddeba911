"""Send, return, publish, discard, retire (送审、退回、发布、作废、停办)."""

from __future__ import annotations

from django.db import transaction

from tongban.bundles import facts
from tongban.bundles.errors import OwnBundle
from tongban.bundles.models import BundleVersion
from tongban.bundles.permissions import COMPOSE, PUBLISH, check_scope
from tongban.bundles.selectors.bundles import BundleVersionView, version_view
from tongban.bundles.services._rows import checked, composed_from, hands, locked, locked_bundle, record
from tongban.bundles.states import BUNDLE_LIFECYCLE, BundleVersionState
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound
from tongban.ledger.facts import JsonValue


@transaction.atomic
def submit_bundle(*, version_id: int, actor: Actor) -> BundleVersionView:
    """Send a draft to the bureau; from here on its shape stands still.

    Raises `BundleUnfit` with every fault at once, `MoveNotAllowed`, `PermissionDenied`, `NotFound`.
    """
    row, version = locked(version_id)
    check_scope(actor, COMPOSE, row.department_id)
    BUNDLE_LIFECYCLE.check("submit_bundle", version.state)
    composed = checked(version)
    BUNDLE_LIFECYCLE.advance(
        version, "submit_bundle", compilers=hands(version.compilers, actor), composed_from=composed_from(composed)
    )
    record(facts.VERSION_SUBMITTED, row, actor, {"number": version.number, "digest": version.digest}, version)
    return version_view(version)


@transaction.atomic
def return_bundle(*, version_id: int, reason: str, actor: Actor) -> BundleVersionView:
    """Send a version back to its compilers. Raises `InvalidInput` without a reason, `MoveNotAllowed`."""
    row, version = locked(version_id)
    check_scope(actor, PUBLISH, row.department_id)
    _check_reason(reason, "退回")
    BUNDLE_LIFECYCLE.advance(version, "return_bundle")
    data: dict[str, JsonValue] = {"number": version.number, "reason": reason.strip()[:500]}
    record(facts.VERSION_RETURNED, row, actor, data, version)
    return version_view(version)


@transaction.atomic
def publish_bundle(*, version_id: int, actor: Actor) -> BundleVersionView:
    """Publish a version sent by another hand; the one before it is superseded in the same moment.

    It is looked at once more by the guides in force now, and which guides these were is kept with it. Applications made
    under the version before keep it. Raises `OwnBundle`, `BundleUnfit`, `MoveNotAllowed`, `PermissionDenied`,
    `NotFound`.
    """
    row, version = locked(version_id)
    check_scope(actor, PUBLISH, row.department_id)
    BUNDLE_LIFECYCLE.check("publish_bundle", version.state)
    if actor.account_id is not None and actor.account_id in version.compilers:
        raise OwnBundle(name=row.name, number=version.number)
    composed = checked(version)
    now = clock.now()
    before = BundleVersion.objects.filter(bundle=row, state=BundleVersionState.PUBLISHED).first()
    if before is not None:
        BUNDLE_LIFECYCLE.advance(before, "supersede", ended_at=now)
    BUNDLE_LIFECYCLE.advance(version, "publish_bundle", published_at=now, composed_from=composed_from(composed))
    data: dict[str, JsonValue] = {
        "number": version.number,
        "supersedes": before.number if before else 0,
        "days": composed.path.days,
        "digest": version.digest,
    }
    items = tuple(facts.item_ref(one.code) for one in composed.items.values())
    record(facts.VERSION_PUBLISHED, row, actor, data, version, items)
    return version_view(version)


@transaction.atomic
def discard_bundle(*, version_id: int, actor: Actor) -> BundleVersionView:
    """Discard a version that was never published; its number is not used again. Raises `MoveNotAllowed`."""
    row, version = locked(version_id)
    check_scope(actor, COMPOSE, row.department_id)
    BUNDLE_LIFECYCLE.advance(version, "discard_bundle")
    record(facts.VERSION_DISCARDED, row, actor, {"number": version.number}, version)
    return version_view(version)


@transaction.atomic
def retire_bundle(*, code: str, reason: str, actor: Actor) -> BundleVersionView:
    """Take a bundle out of service: no new applications, running ones go on, its items are applied for one by one.

    Raises `InvalidInput` without a reason, `NotFound` where nothing is published, `PermissionDenied`.
    """
    row = locked_bundle(code)
    check_scope(actor, PUBLISH, row.department_id)
    _check_reason(reason, "停办")
    version = BundleVersion.objects.filter(bundle=row, state=BundleVersionState.PUBLISHED).first()
    if version is None:
        raise NotFound()
    version.bundle = row
    BUNDLE_LIFECYCLE.advance(version, "retire_bundle", ended_at=clock.now())
    data: dict[str, JsonValue] = {"number": version.number, "reason": reason.strip()[:500]}
    record(facts.BUNDLE_RETIRED, row, actor, data, version)
    return version_view(version)


def _check_reason(reason: str, verb: str) -> None:
    if not reason.strip():
        raise InvalidInput(errors={"reason": f"请写明{verb}的原因。"})
