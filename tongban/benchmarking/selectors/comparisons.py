"""Two lists aligned, comparisons kept, their pairs, and which of our items lag."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.db.models import Count, Q, QuerySet

from tongban.benchmarking import policies
from tongban.benchmarking.errors import NothingToCompare
from tongban.benchmarking.foreign import Foreign, read_foreign
from tongban.benchmarking.gaps import Gap, WeakLink, gaps, weak_links
from tongban.benchmarking.guides import line_of
from tongban.benchmarking.matching import Alignment, Match, align, summary
from tongban.benchmarking.memory import remembered
from tongban.benchmarking.models import Comparison, Pair
from tongban.benchmarking.selectors.volumes import last_year
from tongban.benchmarking.states import Method, PairState
from tongban.catalogue import selectors as catalogue
from tongban.catalogue.selectors import Listing
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.kernel.ids import uid_of
from tongban.kernel.scope import of_departments


@dataclass(frozen=True, slots=True)
class Aligned:
    """Two lists, how they were aligned, and what was wrong with the rows of a file."""

    ours: tuple[Listing, ...]
    theirs: tuple[Listing, ...]
    found: Alignment
    findings: tuple[str, ...] = ()

    def document(self, *, candidates: bool = False) -> dict[str, Any]:
        """As the command answers: `pairs`, `summary`, `findings`, and on demand `candidates`."""
        document: dict[str, Any] = {
            "summary": summary(self.ours, self.theirs, self.found),
            "pairs": [self._pair(match) for match in self.found.pairs],
            "findings": list(self.findings),
        }
        if candidates:
            paired = {match.ours for match in self.found.pairs}
            document["candidates"] = [
                {"ours": self.ours[position].code, "theirs": [self._pair(match) for match in found]}
                for position, found in self.found.candidates.items()
                if found and position not in paired
            ]
        return document

    def _pair(self, match: Match) -> dict[str, Any]:
        ours, theirs = self.ours[match.ours], self.theirs[match.theirs]
        return {
            "ours": ours.code,
            "theirs": theirs.code,
            "method": match.method,
            "score": match.score,
            "reasons": list(match.reasons),
            "ours_name": ours.name,
            "theirs_name": theirs.name,
        }


def sides(
    *, ours_region: str, theirs_region: str = "", theirs_file: Path | None = None, feed: str = "list"
) -> tuple[tuple[Listing, ...], Foreign]:
    """Our published lines, and theirs from the catalogue or a file.

    Raises `NothingToCompare`, and for a file what `read_foreign` raises.
    """
    ours = tuple(catalogue.listings(region_code=ours_region))
    if theirs_file is not None:
        theirs = read_foreign(theirs_file, feed)
    else:
        theirs = Foreign(tuple(catalogue.listings(region_code=theirs_region))) if theirs_region else Foreign(())
    for lines, scope in (
        (ours, ours_region),
        (theirs.lines, theirs_region if theirs_file is None else theirs_file.name),
    ):
        if not lines:
            raise NothingToCompare(scope=scope[:80])
    return ours, theirs


def aligned(ours: Sequence[Listing], theirs: Foreign) -> Aligned:
    """Align with everything that people decided before."""
    found = align(ours, theirs.lines, memory=remembered())
    return Aligned(tuple(ours), theirs.lines, found, theirs.findings)


def alignment(
    *, ours_region: str, theirs_region: str = "", theirs_file: Path | None = None, feed: str = "list"
) -> Aligned:
    """Align what is published; published guides are public, so nobody is asked for. Raises as `sides`."""
    ours, theirs = sides(ours_region=ours_region, theirs_region=theirs_region, theirs_file=theirs_file, feed=feed)
    return aligned(ours, theirs)


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """A comparison with the state of its proposals, and of their file what was wrong (the first thousand rows)."""

    uid: str
    ours_region: str
    theirs_region: str
    theirs_name: str
    ours_count: int
    theirs_count: int
    made_at: dt.datetime
    proposed: int
    accepted: int
    refused: int
    findings_count: int
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PairView:
    """A pair with both sides. `rank` 0 is the proposal, above it the further candidates."""

    id: int
    item_id: int
    version_id: int
    department_id: int
    ours_code: str
    ours_name: str
    theirs: Listing
    method: str
    method_label: str
    score: float
    reasons: tuple[str, ...]
    rank: int
    state: str
    state_label: str
    note: str


def comparisons(*, viewer: Actor, number: int = 1, limit: int = 50) -> list[ComparisonView]:
    """Page `number` (from 1) of the comparisons, latest first, without their findings. Raises `PermissionDenied`."""
    policies.check_may_see(viewer)
    rows = _counted(viewer).defer("findings").order_by("-made_at", "-id")[(number - 1) * limit :][:limit]
    return [_comparison_view(row) for row in rows]


def comparison(uid: str, *, viewer: Actor) -> ComparisonView:
    """One comparison. Raises `PermissionDenied`, `NotFound`."""
    policies.check_may_see(viewer)
    row = _counted(viewer).filter(uid=uid_of(uid)).first()
    if row is None:
        raise NotFound()
    return replace(_comparison_view(row), findings=tuple(row.findings))


def pairs(
    uid: str, *, viewer: Actor, state: str = "", item_id: int | None = None, candidates: bool = False
) -> list[PairView]:
    """The pairs of a comparison within the viewer's departments, best first within the order of our codes.

    Without `candidates` only the proposals and what was decided. Raises `PermissionDenied`.
    """
    rows = _pairs(uid, viewer=viewer, state=state, candidates=candidates)
    if item_id is not None:
        rows = rows.filter(item_id=item_id)
    return [pair_view(row) for row in rows]


def pair_page(
    uid: str, *, viewer: Actor, state: str = "", candidates: bool = False, number: int = 1, size: int = 25
) -> list[PairView]:
    """Page `number` (from 1) of `pairs`; how many there are, `comparison` counts. Raises `PermissionDenied`."""
    rows = _pairs(uid, viewer=viewer, state=state, candidates=candidates)
    return [pair_view(row) for row in rows[(number - 1) * size :][:size]]


@dataclass(frozen=True, slots=True)
class Beside:
    """A pair with our guide as it was compared, element by element."""

    pair: PairView
    ours: Listing
    gaps: tuple[Gap, ...]


def beside(uid: str, pair_id: int, *, viewer: Actor) -> Beside:
    """One pair of a comparison, side by side. Raises `PermissionDenied`, `NotFound`."""
    row = _pairs(uid, viewer=viewer, candidates=True).filter(pk=pair_id).first()
    if row is None:
        raise NotFound()
    (ours,) = catalogue.listings_of_versions([row.version_id])
    found = pair_view(row)
    return Beside(found, ours, gaps(ours, found.theirs))


def lagging(uid: str, *, viewer: Actor) -> list[WeakLink]:
    """Weak links over the accepted pairs of a comparison: gap × cases of the last year, the heaviest first.

    Ours is the version that was compared. Raises `PermissionDenied`.
    """
    accepted = pairs(uid, viewer=viewer, state=PairState.ACCEPTED)
    ours = {line.version_id: line for line in catalogue.listings_of_versions([pair.version_id for pair in accepted])}
    volumes = last_year([pair.item_id for pair in accepted])
    return weak_links(((ours[pair.version_id], pair.theirs) for pair in accepted), volumes)


def pair_view(row: Pair) -> PairView:
    """The view of one row (`theirs` joined)."""
    return PairView(
        id=row.pk,
        item_id=row.item_id,
        version_id=row.version_id,
        department_id=row.department_id,
        ours_code=row.ours_code,
        ours_name=row.ours_name,
        theirs=line_of(row.theirs.guide),
        method=row.method,
        method_label=str(Method(row.method).label),
        score=row.score,
        reasons=tuple(row.reasons),
        rank=row.rank,
        state=row.state,
        state_label=str(PairState(row.state).label),
        note=row.note,
    )


def _pairs(uid: str, *, viewer: Actor, state: str = "", candidates: bool = False) -> QuerySet[Pair]:
    policies.check_may_see(viewer)
    rows = Pair.objects.filter(of_departments(viewer), comparison__uid=uid_of(uid)).select_related("theirs")
    if state:
        rows = rows.filter(state=state)
    if not candidates:
        rows = rows.filter(Q(rank=0) | ~Q(state=PairState.PROPOSED))
    return rows.order_by("ours_code", "rank", "-score", "id")


def _counted(viewer: Actor) -> Any:
    def count(state: PairState, **more: int) -> Count:
        return Count("pairs", filter=of_departments(viewer, "pairs__department_id") & Q(pairs__state=state, **more))

    return Comparison.objects.annotate(
        proposed=count(PairState.PROPOSED, pairs__rank=0),
        accepted=count(PairState.ACCEPTED),
        refused=count(PairState.REFUSED),
    )


def _comparison_view(row: Any) -> ComparisonView:
    return ComparisonView(
        uid=str(row.uid),
        ours_region=row.ours_region,
        theirs_region=row.theirs_region,
        theirs_name=row.theirs_name,
        ours_count=row.ours_count,
        theirs_count=row.theirs_count,
        made_at=row.made_at,
        proposed=row.proposed,
        accepted=row.accepted,
        refused=row.refused,
        findings_count=row.findings_count,
    )
