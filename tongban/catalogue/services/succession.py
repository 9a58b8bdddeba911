"""Items that become other items (拆分、合并、下放、划转): new codes, drafts made from the old guide, and the lineage.

The old item goes on until every successor's guide is published and the day has come; then it retires in the same
moment (docs/decisions/0015). Cases keep the version they were begun with.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from tongban.catalogue import facts
from tongban.catalogue.content import VersionContent
from tongban.catalogue.elements import plain
from tongban.catalogue.errors import ChangeUnderway, LevelNotLower, NothingToInherit
from tongban.catalogue.models import ItemChange, ItemVersion, Lineage, ServiceItem
from tongban.catalogue.policies import PUBLISH, check_scope
from tongban.catalogue.rows import content_values
from tongban.catalogue.selectors.items import ItemView, item
from tongban.catalogue.services._acts import call_off, check_grounds, discard_open, note_change, refuse_pending
from tongban.catalogue.services.compiling import _check_own, _lock_item, _new_item, _record, draft_version
from tongban.catalogue.states import ITEM_LIFECYCLE, ChangeVerb, ItemState, VersionState
from tongban.catalogue.words import LEVELS
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound
from tongban.ledger.facts import FactKind
from tongban.orgs import selectors as orgs


@dataclass(frozen=True, slots=True)
class NewItem:
    """A part of a split item: its code of 31 or 33 characters and its name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why and when: the document, the reason, and the day it takes effect (None: as soon as the guides stand)."""

    reason: str
    document_no: str = ""
    effective_on: dt.date | None = None


@transaction.atomic
def split_item(*, item_id: int, parts: Sequence[NewItem], grounds: Grounds, actor: Actor) -> list[ItemView]:
    """One item becomes several of the same department, each with a first draft made from the old guide.

    Raises `InvalidInput` (fewer than two parts, no reason), `NothingToInherit`, `ChangePending`, `ForeignItem`,
    `ItemClosed`, all of `create_item`, `PermissionDenied`, `NotFound`.
    """
    row, content = _begin(item_id, grounds, actor)
    if len(parts) < 2:
        raise InvalidInput(errors={"parts": "拆分至少要分成两个事项。"})
    change = _note(row, ChangeVerb.SPLIT, grounds, retires=True)
    made = [_new_item(one.code, row.department_id, one.name, row.region_code, (), "", actor) for one in parts]
    drafts = [(new, replace(content, name=new.name)) for new in made]
    return _successors(change, [row], drafts, facts.ITEM_SPLIT, actor)


@transaction.atomic
def merge_items(
    *,
    item_ids: Sequence[int],
    merged: NewItem,
    department_id: int | None = None,
    grounds: Grounds,
    actor: Actor,
) -> ItemView:
    """Several items become one, of the first one's department unless another is named.

    Its draft begins from the first item's guide, with the materials, bases, situations, applicants and names of all.
    Raises as `split_item`.
    """
    if len(set(item_ids)) < 2:
        raise InvalidInput(errors={"item_ids": "合并至少要有两个事项。"})
    found = {item_id: _begin(item_id, grounds, actor) for item_id in sorted(set(item_ids))}
    olds = [found[item_id] for item_id in dict.fromkeys(item_ids)]
    first = olds[0][0]
    new = _new_item(merged.code, department_id or first.department_id, merged.name, first.region_code, (), "", actor)
    change = _note(new, ChangeVerb.MERGE, grounds, retires=True)
    content = _together(new.name, [content for _, content in olds])
    (made,) = _successors(change, [row for row, _ in olds], [(new, content)], facts.ITEMS_MERGED, actor)
    return made


@transaction.atomic
def devolve_item(
    *, item_id: int, department_ids: Sequence[int], level: str, keep: bool, grounds: Grounds, actor: Actor
) -> list[ItemView]:
    """Hand an item down to departments of a lower level; `keep` says whether the upper one stays beside them.

    The new guides say 上级下放; places, hours and telephones are the new departments' own to fill in. Raises
    `LevelNotLower` and as `split_item`.
    """
    row, content = _begin(item_id, grounds, actor)
    if not department_ids:
        raise InvalidInput(errors={"department_ids": "请选择承接的部门。"})
    if level not in LEVELS or not row.exercise_level < level:
        before = LEVELS.get(row.exercise_level, row.exercise_level)
        raise LevelNotLower(name=row.name, before=before, after=LEVELS.get(level, level))
    change = _note(row, ChangeVerb.DEVOLVE, grounds, retires=not keep)
    below = replace(
        content,
        power_source="上级下放",
        places=(),
        hours="",
        phones=(),
        complaint_phones=(),
        online_url="",
        booking_url="",
    )
    made = [_elsewhere(row, department_id, level, actor) for department_id in dict.fromkeys(department_ids)]
    return _successors(change, [row], [(new, below) for new in made], facts.ITEM_DEVOLVED, actor)


@transaction.atomic
def transfer_item(*, item_id: int, department_id: int, grounds: Grounds, actor: Actor) -> ItemView:
    """Move an item to another department after a reorganisation: the code holds the department, so the item is new.

    Raises as `split_item`.
    """
    row, content = _begin(item_id, grounds, actor)
    if department_id == row.department_id:
        raise InvalidInput(errors={"department_id": "请选择另一个部门。"})
    change = _note(row, ChangeVerb.TRANSFER, grounds, retires=True)
    new = _elsewhere(row, department_id, row.exercise_level, actor)
    (made,) = _successors(change, [row], [(new, content)], facts.ITEM_TRANSFERRED, actor)
    return made


@transaction.atomic
def cancel_change(*, change_id: int, reason: str, actor: Actor) -> None:
    """Call off an act that has not taken effect; successors without a published guide go with it.

    Raises `NotFound`, `PermissionDenied`, `InvalidInput` (no reason), `MoveNotAllowed`, `ChangeUnderway`.
    """
    found = ItemChange.objects.filter(pk=change_id).first()
    if found is None:
        raise NotFound()
    structural = found.verb in (ChangeVerb.SPLIT, ChangeVerb.MERGE, ChangeVerb.DEVOLVE, ChangeVerb.TRANSFER)
    made = set(found.lines.values_list("after", flat=True)) if structural else set()
    # Successors before those they succeed, as publication locks them.
    after = [_lock_item(item_id) for item_id in sorted(made)]
    before = [_lock_item(item_id) for item_id in sorted({*found.lines.values_list("before", flat=True)} - made)]
    row = next((one for one in (*after, *before) if one.pk == found.item_id), None) or _lock_item(found.item_id)
    for one in {row.pk: row, **{one.pk: one for one in before}}.values():
        check_scope(actor, PUBLISH, one.department_id)
    check_grounds(reason, None)
    change = ItemChange.objects.select_for_update(no_key=True).get(pk=change_id)
    if ItemVersion.objects.filter(item__in=made, state=VersionState.PUBLISHED).exists():
        raise ChangeUnderway(name=row.name, verb=str(ChangeVerb(change.verb).label))
    call_off(change, row, reason, actor)
    for one in after:
        if one.state != ItemState.ABOLISHED:
            discard_open(one, actor)
            ITEM_LIFECYCLE.advance(one, "abolish_item")
            _record(facts.ITEM_ABOLISHED, one, actor, {"reason": reason.strip()[:500]})


def _begin(item_id: int, grounds: Grounds, actor: Actor) -> tuple[ServiceItem, VersionContent]:
    """Lock an item that is to become others, with the content they begin from."""
    row = _lock_item(item_id)
    check_scope(actor, PUBLISH, row.department_id)
    check_grounds(grounds.reason, grounds.effective_on)
    _check_own(row)
    refuse_pending(row)
    published = ItemVersion.objects.filter(item=row, state=VersionState.PUBLISHED).first()
    if published is None:
        raise NothingToInherit(name=row.name)
    return row, VersionContent(**content_values(published))


def _note(row: ServiceItem, verb: ChangeVerb, grounds: Grounds, *, retires: bool) -> ItemChange:
    day = grounds.effective_on or clock.today()
    return note_change(row, verb, reason=grounds.reason, document_no=grounds.document_no, day=day, retires=retires)


def _elsewhere(row: ServiceItem, department_id: int, level: str, actor: Actor) -> ServiceItem:
    """The same entry and situation with another department: only the head of the code changes."""
    code = f"{orgs.department(department_id).code}{level}{row.code[19:]}"
    return _new_item(code, department_id, row.name, "", row.aliases, "", actor)


def _successors(
    change: ItemChange,
    before: Sequence[ServiceItem],
    drafts: Sequence[tuple[ServiceItem, VersionContent]],
    kind: FactKind,
    actor: Actor,
) -> list[ItemView]:
    """Lineage, first drafts with the planned day, and one fact on every item before."""
    Lineage.objects.bulk_create([Lineage(change=change, before=old, after=new) for old in before for new, _ in drafts])
    for new, content in drafts:
        draft = draft_version(item_id=new.pk, content=content, actor=actor)
        # Nobody has written anything in it yet: the draft is the old guide.
        ItemVersion.objects.filter(pk=draft.id).update(effective_on=change.effective_on, compilers=[])
    data: dict[str, str | int] = {
        "successors": "、".join(new.code for new, _ in drafts),
        "reason": change.reason,
        "document_no": change.document_no,
        "effective_on": change.effective_on.isoformat(),
    }
    for old in before:
        _record(kind, old, actor, data)
    return [item(new.pk) for new, _ in drafts]


def _together(name: str, contents: Sequence[VersionContent]) -> VersionContent:
    """The first guide with what the others ask for besides."""
    first = contents[0]
    materials = {plain(one.name): one for content in reversed(contents) for one in reversed(content.materials)}
    bases = {(one.law, one.article): one for content in contents for one in content.legal_bases}
    situations = {one.code: one for content in reversed(contents) for one in content.situations}
    ordered = dict.fromkeys(plain(one.name) for content in contents for one in content.materials)
    return replace(
        first,
        name=name,
        materials=tuple(replace(materials[key], order=order, id=0) for order, key in enumerate(ordered, 1)),
        legal_bases=tuple(bases.values()),
        situations=tuple(situations.values()),
        applicant_kinds=tuple(dict.fromkeys(kind for content in contents for kind in content.applicant_kinds)),
        channels=tuple(dict.fromkeys(channel for content in contents for channel in content.channels)),
        aliases=tuple(dict.fromkeys(alias for one in contents for alias in (*one.aliases, one.name) if alias != name)),
    )
