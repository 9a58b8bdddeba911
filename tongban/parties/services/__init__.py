"""Verbs of the room `parties`."""

from tongban.parties.services.lookup import find_by_number, match_person, record_look, reveal
from tongban.parties.services.mandates import grant_mandate, revoke_mandate
from tongban.parties.services.register import (
    change_contact,
    change_representative,
    confirm_identity,
    register_enterprise,
    register_person,
    register_person_for_sign_up,
)

__all__ = [
    "change_contact",
    "change_representative",
    "confirm_identity",
    "find_by_number",
    "grant_mandate",
    "match_person",
    "record_look",
    "register_enterprise",
    "register_person",
    "register_person_for_sign_up",
    "reveal",
    "revoke_mandate",
]
