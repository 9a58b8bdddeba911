"""Verbs of the room `ratings`."""

from tongban.ratings.services.handle import record_call_back, record_contact, record_rectification
from tongban.ratings.services.invite import invite
from tongban.ratings.services.rate import default_unrated, rate

__all__ = [
    "default_unrated",
    "invite",
    "rate",
    "record_call_back",
    "record_contact",
    "record_rectification",
]
