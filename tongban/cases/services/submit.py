"""Submission: the application is received, gets its number, and the clock of the one-time notice starts."""

from __future__ import annotations

from uuid import UUID

from tongban.cases import policies
from tongban.cases.permissions import check_applicant
from tongban.cases.policies import promises
from tongban.cases.policies.reapply import check_may_apply
from tongban.cases.services import _rows
from tongban.cases.services._common import Loaded, load, verb
from tongban.cases.services._receipt import confirm, receive
from tongban.cases.states import CASE_LIFECYCLE
from tongban.catalogue import selectors as catalogue
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput
from tongban.parties import selectors as parties


@verb
def submit_case(*, case_uid: UUID | str, actor: Actor, incomplete: bool = False) -> str:
    """Hand the application in; returns the case number (43 characters, 45 with a handling item).

    `incomplete`: the applicant hands it in although required materials are missing, as the law allows; the
    authority must then name everything once. Raises `InvalidInput`, `MaterialsMissing`, `ItemNotOpen`,
    `ApplicationBarred`.
    """
    loaded = load(case_uid)
    case, version = loaded.case, loaded.version
    check_applicant(actor, case, version)
    CASE_LIFECYCLE.check("submit", case.state)
    policies.check_open(version)
    check_may_apply(version, case.applicant_id, case.subject_id)
    kind = parties.kind(case.applicant_id)
    policies.check_applicant_kind(version, kind)
    cleaned, problems = catalogue.clean_form(catalogue.for_applicant(version.form_schema, kind), case.form_data)
    if problems:
        raise InvalidInput(errors=problems)
    if not incomplete:
        policies.check_materials(version, provided_orders(loaded) | promises.excused(case, version))

    note = receive(loaded, actor, handed_in(loaded))
    CASE_LIFECYCLE.advance(
        case,
        "submit",
        case_no=case.case_no,
        form_data=cleaned,
        received_at=case.received_at,
        notice_due_at=case.notice_due_at,
        channel=actor.channel,
    )
    if note is not None:
        _rows.insert_instrument(note)
    confirm(loaded, actor, incomplete=incomplete)
    return case.case_no


def provided_orders(loaded: Loaded) -> set[int]:
    """Orders of the materials that are there."""
    return set(loaded.case.materials.values_list("order", flat=True))


def handed_in(loaded: Loaded) -> list[str]:
    """Names of the materials that are there, in the order of the guide."""
    return list(loaded.case.materials.order_by("order").values_list("name", flat=True))
