"""The promise rule: what was promised to the public may shrink freely; to take some of it back needs an approval."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from tongban.catalogue.content import limit_from
from tongban.catalogue.errors import PromiseTakenBack
from tongban.catalogue.models import ItemVersion, Lineage, ServiceItem
from tongban.catalogue.policies import effective_promise, longer
from tongban.catalogue.states import ChangeState, LimitSource, VersionState
from tongban.kernel.deadline import Limit


@dataclass(frozen=True, slots=True)
class Reapproval:
    """The document by which a promise may be longer than the one before, and why; `upto` the promise it was given for
    (None: given now, or kept before that was written down)."""

    document_no: str
    reason: str
    upto: Limit | None = field(default=None, compare=False)

    @property
    def complete(self) -> bool:
        """Whether both are stated."""
        return bool(self.document_no.strip() and self.reason.strip())

    def kept(self) -> dict[str, str | int]:
        """As it is kept with the version."""
        upto = {"number": self.upto.number, "unit": self.upto.unit.value} if self.upto else {}
        return {"document_no": self.document_no.strip()[:200], "reason": self.reason.strip()[:500], **upto}


def reapproval_of(kept: dict[str, Any] | None) -> Reapproval | None:
    """The re-approval kept with a version, if any."""
    if not kept:
        return None
    return Reapproval(kept["document_no"], kept["reason"], limit_from(kept.get("number"), kept.get("unit", "")))


def _promise(row: ItemVersion, item: ServiceItem) -> tuple[Limit, str]:
    statutory = limit_from(row.statutory_number, row.statutory_unit)
    promised = limit_from(row.promised_number, row.promised_unit)
    found = effective_promise(statutory, promised, item_kind=item.item_kind, region_code=item.region_code)
    return found.limit, found.source


def promised_before(item: ServiceItem) -> Limit | None:
    """What was promised until now: by the published version, else by the items this one came from (the longest).

    None where nothing was promised: no version before, or only the city's default limit.
    """
    rows = list(ItemVersion.objects.filter(item=item, state=VersionState.PUBLISHED).select_related("item"))
    if not rows:
        before = Lineage.objects.filter(after=item).exclude(change__state=ChangeState.CANCELLED).values("before")
        wanted = ItemVersion.objects.filter(item__in=before, state=VersionState.PUBLISHED)
        rows = list(wanted.select_related("item").order_by("item_id"))
    longest: Limit | None = None
    for row in rows:
        limit, source = _promise(row, row.item)
        if source != LimitSource.DEFAULT and (longest is None or longer(limit, longest)):
            longest = limit
    return longest


def check_promise(version: ItemVersion, item: ServiceItem, reapproval: Reapproval | None) -> Reapproval | None:
    """The re-approval that this version needs, with the promise it is for, or None where it needs none.

    Raises `PromiseTakenBack` where the promise is longer than before without a complete re-approval, or longer than
    the one that a kept re-approval was given for.
    """
    before = promised_before(item)
    limit, _ = _promise(version, item)
    if before is None or not longer(limit, before):
        return None
    if reapproval is None or not reapproval.complete or (reapproval.upto and longer(limit, reapproval.upto)):
        raise PromiseTakenBack(name=version.name, before=str(before), after=str(limit))
    return replace(reapproval, upto=limit)
