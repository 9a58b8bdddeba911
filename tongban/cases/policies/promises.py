"""The law of promised materials, commitments and revocation: who owes what, and what may not happen before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tongban.cases.errors import MaterialsMissing, TwoSeats
from tongban.cases.errors import promises as errors
from tongban.cases.models import Case, Commitment, MaterialPromise
from tongban.cases.permissions import DECIDE, EXAMINE, INTAKE, ISSUE
from tongban.cases.policies.kinds import check_tolerates, manifest, offered_commitment
from tongban.cases.policies.owed import owed_on
from tongban.cases.policies.steady import Steady
from tongban.cases.states import CASE_LIFECYCLE, CaseState, CommitmentState, Instrument, Outcome, PromiseState
from tongban.cases.states_promise import REVOKING, STATEMENT
from tongban.catalogue.selectors import CommitmentTerms, ItemVersionView, commitment_terms
from tongban.credit import selectors as credit
from tongban.duties.selectors import DutyView
from tongban.kernel import clock, statements
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.kernel.errors import DomainError
from tongban.reference import selectors as reference

PROMISE_COLUMNS = ("id", "orders", "made_at", "due_on", "state", "ended_at")
COMMITMENT_COLUMNS = (
    "id", "words", "confirmed_at", "owed_orders", "owed_until", "state", "verify_until", "verified_at", "finding",
    "mend_until", "ended_at",
)  # fmt: skip
_NOTICE_COLUMNS = ("id", "kind", "number", "issued_at", "content")


def _in(*states: CaseState) -> frozenset[str]:
    return frozenset(str(state) for state in states)


_S = CaseState
_BEFORE_ACCEPTANCE = _in(_S.DRAFT, _S.SUBMITTED, _S.SUPPLEMENT_NOTIFIED)
UNDER_WAY = _in(_S.ACCEPTED, _S.EXAMINED, _S.SUSPENDED)
REVOCABLE = CASE_LIFECYCLE.moves["revoke"].sources
ENDED = _in(_S.DELIVERED, _S.CLOSED, _S.REFUSED_ACCEPTANCE, _S.WITHDRAWN, _S.REVOKED)

#: Verbs of this family that move no state of the case by themselves; the applicant's have pages of their own.
STEADY: dict[str, Steady] = {
    "promise_materials": Steady("承诺补齐次要材料", _BEFORE_ACCEPTANCE, "", "安阳市政务服务条例第二十四条",
           offered=False),
    "commit": Steady("选择告知承诺", _in(_S.DRAFT, _S.SUBMITTED), "", "安阳市政务服务条例第二十六条", offered=False),
    "withdraw_commitment": Steady("撤回承诺", _BEFORE_ACCEPTANCE | UNDER_WAY, "", "安阳市政务服务条例第二十六条",
           offered=False),
    "hand_in_promised": Steady("补交材料", UNDER_WAY | REVOCABLE, "", "安阳市政务服务条例第二十四条、第二十六条",
           offered=False),
    "report_mended": Steady("报告整改完成", REVOCABLE, "", "安阳市政务服务条例第二十七条", offered=False),
    "state_defence": Steady("陈述、申辩", REVOCABLE, "", "行政许可法第七条", offered=False),
    "accept_with_tolerance": Steady("窗口承诺，容缺受理", _in(_S.SUBMITTED), INTAKE, "安阳市政务服务条例第二十四条"),
    "verify_commitment": Steady("核查承诺", REVOCABLE, EXAMINE, "安阳市政务服务条例第二十七条"),
    "notify_revocation": Steady("告知拟撤销决定", REVOCABLE, EXAMINE, "行政许可法第七条、第六十九条"),
    "drop_revocation": Steady("采纳意见，不撤销", REVOCABLE, DECIDE, "行政许可法第七条"),
    "mark_solved": Steady("标记已解决", ENDED, ISSUE),
}  # fmt: skip
#: Where there is nothing to do, the button is not there, rather than off with a reason.
QUIET: dict[str, tuple[type[DomainError], ...]] = {
    "accept_with_tolerance": (errors.NothingToPromise,),
    "decide_on_commitment": (errors.NotCommitted,),
    "verify_commitment": (errors.NothingToVerify,),
    "notify_revocation": (errors.NotGranted, errors.PriorNoticeGiven),
    "drop_revocation": (errors.NoPriorNotice,),
    "revoke": (errors.NotGranted, errors.NoPriorNotice),
    "mark_solved": (errors.SolvedAlready,),
}


# --- rows: those that came with the case, else asked for -----------------------------------------
def promise_row(case: Case) -> Mapping[str, Any] | None:
    """The promise of secondary materials."""
    found: Sequence[Mapping[str, Any]] | None = getattr(case, "promise_rows", None)
    if found is None:
        found = list(MaterialPromise.objects.filter(case_id=case.pk).values(*PROMISE_COLUMNS))
    return found[0] if found else None


def commitment_row(case: Case) -> Mapping[str, Any] | None:
    """The commitment."""
    found: Sequence[Mapping[str, Any]] | None = getattr(case, "commitment_rows", None)
    if found is None:
        found = list(Commitment.objects.filter(case_id=case.pk).values(*COMMITMENT_COLUMNS))
    return found[0] if found else None


_PROVIDED = """SELECT "order" FROM cases_casematerial WHERE case_id = %s"""


def provided(case: Case) -> set[int]:
    """Orders of the materials that are there."""
    found: Sequence[Mapping[str, Any]] | None = getattr(case, "material_rows", None)
    if found is None:
        return {order for (order,) in statements.ask(_PROVIDED, [case.pk])}
    return {row["order"] for row in found}


def day(value: object) -> dt.date | None:
    """A day as a row holds it, from the ORM or as JSON."""
    return dt.date.fromisoformat(str(value)[:10]) if value else None


# --- secondary materials (容缺, 安阳 24) -----------------------------------------------------------
def missing_secondary(version: ItemVersionView, given: Collection[int]) -> list[tuple[int, str]]:
    """Secondary materials not handed in yet: order and name."""
    return [(m.order, m.name) for m in version.materials if m.necessity == "tolerable" and m.order not in given]


def promised_orders(case: Case, version: ItemVersionView) -> frozenset[int]:
    """Orders that are promised for later and still owed; no question asked where the guide has no such materials."""
    if not any(m.necessity == "tolerable" for m in version.materials):
        return frozenset()
    row = promise_row(case)
    return frozenset(row["orders"]) if row is not None and row["state"] == PromiseState.OWED else frozenset()


def check_secondary(case: Case, version: ItemVersionView, given: Collection[int]) -> None:
    """Every secondary material is there or promised. Raises `SecondaryMissing`."""
    missing = missing_secondary(version, given)
    if missing and not {order for order, _ in missing} <= promised_orders(case, version):
        raise errors.SecondaryMissing(count=len(missing), names="、".join(name for _, name in missing))


def check_may_tolerate(case: Case, version: ItemVersionView) -> None:
    """Main materials complete, secondary ones missing and not promised. Raises `NothingToPromise`."""
    check_tolerates(version)
    given = provided(case)
    missing = missing_secondary(version, given)
    if not missing:
        raise errors.NothingToPromise(reason="材料已经齐全，直接受理就可以")
    if {order for order, _ in missing} <= promised_orders(case, version):
        raise errors.NothingToPromise(reason="申请人已经承诺，直接受理就可以")
    if any(m.necessity == "required" and m.order not in given for m in version.materials):
        raise errors.NothingToPromise(reason="主要材料还没有交齐")


def tolerance_limit(version: ItemVersionView) -> Limit:
    """How long the applicant has from acceptance: the version's working days, else the rule pack's."""
    days = version.extra.get("tolerance_days")
    if isinstance(days, int) and not isinstance(days, bool) and days > 0:
        return Limit(days, LimitUnit.WORKING_DAY)
    return reference.parameter(manifest(version).tolerance or "tolerance_limit").limit


MISSED = {
    "withdrawn": "逾期没有补齐的，视为撤回申请，可以备齐后重新申请。",
    "refused": "逾期没有补齐的，将作出不予批准的决定。",
}


def promise_words(version: ItemVersionView, names: Collection[str]) -> tuple[str, ...]:
    """What the applicant promises, sentence by sentence."""
    return (
        f"申请“{version.name}”，下列可以后补的材料暂时没有备齐：{'、'.join(names)}。",
        f"申请人承诺在受理之日起{tolerance_limit(version)}内补齐上述材料。",
        MISSED[reference.parameter("tolerance_missed").text],
        "补齐之前不能作出准予的决定，承诺办理时限自受理之日起照常计算。",
    )


# --- commitment (告知承诺, 安阳 25–29) --------------------------------------------------------------
def offered_terms(version: ItemVersionView) -> CommitmentTerms:
    """The terms of the guide. Raises `NoCommitmentOffered`."""
    terms = offered_commitment(version)
    if terms is None:
        raise errors.NoCommitmentOffered()
    return terms


def check_not_barred(party_id: int) -> None:
    """安阳 29: who broke an earlier commitment commits again only after credit repair. Raises `CommitmentBarred`."""
    if bar := credit.commitment_bar(party_id):
        raise errors.CommitmentBarred(reason=bar.reason, basis=bar.basis)


def commitment_words(version: ItemVersionView, terms: CommitmentTerms) -> dict[str, Any]:
    """Word for word what is shown and confirmed; kept with the commitment."""
    names = {m.order: m.name for m in version.materials}
    return {
        "told": list(terms.told),
        "committed": list(terms.committed),
        "liability": terms.liability,
        "owed": [names[order] for order in terms.owed_orders if order in names],
        "owed_days": terms.owed_days,
        "document_no": terms.document_no,
    }


def excused(case: Case, version: ItemVersionView) -> frozenset[int]:
    """Required materials that need not be there now, because a commitment that stands names them for later."""
    terms = commitment_terms(version)
    if terms is None or not terms.owed_orders:
        return frozenset()
    row = commitment_row(case)
    return frozenset(terms.owed_orders) if row is not None and row["state"] == CommitmentState.MADE else frozenset()


def check_committed(case: Case, version: ItemVersionView) -> None:
    """There is a commitment to decide on. Raises `NotCommitted`."""
    row = commitment_row(case) if commitment_terms(version) is not None else None
    if row is None or row["state"] != CommitmentState.MADE:
        raise errors.NotCommitted()


def check_grantable(case: Case, version: ItemVersionView) -> None:
    """Nothing promised or asked for by a newer version is missing, and no commitment waits.

    Raises `PromiseOwed`, `CommitmentStands`, `MaterialsMissing`.
    """
    if any(m.necessity == "tolerable" for m in version.materials):
        row = promise_row(case)
        if row is not None and row["state"] in (PromiseState.OWED, PromiseState.MISSED):
            names = {m.order: m.name for m in version.materials}
            owed = "、".join(names.get(order, "") for order in row["orders"] if order not in provided(case))
            due = day(row["due_on"])
            raise errors.PromiseOwed(names=owed, due=f"{due:%Y年%m月%d日}" if due else "")
    if commitment_terms(version) is not None:
        row = commitment_row(case)
        if row is not None and row["state"] == CommitmentState.MADE:
            raise errors.CommitmentStands()
    if asked := _asked_by_move(case, version) - provided(case):
        names = {m.order: m.name for m in version.materials}
        raise MaterialsMissing(count=len(asked), names="、".join(names.get(order, "") for order in sorted(asked)))


def check_to_verify(case: Case) -> None:
    """The commitment was granted on and waits, and was not found broken already. Raises `NothingToVerify`."""
    row = commitment_row(case)
    waits = row is not None and row["state"] in (CommitmentState.IN_FORCE, CommitmentState.MENDING)
    if not waits or revocation(case) is not None:
        raise errors.NothingToVerify()


# --- what is still handed in after acceptance ------------------------------------------------------
def owed_now(case: Case, version: ItemVersionView) -> dict[int, str]:
    """Materials that the applicant may hand in now although the case is under way or decided: order and name."""
    names = {m.order: m.name for m in version.materials}
    orders: set[int] = set()
    if case.state in UNDER_WAY:
        orders |= promised_orders(case, version) | _asked_by_move(case, version)
    elif case.state in REVOCABLE and commitment_terms(version) is not None:
        row = commitment_row(case)
        if row is not None and row["state"] in (CommitmentState.IN_FORCE, CommitmentState.MENDING):
            orders |= set(row["owed_orders"])
    return {order: names[order] for order in sorted(orders - provided(case)) if order in names}


def _asked_by_move(case: Case, version: ItemVersionView) -> set[int]:
    """Materials that only the version to which the case was moved asks for; a first version has no move to it."""
    if version.number < 2:
        return set()
    rows = case.version_moves.filter(undone_at=None, to_version_id=version.id).values_list("before", flat=True)
    return {int(order) for before in rows for order in before.get("added", [])}


# --- revocation (行政许可法 7, 69) ------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Revocation:
    """A revocation that was announced and is not decided: its notice and the time to speak."""

    number: str
    content: Mapping[str, Any]
    statement: DutyView | None

    @property
    def open_until(self) -> dt.date | None:
        """The day until which nothing may be decided; None where the party has spoken or the time is over."""
        waits = self.statement
        if waits is None or not waits.running or waits.due_at is None or clock.now() > waits.due_at:
            return None
        return waits.due.due_on


def revocation(case: Case) -> Revocation | None:
    """The announced revocation. The clocks are asked once, and only of a case that has had a notice."""
    if "known_revocation" not in vars(case):
        vars(case)["known_revocation"] = _revocation(case)
    found: Revocation | None = vars(case)["known_revocation"]
    return found


def _revocation(case: Case) -> Revocation | None:
    rows: Sequence[Mapping[str, Any]] | None = getattr(case, "instrument_rows", None)
    if rows is None:
        rows = list(case.instruments.order_by("id").values(*_NOTICE_COLUMNS))
    notices = [row for row in rows if row["kind"] == Instrument.REVOCATION_PRIOR_NOTICE]
    if not notices:
        return None
    running = {duty.kind: duty for duty in owed_on(case) if duty.running}
    if REVOKING.code not in running:
        return None
    return Revocation(notices[-1]["number"], notices[-1]["content"], running.get(STATEMENT.code))


def check_granted(case: Case) -> None:
    """There is something to revoke. Raises `NotGranted`."""
    if case.outcome != Outcome.GRANTED:
        raise errors.NotGranted()


def check_may_announce(case: Case) -> None:
    """Granted, and not announced yet."""
    check_granted(case)
    if (known := revocation(case)) is not None:
        raise errors.PriorNoticeGiven(number=known.number)


def announced(case: Case) -> Revocation:
    """Raises `NoPriorNotice`."""
    found = revocation(case)
    if found is None:
        raise errors.NoPriorNotice()
    return found


def check_may_revoke(actor: Actor, case: Case) -> None:
    """Announced, heard or the time over, and by another officer than the one who announced it."""
    check_granted(case)
    found = announced(case)
    _check_other(actor, found)
    if (until := found.open_until) is not None:
        raise errors.StatementOpen(due=f"{until:%Y年%m月%d日}")


def check_may_drop(actor: Actor, case: Case) -> None:
    """Announced, and by another officer."""
    _check_other(actor, announced(case))


def _check_other(actor: Actor, found: Revocation) -> None:
    if actor.officer_id is not None and found.content.get("prepared_by") == actor.officer_id:
        raise TwoSeats()


# --- second lives ---------------------------------------------------------------------------------
def check_reopenable(case: Case) -> None:
    """A grant that stands is revoked first (行政许可法 8). Raises `GrantStands`, `NeverReceived`."""
    if case.received_at is None:
        raise errors.NeverReceived()
    if case.state == CaseState.CLOSED and case.outcome == Outcome.GRANTED:
        raise errors.GrantStands()


def check_unsolved(case: Case) -> None:
    """Nobody has said so yet."""
    if case.solved_at is not None:
        raise errors.SolvedAlready()


#: What `check_action` asks of each verb of this family besides person and state.
LAW: dict[str, Callable[[Actor, Case, ItemVersionView], None]] = {
    "promise_materials": lambda actor, case, version: check_tolerates(version),
    "accept_with_tolerance": lambda actor, case, version: check_may_tolerate(case, version),
    "decide_on_commitment": lambda actor, case, version: check_committed(case, version),
    "verify_commitment": lambda actor, case, version: check_to_verify(case),
    "notify_revocation": lambda actor, case, version: check_may_announce(case),
    "drop_revocation": lambda actor, case, version: check_may_drop(actor, case),
    "revoke": lambda actor, case, version: check_may_revoke(actor, case),
    "reopen": lambda actor, case, version: check_reopenable(case),
    "mark_solved": lambda actor, case, version: check_unsolved(case),
}
