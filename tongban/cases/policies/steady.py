"""Verbs that act on a case and leave its state as it is: who may, while it stands where, on what basis."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Steady:
    """One such verb. `permission` "" is the applicant's; `offered` says whether it is a button of the case page."""

    label: str
    states: frozenset[str]
    permission: str = ""
    basis: str = ""
    offered: bool = True
