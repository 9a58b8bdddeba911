"""Dynamic management (动态管理) as officers see it: the register of acts, each with the items before and after it and
how far the guides of its successors are, and which acts may be decided on an item next.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Case, Q, QuerySet, When

from tongban.catalogue.errors import ChangePending, ChangeUnderway, ForeignItem, NothingToInherit
from tongban.catalogue.models import ItemChange, ItemVersion, Lineage, ServiceItem
from tongban.catalogue.policies import PUBLISH
from tongban.catalogue.selectors.compiling import _ROLES, Act, Dossier, _own
from tongban.catalogue.states import OPEN_STATES, OWN, ChangeState, ChangeVerb, ItemState, VersionState
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound, PermissionDenied
from tongban.kernel.standards import normalise

#: Acts that make new items of old ones; the others move the item itself.
STRUCTURAL = (ChangeVerb.SPLIT, ChangeVerb.MERGE, ChangeVerb.DEVOLVE, ChangeVerb.TRANSFER)
#: From which states of the item the others lead.
_MOVES = {
    ChangeVerb.SUSPEND: (ItemState.IN_USE,),
    ChangeVerb.RESUME: (ItemState.SUSPENDED,),
    ChangeVerb.ABOLISH: (ItemState.IN_USE, ItemState.SUSPENDED),
}


@dataclass(frozen=True, slots=True)
class ItemOfAct:
    """An item before or after an act. `guide`: the state of its published version, else of the one under way, else
    empty; `version_id` is that version's.
    """

    item_id: int
    code: str
    name: str
    state: str
    state_label: str
    department_id: int
    department_name: str
    version_id: int | None
    guide: str
    guide_label: str


@dataclass(frozen=True, slots=True)
class ItemAct:
    """One act of dynamic management. `item` is the item it is about (of a merger the new one)."""

    id: int
    verb: str
    verb_label: str
    state: str
    state_label: str
    reason: str
    document_no: str
    effective_on: dt.date
    decided_at: dt.datetime
    done_at: dt.datetime | None
    retires: bool
    item: ItemOfAct
    before: tuple[ItemOfAct, ...]
    after: tuple[ItemOfAct, ...]

    @property
    def pending(self) -> bool:
        """Decided, and not in effect yet."""
        return self.state == ChangeState.PENDING

    @property
    def structural(self) -> bool:
        """Whether it makes new items."""
        return self.verb in STRUCTURAL

    @property
    def olds(self) -> tuple[ItemOfAct, ...]:
        """The items it ends or moves."""
        return self.before or (self.item,)

    @property
    def awaited(self) -> tuple[ItemOfAct, ...]:
        """New items without a published guide: the act waits for them."""
        return tuple(one for one in self.after if one.guide != VersionState.PUBLISHED) if self.structural else ()


@dataclass(frozen=True, slots=True)
class ActRegister:
    """Acts, the latest decision first; `cursor` 0: the last page."""

    rows: tuple[ItemAct, ...]
    cursor: int


def act_register(
    *, viewer: Actor, verb: str = "", pending_only: bool = False, cursor: int = 0, limit: int = 25
) -> ActRegister:
    """The acts on items of the viewer's departments, before or after. `cursor`: the id to go on below.

    Words that are no verb narrow nothing. Raises `PermissionDenied`.
    """
    rows = ItemChange.objects.filter(_within(viewer))
    if verb in ChangeVerb.values:
        rows = rows.filter(verb=verb)
    if pending_only:
        rows = rows.filter(state=ChangeState.PENDING)
    if cursor:
        rows = rows.filter(pk__lt=cursor)
    found = _acts(rows.order_by("-pk")[: limit + 1])
    return ActRegister(found[:limit], found[limit - 1].id if len(found) > limit else 0)


def item_act(change_id: int, *, viewer: Actor) -> ItemAct:
    """One act. Raises `NotFound`; `PermissionDenied` where none of its items is of the viewer's departments."""
    rows = ItemChange.objects.filter(pk=change_id)
    found = _acts(rows.filter(_within(viewer)))
    if found:
        return found[0]
    if rows.exists():
        raise PermissionDenied(permission=PUBLISH)
    raise NotFound()


def acts_of_item(item_id: int, *, pending_only: bool = False) -> tuple[ItemAct, ...]:
    """What was decided on an item, what it came of and what came of it, the latest first; public, as lineage is."""
    lines = Lineage.objects.filter(Q(before=item_id) | Q(after=item_id))
    rows = ItemChange.objects.filter(Q(item=item_id) | Q(pk__in=lines.values("change")))
    if pending_only:
        rows = rows.filter(state=ChangeState.PENDING)
    return _acts(rows.order_by("-pk")[:50])


def items_at_hand(*, viewer: Actor, text: str = "", ids: Collection[int] = (), limit: int = 20) -> list[ItemOfAct]:
    """Items an act may take in besides its own: those with these ids, then by code at most `limit` others.

    Not abolished, of the viewer's departments. `text`: part of the name, or the beginning of the code.
    """
    rows = _own(viewer).exclude(state=ItemState.ABOLISHED).select_related("department")
    if text:
        rows = rows.filter(Q(pk__in=ids) | Q(name__icontains=text) | Q(code__startswith=normalise(text)))
    found = list(rows.order_by(Case(When(pk__in=ids, then=0), default=1), "code")[: limit + len(ids)])
    guides = _guides({row.pk for row in found})
    return [_item(row, guides) for row in found]


