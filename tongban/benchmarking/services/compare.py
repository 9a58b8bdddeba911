"""Start a comparison: both sides as they stand now, and the pairs that the alignment proposes."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from tongban.benchmarking import policies, selectors
from tongban.benchmarking.facts import COMPARISON_STARTED, comparison_ref
from tongban.benchmarking.guides import guide_json
from tongban.benchmarking.matching import Match
from tongban.benchmarking.models import Comparison, Pair, TheirLine
from tongban.benchmarking.selectors.comparisons import Aligned, ComparisonView
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.ledger import services as ledger

_BATCH = 500
#: A file worse than this is read again when it has been mended.
MOST_FINDINGS = 1000


def start_comparison(
    *,
    ours_region: str,
    theirs_region: str = "",
    theirs_file: Path | None = None,
    feed: str = "list",
    theirs_name: str = "",
    actor: Actor,
) -> ComparisonView:
    """Align our published items of a region with another place's and keep what is proposed.

    Theirs are the published lines of a region imported before, or the lines of a file, which the comparison alone
    keeps. Raises `PermissionDenied`, `NothingToCompare`, `ListUnreadable`, `FeedUnknown`, `FeedUnreadable`.
    """
    actor.require(policies.MANAGE)
    ours, theirs = selectors.sides(
        ours_region=ours_region, theirs_region=theirs_region, theirs_file=theirs_file, feed=feed
    )
    found = selectors.aligned(ours, theirs)
    with transaction.atomic():
        row = Comparison.objects.create(
            ours_region=ours_region,
            theirs_region=theirs_region if theirs_file is None else "",
            theirs_name=(theirs_name or (theirs_file.name if theirs_file else theirs_region))[:200],
            ours_count=len(found.ours),
            theirs_count=len(found.theirs),
            made_at=clock.now(),
            made_by=actor.officer_id,
            findings_count=len(found.findings),
            findings=[text[:1000] for text in found.findings[:MOST_FINDINGS]],
        )
        _keep(row, found)
        ledger.record(
            COMPARISON_STARTED,
            actor=actor,
            objects=[comparison_ref(row.uid)],
            data={
                "ours": len(found.ours),
                "theirs": len(found.theirs),
                "pairs": len(found.found.pairs),
                "findings": len(found.findings),
            },
            region_code=ours_region,
        )
        return selectors.comparison(str(row.uid), viewer=Actor.system())


def _keep(comparison: Comparison, found: Aligned) -> None:
    lines = TheirLine.objects.bulk_create(
        [
            TheirLine(
                comparison=comparison,
                code=line.code,
                name=line.name[:500],
                department_name=line.department_name[:200],
                guide=guide_json(line),
            )
            for line in found.theirs
        ],
        batch_size=_BATCH,
    )
    paired = {match.ours for match in found.found.pairs}
    ranked: list[tuple[Match, int]] = [(match, 0) for match in found.found.pairs]
    for position, candidates in found.found.candidates.items():
        ranked += [(match, rank) for rank, match in enumerate(candidates, 0 if position in paired else 1) if rank]
    Pair.objects.bulk_create(
        [
            Pair(
                comparison=comparison,
                item_id=found.ours[match.ours].item_id,
                version_id=found.ours[match.ours].version_id,
                department_id=found.ours[match.ours].department_id,
                ours_code=found.ours[match.ours].code,
                ours_name=found.ours[match.ours].name[:500],
                theirs=lines[match.theirs],
                method=match.method,
                score=match.score,
                reasons=[reason[:300] for reason in match.reasons],
                rank=rank,
            )
            for match, rank in ranked
        ],
        batch_size=_BATCH,
    )
