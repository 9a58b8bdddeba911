"""How complete the guides in force are: measured once for a version, which never changes. Derived, like the search."""

from __future__ import annotations

from django.db import connection

from tongban.catalogue.elements import GUIDE_ELEMENTS
from tongban.catalogue.models import Standing
from tongban.catalogue.selectors.listings import listings_of_versions

_BATCH = 500


def measure_elements(*, most: int | None = None) -> int:
    """Count stated and needed elements of every guide in force that was not measured yet; returns how many.

    A derived figure like a search document: measured once for a version, which never changes.
    """
    done = 0
    while most is None or done < most:
        size = _BATCH if most is None else min(_BATCH, most - done)
        waiting = Standing.objects.filter(until=None, elements_needed=None).order_by("id")
        versions = list(waiting.values_list("version_id", flat=True)[:size])
        if not versions:
            break
        measured = {line.version_id: GUIDE_ELEMENTS.completeness(line) for line in listings_of_versions(versions)}
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE catalogue_standing SET elements_stated = %s, elements_needed = %s WHERE version_id = %s",
                [(*measured.get(version, (0, 0)), version) for version in versions],
            )
        done += len(versions)
    return done
