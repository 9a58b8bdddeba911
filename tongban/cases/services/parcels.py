"""Originals of a case sent to the department by courier."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from tongban.cases import policies
from tongban.cases.errors.fees import NothingToSend
from tongban.cases.services._common import load, verb
from tongban.cases.services._parcels import own_end, parcel_ordered
from tongban.kernel.actor import Actor
from tongban.post.services import Address, Content
from tongban.post.states import Direction


@verb
def send_papers(*, case_uid: UUID | str, sender: Address, orders: Sequence[int], actor: Actor) -> str:
    """The applicant sends originals of materials of the guide (by their order) to the department; returns the parcel's
    uid. Raises `NotFound`, `MoveNotAllowed`, `NothingToSend`, `MaterialUnknown`, and what `post.order_courier` refuses.
    """
    loaded = load(case_uid)
    policies.check_action("send_papers", actor, loaded.case, loaded.version)
    if not orders:
        raise NothingToSend()
    names = [policies.requirement(loaded.version, order).name for order in dict.fromkeys(orders)]
    contents = [Content(name[:200], original=True) for name in names]
    return parcel_ordered(loaded, Direction.TO_AUTHORITY, sender, own_end(loaded), contents, actor)
