"""Submission: the application is received, gets its number, and the clock of the one-time notice starts."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from tongban.cases import facts, policies
from tongban.cases.permissions import check_applicant
from tongban.cases.services import _clocks
from tongban.cases.services._common import Loaded, load, new_instrument, record, tell_applicant
from tongban.cases.states import CASE_LIFECYCLE, Instrument
from tongban.catalogue import selectors as catalogue
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput
from tongban.kernel.standards.case_no import make_case_no
from tongban.ledger import services as ledger
from tongban.parties import selectors as parties


@transaction.atomic
def submit_case(*, case_uid: UUID | str, actor: Actor, incomplete: bool = False) -> str:
    """Hand the application in; returns the case number (43 characters, 45 with a handling item).

    `incomplete`: the applicant hands it in although required materials are missing, as the law allows; the
    authority must then name everything once. Raises `InvalidInput`, `MaterialsMissing`, `ItemNotOpen`.
    """
    loaded = load(case_uid)
    case, version = loaded.case, loaded.version
    check_applicant(actor, case)
    CASE_LIFECYCLE.check("submit", case.state)
    policies.check_open(version)
    policies.check_applicant_kind(version, parties.party(case.applicant_id, viewer=Actor.system()).kind)
    cleaned, problems = catalogue.clean_form(loaded.form_schema, case.form_data)
    if problems:
        raise InvalidInput(errors=problems)
    if not incomplete:
        policies.check_materials(version, provided_orders(loaded))

    now = clock.now()
    day = clock.local(now).date()
    code = version.handling_code or version.task_code
    serial = ledger.next_serial(f"case:{code}:{day:%Y%m%d}")
    notice = _clocks.start_notice(loaded, actor, now)
    CASE_LIFECYCLE.advance(
        case,
        "submit",
        case_no=make_case_no(code, day, serial),
        form_data=cleaned,
        received_at=now,
        notice_due_at=notice.due_at,
        channel=actor.channel,
    )
    # An item finished on the spot gets no receipt voucher (安阳 36); everything else does, online at once (42).
    if not case.instant:
        new_instrument(
            loaded,
            Instrument.RECEIPT_NOTE,
            {"materials": handed_in(loaded), "reply_by": notice.due.due_on.isoformat() if notice.due.due_on else ""},
        )
    record(facts.CASE_SUBMITTED, loaded, actor, {"channel": str(actor.channel), "incomplete": incomplete})
    tell_applicant(loaded, "case_submitted", actor)
    return case.case_no


def provided_orders(loaded: Loaded) -> set[int]:
    """Orders of the materials that are there."""
    return set(loaded.case.materials.values_list("order", flat=True))


def handed_in(loaded: Loaded) -> list[str]:
    """Names of the materials that are there, in the order of the guide."""
    return list(loaded.case.materials.order_by("order").values_list("name", flat=True))
