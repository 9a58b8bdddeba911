"""What every city needs before its first request: the calendar, code lists and the rule pack."""

from __future__ import annotations

from tongban.kernel.actor import Actor
from tongban.reference import services as reference


def prepare() -> None:
    """Load the ground data that ships with the platform. Idempotent; runs after every change of the schema."""
    reference.load_reference_data(actor=Actor.system())
