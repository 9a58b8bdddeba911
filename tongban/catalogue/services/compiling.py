"""Compile: entries, items, drafts (认领、编制)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import Max

from tongban.catalogue import facts
from tongban.catalogue.content import VersionContent
from tongban.catalogue.errors import (
    DraftExists,
    EntryExists,
    EntryMismatch,
    ForeignItem,
    ItemClosed,
    ItemExists,
    ItemOfOtherIssuer,
)
from tongban.catalogue.exchange.columns import CONTENT_COLUMNS, PARTS, value_of
from tongban.catalogue.models import (
    CatalogueEntry,
    ItemChange,
    ItemVersion,
    LegalBasis,
    MaterialRequirement,
    ServiceItem,
)
from tongban.catalogue.policies import EDIT, check_scope
from tongban.catalogue.rows import basis_rows, material_rows, version_columns
from tongban.catalogue.selectors.items import EntryView, ItemView, entry_by_code, item
from tongban.catalogue.selectors.versions import ItemVersionView, version
from tongban.catalogue.states import (
    OPEN_STATES,
    OWN,
    VERSION_LIFECYCLE,
    CaseKind,
    ChangeState,
    ChangeVerb,
    ItemKind,
    ItemState,
    Necessity,
)
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, MoveNotAllowed, NotFound, StaleState
from tongban.kernel.standards import CatalogCode, TaskCode, parse_item_code
from tongban.ledger import services as ledger
from tongban.ledger.facts import FactKind
from tongban.orgs import selectors as orgs


@transaction.atomic
def create_entry(
    *, catalog_code: str, name: str, item_kind: str, main_code: str = "", main_name: str = "", actor: Actor
) -> EntryView:
    """Register an entry of the basic catalogue. Raises `PermissionDenied`, `BadCode`, `InvalidInput`, `EntryExists`."""
    actor.require(EDIT)
    code = CatalogCode.parse(catalog_code)
    errors = _name_errors(name) | _kind_errors(item_kind)
    if errors:
        raise InvalidInput(errors=errors)
    known = entry_by_code(code.value)
    if known is not None:
        raise EntryExists(catalog_code=code.value, name=known.name)
    try:
        with transaction.atomic():
            row = CatalogueEntry.objects.create(
                catalog_code=code.value,
                name=name.strip(),
                item_kind=item_kind,
                main_code=main_code[:40],
                main_name=main_name[:300],
            )
    except IntegrityError as error:
        raise EntryExists(catalog_code=code.value, name=name.strip()) from error
    ledger.record(
        facts.ENTRY_CREATED, actor=actor, objects=[facts.entry_ref(code.value)], data={"item_kind": item_kind}
    )
    return EntryView(row.pk, row.catalog_code, row.name, row.item_kind, row.main_code, row.main_name)


@transaction.atomic
def create_item(
    *,
    code: str,
    department_id: int,
    name: str,
    region_code: str = "",
    aliases: Sequence[str] = (),
    local_code: str = "",
    document_no: str = "",
    reason: str = "",
    actor: Actor,
) -> ItemView:
    """Register one of the city's own items (新增) by its code of 31 or 33 characters; its entry must exist.

    Raises `BadCode` (structure, check digit), `NotFound` (department, entry), `ItemOfOtherIssuer`, `EntryMismatch`,
    `ItemExists`, `InvalidInput`, `PermissionDenied`.
    """
    row = _new_item(code, department_id, name, region_code, aliases, local_code, actor)
    now = clock.now()
    ItemChange.objects.create(
        item=row,
        verb=ChangeVerb.INSERT,
        state=ChangeState.DONE,
        document_no=document_no.strip()[:200],
        reason=reason.strip()[:500],
        effective_on=clock.today(),
        decided_at=now,
        done_at=now,
    )
    _record(facts.ITEM_CREATED, row, actor, {"item_kind": row.item_kind, "document_no": document_no.strip()[:200]})
    return item(row.pk)


def _new_item(
    code: str,
    department_id: int,
    name: str,
    region_code: str,
    aliases: Sequence[str],
    local_code: str,
    actor: Actor,
) -> ServiceItem:
    """The row of a new item; the verb that needs it records why it is there."""
    check_scope(actor, EDIT, department_id)
    parsed = parse_item_code(code)
    department = orgs.department(department_id)
    entry = CatalogueEntry.objects.filter(catalog_code=parsed.catalog_code.value).first()
    if entry is None:
        raise EntryMismatch(inside=parsed.catalog_code.value, catalog_code="（尚未登记）")
    if parsed.uscc != department.code:
        raise ItemOfOtherIssuer(issuer=parsed.uscc, department=department.name)
    if errors := _name_errors(name):
        raise InvalidInput(errors=errors)
    known = ServiceItem.objects.filter(code=parsed.value).first()
    if known is not None:
        raise ItemExists(item_code=parsed.value, name=known.name)
    task = parsed if isinstance(parsed, TaskCode) else parsed.task_code
    try:
        with transaction.atomic():
            return ServiceItem.objects.create(
                code=parsed.value,
                task_code=task.value,
                handling_code="" if parsed.value == task.value else parsed.value,
                local_code=local_code[:40],
                entry=entry,
                department_id=department_id,
                region_code=region_code or department.region_code,
                name=name.strip(),
                aliases=[alias.strip() for alias in aliases if alias.strip()],
                item_kind=entry.item_kind,
                exercise_level=parsed.exercise_level,
            )
    except IntegrityError as error:
        raise ItemExists(item_code=parsed.value, name=name.strip()) from error


def _name_errors(name: str) -> dict[str, str]:
    if not name.strip():
        return {"name": "请填写名称。"}
    return {"name": "名称最多300个字。"} if len(name.strip()) > 300 else {}


def _kind_errors(item_kind: str) -> dict[str, str]:
    return {} if item_kind in ItemKind.values else {"item_kind": "请选择事项类型。"}


def _record(
    kind: FactKind, row: ServiceItem, actor: Actor, data: dict[str, str | int], version_id: int | None = None
) -> None:
    objects = [facts.item_ref(row.code)] + ([facts.version_ref(version_id)] if version_id else [])
    ledger.record(
        kind, actor=actor, objects=objects, data=data, department_id=row.department_id, region_code=row.region_code
    )


@transaction.atomic
def draft_version(*, item_id: int, content: VersionContent, actor: Actor) -> ItemVersionView:
    """Draft the next version of an own item. A draft may be incomplete; publication is what is checked.

    Raises `NotFound`, `PermissionDenied`, `ForeignItem`, `ItemClosed`, `DraftExists`, `InvalidInput`.
    """
    row = _lock_item(item_id)
    check_scope(actor, EDIT, row.department_id)
    _check_own(row)
    open_version = ItemVersion.objects.filter(item=row, state__in=OPEN_STATES).first()
    if open_version is not None:
        raise DraftExists(name=row.name, number=open_version.number)
    _check_content(content)
    last = ItemVersion.objects.filter(item=row).aggregate(last=Max("number"))["last"] or 0
    new = ItemVersion.objects.create(
        item=row, number=last + 1, drafted_at=clock.now(), compilers=_hands([], actor), **version_columns(content)
    )
    _write_parts(new, content)
    _record(facts.VERSION_DRAFTED, row, actor, {"number": new.number}, new.pk)
    return version(new.pk)


@transaction.atomic
def change_draft(
    *, version_id: int, content: VersionContent, revision: int | None = None, actor: Actor
) -> ItemVersionView:
    """Replace the content of a draft; `revision` as read protects against two editors.

    Raises `NotFound`, `PermissionDenied`, `MoveNotAllowed` (not a draft), `StaleState`, `InvalidInput`.
    """
    row, draft = _lock_version(version_id)
    check_scope(actor, EDIT, row.department_id)
    if draft.state != "draft":
        raise MoveNotAllowed(state=VERSION_LIFECYCLE.labels[draft.state], verb="修改")
    if revision is not None and revision != draft.revision:
        raise StaleState()
    _check_content(content)
    ItemVersion.objects.filter(pk=draft.pk).update(
        revision=draft.revision + 1, compilers=_hands(draft.compilers, actor), **version_columns(content)
    )
    MaterialRequirement.objects.filter(version=draft).delete()
    LegalBasis.objects.filter(version=draft).delete()
    _write_parts(draft, content)
    _record(facts.VERSION_CHANGED, row, actor, {"number": draft.number}, draft.pk)
    return version(draft.pk)


def _hands(before: Sequence[int], actor: Actor) -> list[int]:
    """The accounts that wrote or sent a version: none of them reviews it for the department."""
    return sorted({*before, *([actor.account_id] if actor.account_id is not None else [])})


def _lock_item(item_id: int) -> ServiceItem:
    row = ServiceItem.objects.select_for_update(no_key=True).filter(pk=item_id).first()
    if row is None:
        raise NotFound()
    return row


def _lock_version(version_id: int) -> tuple[ServiceItem, ItemVersion]:
    """The item first, then its version: every verb locks in this order."""
    item_id = ItemVersion.objects.filter(pk=version_id).values_list("item_id", flat=True).first()
    if item_id is None:
        raise NotFound()
    row = _lock_item(item_id)
    return row, ItemVersion.objects.select_for_update(no_key=True).get(pk=version_id)


def _check_own(row: ServiceItem) -> None:
    if row.origin != OWN:
        raise ForeignItem(name=row.name, source=row.origin)
    if row.state == ItemState.ABOLISHED:
        raise ItemClosed(name=row.name)


def _check_content(content: VersionContent) -> None:
    """What the columns can hold at all; everything else waits for publication."""
    errors = _name_errors(content.name)
    if content.case_kind not in CaseKind.values:
        errors["case_kind"] = "请选择办件类型。"
    if content.one_seat and content.case_kind != CaseKind.INSTANT:
        errors["one_seat"] = "只有即办件可以由一个岗位办结。"
    if content.online_depth is not None and content.online_depth not in (1, 2, 3, 4):
        errors["online_depth"] = "网上办理深度应为1到4级。"
    if content.visits is not None and not 0 <= content.visits <= 99:
        errors["visits"] = "到现场次数应在0到99之间。"
    for material in content.materials:
        if not material.name.strip() or len(material.name) > 500:
            errors["materials"] = "每份材料都要有名称，最多500个字。"
        elif material.necessity not in Necessity.values:
            errors["materials"] = f"材料“{material.name[:40]}”的必要性不正确。"
    if any(not basis.law.strip() for basis in content.legal_bases):
        errors["legal_bases"] = "每条设定依据都要写明法规名称。"
    if errors := _length_errors(content) | errors:
        raise InvalidInput(errors=errors)


def _length_errors(content: VersionContent) -> dict[str, str]:
    """Texts longer than their columns, by element; the same limits that a spreadsheet's cells have."""
    parts = [(part.field, column, part.rows(content)) for part in PARTS for column in part.columns]
    found = {
        name: f"“{column.label}”最多{column.most}个字。"
        for name, column, rows in parts
        if column.most and any(column.too_long(getattr(row, column.name)) for row in rows)
    }
    for column in CONTENT_COLUMNS:
        if column.too_long(value_of(content, column.name)):
            found[column.name.partition(".")[0]] = f"“{column.label}”最多{column.most}个字。"
    return found


def _write_parts(row: ItemVersion, content: VersionContent) -> None:
    MaterialRequirement.objects.bulk_create(material_rows(row, content))
    LegalBasis.objects.bulk_create(basis_rows(row, content))
