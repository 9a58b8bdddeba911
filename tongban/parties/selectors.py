"""Questions of the room `parties`: frozen dataclasses, masked unless the party is the viewer's own.

Nothing here shows a number or a mobile of another; `services.reveal` does, and records that it did.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from tongban.kernel import clock, statements, vault
from tongban.kernel.actor import Actor
from tongban.kernel.caching import once_a_request
from tongban.kernel.errors import NotFound
from tongban.kernel.standards.masking import mask_citizen_no, mask_mobile, mask_name, mask_uscc
from tongban.kernel.standards.people import CitizenNo, check_citizen_no
from tongban.ledger import selectors as ledger
from tongban.parties import facts
from tongban.parties.models import Enterprise, Mandate, Party, Person
from tongban.parties.policies import ADULT_YEARS, FIND, can_act_for, in_scope, valid_on
from tongban.parties.states import PartyKind

CITIZEN_NO = "citizen_no"
MOBILE = "mobile"


@dataclass(frozen=True, slots=True)
class PartyView:
    """A party. `name` is the full name where the viewer may know it, else the masked one; numbers are always masked."""

    id: int
    kind: str
    kind_label: str
    name: str
    masked_name: str
    masked_no: str
    masked_mobile: str
    region_code: str
    assurance_level: int

    @property
    def is_person(self) -> bool:
        """A natural person, not an organisation."""
        return self.kind == PartyKind.PERSON


@dataclass(frozen=True, slots=True)
class RevealedParty:
    """Everything kept about one party, in the clear: for the party itself, or after `reveal` recorded the look."""

    id: int
    kind: str
    name: str
    citizen_no: str
    uscc: str
    mobile: str
    birth_date: dt.date | None
    sex: str
    legal_representative_id: int | None
    legal_representative_name: str


@dataclass(frozen=True, slots=True)
class MandateView:
    """A mandate with the names its two parties may see of each other. `state`: valid, coming, expired, revoked."""

    id: int
    uid: uuid.UUID
    principal_id: int
    principal_name: str
    agent_id: int
    agent_name: str
    kind: str
    kind_label: str
    scope: tuple[str, ...]
    valid_from: dt.date
    valid_to: dt.date
    revoked_at: dt.datetime | None
    state: str
    state_label: str


@dataclass(frozen=True, slots=True)
class PrincipalView:
    """A party the viewer may act for, and why."""

    party: PartyView
    why: str
    valid_to: dt.date | None


@dataclass(frozen=True, slots=True)
class ViewRecord:
    """One look at the viewer's own data by somebody else."""

    at: dt.datetime
    department_id: int | None
    channel: str
    purpose: str


def citizen_of(row: Person) -> CitizenNo:
    """The decrypted number of a person (inside the room only)."""
    return check_citizen_no(vault.decrypt(bytes(row.citizen_no_cipher), CITIZEN_NO))


def is_adult(row: Person, on: dt.date) -> bool:
    """Of full age on that day (民法典 art. 17)."""
    return citizen_of(row).age_on(on) >= ADULT_YEARS


def mobile_of(row: Person) -> str:
    """The decrypted mobile, or empty (inside the room only)."""
    return vault.decrypt(bytes(row.mobile_cipher), MOBILE) if row.mobile_cipher else ""


def with_parts(rows: QuerySet[Party]) -> QuerySet[Party]:
    """Load person and enterprise in the same query."""
    return rows.select_related("person", "enterprise")


def party_view(row: Party, *, full_name: bool) -> PartyView:
    """The row as other rooms see it; organisations' names are public, persons' are not."""
    masked_no, masked_mobile, level, masked = "", "", 0, row.name
    person: Person | None = getattr(row, "person", None)
    enterprise: Enterprise | None = getattr(row, "enterprise", None)
    if person is not None:
        masked = mask_name(row.name)
        masked_no = mask_citizen_no(citizen_of(person).number)
        masked_mobile = mask_mobile(mobile_of(person)) if person.mobile_cipher else ""
        level = person.assurance_level
    elif enterprise is not None:
        masked_no = mask_uscc(enterprise.uscc) if row.kind == PartyKind.SOLE_TRADER else enterprise.uscc
    return PartyView(
        id=row.pk,
        kind=row.kind,
        kind_label=row.get_kind_display(),
        name=row.name if full_name or person is None else masked,
        masked_name=masked,
        masked_no=masked_no,
        masked_mobile=masked_mobile,
        region_code=row.region_code,
        assurance_level=level,
    )


