"""A workbook of the implementation list taken back: all its changed rows become drafts, or none does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from tongban.catalogue import facts
from tongban.catalogue.content import VersionContent, digests
from tongban.catalogue.exchange.columns import KEY_COLUMNS
from tongban.catalogue.exchange.reading import NEW, Problem, SheetLine, read_workbook
from tongban.catalogue.models import ItemVersion, ServiceItem
from tongban.catalogue.policies import EDIT
from tongban.catalogue.selectors.listings import row_line
from tongban.catalogue.services._new_rows import CellFault, contradictions, register_row
from tongban.catalogue.services.compiling import change_draft, draft_version
from tongban.catalogue.services.import_report import ImportReport, RowFinding, RowOutcome
from tongban.catalogue.states import OPEN_STATES, VersionState
from tongban.feeds.sheet_files import open_book
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError
from tongban.ledger import services as ledger

_LABELS = {column.name: column.label for column, _ in KEY_COLUMNS}
_CHUNK = 500


def import_sheet(
    *, path: Path | str, actor: Actor, dry_run: bool = False, progress: Callable[[int], None] | None = None
) -> ImportReport:
    """Take the changed rows of an exported workbook as drafts of their next versions; unchanged rows do nothing. Rows
    for items not yet registered (see `SheetLine.new`) are claimed, with their first drafts.

    One fault anywhere and nothing is taken: the findings name every cell (`field`: 材料!C17). A row that was changed on
    the platform since its export is such a fault, told by the fingerprint the row carries. `dry_run` tells what would
    be taken. `progress(rows)` counts rows. Raises `PermissionDenied`, `FeedUnreadable`.
    """
    actor.require(EDIT)
    file = Path(path)
    reading = read_workbook(open_book(file), progress=progress)
    work = _Work(actor, file.name[:120], list(reading.problems))
    with transaction.atomic():
        lines = [line for line in reading.lines if line.content is not None]
        for start in range(0, len(lines), _CHUNK):
            work.take(lines[start : start + _CHUNK])
        report = work.report(reading.lines)
        if work.faulty or dry_run:
            transaction.set_rollback(True)
        elif report.taken:
            ledger.record(
                facts.FEED_IMPORTED,
                actor=actor,
                objects=[facts.feed_ref("sheet")],
                data={"file": work.file, "rows": report.rows, "taken": report.taken},
            )
    return report


@dataclass(slots=True)
class _Work:
    """One import: what each row came to, and every fault."""

    actor: Actor
    file: str
    problems: list[Problem]
    outcomes: dict[int, RowOutcome] = field(default_factory=dict)

    @property
    def faulty(self) -> bool:
        return any(problem.weight == "refused" for problem in self.problems)

    def take(self, lines: list[SheetLine]) -> None:
        """Rows of the sheet whose cells are all good."""
        rows = ServiceItem.objects.filter(code__in=[line.code for line in lines])
        known = {row.code: row for row in rows.select_related("entry", "department")}
        changed = []
        for line in lines:
            found = known.get(line.code)
            if line.content is None:
                continue
            if found is None and line.new:
                self._register(line, line.content)
            elif found is None:
                text = f"平台上没有编码为{line.code[:40]}的事项；要登记新事项，请把编码改成“{NEW}1”之类"
                self.fault(line, "code", text, "unknown_item")
            elif not self._keys_hold(line, found, line.content):
                continue
            elif digests(line.content).whole == line.keys["base"]:
                self.done(line, "unchanged", "与导出时一致")
            else:
                changed.append((line, found))
        latest = self._latest([found.pk for _, found in changed])
        for line, found in changed:
            self._take(line, found, latest.get(found.pk))

    def _register(self, line: SheetLine, content: VersionContent) -> None:
        try:
            with transaction.atomic():
                code = register_row(line, content, actor=self.actor, reason=f"随表格“{self.file}”登记")
        except CellFault as fault:
            self.fault(line, fault.column, fault.text, fault.kind)
        else:
            self.done(line, "taken", f"登记为新事项{code}，成为第1版草稿")

    def fault(self, line: SheetLine, column: str, text: str, kind: str) -> None:
        self.problems.append(Problem(line.places[column], text, kind, line.row, line.code))

    def done(self, line: SheetLine, outcome: str, why: str) -> None:
        name = line.content.name if line.content else ""
        self.outcomes[line.row] = RowOutcome(line.row, line.code, name, outcome, why)

    def _keys_hold(self, line: SheetLine, found: ServiceItem, content: VersionContent) -> bool:
        differing = contradictions(line, found, content)
        for column, expected in differing:
            self.fault(line, column, f"“{_LABELS[column]}”不能在表格里改，平台上是“{expected}”", "locked_column")
        return not differing

    def _latest(self, item_ids: list[int]) -> dict[int, ItemVersion]:
        """The open version of each item, else the published one; the items stay locked until the end."""
        list(ServiceItem.objects.select_for_update(no_key=True).filter(pk__in=item_ids).order_by("pk").values("pk"))
        rows = ItemVersion.objects.filter(item_id__in=item_ids, state__in=[*OPEN_STATES, VersionState.PUBLISHED])
        rows = rows.select_related("item__entry", "item__department").prefetch_related("materials", "legal_bases")
        # The open version is always the later one.
        return {row.item_id: row for row in rows.order_by("number")}

    def _take(self, line: SheetLine, item: ServiceItem, latest: ItemVersion | None) -> None:
        if line.content is None:
            return
        if not self.actor.covers_department(item.department_id):
            self.fault(line, "department_name", "不是您管理的部门", "permission_denied")
            return
        digest = digests(row_line(latest).content).whole if latest else ""
        if digest == digests(line.content).whole:
            self.done(line, "unchanged", "平台上已经是这样的内容")
            return
        if digest != line.keys["base"]:
            if line.new:
                self.fault(line, "code", "这个事项已经登记，请从平台导出后再改", "item_exists")
                return
            now = f"第{latest.number}版（{VersionState(latest.state).label}）" if latest else "没有版本"
            self.fault(line, "base", f"导出以后平台上已有改动，现在是{now}：请重新导出后再改", "changed_meanwhile")
            return
        try:
            with transaction.atomic():
                if latest is not None and latest.state in OPEN_STATES:
                    change_draft(version_id=latest.pk, content=line.content, revision=latest.revision, actor=self.actor)
                    self.done(line, "taken", f"第{latest.number}版草稿已修改")
                else:
                    draft = draft_version(item_id=item.pk, content=line.content, actor=self.actor)
                    self.done(line, "taken", f"成为第{draft.number}版草稿")
        except DomainError as error:
            self.fault(line, "code", error.sentence, error.code)

    def report(self, lines: list[SheetLine]) -> ImportReport:
        """What every row came to; where anything is faulty, no row is taken."""
        names = {line.row: line.content.name if line.content else "" for line in lines}
        codes = {line.row: line.code for line in lines}
        rows = {line.code: line.row for line in lines}
        reasons: dict[int, list[str]] = {}
        for problem in self.problems:
            row = problem.row or rows.get(problem.code, 0)
            if problem.weight == "refused" and row:
                reasons.setdefault(row, []).append(f"{problem.place}：{problem.text}")
                codes.setdefault(row, problem.code)
        outcomes = [self._outcome(row, codes[row], names.get(row, ""), reasons.get(row, [])) for row in sorted(codes)]
        counted = {word: sum(one.outcome == word for one in outcomes) for word in ("taken", "unchanged", "refused")}
        return ImportReport(
            rows=len(outcomes), mended=0, findings=tuple(self._findings(rows)), outcomes=tuple(outcomes), **counted
        )

    def _outcome(self, row: int, code: str, name: str, reasons: list[str]) -> RowOutcome:
        if reasons:
            return RowOutcome(row, code, name, "refused", "；".join(reasons[:20]))
        found = self.outcomes.get(row)
        if found is None or (found.outcome == "taken" and self.faulty):
            return RowOutcome(row, code, name, "refused", "表格里另有错误，全部没有导入")
        return found

    def _findings(self, rows: dict[str, int]) -> Iterator[RowFinding]:
        for problem in self.problems:
            row = problem.row or rows.get(problem.code, 0)
            text = f"{problem.place}：{problem.text}" if problem.place else problem.text
            yield RowFinding(row, problem.code, problem.weight, problem.kind, problem.place, text)
