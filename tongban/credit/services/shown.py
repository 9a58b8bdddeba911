"""The button of a page acts on the record that the page showed, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction

from tongban.credit.services._common import load
from tongban.kernel.errors import StaleState


@contextmanager
def as_shown(*, record_uid: UUID | str, revision: str) -> Iterator[None]:
    """One transaction in which the record is locked and stands as the page showed it; verbs run inside.

    The caller has checked who may see it. Raises `NotFound`, `StaleState`.
    """
    with transaction.atomic():
        if str(load(record_uid).revision) != revision:
            raise StaleState()
        yield
