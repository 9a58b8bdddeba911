"""Third parties (利害关系人): named, told of their rights, heard (行政许可法 36, 46, 47)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.cases import errors, facts, policies
from tongban.cases.errors import time as refusals
from tongban.cases.models import InterestedParty
from tongban.cases.permissions import EXAMINE, INTAKE, check_officer, speaks_as_interested
from tongban.cases.policies import time as law
from tongban.cases.policies.kinds import check_hearing_right, manifest
from tongban.cases.services._common import Loaded, load, record, verb
from tongban.cases.services._hearing import hearing_asked, owe_hearing, tell_right
from tongban.cases.services._interested import paper, tell
from tongban.cases.services.instruments import paper_bytes
from tongban.cases.states import CASE_LIFECYCLE, HEARING_REQUEST, Instrument
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import MoveNotAllowed, NotFound
from tongban.kernel.ids import uid_of
from tongban.ledger.facts import ObjectRef
from tongban.parties import selectors as parties

MOST_SAID = 5_000


@verb
def name_interested(
    *,
    case_uid: UUID | str,
    interest: str,
    actor: Actor,
    party_id: int | None = None,
    name: str = "",
    address: str = "",
) -> str:
    """Name somebody whose great interests the outcome directly concerns, and tell them at once in writing: they may
    state and defend and, where the kind of item knows the right, ask for a hearing within five working days; returns
    the number of their paper.

    A party of the platform gets a message as well; others are a name and the address for the paper. The applicant, who
    has the same right, is told of it with the first of them, unless it was done before. Raises `InterestedUnreachable`,
    `InterestedNamed`, `ReasonMissing`, `ProcedureRunning`, `NoThirdParties`.
    """
    loaded = load(case_uid)
    policies.check_action("name_interested", actor, loaded.case, loaded.version)
    if not interest.strip():
        raise errors.ReasonMissing(verb="告知利害关系人")
    row = _named(loaded, interest.strip()[:1000], party_id, name.strip()[:120], address.strip()[:300], actor)
    until = _may_ask_until(loaded, row, actor) if manifest(loaded.version).hearing else None
    content: dict[str, object] = {"reason": row.interest, "until": until.isoformat() if until else ""}
    number = paper(loaded, row, Instrument.HEARING_RIGHT_NOTICE, content)
    more = (ObjectRef("party", str(row.party_id), "interested"),) if row.party_id else ()
    record(facts.INTERESTED_NAMED, loaded, actor, {"instrument": number, "interested": str(row.uid)}, more=more)
    if not manifest(loaded.version).hearing:
        tell(loaded, row, "case_interested_heard", actor)
        return number
    how = f"需要听证的，请在{until:%Y年%m月%d日}前提出，不收费" if until else "听证已经有人申请，时间地点另行通知"
    tell(loaded, row, "case_interested", actor, how=how)
    return number


def _may_ask_until(loaded: Loaded, row: InterestedParty, actor: Actor) -> dt.date | None:
    """Their right to a hearing, and with the first of them the applicant's; None where one is owed already."""
    if law.right_notice(loaded.case) is None:
        tell_right(loaded, f"该{manifest(loaded.version).act}直接关系他人重大利益：{row.interest}", actor)
    if law.hearing_duties(loaded.case).owed is not None:
        return None
    right = owe_hearing(loaded, actor, HEARING_REQUEST.code, manifest(loaded.version).hearing, of=str(row.uid))
    row.ask_until = right.due.due_on
    row.save(update_fields=["ask_until"])
    return row.ask_until


def _named(
    loaded: Loaded, interest: str, party_id: int | None, name: str, address: str, actor: Actor
) -> InterestedParty:
    case = loaded.case
    if party_id is not None:
        name = parties.party(party_id, viewer=Actor.system(trace_id=actor.trace_id)).name
        if party_id in (case.applicant_id, case.subject_id, case.agent_id):
            raise refusals.InterestedNamed(name=name)
    elif not (name and address):
        raise refusals.InterestedUnreachable()
    try:
        with transaction.atomic():
            return InterestedParty.objects.create(
                case=case, party_id=party_id, name=name, address=address, interest=interest,
                named_by_id=actor.officer_id, named_at=clock.now(),
            )  # fmt: skip
    except IntegrityError:
        raise refusals.InterestedNamed(name=name) from None


@verb
def ask_interested_hearing(*, interested_uid: UUID | str, actor: Actor) -> None:
    """A third party asks for the hearing, or an officer notes that one asked on paper; the authority organises it
    within twenty working days.

    Raises `NotFound`, `NoHearingRight`, `HearingAsked`, `HearingRightExpired`, `MoveNotAllowed`.
    """
    loaded, row = _speaking(interested_uid, actor)
    check_hearing_right(loaded.version)
    law.check_not_asked(law.hearing_duties(loaded.case))
    if row.ask_until is None or clock.today() > row.ask_until:
        raise refusals.HearingRightExpired(due=f"{row.ask_until:%Y年%m月%d日}" if row.ask_until else "")
    row.asked_at = clock.now()
    row.save(update_fields=["asked_at"])
    hearing_asked(loaded, actor, by="interested")


@verb
def state_interest(*, interested_uid: UUID | str, text: str, actor: Actor) -> None:
    """A third party states and defends (行政许可法 36): whoever examines and decides reads it. Said anew, it replaces
    what was said.

    Raises `NotFound`, `ReasonMissing`, `MoveNotAllowed` once it is decided.
    """
    loaded, row = _speaking(interested_uid, actor)
    if not text.strip():
        raise errors.ReasonMissing(verb="陈述申辩")
    row.statement, row.stated_at = text.strip()[:MOST_SAID], clock.now()
    row.save(update_fields=["statement", "stated_at"])
    record(facts.INTEREST_STATED, loaded, actor, {"interested": str(row.uid)})


def interested_paper(*, interested_uid: UUID | str, instrument_id: int, actor: Actor) -> tuple[str, bytes]:
    """File name and bytes of a paper addressed to this third party. Raises `NotFound`."""
    row = _row(interested_uid)
    if not speaks_as_interested(actor, row):
        raise NotFound()
    found = row.case.instruments.filter(pk=instrument_id, content__interested=str(row.uid)).first()
    if found is None:
        raise NotFound()
    return paper_bytes(found, trace_id=actor.trace_id)


def _row(uid: UUID | str) -> InterestedParty:
    row = InterestedParty.objects.select_related("case").filter(uid=uid_of(uid)).first()
    if row is None:
        raise NotFound()
    return row


def _speaking(uid: UUID | str, actor: Actor) -> tuple[Loaded, InterestedParty]:
    """The case, locked, while it is under way, and the third party whom this actor speaks for: themselves, or at the
    window whoever stands there."""
    row = _row(uid)
    loaded = load(row.case.uid)
    if actor.is_officer:
        check_officer(actor, loaded.case, EXAMINE if actor.may(EXAMINE) else INTAKE)
    elif not speaks_as_interested(actor, row):
        raise NotFound()
    steady = law.STEADY["name_interested"]
    if loaded.case.state not in steady.states:
        raise MoveNotAllowed(state=CASE_LIFECYCLE.labels[loaded.case.state], verb="听取利害关系人意见")
    return loaded, InterestedParty.objects.get(pk=row.pk)
