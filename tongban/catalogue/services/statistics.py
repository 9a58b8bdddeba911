"""Keep figures, so that what was published can be proven later."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from tongban.catalogue import facts
from tongban.catalogue.measuring import measure_elements
from tongban.catalogue.models import StatisticsSnapshot
from tongban.catalogue.policies import PUBLISH
from tongban.catalogue.selectors.statistics import Filters, Scope, count_standings, rules, standing_ids
from tongban.catalogue.selectors.statistics_lists import SnapshotView, digest_of, figures_of, rules_of, snapshot
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput
from tongban.ledger import services as ledger


@transaction.atomic
def keep_statistics(*, title: str, filters: Filters | None = None, actor: Actor) -> SnapshotView:
    """Keep the figures of a selection at the end of a day (today): counts, rates, the rules and what was counted.

    Raises `PermissionDenied`, `InvalidInput` (no title, a day to come).
    """
    actor.require(PUBLISH)
    if not title.strip():
        raise InvalidInput(errors={"title": "请写明留存的用途，例如“2026年第四季度通报”。"})
    wanted: Filters = {**(filters or {})}
    day: dt.date = wanted.get("as_of") or clock.today()
    scope = Scope(**wanted)
    members = standing_ids(scope)
    # Completeness is filled in some time after publication: what is kept is kept with nothing left to fill.
    measure_elements(standings=members)
    rule = rules(day)
    figures, said = figures_of(count_standings(members, rule), rule), rules_of(rule)
    digest = digest_of(figures, said, members)
    row = StatisticsSnapshot.objects.create(
        day=day,
        title=title.strip()[:200],
        scope=scope.kept(),
        rules=said,
        figures=figures,
        members=members,
        digest=digest,
        taken_at=clock.now(),
    )
    ledger.record(
        facts.STATISTICS_KEPT,
        actor=actor,
        objects=[facts.snapshot_ref(row.pk)],
        data={"day": day.isoformat(), "title": row.title, "units": len(members), "digest": digest},
    )
    return snapshot(row.pk)
