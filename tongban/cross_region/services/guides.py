"""Guides travel as letters: the intake place asks, the competent place answers with those the agreement covers."""

from __future__ import annotations

from django.db import transaction

from tongban.catalogue import selectors as catalogue
from tongban.catalogue.selectors import ItemVersionView
from tongban.cross_region.facts import GUIDES_ASKED, GUIDES_KEPT, GUIDES_TOLD
from tongban.cross_region.models import RemoteGuide
from tongban.cross_region.permissions import INTAKE
from tongban.exchange import selectors as peers
from tongban.exchange import services as exchange
from tongban.exchange.gates import Letter
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.ledger import services as ledger
from tongban.ledger.facts import ObjectRef

ASKED, TOLD = "cross_region.guides_asked", "cross_region.guides_told"
AT_ONCE = 20
"""Guides in one letter: forms and lists of materials are long, and a letter has a limit."""


@transaction.atomic
def ask_guides(*, peer_id: int, actor: Actor) -> str:
    """Ask another place for the guides of the agreement; returns the conversation. Raises `PermissionDenied`, and
    what `exchange.post_envelope` raises."""
    actor.require(INTAKE)
    peer = peers.peer(peer_id)
    posted = exchange.post_envelope(peer_id=peer_id, kind=ASKED, body={}, actor=actor)
    ledger.record(GUIDES_ASKED, actor=actor, objects=[ObjectRef("peer", peer.code)], department_id=peer.department_id)
    return posted.conversation


def tell_guides(*, letter: Letter, actor: Actor) -> None:
    """Answer with every item of ours that the agreement covers and whose guide is in force."""
    peer = peers.peer(letter.peer_id)
    found = []
    for code in peer.our_items:
        try:
            found.append(guide_of(code, catalogue.version_of_code(code)))
        except NotFound:
            continue  # the agreement names an item that is not in force today: the other side keeps none of it
    codes = [one["item_code"] for one in found]
    for start in range(0, len(found) or 1, AT_ONCE):
        exchange.post_envelope(
            peer_id=letter.peer_id,
            kind=TOLD,
            body={"codes": codes, "guides": found[start : start + AT_ONCE]},
            conversation=letter.conversation,
            actor=actor,
        )
    ledger.record(
        GUIDES_TOLD,
        actor=actor,
        objects=[ObjectRef("peer", peer.code)],
        data={"guides": len(found)},
        department_id=peer.department_id,
    )


def guide_of(code: str, version: ItemVersionView) -> dict[str, object]:
    """What another place needs to fill in an application (inside the room). `code` is as the agreement writes it."""
    return {
        "item_code": code,
        "name": version.name,
        "digest": version.digest,
        "materials": [
            {"order": m.order, "name": m.name, "necessity": m.necessity, "accept_standard": m.accept_standard}
            for m in version.materials
        ],
        "form_schema": version.form_schema,
        "applicant_kinds": list(version.applicant_kinds),
        "limit": str(version.effective_promise),
        "result": version.result.name if version.result and version.result.kind != "none" else "",
    }


@transaction.atomic
def keep_guides(*, letter: Letter, actor: Actor) -> None:
    """Keep what came, with its digest. Where the place says which items there are (`codes`), guides of others go."""
    peer = peers.peer(letter.peer_id)
    told = letter.body.get("guides")
    guides = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
    known = [str(one["item_code"]) for one in guides if str(one.get("item_code", "")) in peer.their_items]
    codes = letter.body.get("codes")
    if isinstance(codes, list):
        RemoteGuide.objects.filter(peer_id=letter.peer_id).exclude(item_code__in=map(str, codes)).delete()
    for one in guides:
        if one["item_code"] in known:
            RemoteGuide.objects.update_or_create(
                peer_id=letter.peer_id,
                item_code=one["item_code"],
                defaults={
                    "name": str(one["name"])[:300],
                    "digest": str(one["digest"])[:64],
                    "content": one,
                    "kept_at": clock.now(),
                },
            )
    ledger.record(
        GUIDES_KEPT,
        actor=actor,
        objects=[ObjectRef("peer", peer.code)],
        data={"guides": tuple(sorted(known))},
        department_id=peer.department_id,
    )