def possible_acts(found: Dossier, acts: Iterable[ItemAct], *, viewer: Actor) -> tuple[Act, ...]:
    """The acts this viewer may decide on an item with these acts behind it; the verbs check again under the lock."""
    if not viewer.may(PUBLISH) or found.state == ItemState.ABOLISHED:
        return ()
    ending = [one for one in acts if one.pending and one.retires and found.item_id in {old.item_id for old in one.olds}]
    pending = ChangePending(name=found.name, verb=ending[0].verb_label).sentence if ending else ""
    planned = any(one.pending and one.verb == ChangeVerb.SUSPEND for one in acts)
    unfit = pending
    if found.origin != OWN:
        unfit = ForeignItem(name=found.name, source=found.origin).sentence
    elif found.in_force is None:
        unfit = NothingToInherit(name=found.name).sentence
    return (
        *(Act(verb, unfit) for verb in STRUCTURAL),
        *(
            Act(verb, pending if verb == ChangeVerb.ABOLISH else "")
            for verb, sources in _MOVES.items()
            if found.state in sources or (verb == ChangeVerb.RESUME and planned)
        ),
    )


def may_cancel(act: ItemAct, *, viewer: Actor) -> Act | None:
    """Whether this viewer may call a pending act off; None where there is nothing to call off."""
    covered = all(viewer.covers_department(one.department_id) for one in act.olds)
    if not act.pending or not viewer.may(PUBLISH) or not covered:
        return None
    published = act.structural and len(act.awaited) < len(act.after)
    return Act("cancel_change", ChangeUnderway(name=act.item.name, verb=act.verb_label).sentence if published else "")


def _within(viewer: Actor) -> Q:
    """Acts on items the viewer has to do with. Raises `PermissionDenied`."""
    if not any(viewer.may(permission) for permission in _ROLES):
        raise PermissionDenied(permission=PUBLISH)
    if viewer.is_system or viewer.everywhere:
        return Q()
    mine = ServiceItem.objects.filter(department_id__in=viewer.department_ids)
    lines = Lineage.objects.filter(Q(before__in=mine) | Q(after__in=mine))
    return Q(item__in=mine) | Q(pk__in=lines.values("change"))


def _acts(rows: QuerySet[ItemChange]) -> tuple[ItemAct, ...]:
    """Rows with their items, in three questions however many there are."""
    changes = list(rows.select_related("item__department"))
    lines: dict[int, list[Lineage]] = {one.pk: [] for one in changes}
    related = Lineage.objects.filter(change__in=changes).select_related("before__department", "after__department")
    for line in related.order_by("before__code", "after__code"):
        lines[line.change_id].append(line)
    guides = _guides({line.after_id for found in lines.values() for line in found})
    return tuple(_act(one, lines[one.pk], guides) for one in changes)


def _guides(item_ids: Collection[int]) -> dict[int, tuple[int, str]]:
    """Of each item the version that is published, else the one under way: its id and state."""
    wanted = {VersionState.PUBLISHED, *OPEN_STATES}
    rows = ItemVersion.objects.filter(item__in=item_ids, state__in=wanted).order_by("number")
    found: dict[int, tuple[int, str]] = {}
    for item_id, version_id, state in rows.values_list("item_id", "pk", "state") if item_ids else ():
        if found.get(item_id, (0, ""))[1] != VersionState.PUBLISHED:
            found[item_id] = (version_id, state)
    return found


def _act(row: ItemChange, lines: Collection[Lineage], guides: dict[int, tuple[int, str]]) -> ItemAct:
    def items(rows: Iterable[ServiceItem]) -> tuple[ItemOfAct, ...]:
        return tuple(_item(one, guides) for one in {one.pk: one for one in rows}.values())

    return ItemAct(
        id=row.pk,
        verb=row.verb,
        verb_label=str(ChangeVerb(row.verb).label),
        state=row.state,
        state_label=str(ChangeState(row.state).label),
        reason=row.reason,
        document_no=row.document_no,
        effective_on=row.effective_on,
        decided_at=row.decided_at,
        done_at=row.done_at,
        retires=row.retires,
        item=_item(row.item, guides),
        before=items(line.before for line in lines),
        after=items(line.after for line in lines),
    )


def _item(row: ServiceItem, guides: dict[int, tuple[int, str]]) -> ItemOfAct:
    version_id, guide = guides.get(row.pk, (None, ""))
    return ItemOfAct(
        item_id=row.pk,
        code=row.code,
        name=row.name,
        state=row.state,
        state_label=str(ItemState(row.state).label),
        department_id=row.department_id,
        department_name=row.department.name,
        version_id=version_id,
        guide=guide,
        guide_label=str(VersionState(guide).label) if guide else "",
    )
