"""The button of a page acts on the case that the page showed, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction

from tongban.cases.models import Case
from tongban.kernel.errors import NotFound, StaleState


@contextmanager
def as_shown(*, case_uid: UUID | str, revision: str) -> Iterator[None]:
    """One transaction in which the case is locked and stands as the page showed it; verbs run inside.

    Between the look and the verb nobody can send the case away and back. The caller has checked who may see the case.
    Raises `NotFound`, `StaleState`.
    """
    with transaction.atomic():
        rows = Case.objects.select_for_update(no_key=True).filter(uid=case_uid)
        found = rows.values_list("revision", flat=True).first()
        if found is None:
            raise NotFound()
        if str(found) != revision:
            raise StaleState()
        yield
