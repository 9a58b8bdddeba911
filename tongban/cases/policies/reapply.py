"""Who may not apply for a permit again yet (行政许可法 78, 79): asked where an application is begun and handed in."""

from __future__ import annotations

from collections.abc import Collection

from tongban.cases.errors import ApplicationBarred
from tongban.cases.policies.kinds import manifest
from tongban.catalogue.selectors import ItemVersionView, concerns
from tongban.credit import selectors as credit
from tongban.credit.selectors import Bar
from tongban.reference import selectors as reference


def permit_barred(version: ItemVersionView) -> str:
    """The permit that whoever deceived may not apply for again: the entry of the basic catalogue, because the law says
    该行政许可 and not an office's item; "" where the law sets no years.

    They are set for permits that directly concern public safety, health, life and property: which ones do, the guide
    declares (`concerns`).
    """
    fields = reference.parameter("reapply_bar_fields").value
    in_scope = isinstance(fields, list) and any(one in fields for one in concerns(version))
    return version.catalog_code if in_scope and manifest(version).bar else ""


def application_bars(version: ItemVersionView, party_ids: Collection[int]) -> dict[int, Bar]:
    """What bars each of these parties from applying; no question asked for a kind that knows no bar."""
    if not manifest(version).bar:
        return {}
    return credit.application_bars(party_ids, (version.catalog_code, version.code))


def check_may_apply(version: ItemVersionView, *party_ids: int | None) -> None:
    """Neither the applicant nor whom the permit is for is barred. Raises `ApplicationBarred`."""
    for bar in application_bars(version, {one for one in party_ids if one is not None}).values():
        raise ApplicationBarred(item=version.name, reason=bar.reason, basis=bar.basis)
