"""Compose (编制): register a bundle, draft and change its versions, implement a standard here."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import Max

from tongban.bundles import facts
from tongban.bundles.errors import BundleDraftExists, BundleExists, StandardChained, StandardNotPublished
from tongban.bundles.models import Bundle, BundleVersion
from tongban.bundles.permissions import COMPOSE, check_scope
from tongban.bundles.selectors.bundles import BundleVersionView, version_view
from tongban.bundles.services._rows import check_texts, hands, locked, locked_bundle, record
from tongban.bundles.shape import Shape, as_json, digest, from_json
from tongban.bundles.states import BUNDLE_LIFECYCLE, OPEN_STATES, BundleKind, BundleVersionState
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, MoveNotAllowed, NotFound, StaleState
from tongban.orgs import selectors as orgs

_CODE = re.compile(r"[0-9A-Z]{4,40}")


@transaction.atomic
def create_bundle(
    *, code: str, name: str, department_id: int, shape: Shape, kind: str = BundleKind.CASES.value,
    region_code: str = "", actor: Actor,
) -> BundleVersionView:  # fmt: skip
    """Register a bundle under its lead department, with a first draft. A draft may be wrong; it is sent when it is not.

    Raises `PermissionDenied`, `NotFound` (department), `InvalidInput`, `BundleExists`.
    """
    check_scope(actor, COMPOSE, department_id)
    row = _new_bundle(code, name, department_id, kind, region_code, None)
    version = _draft(row, shape, actor)
    record(facts.BUNDLE_CREATED, row, actor, {"kind": kind, "members": len(shape.members)}, version)
    return version_view(version)


@transaction.atomic
def implement_standard(
    *, standard_code: str, code: str, department_id: int, items: Mapping[str, str], region_code: str = "",
    actor: Actor,
) -> BundleVersionView:  # fmt: skip
    """省级定标、县级复用: a draft with the standard's shape and this place's own items, by the standard's member keys.

    Optional members without an item here are left out. Raises `NotFound` (standard, department), `InvalidInput` (keys
    the standard does not have), `StandardNotPublished`, `StandardChained`, `BundleExists`, `PermissionDenied`.
    """
    check_scope(actor, COMPOSE, department_id)
    standard = locked_bundle(standard_code)
    if standard.standard_id is not None:
        above = Bundle.objects.values_list("code", flat=True).get(pk=standard.standard_id)
        raise StandardChained(name=standard.name, standard_code=above)
    published = BundleVersion.objects.filter(bundle=standard, state=BundleVersionState.PUBLISHED).first()
    if published is None:
        raise StandardNotPublished(name=standard.name)
    row = _new_bundle(code, standard.name, department_id, standard.kind, region_code, standard)
    version = _draft(row, _localised(from_json(published.content), items), actor, published)
    record(facts.BUNDLE_CREATED, row, actor, {"kind": row.kind, "standard": standard.code}, version)
    return version_view(version)


def _localised(shape: Shape, items: Mapping[str, str]) -> Shape:
    if unknown := [key for key in items if key not in shape.keys]:
        raise InvalidInput(errors={"items": f"标准里没有“{'、'.join(unknown[:10])}”。"})
    optional = {key for choice in shape.choices if choice.least < len(choice.members) for key in choice.members}
    kept = tuple(
        dataclasses.replace(member, item_code=items.get(member.key, ""))
        for member in shape.members
        if member.key in items or member.key not in optional
    )
    keys = {member.key for member in kept}
    choices = []
    for choice in shape.choices:
        members = tuple(key for key in choice.members if key in keys)
        if members:
            most = min(choice.most, len(members))
            choices.append(dataclasses.replace(choice, members=members, most=most, least=min(choice.least, most)))
    here = dataclasses.replace(shape, members=kept, choices=tuple(choices), places=(), hours="", phones=())
    edges = tuple(edge for edge in shape.edges if here.nodes(edge.node) and here.nodes(edge.after))
    # Which papers are the same is said by the names of this place's own guides, so it is confirmed anew.
    return dataclasses.replace(here, edges=edges, sames=())


def _new_bundle(
    code: str, name: str, department_id: int, kind: str, region_code: str, standard: Bundle | None
) -> Bundle:
    department = orgs.department(department_id)
    code, name = code.strip().upper(), name.strip()
    errors = {}
    if not _CODE.fullmatch(code):
        errors["code"] = "编码用数字和大写字母，4到40个字符。"
    if not 0 < len(name) <= 100:
        errors["name"] = "请填写名称，最多100个字。"
    if kind not in BundleKind.values:
        errors["kind"] = "请选择类型。"
    if errors:
        raise InvalidInput(errors=errors)
    known = Bundle.objects.filter(code=code).first()
    if known is not None:
        raise BundleExists(bundle_code=code, name=known.name)
    try:
        with transaction.atomic():
            return Bundle.objects.create(
                code=code,
                name=name,
                kind=kind,
                department_id=department_id,
                region_code=region_code or department.region_code,
                standard=standard,
                created_at=clock.now(),
            )
    except IntegrityError as error:
        raise BundleExists(bundle_code=code, name=name) from error


def _draft(row: Bundle, shape: Shape, actor: Actor, standard: BundleVersion | None = None) -> BundleVersion:
    check_texts(shape)
    last = BundleVersion.objects.filter(bundle=row).aggregate(last=Max("number"))["last"] or 0
    return BundleVersion.objects.create(
        bundle=row,
        number=last + 1,
        content=as_json(shape),
        digest=digest(shape),
        standard_version=standard,
        compilers=hands([], actor),
        drafted_at=clock.now(),
    )


@transaction.atomic
def draft_bundle(*, code: str, actor: Actor) -> BundleVersionView:
    """Draft the next version of a bundle, beginning with the newest content and, for an implementation, from the
    version of its standard that is in force now.

    Raises `NotFound`, `PermissionDenied`, `BundleDraftExists`.
    """
    row = locked_bundle(code)
    check_scope(actor, COMPOSE, row.department_id)
    versions = BundleVersion.objects.filter(bundle=row)
    open_version = versions.filter(state__in=OPEN_STATES).first()
    if open_version is not None:
        raise BundleDraftExists(name=row.name, number=open_version.number)
    newest = versions.exclude(state=BundleVersionState.DISCARDED).order_by("-number").first()
    newest = newest or versions.order_by("-number").first()
    if newest is None:
        raise NotFound()
    standard = None
    if row.standard_id is not None:
        standards = BundleVersion.objects.filter(bundle_id=row.standard_id, state=BundleVersionState.PUBLISHED)
        standard = standards.first()
    version = _draft(row, from_json(newest.content), actor, standard or newest.standard_version)
    record(facts.VERSION_DRAFTED, row, actor, {"number": version.number, "after": newest.number}, version)
    return version_view(version)


@transaction.atomic
def change_bundle(*, version_id: int, shape: Shape, revision: int | None = None, actor: Actor) -> BundleVersionView:
    """Replace the shape of a draft; `revision` as read protects against two editors.

    Raises `NotFound`, `PermissionDenied`, `MoveNotAllowed` (not a draft), `StaleState`, `InvalidInput`.
    """
    row, version = locked(version_id)
    check_scope(actor, COMPOSE, row.department_id)
    if version.state != BundleVersionState.DRAFT:
        raise MoveNotAllowed(state=BUNDLE_LIFECYCLE.labels[version.state], verb="修改")
    if revision is not None and revision != version.revision:
        raise StaleState()
    check_texts(shape)
    version.revision += 1
    version.content, version.digest = as_json(shape), digest(shape)
    version.compilers = hands(version.compilers, actor)
    version.save(update_fields=["revision", "content", "digest", "compilers"])
    record(facts.VERSION_CHANGED, row, actor, {"number": version.number, "digest": version.digest}, version)
    return version_view(version)