def revealed(row: Party) -> RevealedParty:
    """The row in the clear (inside the room; `services.reveal` records the look)."""
    person: Person | None = getattr(row, "person", None)
    enterprise: Enterprise | None = getattr(row, "enterprise", None)
    citizen = citizen_of(person) if person else None
    representative = enterprise.legal_representative if enterprise else None
    return RevealedParty(
        id=row.pk,
        kind=row.kind,
        name=row.name,
        citizen_no=citizen.number if citizen else "",
        uscc=enterprise.uscc if enterprise else "",
        mobile=mobile_of(person) if person else "",
        birth_date=citizen.birth_date if citizen else None,
        sex=citizen.sex.value if citizen else "",
        legal_representative_id=representative.pk if representative else None,
        legal_representative_name=representative.name if representative else "",
    )


def _knows_name(viewer: Actor, party_id: int) -> bool:
    return viewer.is_system or party_id in (viewer.party_id, viewer.principal_id) or viewer.may(FIND)


def party(party_id: int, *, viewer: Actor) -> PartyView:
    """One party. Officers who may find parties see the full name, the party itself too, others the masked name.

    Raises `NotFound` for an unknown party, and for one the viewer has nothing to do with.
    """
    row = with_parts(Party.objects.filter(pk=party_id)).first()
    if row is None:
        raise NotFound()
    knows = _knows_name(viewer, party_id)
    if not knows and not viewer.is_officer and not can_act_for(viewer, party_id):
        raise NotFound()
    return party_view(row, full_name=knows)


def parties(party_ids: Iterable[int], *, viewer: Actor) -> dict[int, PartyView]:
    """Several parties at once for lists (one query), by id. The caller has decided that the viewer may see the rows
    they belong to (its cases, its licences); names are masked for whoever may not know them."""
    rows = with_parts(Party.objects.filter(pk__in=set(party_ids)))
    return {row.pk: party_view(row, full_name=_knows_name(viewer, row.pk)) for row in rows}


def joined(*columns: str) -> tuple[str, ...]:
    """What a room joins to show the parties these columns of its own row name: one query instead of two."""
    return tuple(f"{column}__{part}" for column in columns for part in ("person", "enterprise"))


def seen(row: Party, *, viewer: Actor) -> PartyView:
    """A party joined to a row that the caller has decided the viewer may see; masked as in `parties`."""
    return party_view(row, full_name=_knows_name(viewer, row.pk))


def shown_name(party_id: int, kind: str, name: str, *, viewer: Actor) -> str:
    """The name of a party joined to a row, for lists: nothing is decrypted for it."""
    return name if kind != PartyKind.PERSON or _knows_name(viewer, party_id) else mask_name(name)


def own_data(viewer: Actor) -> RevealedParty:
    """The viewer's own data in the clear (for pre-filling the own form). Raises `NotFound` when signed out."""
    row = with_parts(Party.objects.filter(pk=viewer.party_id)).first() if viewer.party_id else None
    if row is None:
        raise NotFound()
    return revealed(row)


def notice_mobile(party_id: int) -> str:
    """The mobile a notice to this very party goes to: the person's own, or the legal representative's. Empty where
    none is known. For handing to `notices.services.send_notice` only, never for a screen."""
    known = _kind_and_mobile(party_id)
    return vault.decrypt(bytes(known[1]), MOBILE) if known and known[1] else ""


_KIND_AND_MOBILE = """SELECT p.kind, (
    SELECT m.mobile_cipher FROM parties_person m
    WHERE m.party_id = p.id
        OR m.party_id = (SELECT e.legal_representative_id FROM parties_enterprise e WHERE e.party_id = p.id)
    ORDER BY m.party_id = p.id DESC LIMIT 1
)
FROM parties_party p WHERE p.id = %s
"""


@once_a_request
def _kind_and_mobile(party_id: int) -> tuple[str, bytes | None] | None:
    """What steps of a case ask of its applicant, first the one and at their end the other; the mobile as it is kept."""
    rows = statements.ask(_KIND_AND_MOBILE, [party_id])
    return rows[0] if rows else None


