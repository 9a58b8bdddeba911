"""What the gates ask: is a commitment barred, may the permit be applied for, is the party in good standing.

For verbs and pages that act for the party or handle its case; the answers name a record, never what stands in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from tongban.credit import policies
from tongban.credit.models import CreditRecord
from tongban.credit.states import GOOD_KINDS, LAW, LIVING, CreditKind, RecordState, StandingLevel
from tongban.kernel import clock, statements
from tongban.reference import selectors as reference

_ENDED_FOR_GOOD = (RecordState.DROPPED.value, RecordState.REVOKED.value)


@dataclass(frozen=True, slots=True)
class Bar:
    """Why something is not open to a party: the sentence, the article, the record and since when, until when (None:
    until the record is repaired or its period ends without a day)."""

    reason: str
    basis: str
    record_uid: str
    record_number: str
    since: dt.date
    until: dt.date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a party stands, with the reason. `good` opens what the law grants to those who keep their word."""

    level: str
    label: str
    reason: str
    basis: str
    kept: int
    breaches: int

    @property
    def good(self) -> bool:
        """Priority and simpler procedures (art. 30(1))."""
        return self.level == StandingLevel.GOOD


def commitment_bar(party_id: int) -> Bar | None:
    """Why a commitment (告知承诺) is not open to this party now, or None.

    安阳市政务服务条例 29: a serious record, or an earlier false commitment and the like, until it is repaired. What is
    objected to still counts; what was repaired, revoked or has run out does not.
    """
    rows = _counting().filter(party_id=party_id).exclude(kind__in=GOOD_KINDS)
    row = next((one for one in rows.order_by("in_force_at", "id") if bars_commitment(one)), None)
    if row is None:
        return None
    rule = reference.parameter("credit.commitment_barred_by")
    marked = "，正在处理异议" if row.state == RecordState.OBJECTED else ""
    return _bar(
        row,
        f"申请人有一条没有修复的失信记录（{_named(row)}{marked}），信用修复前不能用告知承诺的方式办理。",
        rule.citation,
        row.public_until,
    )


def bars_commitment(row: CreditRecord) -> bool:
    """Whether a record that counts bars commitments (inside the room)."""
    kinds = reference.parameter("credit.commitment_barred_by").value
    named = isinstance(kinds, list) and row.kind in kinds
    return (row.serious or named) and row.kind not in GOOD_KINDS


_BARRING = f"""SELECT id FROM {CreditRecord._meta.db_table} WHERE party_id = ANY(%s) AND item_code = ANY(%s)
    AND barred_until >= %s AND in_force_at IS NOT NULL AND state <> ALL(%s) ORDER BY barred_until, id DESC"""  # noqa: S608  # our own table


def application_bar(party_id: int, *item_codes: str) -> Bar | None:
    """Why this party may not apply for a permit under any of these codes again yet, or None (行政许可法 78, 79).

    One prepared statement over the few records that bar anything: every application for a permit asks. Repair and the
    end of publication do not shorten the law's years; only a record that was revoked bars nothing.
    """
    return application_bars((party_id,), item_codes).get(party_id)


def application_bars(party_ids: Collection[int], item_codes: Collection[str]) -> dict[int, Bar]:
    """As `application_bar` for several parties, by their id: for each the bar that lasts longest. For pages that act
    for all of them."""
    codes = [code for code in item_codes if code]
    if not codes or not party_ids:
        return {}
    found = statements.ask(_BARRING, [list(party_ids), codes, clock.today(), list(_ENDED_FOR_GOOD)])
    if not found:
        return {}
    rows = CreditRecord.objects.in_bulk([pk for (pk,) in found])
    return {rows[pk].party_id: _application_bar(rows[pk]) for (pk,) in found}


def _application_bar(row: CreditRecord) -> Bar:
    until = row.barred_until or clock.today()  # asked for are only records with a day
    return _bar(
        row,
        f"申请人有一条记录（{_named(row)}），{until.year}年{until.month}月{until.day}日前不能再次申请这项行政许可。",
        "《行政许可法》第七十八条、第七十九条",
        until,
    )


def standing(party_id: int) -> Standing:
    """Good with enough kept commitments and no breach, restricted with a breach that counts, plain otherwise."""
    return standing_of(_counting().filter(party_id=party_id).values_list("kind", flat=True))


def standing_of(kinds: Iterable[str]) -> Standing:
    """The standing that records of these kinds give, all of which count (inside the room)."""
    found = list(kinds)
    kept = sum(kind in GOOD_KINDS for kind in found)
    breaches = len(found) - kept
    if breaches:
        level, basis = StandingLevel.RESTRICTED, f"{LAW}第三十二条"
        reason = f"有{breaches}条没有修复的失信记录。"
    elif kept >= reference.parameter("credit.good_standing").number:
        level, basis = StandingLevel.GOOD, f"{LAW}第三十条第一项"
        reason = f"有{kept}条守信记录，没有失信记录。"
    else:
        level, basis, reason = StandingLevel.PLAIN, "", "没有失信记录。"
    return Standing(level.value, str(level.label), reason, basis, kept, breaches)


def _counting() -> QuerySet[CreditRecord]:
    """Records in force and within their period."""
    shown = Q(public_until=None) | Q(public_until__gte=clock.today())
    return CreditRecord.objects.filter(shown, state__in=LIVING)


def _named(row: CreditRecord) -> str:
    since = policies.day_of(row.in_force_at)
    return f"{CreditKind(row.kind).label}，{since.year}年{since.month}月{since.day}日记入，编号{row.number}"


def _bar(row: CreditRecord, reason: str, basis: str, until: dt.date | None) -> Bar:
    return Bar(reason, basis, str(row.uid), row.number, policies.day_of(row.in_force_at), until)
