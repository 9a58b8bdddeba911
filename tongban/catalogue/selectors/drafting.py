"""What the editor of a draft needs: what the draft begins from, its line with its surroundings, why it came back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import Q, Subquery

from tongban.catalogue.content import VersionContent
from tongban.catalogue.default_form import default_form
from tongban.catalogue.facts import VERSION_RETURNED, version_ref
from tongban.catalogue.kinds import manifests
from tongban.catalogue.lint import build_context
from tongban.catalogue.models import ItemVersion, ServiceItem
from tongban.catalogue.policies import EDIT, check_scope, excluded_fields
from tongban.catalogue.selectors.lint import Checking, _ceased
from tongban.catalogue.selectors.listings import row_line
from tongban.catalogue.states import ItemState, VersionState
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.ledger import selectors as ledger

_PARTS = ("materials", "legal_bases")


@dataclass(frozen=True, slots=True)
class DraftInHand:
    """A version as its editor holds it. `revision` goes back to `change_draft`; `returned`: the last reviewer's reason.

    `checking` knows the lines of the same entry and of the same department, as `selectors.checking` does.
    """

    checking: Checking
    revision: int
    state: str
    returned: str


def draft_in_hand(version_id: int, *, viewer: Actor) -> DraftInHand:
    """A version for those who write it. Raises `NotFound`, `PermissionDenied`."""
    item = ServiceItem.objects.filter(versions=version_id)
    same_entry = Q(item__entry=Subquery(item.values("entry")))
    same_department = Q(item__department=Subquery(item.values("department")), item__state=ItemState.IN_USE)
    wanted = Q(pk=version_id) | Q(state=VersionState.PUBLISHED) & (same_entry | same_department)
    rows = ItemVersion.objects.filter(wanted).select_related("item__entry", "item__department")
    found = list(rows.prefetch_related(*_PARTS))
    own = next((row for row in found if row.pk == version_id), None)
    if own is None:
        raise NotFound()
    check_scope(viewer, EDIT, own.item.department_id)
    near = [row_line(row) for row in found if row.item_id != own.item_id]
    facts = ledger.timeline(version_ref(version_id), limit=50, objects=False)
    reasons = [str(fact.data.get("reason", "")) for fact in facts if fact.kind == VERSION_RETURNED.kind]
    surroundings = build_context(near, clock.today(), _ceased(), excluded_fields(), manifests())
    return DraftInHand(
        checking=Checking(row_line(own), surroundings),
        revision=own.revision,
        state=own.state,
        returned=reasons[-1] if reasons else "",
    )


def starting_content(item_id: int, *, viewer: Actor) -> VersionContent:
    """What the next draft of an item begins from: the guide in force, else a name and the general form.

    Raises `NotFound`, `PermissionDenied`.
    """
    row = ServiceItem.objects.filter(pk=item_id).first()
    if row is None:
        raise NotFound()
    check_scope(viewer, EDIT, row.department_id)
    rows = ItemVersion.objects.filter(item=row, state=VersionState.PUBLISHED)
    published = rows.select_related("item__entry", "item__department").prefetch_related(*_PARTS).first()
    if published is None:
        return VersionContent(name=row.name, form_schema=default_form(()), aliases=tuple(row.aliases))
    return replace(row_line(published).content, defaults=())
