"""One batch of feed rows, written with a handful of statements instead of some ten for every row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db.models import F

from tongban.catalogue import facts
from tongban.catalogue.content import Digests, VersionContent, digests
from tongban.catalogue.import_mapping import content_of, finding_of, origin_digest
from tongban.catalogue.indexing import index_items
from tongban.catalogue.models import CatalogueEntry, ItemVersion, LegalBasis, MaterialRequirement, ServiceItem
from tongban.catalogue.rows import basis_rows, material_rows, version_columns
from tongban.catalogue.states import VersionState
from tongban.feeds.rows import FeedItem, FeedRow, Note, Weight
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import StaleState
from tongban.ledger import services as ledger
from tongban.orgs import services as orgs
from tongban.orgs.selectors import DepartmentView


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row: taken | mended | unchanged | refused, and why."""

    word: str
    why: str


@dataclass(slots=True)
class _Work:
    """A row that has something to write."""

    row: FeedRow
    source: FeedItem
    content: VersionContent
    digests: Digests
    origin_digest: str
    item: ServiceItem | None
    before: ItemVersion | None


class Batch:
    """Rows of one file, written together inside the caller's transaction."""

    def __init__(self, feed: str, rows: list[FeedRow], actor: Actor) -> None:
        self.feed, self.rows, self.actor = feed, rows, actor
        self.now = clock.now()

    def write(self) -> Iterator[tuple[FeedRow, Outcome]]:
        """Write what changed and say of every row what became of it, with the notes that writing added."""
        known = self._known_items()
        published = self._published(known)
        work: list[_Work] = []
        for row in self.rows:
            if row.item is None:
                yield row, Outcome("refused", _reasons(row, Weight.REFUSED))
                continue
            found = known.get(row.item.code)
            if found is not None and found.origin != self.feed:
                text = f"编码与本市已登记的事项“{found.name}”相同，不覆盖"
                note = Note(Weight.REFUSED, "belongs_to_other_origin", text, "TASK_CODE")
                yield replace(row, item=None, notes=(*row.notes, note)), Outcome("refused", text)
                continue
            content = content_of(row.item)
            fingerprints = digests(content)
            digest = origin_digest(row.item, fingerprints.whole)
            before = published.get(found.pk) if found else None
            if before is not None and before.origin_digest == digest:
                yield row, Outcome("unchanged", "与已收录的内容一致")
                continue
            work.append(_Work(row, row.item, content, fingerprints, digest, found, before))
        yield from self._write(work)

    def _known_items(self) -> dict[str, ServiceItem]:
        """The items of these rows; the feed's own are locked: what the city decides of one meanwhile is not lost."""
        found = ServiceItem.objects.filter(code__in=[row.item.code for row in self.rows if row.item])
        own = found.filter(origin=self.feed).select_for_update(no_key=True).order_by("pk")
        return {item.code: item for item in (*found.exclude(origin=self.feed), *own)}

    def _published(self, known: dict[str, ServiceItem]) -> dict[int, ItemVersion]:
        ids = [item.pk for item in known.values()]
        rows = ItemVersion.objects.filter(item_id__in=ids, state=VersionState.PUBLISHED)
        return {row.item_id: row for row in rows.only("id", "item_id", "number", "origin_digest")}

    def _write(self, work: list[_Work]) -> Iterator[tuple[FeedRow, Outcome]]:
        if not work:
            return
        departments = self._departments(work)
        entries = self._entries(work)
        for one in work:
            self._note_differences(one, departments[one.source.issuer_code], entries[one.source.catalog_code])
        self._items(work, departments, entries)
        versions = self._versions(work)
        self._publish(work, versions)
        index_items([version.item_id for version in versions])
        for one, version in zip(work, versions, strict=True):
            self._record(one, version)
            word = "mended" if one.row.mended else "taken"
            what = "新收录" if one.before is None else f"内容有变化，收录为第{version.number}版"
            mends = _reasons(one.row, Weight.MENDED)
            yield one.row, Outcome(word, f"{what}；修正：{mends}" if mends else what)

    def _departments(self, work: list[_Work]) -> dict[str, DepartmentView]:
        found: dict[str, DepartmentView] = {}
        for one in work:
            if one.source.issuer_code not in found:
                found[one.source.issuer_code] = orgs.ensure_department(
                    code=one.source.issuer_code,
                    name=one.source.department_name,
                    region_code=one.source.region_code,
                    actor=self.actor,
                )
        return found

    def _entries(self, work: list[_Work]) -> dict[str, CatalogueEntry]:
        wanted = {one.source.catalog_code: one.source for one in reversed(work)}
        rows = [
            CatalogueEntry(
                catalog_code=code,
                name=source.entry_name,
                item_kind=source.item_kind,
                main_code=source.main_code,
                main_name=source.main_name,
                origin=self.feed,
            )
            for code, source in sorted(wanted.items())
        ]
        CatalogueEntry.objects.bulk_create(rows, ignore_conflicts=True)
        return {entry.catalog_code: entry for entry in CatalogueEntry.objects.filter(catalog_code__in=wanted)}

    @staticmethod
    def _note_differences(one: _Work, department: DepartmentView, entry: CatalogueEntry) -> None:
        notes = list(one.row.notes)
        if department.name != one.source.department_name:
            text = f"实施主体名称与已登记的“{department.name}”不同，沿用已登记的"
            notes.append(Note(Weight.FINDING, "department_name_differs", text, "DEPT_NAME"))
        if entry.name != one.source.entry_name:
            text = f"目录名称与已登记的“{entry.name[:60]}”不同，沿用已登记的"
            notes.append(Note(Weight.FINDING, "entry_name_differs", text))
        one.row = replace(one.row, notes=tuple(notes))

    def _items(
        self, work: list[_Work], departments: dict[str, DepartmentView], entries: dict[str, CatalogueEntry]
    ) -> None:
        new: list[_Work] = []
        changed: list[_Work] = []
        for one in work:
            (new if one.item is None else changed).append(one)
            one.item = one.item or ServiceItem(code=one.source.code, origin=self.feed, state=one.source.item_state)
            one.item.task_code = one.source.task_code
            one.item.handling_code = one.source.handling_code
            one.item.local_code = one.source.local_code
            one.item.entry = entries[one.source.catalog_code]
            one.item.department_id = departments[one.source.issuer_code].id
            one.item.region_code = one.source.region_code
            one.item.name = one.source.name
            one.item.aliases = list(one.source.aliases)
            one.item.item_kind = one.source.item_kind
            one.item.exercise_level = one.source.exercise_level
            if one.source.item_state != "in_use":
                # A city may have suspended the item itself; the source's silence does not resume it.
                one.item.state = one.source.item_state
        ServiceItem.objects.bulk_create([one.item for one in new if one.item])
        columns = ["local_code", "entry", "department", "region_code", "name", "aliases", "item_kind", "state"]
        ServiceItem.objects.bulk_update([one.item for one in changed if one.item], columns)

    def _versions(self, work: list[_Work]) -> list[ItemVersion]:
        versions = [
            ItemVersion(
                item=one.item,
                number=one.before.number + 1 if one.before else 1,
                as_published=True,
                origin_digest=one.origin_digest,
                findings=[finding_of(note) for note in one.row.notes],
                drafted_at=self.now,
                **version_columns(one.content, one.digests),
            )
            for one in work
        ]
        ItemVersion.objects.bulk_create(versions)
        materials = [
            material for one, row in zip(work, versions, strict=True) for material in material_rows(row, one.content)
        ]
        MaterialRequirement.objects.bulk_create(materials)
        bases = [basis for one, row in zip(work, versions, strict=True) for basis in basis_rows(row, one.content)]
        LegalBasis.objects.bulk_create(bases)
        return versions

    def _publish(self, work: list[_Work], versions: list[ItemVersion]) -> None:
        """The moves `supersede` and `take_over`, for the whole batch in two conditional statements."""
        before = [one.before.pk for one in work if one.before]
        moved = ItemVersion.objects.filter(pk__in=before, state=VersionState.PUBLISHED).update(
            state=VersionState.SUPERSEDED, superseded_at=self.now, revision=F("revision") + 1
        )
        moved += ItemVersion.objects.filter(pk__in=[row.pk for row in versions], state=VersionState.DRAFT).update(
            state=VersionState.PUBLISHED, published_at=self.now, revision=F("revision") + 1
        )
        if moved != len(before) + len(versions):
            raise StaleState()

    def _record(self, one: _Work, version: ItemVersion) -> None:
        ledger.record(
            facts.VERSION_IMPORTED,
            actor=self.actor,
            objects=[facts.item_ref(one.source.code), facts.version_ref(version.pk)],
            data={"feed": self.feed, "number": version.number, "findings": len(one.row.notes)},
            department_id=one.item.department_id if one.item else None,
            region_code=one.source.region_code,
        )


def _reasons(row: FeedRow, weight: Weight) -> str:
    return "；".join(dict.fromkeys(note.text for note in row.notes if note.weight is weight))
