"""What every verb of a record does the same way: lock, move with its fact, run a clock, tell the party."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from uuid import UUID

from tongban.credit.facts import FACT_OF, party_ref, record_ref
from tongban.credit.models import CreditPaper, CreditRecord
from tongban.credit.states import PAPER_WORDS, RECORD_LIFECYCLE, PaperKind
from tongban.duties import services as duties
from tongban.duties.selectors import DutyView
from tongban.duties.states import DutyKind
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.kernel.ids import uid_of
from tongban.ledger import services as ledger
from tongban.ledger.facts import FactKind, JsonValue, ObjectRef
from tongban.notices.services import send_notice
from tongban.orgs import selectors as orgs
from tongban.parties import selectors as parties
from tongban.reference import selectors as reference


def load(uid: UUID | str) -> CreditRecord:
    """Lock the record for this transaction, with its party. Raises `NotFound`."""
    rows = CreditRecord.objects.select_for_update(no_key=True, of=("self",))
    row = rows.select_related("party", *parties.joined("party")).filter(uid=uid_of(uid)).first()
    if row is None:
        raise NotFound()
    return row


def move(
    record: CreditRecord, verb: str, actor: Actor, data: dict[str, JsonValue] | None = None, /, **changes: object
) -> None:
    """One arrow of the lifecycle and its fact. Raises `MoveNotAllowed`, `StaleState`."""
    RECORD_LIFECYCLE.advance(record, verb, **changes)
    write(FACT_OF[verb], record, actor, data)


def write(
    kind: FactKind,
    record: CreditRecord,
    actor: Actor,
    data: dict[str, JsonValue] | None = None,
    *,
    more: tuple[ObjectRef, ...] = (),
    born: bool = False,
    look: bool = False,
) -> None:
    """The fact on the record and its party; `data` holds codes only. A look belongs to the department that looked, a
    step to the one that recorded."""
    own = min(actor.department_ids) if len(actor.department_ids) == 1 else None
    ledger.record(
        kind,
        actor=actor,
        objects=[record_ref(record.uid), party_ref(record.party_id), *more],
        data={
            "number": record.number,
            "kind": record.kind,
            "serious": record.serious,
            "state": str(record.state),
            **(data or {}),
        },
        department_id=own if look else record.department_id,
        region_code=record.region_code,
        born=born,
    )


def open_clock(
    record: CreditRecord, kind: DutyKind, parameter: str, actor: Actor, *, by_platform: bool = False
) -> DutyView:
    """Something is owed on the record from now on, within the parameter's limit; once for each time it got here."""
    return duties.open_duty(
        kind=kind,
        subject=record_ref(record.uid),
        department_id=None if by_platform else record.department_id,
        region_code=record.region_code,
        starts_at=clock.now(),
        limit=reference.parameter(parameter, region_code=record.region_code).limit,
        dedupe_key=f"{kind}:{record.uid}:{record.revision}",
        actor=actor,
    )


def done(record: CreditRecord, kinds: Collection[DutyKind], actor: Actor) -> None:
    """What was owed has been done, in time or late."""
    duties.discharge_duties(subject=record_ref(record.uid), kinds=list(kinds), at=clock.now(), actor=actor)


def nothing_owed(record: CreditRecord, actor: Actor) -> None:
    """Every clock of the record stops: what it was about is gone."""
    duties.cancel_duties(subject=record_ref(record.uid), actor=actor)


def tell(record: CreditRecord, template: str, actor: Actor, *, by_phone: bool = False, **words: object) -> None:
    """A message to the party, once for this revision of the record."""
    send_notice(
        party_id=record.party_id,
        template=template,
        context={
            "number": record.number,
            "kind": str(record.get_kind_display()),
            "department": orgs.department(record.department_id).name,
            **words,
        },
        link=f"/credit/{record.uid}/",
        to_mobile=parties.notice_mobile(record.party_id) if by_phone else "",
        dedupe_key=f"{template}:{record.uid}:{record.revision}",
        about=[record_ref(record.uid)],
        actor=actor,
    )


def new_paper(record: CreditRecord, kind: PaperKind, content: Mapping[str, str]) -> CreditPaper:
    """Number a paper of the record's department; it is drawn and sealed after the transaction."""
    department, year = orgs.department(record.department_id), clock.today().year
    serial = ledger.next_serial(f"{kind}:{department.id}:{year}")
    number = f"{department.short_name}〔{year}〕{PAPER_WORDS[kind]}字第{serial}号"
    return CreditPaper.objects.create(
        record=record, kind=kind, number=number, content=dict(content), issued_at=clock.now()
    )


def chinese_day(day: dt.date | None) -> str:
    """A day as papers and messages show it; 长期 where there is none."""
    return f"{day.year}年{day.month}月{day.day}日" if day else "长期"
