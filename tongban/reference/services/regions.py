"""Regions: import of the published divisions and single registrations."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from django.db import connection, transaction

from tongban.kernel.actor import Actor
from tongban.ledger import services as ledger
from tongban.ledger.facts import ObjectRef
from tongban.reference import region_codes
from tongban.reference.errors import BadRegion
from tongban.reference.facts import REGION_REGISTERED, REGIONS_IMPORTED
from tongban.reference.models import Region
from tongban.reference.pinyin import spell
from tongban.reference.places import RegionView, region
from tongban.reference.region_files import Finding, Reading, RegionRow, read_folder

_BATCH = 20_000
_COLUMNS = "code, name, level, parent_id, kind, pinyin, initials"
# A statement of its own: joined into the insert, a plan made for an empty table would read the growing one row by row.
_LEAVE_OUT_UNCHANGED = """
    DELETE FROM incoming_region i USING reference_region r
    WHERE r.code = i.code AND (r.name, r.level, r.parent_id, r.kind, r.pinyin, r.initials)
        IS NOT DISTINCT FROM (i.name, i.level, i.parent_id, i.kind, i.pinyin, i.initials)
"""
_UPSERT = """
    INSERT INTO reference_region AS r (code, name, level, parent_id, kind, pinyin, initials)
    SELECT code, name, level, parent_id, kind, pinyin, initials FROM incoming_region
    ON CONFLICT (code) DO UPDATE SET name = excluded.name, level = excluded.level, parent_id = excluded.parent_id,
        kind = excluded.kind, pinyin = excluded.pinyin, initials = excluded.initials
"""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of every row: `rows == taken + unchanged + refused`; `mended` rows are among the first two."""

    rows: int
    taken: int
    mended: int
    unchanged: int
    refused: int
    findings: tuple[Finding, ...]
    per_file: dict[str, int]

    @property
    def clean(self) -> bool:
        """Nothing refused, and every finding a mere note."""
        return not self.refused and all(finding.note for finding in self.findings)

    def as_json(self) -> dict[str, object]:
        """The command's document (fixed keys of every import)."""
        return asdict(self)


def import_regions(folder: Path, *, actor: Actor, progress: Callable[[str], None] | None = None) -> ImportReport:
    """Take the five files of published divisions into the table; a second run changes nothing and says so.

    One transaction: all good rows or none. `progress` is told what goes on and must not use the database.
    Bad rows are refused with file, line and reason. Needs `reference.manage`.
    Raises `RegionFileMissing`, `RegionColumns`, `UnreadableRegionFile`.
    """
    actor.require("reference.manage")
    tell = progress or (lambda text: None)
    reading = Reading()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('reference_region'))")
            cursor.execute(
                "CREATE TEMP TABLE incoming_region (code text, name text, level smallint, parent_id text, kind text,"
                " pinyin text, initials text) ON COMMIT DROP"
            )
            _copy(read_folder(folder, reading), tell)
            tell("正在写入行政区划…")
            cursor.execute("ANALYZE incoming_region")
            cursor.execute(_LEAVE_OUT_UNCHANGED)
            cursor.execute(_UPSERT)
            taken = cursor.rowcount
            cursor.execute("DROP TABLE incoming_region")
        report = ImportReport(
            rows=reading.rows,
            taken=taken,
            mended=reading.mended,
            unchanged=reading.rows - reading.refused - taken,
            refused=reading.refused,
            findings=tuple(reading.findings),
            per_file=reading.per_file,
        )
        if taken:
            ledger.record(
                REGIONS_IMPORTED,
                actor=actor,
                objects=[ObjectRef("region_table", "china")],
                data={"rows": report.rows, "taken": taken, "refused": report.refused, "mended": report.mended},
            )
    tell(f"行政区划：共 {report.rows} 行，写入 {taken}，未变 {report.unchanged}，拒绝 {report.refused}。")
    return report


def register_region(
    *, code: str, name: str, level: int, parent_code: str = "", kind: str = "", actor: Actor
) -> RegionView:
    """Add or rename one region by hand (a new zone, a pseudo-code of a feed). Needs `reference.manage`.

    Doing it twice changes nothing. Raises `BadRegion` for a code that does not fit its level or an unknown parent.
    """
    actor.require("reference.manage")
    code = region_codes.canonical(code)
    parent = region_codes.canonical(parent_code) if parent_code else None
    if not region_codes.fits(code, level):
        raise BadRegion(code=code, reason=f"代码长度与第 {level} 级不符。")
    pinyin, initials = spell(name)
    values = {
        "name": name,
        "level": level,
        "parent_id": parent,
        "kind": kind or region_codes.kind_of(code, name, level).value,
        "pinyin": pinyin,
        "initials": initials,
    }
    with transaction.atomic():
        if (parent is None) != (level == 1) or (parent and not Region.objects.filter(code=parent).exists()):
            raise BadRegion(code=code, reason="上级没有写明，或者尚未登记。")
        known = Region.objects.filter(code=code).values(*values).first()
        if known != values:
            Region.objects.update_or_create(code=code, defaults=values)
            ledger.record(
                REGION_REGISTERED,
                actor=actor,
                objects=[ObjectRef("region", code)],
                data={"name": name, "level": level, "parent": parent},
                region_code=code,
            )
    return region(code)


def _copy(rows: Iterable[RegionRow], tell: Callable[[str], None]) -> None:
    """Stream the rows into the temporary table (COPY text format)."""
    done = 0
    rows = iter(rows)
    with connection.cursor() as cursor, cursor.copy(f"COPY incoming_region ({_COLUMNS}) FROM STDIN") as copy:
        while batch := list(islice(rows, _BATCH)):
            copy.write("".join(map(_line, batch)))
            done += len(batch)
            tell(f"已读取 {done} 行…")


def _line(row: RegionRow) -> str:
    name = row.name.replace("\\", "\\\\").replace("\t", " ")
    return f"{row.code}\t{name}\t{row.level}\t{row.parent or chr(92) + 'N'}\t{row.kind}\t{row.pinyin}\t{row.initials}\n"
