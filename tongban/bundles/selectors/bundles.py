"""Bundles and their versions as others see them. What was published is public; drafts ask for a viewer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongban.bundles.models import Bundle, BundleVersion
from tongban.bundles.permissions import COMPOSE, PUBLISH, visible_to
from tongban.bundles.shape import Shape, from_json
from tongban.bundles.states import BUNDLE_LIFECYCLE, OPEN_STATES, BundleKind, BundleVersionState
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.orgs import selectors as orgs


@dataclass(frozen=True, slots=True)
class BundleView:
    """A bundle with the version a viewer meets first: the published one, else the newest that he may see and
    nobody discarded.

    `department_id` leads it; `standard_code` is the bundle it implements, empty where it is nobody's implementation.
    `open_version_id` is the version in hand, where there is one and the viewer may see it.
    """

    code: str
    name: str
    kind: str
    kind_label: str
    department_id: int
    department_name: str
    region_code: str
    standard_code: str
    version_id: int
    number: int
    state: str
    state_label: str
    members: int
    open_version_id: int | None


@dataclass(frozen=True, slots=True)
class BundleVersionView:
    """One version. `composed_from` maps members to the version of their item that the bundle was looked at with."""

    id: int
    bundle_code: str
    name: str
    kind: str
    department_id: int
    region_code: str
    standard_version_id: int | None
    number: int
    state: str
    state_label: str
    revision: int
    shape: Shape
    digest: str
    composed_from: Mapping[str, int]
    figures: tuple[Mapping[str, Any], ...]
    drafted_at: dt.datetime
    published_at: dt.datetime | None


def bundles(
    *, viewer: Actor, region_code: str = "", kind: str = "", state: str = "", standard_code: str = ""
) -> list[BundleView]:
    """Bundles of a region, kind, state of the version met first, or standard (empty: any), by code."""
    rows = BundleVersion.objects.filter(visible_to(viewer)).select_related("bundle", "bundle__standard")
    if region_code:
        rows = rows.filter(bundle__region_code=region_code)
    if kind:
        rows = rows.filter(bundle__kind=kind)
    if standard_code:
        rows = rows.filter(bundle__standard__code=standard_code)
    by_bundle: dict[int, list[BundleVersion]] = {}
    for row in rows.order_by("bundle__code", "-number"):
        by_bundle.setdefault(row.bundle_id, []).append(row)
    names = orgs.department_names(versions[0].bundle.department_id for versions in by_bundle.values())
    found = [_card(versions, names) for versions in by_bundle.values()]
    return [view for view in found if not state or view.state == state]


def bundle(code: str, *, viewer: Actor) -> BundleView:
    """One bundle by its code. Raises `NotFound`, also where the viewer may see none of its versions."""
    rows = BundleVersion.objects.filter(visible_to(viewer), bundle__code=code.strip().upper())
    versions = list(rows.select_related("bundle", "bundle__standard").order_by("-number"))
    if not versions:
        raise NotFound()
    return _card(versions, orgs.department_names([versions[0].bundle.department_id]))


#: The published version is met first, one that was discarded last; of several, the newest.
_MET = {BundleVersionState.PUBLISHED.value: 0, BundleVersionState.DISCARDED.value: 2}


def _card(versions: list[BundleVersion], names: Mapping[int, str]) -> BundleView:
    """Of the versions of one bundle, newest first."""
    first = min(versions, key=lambda row: _MET.get(row.state, 1))
    one = first.bundle
    return BundleView(
        code=one.code,
        name=one.name,
        kind=one.kind,
        kind_label=str(BundleKind(one.kind).label),
        department_id=one.department_id,
        department_name=names.get(one.department_id, ""),
        region_code=one.region_code,
        standard_code=one.standard.code if one.standard is not None else "",
        version_id=first.pk,
        number=first.number,
        state=first.state,
        state_label=str(BundleVersionState(first.state).label),
        members=len(first.content["members"]),
        open_version_id=next((row.pk for row in versions if row.state in OPEN_STATES), None),
    )


def bundle_version(version_id: int, *, viewer: Actor) -> BundleVersionView:
    """One version. Raises `NotFound`, also where the viewer may not see it."""
    row = BundleVersion.objects.filter(visible_to(viewer), pk=version_id).select_related("bundle").first()
    if row is None:
        raise NotFound()
    return version_view(row)


def bundle_versions(code: str, *, viewer: Actor) -> list[BundleVersionView]:
    """The versions of a bundle that the viewer may see, newest first. Raises `NotFound` where there are none."""
    rows = BundleVersion.objects.filter(visible_to(viewer), bundle__code=code).select_related("bundle")
    found = [version_view(row) for row in rows.order_by("-number")]
    if not found:
        raise NotFound()
    return found


def version_view(row: BundleVersion) -> BundleVersionView:
    """A row with its bundle joined, as others see it."""
    one: Bundle = row.bundle
    return BundleVersionView(
        id=row.pk,
        bundle_code=one.code,
        name=one.name,
        kind=one.kind,
        department_id=one.department_id,
        region_code=one.region_code,
        standard_version_id=row.standard_version_id,
        number=row.number,
        state=row.state,
        state_label=str(BundleVersionState(row.state).label),
        revision=row.revision,
        shape=from_json(row.content),
        digest=row.digest,
        composed_from=dict(row.composed_from.get("versions", {})),
        figures=tuple(row.composed_from.get("figures", ())),
        drafted_at=row.drafted_at,
        published_at=row.published_at,
    )


_OF_SEAT = {"department_admin": COMPOSE, "bureau": PUBLISH}


def next_acts(found: BundleView, version: BundleVersionView, *, viewer: Actor) -> tuple[str, ...]:
    """The verbs that the state of a version and the viewer's seat allow, for the buttons of its page. The verb looks
    again, and says what it finds in the composition or in the hands that compiled it.
    """
    if not viewer.covers_department(found.department_id):
        return ()
    moves = BUNDLE_LIFECYCLE.allowed(version.state)
    acts = [move.verb for move in moves if move.seat in _OF_SEAT and viewer.may(_OF_SEAT[move.seat])]
    if viewer.may(COMPOSE) and version.state == BundleVersionState.DRAFT:
        acts.insert(0, "change_bundle")
    if viewer.may(COMPOSE) and version.id == found.version_id and found.open_version_id is None:
        acts.append("draft_bundle")
    return tuple(acts)


@dataclass(frozen=True, slots=True)
class Implementation:
    """A regional implementation of a standard; `behind`: it was made from a version no longer in force."""

    bundle_code: str
    name: str
    region_code: str
    version_id: int
    state: str
    behind: bool


def implementations(code: str, *, viewer: Actor) -> list[Implementation]:
    """Who implements a standard (县级复用), and who still stands on an older version of it."""
    standard = bundle(code, viewer=viewer)
    made = bundles(viewer=viewer, standard_code=code)
    rows = BundleVersion.objects.filter(pk__in=[one.version_id for one in made])
    made_from = dict(rows.values_list("pk", "standard_version_id"))
    return [
        Implementation(
            one.code,
            one.name,
            one.region_code,
            one.version_id,
            one.state,
            made_from[one.version_id] != standard.version_id,
        )
        for one in made
    ]
