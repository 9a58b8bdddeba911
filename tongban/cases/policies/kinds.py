"""What the kind of an item decides on its way: titles of papers, who is told, who may ask, what may be promised.

All of it stands in the manifest of the kind (`catalogue.kinds`); nothing here asks which kind it is.
"""

from __future__ import annotations

from tongban.cases.errors import promises as promise_errors
from tongban.cases.errors import time as errors
from tongban.cases.states import INSTRUMENT_LABELS, Instrument
from tongban.catalogue.selectors import (
    CommitmentTerms,
    ItemVersionView,
    KindManifest,
    commitment_terms,
    manifest_of,
)

#: Third parties who may speak but ask for no hearing are told of the one right only.
STATEMENT_RIGHT = "陈述申辩权利告知书"


def manifest(version: ItemVersionView) -> KindManifest:
    """What the kind of this item needs, where the item is."""
    return manifest_of(version.item_kind, version.region_code)


def instrument_title(kind: str, version: ItemVersionView) -> str:
    """What a paper of such an item is called: decisions by the act they are, the rest alike for all."""
    if kind == Instrument.DECISION_GRANTED:
        return manifest(version).granted_title
    if kind == Instrument.DECISION_REFUSED:
        return manifest(version).refused_title
    if kind == Instrument.HEARING_RIGHT_NOTICE and not manifest(version).hearing:
        return STATEMENT_RIGHT
    return INSTRUMENT_LABELS[kind]


def check_hearing_right(version: ItemVersionView) -> None:
    """A law gives the right to ask for a hearing. Raises `NoHearingRight`."""
    if not (found := manifest(version)).hearing:
        raise errors.NoHearingRight(act=found.act)


def check_third_parties(version: ItemVersionView) -> None:
    """The outcome may harm somebody else. Raises `NoThirdParties`."""
    if not (found := manifest(version)).third_party:
        raise errors.NoThirdParties(act=found.act)


def tolerates(version: ItemVersionView) -> bool:
    """Whether secondary materials may be promised (容缺)."""
    return bool(manifest(version).tolerance)


def check_tolerates(version: ItemVersionView) -> None:
    """Raises `NothingToPromise` where materials of this kind come complete."""
    if not tolerates(version):
        raise promise_errors.NothingToPromise(reason=f"{manifest(version).act}事项不适用容缺受理")


def offered_commitment(version: ItemVersionView) -> CommitmentTerms | None:
    """What the guide offers, where the kind knows notice and commitment (告知承诺) at all."""
    terms = commitment_terms(version)
    return terms if terms is not None and manifest(version).commitment else None
