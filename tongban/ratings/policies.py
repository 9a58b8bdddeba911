"""Who may rate, what may be said, who may handle what was said. `check_x` raises with a sentence."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

import nh3

from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.ratings.errors import (
    LevelUnknown,
    NoteMissing,
    NotYourCase,
    OptionUnknown,
    RatedOfficerHandles,
    TextTooLong,
)
from tongban.ratings.models import RatingInvitation
from tongban.ratings.options import option_list
from tongban.ratings.states import Level

HANDLE = "ratings.handle"
TEXT_MOST = 500


def is_token(token: str) -> bool:
    """Whether this could be one of our tokens; anything else never reaches the database."""
    return bool(re.fullmatch(r"[A-Za-z0-9_-]{22}", token))


def clean_text(text: str, *, most: int = TEXT_MOST) -> str:
    """Plain text without markup and control characters. Raises `TextTooLong` (characters after cleaning)."""
    cleaned = "".join(symbol for symbol in text if symbol == "\n" or symbol.isprintable())
    for _ in range(4):
        # What is unescaped may turn out to be markup again; repeat until nothing changes.
        stripped = html.unescape(nh3.clean(cleaned, tags=set()))
        if stripped == cleaned:
            break
        cleaned = stripped
    else:
        cleaned = nh3.clean(cleaned, tags=set())
    cleaned = "".join(symbol for symbol in cleaned if symbol == "\n" or symbol.isprintable()).strip()
    if len(cleaned) > most:
        raise TextTooLong(most=most, length=len(cleaned))
    return cleaned


def required_note(text: str, what: str) -> str:
    """A note that must be there. Raises `NoteMissing`, `TextTooLong`."""
    cleaned = clean_text(text)
    if not cleaned:
        raise NoteMissing(what=what)
    return cleaned


def check_level(level: int) -> Level:
    """The level, 1 to 5. Raises `LevelUnknown`."""
    try:
        return Level(level)
    except ValueError:
        raise LevelUnknown() from None


def check_options(level: Level, codes: Sequence[str], version: int) -> list[str]:
    """The options ticked, once each. Raises `OptionUnknown` for one of another level."""
    known = {option.code for option in option_list(version)[level.value]}
    for code in codes:
        if code not in known:
            raise OptionUnknown(option=code[:20], level=str(level.label))
    return list(dict.fromkeys(codes))


def is_concerned(viewer: Actor, invitation: RatingInvitation) -> bool:
    """The applicant, whoever is signed in on the applicant's behalf, or the agent of the case."""
    own = {viewer.party_id, viewer.principal_id} - {None}
    return not viewer.is_officer and bool(own & {invitation.applicant_id, invitation.agent_id})


def check_may_rate(actor: Actor, invitation: RatingInvitation, *, by_token: bool) -> None:
    """The persons concerned, or whoever holds the random token sent to them and is signed in as nobody else.

    Officers never rate, not even at the person's wish. Raises `NotYourCase`.
    """
    if is_concerned(actor, invitation):
        return
    signed_out = actor.party_id is None and actor.officer_id is None and not actor.is_system
    if not (by_token and signed_out):
        raise NotYourCase()


def in_scope(viewer: Actor, invitation: RatingInvitation) -> bool:
    """Whether a handler's data scope reaches this rating."""
    return viewer.may(HANDLE) and viewer.covers_department(invitation.department_id)


def check_may_handle(actor: Actor, invitation: RatingInvitation) -> None:
    """Seat, scope, and not the one who was rated. Raises `PermissionDenied`, `NotFound`, `RatedOfficerHandles`."""
    actor.require(HANDLE)
    if not actor.covers_department(invitation.department_id):
        raise NotFound()
    if actor.officer_id is not None and actor.officer_id == invitation.officer_id:
        raise RatedOfficerHandles()
