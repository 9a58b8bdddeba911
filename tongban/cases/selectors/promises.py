"""What has been promised on a case, and what is offered for promising: words, days, and what stands against it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import orjson
from django.core import signing

from tongban.cases.errors.promises import CommitmentBarred
from tongban.cases.models import Case
from tongban.cases.permissions import reachable_by
from tongban.cases.policies import promises as law
from tongban.cases.policies.kinds import offered_commitment, tolerates
from tongban.cases.states import (
    COMMITMENT_LABELS,
    GROUND_LABELS,
    PROMISE_LABELS,
    STATEMENT_LABELS,
    CommitmentState,
    PromiseState,
    RevocationGround,
)
from tongban.cases.states_promise import GROUNDS
from tongban.catalogue import selectors as catalogue
from tongban.catalogue.selectors import ItemVersionView
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.kernel.gm import sm3
from tongban.reference import selectors as reference

TICKET = "tongban.cases.commitment"
"""What the ticket of a commitment is signed for."""


def words_digest(words: dict[str, object]) -> str:
    """SM3 of what is told and committed to, in hex."""
    return sm3(orjson.dumps(words, option=orjson.OPT_SORT_KEYS)).hex()


@dataclass(frozen=True, slots=True)
class PromiseView:
    """The promise of secondary materials: what is still owed until when."""

    state: str
    label: str
    names: tuple[str, ...]
    due_on: dt.date | None

    @property
    def owed(self) -> bool:
        """Whether something is waited for."""
        return self.state == PromiseState.OWED


@dataclass(frozen=True, slots=True)
class CommitmentView:
    """The commitment of a case and where it stands; `owed` are names of materials still to come."""

    state: str
    label: str
    told: tuple[str, ...]
    committed: tuple[str, ...]
    liability: str
    owed: tuple[str, ...]
    owed_until: dt.date | None
    verify_until: dt.date | None
    mend_until: dt.date | None
    finding: str

    @property
    def made(self) -> bool:
        """Waits for the decision, and may be taken back."""
        return self.state == CommitmentState.MADE

    @property
    def mending(self) -> bool:
        """The holder has been ordered to mend."""
        return self.state == CommitmentState.MENDING


@dataclass(frozen=True, slots=True)
class StatementView:
    """What the party has said: a defence before a revocation, a report on mending."""

    label: str
    text: str
    made_at: dt.datetime


STATEMENT_COLUMNS = ("about", "text", "made_at")


def statement_views(case: Case) -> tuple[StatementView, ...]:
    """What was said on a loaded case, oldest first (inside the room)."""
    rows = vars(case)["statement_rows"]
    return tuple(
        StatementView(STATEMENT_LABELS[row["about"]], row["text"], dt.datetime.fromisoformat(row["made_at"]))
        for row in rows
    )


def promise_view(case: Case, version: ItemVersionView) -> PromiseView | None:
    """The promise of a loaded case (inside the room)."""
    row = law.promise_row(case)
    if row is None:
        return None
    names = {m.order: m.name for m in version.materials}
    given = law.provided(case)
    owed = tuple(names[order] for order in row["orders"] if order in names and order not in given)
    return PromiseView(row["state"], PROMISE_LABELS[row["state"]], owed, law.day(row["due_on"]))


def commitment_view(case: Case, version: ItemVersionView) -> CommitmentView | None:
    """The commitment of a loaded case (inside the room)."""
    row = law.commitment_row(case)
    if row is None:
        return None
    names = {m.order: m.name for m in version.materials}
    given = law.provided(case)
    words = row["words"]
    return CommitmentView(
        state=row["state"],
        label=COMMITMENT_LABELS[row["state"]],
        told=tuple(words.get("told", ())),
        committed=tuple(words.get("committed", ())),
        liability=str(words.get("liability", "")),
        owed=tuple(names[order] for order in row["owed_orders"] if order in names and order not in given),
        owed_until=law.day(row["owed_until"]),
        verify_until=law.day(row["verify_until"]),
        mend_until=law.day(row["mend_until"]),
        finding=row["finding"],
    )


@dataclass(frozen=True, slots=True)
class PromiseOffer:
    """What may be promised now: the secondary materials that are missing, and the words of the promise."""

    materials: tuple[tuple[int, str], ...]
    words: tuple[str, ...]


def promise_offer(uid: object, *, viewer: Actor) -> PromiseOffer:
    """For the page on which the applicant promises; no materials where nothing can be promised. Raises `NotFound`."""
    case, version = _seen(uid, viewer)
    missing = law.missing_secondary(version, law.provided(case)) if tolerates(version) else []
    return PromiseOffer(tuple(missing), law.promise_words(version, [name for _, name in missing]) if missing else ())


@dataclass(frozen=True, slots=True)
class CommitmentOffer:
    """What is told before a commitment; `ticket` proves that it was shown, `barred` says why it is not open.

    `verify` is the limit of the later verification in words, `read_seconds` how long it takes at least to read.
    """

    told: tuple[str, ...]
    committed: tuple[str, ...]
    liability: str
    owed: tuple[str, ...]
    owed_days: int
    verify: str
    document_no: str
    barred: str
    barred_basis: str
    read_seconds: int
    ticket: str


def commitment_offer(uid: object, *, viewer: Actor) -> CommitmentOffer | None:
    """The offer of the guide to this applicant; None where the item offers none. Raises `NotFound`."""
    case, version = _seen(uid, viewer)
    terms = offered_commitment(version)
    if terms is None:
        return None
    words = law.commitment_words(version, terms)
    barred = basis = ""
    try:
        law.check_not_barred(case.applicant_id)
    except CommitmentBarred as refusal:
        barred, basis = refusal.sentence, refusal.article
    told = {"case": str(case.uid), "words": words_digest(words), "shown_at": clock.now().isoformat()}
    verify = f"{terms.verify_days}个工作日" if terms.verify_days else str(_verification())
    return CommitmentOffer(
        told=terms.told,
        committed=terms.committed,
        liability=terms.liability,
        owed=tuple(words["owed"]),
        owed_days=terms.owed_days,
        verify=verify,
        document_no=terms.document_no,
        barred=barred,
        barred_basis=basis,
        read_seconds=reference.parameter("commitment_reading").number,
        ticket=signing.dumps(told, salt=TICKET),
    )


def _verification() -> object:
    return reference.parameter("commitment_verification").limit


def owed_materials(uid: object, *, viewer: Actor) -> dict[int, str]:
    """Materials that may still be handed in now although the case is under way or decided. Raises `NotFound`."""
    return law.owed_now(*_seen(uid, viewer))


@dataclass(frozen=True, slots=True)
class RevocationView:
    """An announced revocation as the party and the authority see it; `open_until` None: the time to speak is over."""

    number: str
    ground: str
    ground_text: str
    basis: str
    reason: str
    open_until: dt.date | None


def announced_revocation(uid: object, *, viewer: Actor) -> RevocationView | None:
    """The revocation that was announced and is not decided. Raises `NotFound`."""
    case, _ = _seen(uid, viewer)
    found = law.revocation(case)
    if found is None:
        return None
    ground = RevocationGround(str(found.content["ground"]))
    return RevocationView(
        found.number, ground, GROUND_LABELS[ground], GROUNDS[ground][1], str(found.content["reason"]), found.open_until
    )


def _seen(uid: object, viewer: Actor) -> tuple[Case, ItemVersionView]:
    case = reachable_by(viewer).filter(uid=str(uid)).first()
    if case is None:
        raise NotFound()
    return case, catalogue.version(case.version_id)
