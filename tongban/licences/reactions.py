"""What the room `licences` does when its own facts are delivered: make the PDF, tell the holder."""

from __future__ import annotations

from tongban.kernel.actor import Actor
from tongban.ledger.facts import FactView, reaction
from tongban.licences import facts, services
from tongban.licences.models import Licence
from tongban.notices.services import send_notice
from tongban.orgs import selectors as orgs
from tongban.parties import selectors as parties

_ENDINGS = {
    facts.LICENCE_SUSPENDED.kind: "被暂扣",
    facts.LICENCE_REVOKED.kind: "被撤销",
    facts.LICENCE_CANCELLED.kind: "被注销",
}


def _row(fact: FactView) -> Licence:
    return Licence.objects.select_related("type").get(uid=fact.primary.id)


def _tell(fact: FactView, row: Licence, template: str, *, by_phone: bool = True, **words: object) -> None:
    """A message to the holder, once for this fact."""
    send_notice(
        party_id=row.holder_id,
        template=template,
        context={"type_name": row.type.name, **words},
        link=f"/licences/{row.uid}/",
        to_mobile=parties.notice_mobile(row.holder_id) if by_phone else "",
        dedupe_key=f"{fact.kind}:{fact.uid}",
        actor=Actor.system(trace_id=fact.trace_id),
    )


@reaction(facts.LICENCE_ISSUED, name="licences.make_document", heavy=True)
@reaction(facts.LICENCE_CHANGED, name="licences.make_document", heavy=True)
def make_document(fact: FactView) -> None:
    """The signed PDF; a second run finds it made."""
    services.ensure_document(identifier=_row(fact).identifier, actor=Actor.system(trace_id=fact.trace_id))


@reaction(facts.LICENCE_ISSUED, name="licences.tell_issued")
@reaction(facts.LICENCE_CHANGED, name="licences.tell_issued")
def tell_issued(fact: FactView) -> None:
    """The holder learns that a licence lies in the space."""
    _tell(fact, _row(fact), "licence_issued")


@reaction(facts.LICENCE_SUSPENDED, name="licences.tell_ended")
@reaction(facts.LICENCE_REVOKED, name="licences.tell_ended")
@reaction(facts.LICENCE_CANCELLED, name="licences.tell_ended")
def tell_ended(fact: FactView) -> None:
    """The holder learns what happened to the licence and why."""
    row = _row(fact)
    _tell(fact, row, "licence_ended", what=_ENDINGS[fact.kind], reason=row.state_reason, basis=row.state_basis)


@reaction(facts.LICENCE_RESTORED, name="licences.tell_restored")
def tell_restored(fact: FactView) -> None:
    """The holder learns that the licence may be used again."""
    _tell(fact, _row(fact), "licence_restored")


@reaction(facts.LICENCE_USED, name="licences.tell_used")
def tell_used(fact: FactView) -> None:
    """The holder learns that an officer used the licence; own use needs no message."""
    if fact.officer_id is None:
        return
    user = orgs.department(fact.department_id).name if fact.department_id else "政务服务工作人员"
    _tell(fact, _row(fact), "licence_used", by_phone=False, user_name=user, purpose=fact.data["purpose"])
