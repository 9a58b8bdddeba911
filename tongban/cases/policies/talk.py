"""Who may write to the other side of a case, and how often before an answer."""

from __future__ import annotations

from tongban.cases.errors.talk import MessageEmpty, TalkClosed
from tongban.cases.models import Case
from tongban.cases.permissions import ACCEPT, DECIDE, EXAMINE, INTAKE, ISSUE, check_applicant, check_officer
from tongban.cases.states import STATE_LABELS, CaseState
from tongban.catalogue.selectors import ItemVersionView
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError, PermissionDenied

#: How many messages one side may send before the other answers: enough to put right what one has just written, too few
#: to press anybody. A rule of the platform, not of law.
UNANSWERED = 5
LONGEST = 1000
"""Characters of one message."""
#: Whoever holds one of these seats works on cases; looking alone (监察、部门管理员) takes no part.
_SEATS = (ACCEPT, EXAMINE, DECIDE, ISSUE, INTAKE)
_SILENT = (CaseState.DRAFT, CaseState.CLOSED, CaseState.REFUSED_ACCEPTANCE, CaseState.WITHDRAWN, CaseState.REVOKED)


def check_party(actor: Actor, case: Case, version: ItemVersionView) -> None:
    """One side of the conversation: an officer who works on the case, or the applicant and who acts for them.

    Raises `PermissionDenied`, `NotFound`, `OnlyOwnStep`, or why a mandate does not cover it.
    """
    if actor.is_officer:
        seat = next((one for one in _SEATS if actor.may(one)), EXAMINE)
        check_officer(actor, case, seat)
    elif actor.party_id is None:
        raise PermissionDenied(permission="cases.apply")
    else:
        check_applicant(actor, case, version)


def takes_part(actor: Actor, case: Case, version: ItemVersionView) -> bool:
    """Whether `check_party` lets this person speak."""
    try:
        check_party(actor, case, version)
    except DomainError:
        return False
    return True


def check_open(case: Case) -> None:
    """From handing in until the end."""
    if case.state in _SILENT:
        raise TalkClosed(state=STATE_LABELS[case.state])


def is_open(case: Case) -> bool:
    """Whether `check_open` lets anybody write."""
    return case.state not in _SILENT


def check_text(text: str) -> str:
    """What is kept of it. Raises `MessageEmpty`."""
    said = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not said or len(said) > LONGEST:
        raise MessageEmpty(most=LONGEST)
    return said
