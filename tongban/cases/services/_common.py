"""What every verb of a case does the same way: load and lock, record, warn the applicant, number a document."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from tongban.cases.facts import CASE
from tongban.cases.models import Case, CaseInstrument
from tongban.cases.services import _rows
from tongban.cases.states import INSTRUMENT_WORDS, Instrument
from tongban.catalogue import selectors as catalogue
from tongban.catalogue.selectors import ItemVersionView
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.caching import ground_as_of, ground_mark, offered_ground
from tongban.kernel.errors import NotFound
from tongban.kernel.ids import uid_of
from tongban.ledger import services as ledger
from tongban.ledger.facts import FactKind, FactView, ObjectRef
from tongban.notices import services as notices
from tongban.orgs import selectors as orgs
from tongban.parties import selectors as parties
from tongban.reference import selectors as reference

P = ParamSpec("P")
R = TypeVar("R")


def verb(function: Callable[P, R]) -> Callable[P, R]:
    """A verb of this room: one transaction, its facts written together, the ground as it stands when it begins (or
    when the request did, where its mark came with the caller's account).

    Calendar, rule pack and departments are then asked of the process's memory; no verb of a case changes them.
    """

    @functools.wraps(function)
    def whole(*args: P.args, **kwargs: P.kwargs) -> R:
        if ground_mark():
            return done(*args, **kwargs)
        with ground_as_of(lambda: offered_ground() or reference.ground_mark()):
            return done(*args, **kwargs)

    done = ledger.act(function)
    return whole


@dataclass(slots=True)
class Loaded:
    """A locked case with the version it is bound to."""

    case: Case
    version: ItemVersionView

    @property
    def form_schema(self) -> dict[str, Any]:
        """The form as this kind of applicant fills it."""
        return catalogue.for_applicant(self.version.form_schema, parties.kind(self.case.applicant_id))

    @property
    def ref(self) -> ObjectRef:
        """How facts and duties name this case."""
        return ObjectRef(CASE, str(self.case.uid))


def load(uid: UUID | str) -> Loaded:
    """Lock the case row for this transaction. Raises `NotFound`."""
    case = _rows.lock_case(uid_of(uid))
    if case is None:
        raise NotFound()
    return Loaded(case, catalogue.version(case.version_id))


def record(
    kind: FactKind,
    loaded: Loaded,
    actor: Actor,
    data: Mapping[str, object] | None = None,
    *,
    more: tuple[ObjectRef, ...] = (),
) -> FactView:
    """Write the fact with the case first, then the item, the applicant and whatever else took part."""
    case = loaded.case
    objects = [
        loaded.ref,
        ObjectRef("item_version", str(case.version_id)),
        ObjectRef("party", str(case.applicant_id)),
        *more,
    ]
    return ledger.record(
        kind,
        actor=actor,
        objects=objects,
        data={"case_no": case.case_no, "state": str(case.state), **(data or {})},  # type: ignore[dict-item]  # JSON values only
        department_id=case.department_id,
        region_code=case.region_code,
    )


def new_instrument(loaded: Loaded, kind: Instrument, content: dict[str, object]) -> CaseInstrument:
    """Number a written instrument; its PDF is made by `instruments.make_instrument` right after the transaction."""
    row = unsaved_instrument(loaded.case, kind, content, ledger.next_serial(instrument_series(loaded.case, kind)))
    _rows.insert_instrument(row)
    return row


def instrument_series(case: Case, kind: Instrument) -> str:
    """The series that numbers such instruments of the case's department this year."""
    return f"instrument:{case.department_id}:{kind}:{clock.today().year}"


def unsaved_instrument(case: Case, kind: Instrument, content: dict[str, object], serial: int) -> CaseInstrument:
    """The instrument with its number in words."""
    department, year = orgs.department(case.department_id), clock.today().year
    number = f"{department.short_name}〔{year}〕{INSTRUMENT_WORDS[kind]}字第{serial}号"
    return CaseInstrument(case=case, kind=kind, number=number, content=content, issued_at=clock.now())


def tell_applicant(
    loaded: Loaded,
    template: str,
    actor: Actor,
    *,
    once: str = "",
    below: str = "",
    quietly: bool = False,
    **context: object,
) -> None:
    """Put a message into the applicant's inbox (and the agent's); `once` names what may be told only once, `below` the
    page below the case that it leads to; `quietly` sends no short message with it."""
    case = loaded.case
    for party_id in {case.applicant_id, case.agent_id or case.applicant_id}:
        notices.send_notice(
            party_id=party_id,
            template=template,
            context={"case_no": case.case_no, "item": case.item_name, **context},
            link=f"/cases/{case.uid}/{below}",
            to_mobile="" if quietly else parties.notice_mobile(party_id),
            dedupe_key=once,
            actor=actor,
        )
