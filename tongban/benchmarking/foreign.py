"""Another place's items from a file: a whole feed, or a bare list of names and codes.

Pure. What is read is a list of `Listing`s that nothing keeps but the comparison.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tongban.benchmarking.errors import ListUnreadable
from tongban.catalogue.selectors import Listing, MaterialView, VersionContent
from tongban.feeds.registry import feed_named
from tongban.feeds.rows import FeedItem, FeedRow
from tongban.feeds.sheet import FEED as SHEET

#: The feed name of a bare list: the rows of the sheet feed, whether or not the catalogue could hold them.
BARE = "list"
#: The longest list of a province has a few thousand lines.
MOST_LINES = 20_000


@dataclass(frozen=True, slots=True)
class Foreign:
    """The lines of a file, and what was found wrong with it, row by row, in Chinese."""

    lines: tuple[Listing, ...]
    findings: tuple[str, ...] = ()


def read_foreign(path: Path, feed: str = BARE) -> Foreign:
    """Read a file of another place. Every row that is not taken is said; of a bare list every doubtful cell too.

    Raises `ListUnreadable` where no row can be taken or there are too many, `FeedUnknown`, `FeedUnreadable`.
    """
    bare = feed == BARE
    lines: list[Listing] = []
    findings: list[str] = []
    for row in SHEET.rows(path) if bare else feed_named(feed).read(path):
        if row.item is not None:
            # Codes as they are read hold no blank, so what stands for a missing one is nobody's.
            lines.append(_line(row.item, row.item.code or f"行 {row.line}"))
        if row.item is None or (bare and row.notes):
            findings.append(_said(row, bare))
        if len(lines) > MOST_LINES:
            raise ListUnreadable(name=path.name[:120], reason=f"超过{MOST_LINES}项")
    if not lines:
        raise ListUnreadable(name=path.name[:120], reason="；".join(["没有一行可以比对", *findings[:5]]))
    return Foreign(tuple(lines), tuple(findings))


def _said(row: FeedRow, bare: bool) -> str:
    """What is wrong with a row; the notes of a bare list name the cell themselves."""
    told = "；".join(note.text for note in row.notes)
    place = "" if bare else f"第{row.line}行"
    return f"{place}没有收录：{told}" if row.item is None else told


def _line(item: FeedItem, code: str) -> Listing:
    """What a feed says that benchmarking compares."""
    return Listing(
        code=code,
        task_code=item.task_code,
        handling_code=item.handling_code,
        local_code=item.local_code,
        catalog_code=item.catalog_code,
        entry_name=item.entry_name,
        item_kind=item.item_kind,
        exercise_level=item.exercise_level,
        item_state=item.item_state,
        region_code=item.region_code,
        department_name=item.department_name,
        content=VersionContent(
            name=item.name,
            case_kind="instant" if item.on_the_spot else "promised",
            statutory=item.statutory,
            promised=item.promised,
            applicant_kinds=item.applicant_kinds,
            visits=item.visits,
            online=item.online,
            materials=tuple(MaterialView(order, name) for order, name in enumerate(item.materials or (), 1)),
            materials_stated=item.materials is not None,
            accept_conditions=item.accept_conditions,
            aliases=item.aliases,
        ),
    )
