"""The daily comparison with a channel's statement: what does not agree becomes a line that somebody has to clear."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tongban.duties import services as duties
from tongban.fees import channels, policies
from tongban.fees.channels import StatementRow
from tongban.fees.errors import AmountUnreadable, StatementUnreadable
from tongban.fees.facts import DIFFERENCE_CLEARED, RECONCILED, RECONCILIATION, difference_ref
from tongban.fees.models import Difference, Payment, Reconciliation, Refund
from tongban.fees.money import fen_of
from tongban.fees.permissions import RECONCILE
from tongban.fees.states import (
    DIFFERENCE_LIFECYCLE,
    FEE_DIFFERENCE,
    DifferenceKind,
    DifferenceState,
    EntryKind,
    RefundState,
)
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.kernel.ids import uid_of
from tongban.ledger import services as ledger
from tongban.ledger.facts import ObjectRef
from tongban.reference import selectors as reference

MOST_ROWS = 100_000
COLUMNS = 5
AGREES_NOW = "再次对账，两边已经一致。"
_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Entry:
    """One movement as one side has it."""

    number: str
    amount: int


def statement_rows(content: bytes) -> list[StatementRow]:
    """A bank's statement as CSV: our number, its number, payment or refund, yuan, time (China's where it has no zone).

    A first line of titles and empty lines are passed over. Raises `StatementUnreadable` with the line.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", errors="replace")
    rows: list[StatementRow] = []
    for line, cells in enumerate(csv.reader(io.StringIO(text)), 1):
        if not any(cell.strip() for cell in cells) or (line == 1 and "金额" in "".join(cells)):
            continue
        if len(rows) == MOST_ROWS:
            raise StatementUnreadable(line=line, reason=f"一次最多{MOST_ROWS}笔")
        rows.append(_row(line, [cell.strip().lstrip("\t'") for cell in cells]))
    return rows


def _row(line: int, cells: Sequence[str]) -> StatementRow:
    if len(cells) != COLUMNS:
        raise StatementUnreadable(line=line, reason=f"应有{COLUMNS}列，现在是{len(cells)}列")
    number, channel_no, entry, amount, at = cells
    if entry not in EntryKind.values or not channel_no or len(channel_no) > 64 or len(number) > 64:
        raise StatementUnreadable(line=line, reason="单号或者类型不对")
    try:
        moment = dt.datetime.fromisoformat(at)
        fen = fen_of(amount)
    except (ValueError, AmountUnreadable):
        raise StatementUnreadable(line=line, reason="金额或者时间不对") from None
    moment = moment if moment.tzinfo else clock.at(moment.date(), moment.time())
    return StatementRow(number, channel_no, EntryKind(entry), fen, moment)


def reconcile(*, day: dt.date, actor: Actor, channel: str = "", rows: Sequence[StatementRow] | None = None) -> str:
    """Compare a day in China with the channel's statement, or with `rows` of a file; returns the reconciliation's uid.

    Comparing the same day again refreshes it: differences that are none any more are cleared, new ones are added, and
    what somebody has cleared with a note stays cleared. Raises `PermissionDenied`, `NotFound`, `ChannelUnavailable`.
    """
    actor.require(RECONCILE)
    name = channel or channels.chosen_name()
    found = list(rows) if rows is not None else list(channels.named(name).statement(day))
    return _compared(name, day, found, actor)


@ledger.act
def _compared(channel: str, day: dt.date, rows: Sequence[StatementRow], actor: Actor) -> str:
    bank = {(str(row.entry), row.channel_no): _Entry(row.number, row.amount) for row in rows}
    ours, today = _ours(channel, day, bank)
    now = clock.now()
    row, _ = Reconciliation.objects.update_or_create(
        channel=channel,
        day=day,
        defaults={
            "bank_count": len(bank),
            "bank_amount": _net(bank.items()),
            "our_count": len(today),
            "our_amount": _net((key, ours[key]) for key in today),
            "run_at": now,
            "run_by_id": actor.officer_id,
        },
    )
    wrong = {}
    for key in sorted(bank.keys() | today):
        theirs, mine = bank.get(key), ours.get(key)
        if theirs is None or mine is None or theirs.amount != mine.amount:
            wrong[key] = (theirs, mine)
    known = {(one.entry, one.channel_no): one for one in row.differences.select_for_update(no_key=True)}
    for key, difference in known.items():
        if key not in wrong and difference.state == DifferenceState.OPEN:
            _clear(difference, AGREES_NOW, actor)
    for key, (theirs, mine) in wrong.items():
        if key not in known:
            _found(row, key, theirs, mine, actor)
        elif known[key].state == DifferenceState.OPEN:
            Difference.objects.filter(pk=known[key].pk).update(**_sides(theirs, mine))
    ledger.record(
        RECONCILED,
        actor=actor,
        objects=[ObjectRef(RECONCILIATION, str(row.uid))],
        data={"channel": channel, "day": day.isoformat(), "differences": len(wrong)},
    )
    return str(row.uid)


