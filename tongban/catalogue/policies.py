"""What law and state allow in the catalogue: who may, which promise holds, what may be published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from tongban.catalogue.commitments import FIELDS
from tongban.catalogue.content import VersionContent
from tongban.catalogue.errors import PublishBlocked
from tongban.catalogue.kinds import manifest_of, manifests
from tongban.catalogue.lint import Context, blocking
from tongban.catalogue.lint import longer as longer
from tongban.catalogue.listing import Listing
from tongban.catalogue.models import ServiceItem
from tongban.catalogue.states import LimitSource
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.caching import remembered
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.kernel.errors import DomainError, PermissionDenied
from tongban.reference import selectors as reference

EDIT = "catalogue.edit"
PUBLISH = "catalogue.publish"
IMPORT = "catalogue.import"
ENDORSE = "catalogue.endorse"

#: 行政许可法 42: twenty working days, used by analogy where neither the publisher nor the city pack sets a limit.
FALLBACK_LIMIT = Limit(20, LimitUnit.WORKING_DAY)
FALLBACK_BASIS = "参照《行政许可法》第四十二条"


def check_scope(actor: Actor, permission: str, department_id: int) -> None:
    """The seat and the data scope; raises `PermissionDenied`."""
    actor.require(permission)
    if not actor.covers_department(department_id):
        raise PermissionDenied(permission=permission)


@dataclass(frozen=True, slots=True)
class EffectivePromise:
    """The promise that holds, where it comes from and the rule behind it."""

    limit: Limit
    source: str
    basis: str


def effective_promise(
    statutory: Limit | None, promised: Limit | None, *, item_kind: str, region_code: str = ""
) -> EffectivePromise:
    """Standards §1.8: no promise → the statutory limit; neither → the city pack's default for the type."""
    if promised is not None:
        return EffectivePromise(promised, LimitSource.PROMISED, "")
    if statutory is not None:
        return EffectivePromise(statutory, LimitSource.STATUTORY, "")
    limit, basis = _default_limit(item_kind, region_code, clock.today().toordinal())
    return EffectivePromise(limit, LimitSource.DEFAULT, basis)


def _read_default_limit(item_kind: str, region_code: str, day: int) -> tuple[Limit, str]:
    try:
        found = reference.parameter(manifest_of(item_kind, region_code).limit, region_code=region_code)
        return found.limit, found.citation
    except (DomainError, ValueError):
        return FALLBACK_LIMIT, FALLBACK_BASIS


# The day is an argument so that a parameter that begins or ends overnight is seen.
_default_limit = remembered(_read_default_limit)


def excluded_fields() -> frozenset[str]:
    """The fields in which nothing is granted on commitment (安阳 25); every known one where the packs set none."""
    return _excluded(clock.today().toordinal())


def _read_excluded(day: int) -> frozenset[str]:
    try:
        value = reference.parameter("commitment_excluded").value
    except DomainError:
        return frozenset(FIELDS)
    return frozenset(str(one) for one in value) if isinstance(value, list) else frozenset(FIELDS)


_excluded = remembered(_read_excluded)


def bare_context(region_code: str = "") -> Context:
    """What the linter knows of a content that is looked at by itself: the day, and the city's rules."""
    return Context(day=clock.today(), excluded=excluded_fields(), manifests=manifests(region_code))


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that keeps one of our own versions from publication."""

    field: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Issuer:
    """What publication needs to know of the department: its code, whether the check digit is right, name and kind."""

    code: str
    code_valid: bool
    name: str = ""
    nature: str = ""


class _Department(Protocol):
    code: str
    code_valid: bool
    name: str
    kind: str


def issuer_of(department: _Department) -> Issuer:
    """The issuer as a department's row or view tells it."""
    return Issuer(department.code, department.code_valid, department.name, department.kind)


def publish_findings(content: VersionContent, item: ServiceItem, issuer: Issuer) -> tuple[Finding, ...]:
    """Everything that keeps this version from publication, in the order of the guide: the lint rules that block."""
    found = blocking(listing_of(item, content, issuer), bare_context(item.region_code))
    return tuple(Finding(one.element, one.kind, one.message) for one in found)


def check_publishable(content: VersionContent, item: ServiceItem, issuer: Issuer) -> None:
    """Raise `PublishBlocked` with every finding at once."""
    findings = publish_findings(content, item, issuer)
    if findings:
        raise PublishBlocked(name=content.name, findings=[finding.text for finding in findings])


def listing_of(item: ServiceItem, content: VersionContent, issuer: Issuer) -> Listing:
    """The line of the implementation list that an item and a content make (entry joined)."""
    return Listing(
        code=item.code,
        task_code=item.task_code,
        handling_code=item.handling_code,
        local_code=item.local_code,
        catalog_code=item.entry.catalog_code,
        entry_name=item.entry.name,
        item_kind=item.item_kind,
        exercise_level=item.exercise_level,
        item_state=item.state,
        region_code=item.region_code,
        department_id=item.department_id,
        department_name=issuer.name,
        department_code=issuer.code,
        department_code_valid=issuer.code_valid,
        nature=issuer.nature,
        origin=item.origin,
        item_id=item.pk or 0,
        content=content,
    )
