"""The conversation between applicant and office (对话): questions and answers, never a legal document.

What the law wants in writing (一次性告知, decisions) has verbs of its own; a message starts and stops no clock.
"""

from __future__ import annotations

from itertools import takewhile
from uuid import UUID

from tongban.cases import facts
from tongban.cases.errors.talk import TalkMovedOn, TooManyUnanswered
from tongban.cases.models import CaseMessage, steps_of
from tongban.cases.policies import talk as law
from tongban.cases.services._common import Loaded, load, record, tell_applicant, verb
from tongban.cases.states import StepState
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.notices import services as notices
from tongban.orgs import selectors as orgs


@verb
def write_message(*, case_uid: UUID | str, text: str, actor: Actor, after: int | None = None) -> int:
    """Write to the other side, who is told; returns the message's id.

    `after` is the last message the writer had seen (0: none): the same words sent twice from one page are one message,
    and whoever has not seen what came meanwhile is asked to read it first. Raises `TalkClosed`, `MessageEmpty`,
    `TooManyUnanswered`, `TalkMovedOn`, and whatever `policies.talk.check_party` raises.
    """
    loaded = load(case_uid)
    case = loaded.case
    law.check_party(actor, case, loaded.version)
    law.check_open(case)
    said = law.check_text(text)
    newest = list(CaseMessage.objects.filter(case=case).order_by("-id")[: law.UNANSWERED + 1])
    unseen = [] if after is None else [one for one in newest if one.pk > after]
    if len(unseen) == 1 and unseen[0].text == said and _wrote(actor, unseen[0]):
        return unseen[0].pk
    if unseen:
        raise TalkMovedOn()
    unanswered = list(takewhile(lambda one: (one.officer_id is not None) == actor.is_officer, newest))
    if len(unanswered) >= law.UNANSWERED:
        raise TooManyUnanswered(most=law.UNANSWERED)
    row = CaseMessage.objects.create(
        case=case,
        officer_id=actor.officer_id,
        party_id=None if actor.is_officer else actor.party_id,
        text=said,
        written_at=clock.now(),
    )
    record(facts.MESSAGE_WRITTEN, loaded, actor, {"message": row.pk})
    if actor.is_officer:
        # One short message is enough to bring the applicant here; the inbox has each.
        waits = any(one.read_at is None for one in unanswered)
        tell_applicant(loaded, "case_message_to_applicant", actor, below="talk", quietly=waits)
    else:
        _tell_officers(loaded, newest, actor)
    return row.pk


@verb
def read_messages(*, case_uid: UUID | str, actor: Actor) -> int:
    """What the other side wrote has been seen; returns how much of it was new. Whoever only looks reads nothing away.

    Raises what `policies.talk.check_party` raises.
    """
    loaded = load(case_uid)
    law.check_party(actor, loaded.case, loaded.version)
    theirs = CaseMessage.objects.filter(case=loaded.case, read_at=None, officer__isnull=actor.is_officer)
    number = theirs.update(read_at=clock.now())
    if number:
        record(facts.MESSAGES_READ, loaded, actor, {"messages": number})
    return number


def _wrote(actor: Actor, message: CaseMessage) -> bool:
    if actor.is_officer:
        return message.officer_id == actor.officer_id
    return message.officer_id is None and message.party_id == actor.party_id


def _tell_officers(loaded: Loaded, newest: list[CaseMessage], actor: Actor) -> None:
    """Whoever has the case in hand and whoever wrote last, as far as they still serve; of a case in nobody's hands the
    list of unread messages tells the whole department."""
    case = loaded.case
    wrote = next((one.officer_id for one in newest if one.officer_id is not None), None)
    holders = {step.holder_id for step in steps_of(case) if step.state == StepState.RUNNING}
    wanted = {pk for pk in holders | {wrote or case.prepared_by_id} if pk is not None}
    for one in orgs.officers(ids=wanted) if wanted else ():
        notices.send_notice(
            officer_id=one.id,
            template="case_message_to_officer",
            context={"case_no": case.case_no, "item": case.item_name},
            link=f"/workbench/cases/{case.uid}/talk",
            actor=actor,
        )