def _net(entries: Iterable[tuple[_Key, _Entry]]) -> int:
    return sum(one.amount if key[0] == EntryKind.PAYMENT else -one.amount for key, one in entries)


def _ours(channel: str, day: dt.date, bank: dict[_Key, _Entry]) -> tuple[dict[_Key, _Entry], set[_Key]]:
    """Our side: what we have of the day, and of other days whatever the statement names (clocks differ at midnight).

    The second value holds the keys of the day itself.
    """
    start, end = clock.at(day), clock.at(day + dt.timedelta(days=1))
    named = {entry: [no for kind, no in bank if kind == entry] for entry in EntryKind.values}
    found: dict[_Key, _Entry] = {}
    today: set[_Key] = set()
    payments = Payment.objects.filter(channel=channel)
    refunds = Refund.objects.filter(payment__channel=channel, state=RefundState.DONE).exclude(channel_no="")
    of_the_day = (
        (EntryKind.PAYMENT, payments.filter(received_at__gte=start, received_at__lt=end)),
        (EntryKind.REFUND, refunds.filter(done_at__gte=start, done_at__lt=end)),
    )
    elsewhere = (
        (EntryKind.PAYMENT, payments.filter(channel_no__in=named[EntryKind.PAYMENT])),
        (EntryKind.REFUND, refunds.filter(channel_no__in=named[EntryKind.REFUND])),
    )
    for entry, query in of_the_day:
        for one in query:
            found[entry.value, one.channel_no] = _Entry(one.number, one.amount)
    today |= found.keys()
    for entry, query in elsewhere:
        for one in query:
            found.setdefault((entry.value, one.channel_no), _Entry(one.number, one.amount))
    return found, today


def _found(row: Reconciliation, key: _Key, theirs: _Entry | None, mine: _Entry | None, actor: Actor) -> None:
    named = theirs or mine
    difference = row.differences.create(
        entry=key[0],
        number=named.number if named else "",
        channel_no=key[1],
        found_at=clock.now(),
        **_sides(theirs, mine),
    )
    duties.open_duty(
        kind=FEE_DIFFERENCE,
        subject=difference_ref(difference.uid),
        department_id=None,
        starts_at=clock.now(),
        limit=reference.parameter("fee.difference_limit").limit,
        actor=actor,
        dedupe_key=f"{FEE_DIFFERENCE}:{difference.uid}",
    )


def _sides(theirs: _Entry | None, mine: _Entry | None) -> dict[str, Any]:
    """What kind of difference it is, with both amounts."""
    kind = DifferenceKind.AMOUNT_DIFFERS
    if mine is None:
        kind = DifferenceKind.BANK_ONLY
    elif theirs is None:
        kind = DifferenceKind.OURS_ONLY
    amounts = {side: one.amount if one else None for side, one in (("bank_amount", theirs), ("our_amount", mine))}
    return {"kind": kind, **amounts}


@ledger.act
def clear_difference(*, difference_uid: UUID | str, note: str, actor: Actor) -> None:
    """Say what a difference was and what was done about it. Raises `PermissionDenied`, `NotFound`, `MoveNotAllowed`,
    `ReasonMissing`."""
    actor.require(RECONCILE)
    rows = Difference.objects.select_for_update(no_key=True, of=("self",)).select_related("reconciliation")
    difference = rows.filter(uid=uid_of(difference_uid)).first()
    if difference is None:
        raise NotFound()
    _clear(difference, policies.check_reason(note, "清理差异"), actor)


def _clear(difference: Difference, note: str, actor: Actor) -> None:
    now = clock.now()
    DIFFERENCE_LIFECYCLE.advance(difference, "clear", note=note, cleared_at=now, cleared_by_id=actor.officer_id)
    duties.discharge_duty(subject=difference_ref(difference.uid), kind=FEE_DIFFERENCE, at=now, actor=actor)
    ledger.record(
        DIFFERENCE_CLEARED,
        actor=actor,
        objects=[ObjectRef(RECONCILIATION, str(difference.reconciliation.uid)), difference_ref(difference.uid)],
        data={"kind": str(difference.kind), "entry": str(difference.entry)},
    )