def kind(party_id: int) -> str:
    """Of which kind a party is; no secret, and asked by every step of a case. Raises `NotFound`."""
    known = _kind_and_mobile(party_id)
    if known is None:
        raise NotFound()
    return str(known[0])


def _mandate_view(row: Mandate, viewer: Actor, today: dt.date) -> MandateView:
    if row.revoked_at is not None:
        state, label = "revoked", "已撤销"
    elif row.valid_to < today:
        state, label = "expired", "已到期"
    elif row.valid_from > today:
        state, label = "coming", "未生效"
    else:
        state, label = "valid", "有效"

    def name(party_: Party) -> str:
        own = _knows_name(viewer, party_.pk) or party_.kind != PartyKind.PERSON
        return party_.name if own else mask_name(party_.name)

    return MandateView(
        id=row.pk,
        uid=row.uid,
        principal_id=row.principal_id,
        principal_name=name(row.principal),
        agent_id=row.agent_id,
        agent_name=name(row.agent),
        kind=row.kind,
        kind_label=row.get_kind_display(),
        scope=tuple(row.scope),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        revoked_at=row.revoked_at,
        state=state,
        state_label=label,
    )


def mandate_view(row: Mandate, *, viewer: Actor) -> MandateView:
    """The row as its two parties see it."""
    return _mandate_view(row, viewer, clock.today())


def mandates(*, viewer: Actor) -> list[MandateView]:
    """The mandates the viewer has given or holds (or the organisation acted for has), newest first."""
    mine = [party_id for party_id in {viewer.party_id, viewer.principal_id} if party_id is not None]
    rows = Mandate.objects.select_related("principal", "agent").filter(Q(principal__in=mine) | Q(agent__in=mine))
    today = clock.today()
    return [_mandate_view(row, viewer, today) for row in rows.order_by("-granted_at", "-id")]


def principals(*, viewer: Actor, what: str = "") -> list[PrincipalView]:
    """Everybody the viewer may act for today: the organisations represented by law, then by mandate (two queries).

    `what` keeps those mandates whose scope covers this verb or item code, as `policies.check_acts_for` does.
    """
    if viewer.party_id is None:
        return []
    found: dict[int, PrincipalView] = {}
    represented = Enterprise.objects.filter(legal_representative_id=viewer.party_id, party__active=True)
    for row in with_parts(Party.objects.filter(pk__in=represented.values("party_id")).order_by("name")):
        found[row.pk] = PrincipalView(party_view(row, full_name=True), "法定代表人", None)
    held = Mandate.objects.filter(valid_on(clock.today()), agent_id=viewer.party_id, principal__active=True)
    for mandate in held.select_related("principal__person", "principal__enterprise").order_by("-valid_to", "id"):
        if not in_scope(mandate.scope, what):
            continue
        if mandate.principal_id not in found:
            view = party_view(mandate.principal, full_name=True)
            found[mandate.principal_id] = PrincipalView(view, mandate.get_kind_display(), mandate.valid_to)
    return list(found.values())


def looks_at_me(viewer: Actor, *, limit: int = 100) -> list[ViewRecord]:
    """Who looked at the viewer's data, newest first: channel, department and purpose, never an officer's name."""
    if viewer.party_id is None:
        return []
    seen = [
        f for f in ledger.timeline(facts.party_ref(viewer.party_id), objects=False) if f.kind == facts.PARTY_VIEWED.kind
    ]
    records = [
        ViewRecord(
            at=fact.occurred_at,
            department_id=fact.department_id,
            channel=str(fact.channel),
            purpose=str(fact.data.get("purpose", "")),
        )
        for fact in seen
    ]
    return sorted(records, key=lambda record: record.at, reverse=True)[:limit]


def person_id_by_mobile(mobile_index: bytes) -> int | None:
    """The person registered with this mobile, when there is exactly one."""
    ids = list(Person.objects.filter(mobile_index=mobile_index).values_list("party_id", flat=True)[:2])
    return ids[0] if len(ids) == 1 else None


def legal_representative_of(party_id: int) -> int | None:
    """The person who represents this organisation by law, or None (a person represents themselves)."""
    return Enterprise.objects.filter(party_id=party_id).values_list("legal_representative_id", flat=True).first()
