"""How complete the guides are that stood in force: measured once for a version, which never changes. Derived, like
the search."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

from tongban.catalogue.elements import GUIDE_ELEMENTS
from tongban.catalogue.models import Standing
from tongban.catalogue.selectors.listings import listings_of_versions

_BATCH = 500


def measure_elements(*, standings: Collection[int] | None = None, most: int | None = None) -> int:
    """Count stated and needed elements of every guide that stands or stood and was not measured yet, or of these.

    Returns how many versions were measured, at most `most`. Two that measure at once write the same numbers, in the
    same order.
    """
    waiting = Standing.objects.filter(elements_needed=None)
    if standings is not None:
        waiting = waiting.filter(pk__in=standings)
    versions = list(waiting.order_by("version_id").values_list("version_id", flat=True).distinct()[:most])
    for start in range(0, len(versions), _BATCH):
        some = versions[start : start + _BATCH]
        measured = {line.version_id: GUIDE_ELEMENTS.completeness(line) for line in listings_of_versions(some)}
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE catalogue_standing SET elements_stated = %s, elements_needed = %s WHERE version_id = %s",
                [(*measured[version], version) for version in some],
            )
    return len(versions)
