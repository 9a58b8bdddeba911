"""Compositions: of a version, of a choice somebody makes, of items thrown together; and what newer guides would change.

A composition is never kept. The guides it is made from are frozen and read once per process, so making it anew costs
little, and no copy can grow old.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tongban.bundles.policies import (
    Change,
    Composition,
    Constituent,
    Finding,
    changes,
    claim_findings,
    compose,
    compose_chosen,
    constituent,
    implementation_findings,
)
from tongban.bundles.selectors.bundles import BundleVersionView, bundle_version
from tongban.bundles.shape import MOST_MEMBERS, Shape, loose
from tongban.catalogue import selectors as catalogue
from tongban.catalogue.selectors import ItemVersionView
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit
from tongban.kernel.errors import DomainError, InvalidInput, NotFound
from tongban.orgs import selectors as orgs
from tongban.reference import selectors as reference


def composition(
    version_id: int,
    *,
    viewer: Actor,
    chosen: Collection[str] | None = None,
    answers: Mapping[str, str] | None = None,
) -> Composition:
    """What a version asks and promises by the guides in force today; `chosen`: of the members an applicant names, in
    the situations that he says he is in (`answers`, by member).

    Raises `NotFound`, `ChoiceRefused`.
    """
    found = bundle_version(version_id, viewer=viewer)
    items = in_force(found.shape)
    limit = joint_limit(found.region_code)
    if chosen is None:
        return compose(items, found.shape, joint_limit=limit)
    return compose_chosen(items, found.shape, chosen, answers, joint_limit=limit)


def compose_items(item_codes: Sequence[str]) -> Composition:
    """What published items would ask together, side by side.

    Raises `NotFound` for a code without a guide in force, `InvalidInput` where none or too many are named.
    """
    codes = list(dict.fromkeys(item_codes))
    if not 0 < len(codes) <= MOST_MEMBERS:
        raise InvalidInput(errors={"items": f"请给出1到{MOST_MEMBERS}个事项编码。"})
    found = catalogue.versions_of_codes(codes)
    if len(found) < len(codes):
        raise NotFound()
    versions = [found[code] for code in codes]
    shape = loose([version.code for version in versions])
    items = _constituents(dict(zip(shape.keys, versions, strict=True)))
    return compose(items, shape, joint_limit=joint_limit(""))


def compose_shape(shape: Shape) -> Composition:
    """What a shape that is kept nowhere would ask by the guides in force: an editor's look before it is saved."""
    return compose(in_force(shape), shape, joint_limit=joint_limit(""))


def in_force(shape: Shape) -> dict[str, Constituent]:
    """The members' items by the guides in force; those without one are missing."""
    found = catalogue.versions_of_codes(member.item_code for member in shape.members)
    return _constituents({one.key: found[one.item_code] for one in shape.members if one.item_code in found})


def as_composed(version: BundleVersionView) -> dict[str, Constituent]:
    """The members' items by the guides that the version was last looked at with."""
    found = catalogue.versions_by_id(version.composed_from.values())
    return _constituents({key: found[pk] for key, pk in version.composed_from.items()})


def _constituents(versions: Mapping[str, ItemVersionView]) -> dict[str, Constituent]:
    names = orgs.department_names({version.department_id for version in versions.values()})
    return {key: constituent(version, names.get(version.department_id, "")) for key, version in versions.items()}


def joint_limit(region_code: str) -> Limit | None:
    """The most that law gives permits handled together (行政许可法 42 II); None where no rule pack is loaded."""
    try:
        return reference.parameter("joint_decision_limit", region_code=region_code).limit
    except DomainError:
        return None


def findings_of(version: BundleVersionView, composed: Composition) -> tuple[Finding, ...]:
    """The composition's own, those of the kind it claims to be, and those of the standard it implements.

    A standard is what it was published as: a newer guide of one of its items gives nobody leave to ask for more.
    """
    found = [*composed.findings, *claim_findings(version.kind, composed)]
    if version.standard_version_id is not None:
        standard = bundle_version(version.standard_version_id, viewer=Actor.system())
        against = compose(as_composed(standard), standard.shape)
        found += implementation_findings(against, composed)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Look:
    """Everything about a version at one look: the composition of today, what the lead has to know of it (what blocks
    keeps it from publication), and what newer guides have changed since it was sent."""

    composition: Composition
    findings: tuple[Finding, ...]
    changes: tuple[Change, ...]

    @property
    def fits(self) -> bool:
        """Whether the version holds by today's guides without being touched."""
        return not any(finding.blocking for finding in self.findings)


def look(version: BundleVersionView) -> Look:
    """A version that the viewer was shown, by the guides in force today; they are read once for all answers."""
    items, limit = in_force(version.shape), joint_limit(version.region_code)
    after = compose(items, version.shape, joint_limit=limit)
    earlier = as_composed(version)
    before = compose(earlier, version.shape, joint_limit=limit) if earlier else after
    return Look(after, findings_of(version, after), changes(before, after))
