"""Importing: every row has its end, nothing is written twice, nothing of ours is overwritten."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import DataError

from tongban.catalogue import selectors, services
from tongban.catalogue.models import CatalogueEntry, ItemVersion, MaterialRequirement, ServiceItem
from tongban.catalogue.rows import material_rows
from tongban.catalogue.services import _batch, importing
from tongban.catalogue.tests.conftest import SYSTEM, guide, publish
from tongban.feeds.errors import FeedUnreadable
from tongban.feeds.tests.guangdong_rows import CODE, USCC, record
from tongban.ledger.models import Fact
from tongban.orgs import selectors as orgs
from tongban.orgs import services as orgs_services

pytestmark = pytest.mark.django_db
SECOND = CODE[:-1] + "2"


def write(folder: Path, *rows: dict[str, Any] | str) -> Path:
    file = folder / "feed.jsonl"
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def take(file: Path) -> services.ImportReport:
    return services.import_feed("guangdong", file, actor=SYSTEM)


def outcomes(report: services.ImportReport) -> list[str]:
    return [outcome.outcome for outcome in report.outcomes]


def test_rows_end_as_taken_mended_refused_unchanged(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        record(),
        record(TASK_CODE=SECOND, CATAID=SECOND[19:], DEPT_NAME=" 某省某厅"),
        record(TASK_CODE="x"),
        "{broken",
        record(TASK_CODE=CODE + "01", handle_time="无", handle_time_limit="无"),
    )
    first = take(file)
    assert outcomes(first) == ["taken", "mended", "refused", "refused", "taken"]
    assert (first.rows, first.taken, first.mended, first.unchanged, first.refused) == (5, 2, 1, 0, 2)
    assert "首尾空白" in first.outcomes[1].why
    assert "应为31位" in first.outcomes[2].why
    assert {finding.kind for finding in first.findings if finding.row == 5} == {"no_limit"}
    assert first.findings[0].row == 0  # what this source never says, once for the file
    second = take(file)
    assert outcomes(second) == ["unchanged", "unchanged", "refused", "refused", "unchanged"]
    assert ItemVersion.objects.count() == 3


def test_the_second_run_writes_nothing(tmp_path: Path) -> None:
    file = write(tmp_path, record())
    take(file)
    facts = Fact.objects.count()
    stamp = ItemVersion.objects.values_list("id", "revision", "published_at").get()
    take(file)
    assert Fact.objects.count() == facts
    assert ItemVersion.objects.values_list("id", "revision", "published_at").get() == stamp


def test_a_changed_row_becomes_the_next_version(tmp_path: Path) -> None:
    take(write(tmp_path, record()))
    old = selectors.current_version(selectors.item_by_code(CODE).id)
    report = take(write(tmp_path, record(handle_time_limit="3(工作日)", TASK_NAME="新名称", material_intro=["章程"])))
    assert outcomes(report) == ["taken"]
    assert "第2版" in report.outcomes[0].why
    new = selectors.current_version(old.item_id)
    assert (new.number, new.name, str(new.promised)) == (2, "新名称", "3个工作日")
    assert selectors.version(old.id).state == "superseded"
    assert selectors.version(old.id).materials[0].name == "申请表"
    assert selectors.search("新名称").total == 1


def test_unknown_stays_unknown_beside_the_version(tmp_path: Path) -> None:
    take(
        write(
            tmp_path,
            record(handle_time="无", handle_time_limit="无", material_intro="无", visit_number="", LIMIT_SCENE_NUM=""),
        )
    )
    version = selectors.current_version(selectors.item_by_code(CODE).id)
    assert (version.statutory, version.promised, version.visits, version.fee.charged) == (None, None, None, None)
    assert (version.limit_source, version.case_kind, version.materials_stated) == ("default", "promised", False)
    assert {"form", "steps", "result"} <= set(version.defaults)
    assert {finding["kind"] for finding in version.findings} == {"no_limit", "no_materials"}


@pytest.mark.parametrize(
    ("changes", "channels"),
    [
        ({"visit_number": "1", "handle_location": "无线下办理窗口"}, ("portal", "window")),
        ({"visit_number": "0", "LIMIT_SCENE_NUM": "0", "handle_location": "无线下办理窗口"}, ("portal",)),
        ({"visit_number": "0", "LIMIT_SCENE_NUM": "0", "ONLINECHECK": "0", "handle_location": "无"}, ("window",)),
    ],
)
def test_channels(tmp_path: Path, changes: dict[str, str], channels: tuple[str, ...]) -> None:
    take(write(tmp_path, record(**changes)))
    version = selectors.current_version(selectors.item_by_code(CODE).id)
    assert version.channels == channels
    assert ("channels" in version.defaults) is (changes.get("ONLINECHECK") == "0")


def test_an_invalid_issuer_is_taken_with_a_finding(tmp_path: Path) -> None:
    code = "TE440000GD030003VV2440112035001"
    report = take(write(tmp_path, record(TASK_CODE=code, DEPT_NAME="某供电局")))
    assert outcomes(report) == ["taken"]
    assert [finding.kind for finding in report.findings if finding.row] == ["issuer_code_invalid"]
    department = orgs.department(selectors.item_by_code(code).department_id)
    assert (department.name, department.code_valid) == ("某供电局", False)


def test_known_departments_and_entries_keep_their_names(tmp_path: Path) -> None:
    orgs_services.register_department(code=USCC, name="省厅（已登记）", actor=SYSTEM)
    services.create_entry(catalog_code=CODE[19:], name="本市目录名", item_kind="licensing", actor=SYSTEM)
    report = take(write(tmp_path, record()))
    kinds = {finding.kind for finding in report.findings if finding.row}
    assert kinds == {"department_name_differs", "entry_name_differs"}
    assert CatalogueEntry.objects.get().name == "本市目录名"


def test_our_own_item_is_never_overwritten(tmp_path: Path) -> None:
    department = orgs_services.register_department(code=USCC, name="本市某局", actor=SYSTEM)
    services.create_entry(catalog_code=CODE[19:], name="目录", item_kind="licensing", actor=SYSTEM)
    own = services.create_item(code=CODE, department_id=department.id, name="本市的事项", actor=SYSTEM)
    before = publish(own.id, guide(name="本市的事项"))
    report = take(write(tmp_path, record(), record(TASK_CODE=CODE + "01")))
    assert outcomes(report) == ["refused", "taken"]
    assert "本市的事项" in report.outcomes[0].why
    assert selectors.current_version(own.id) == before


def test_a_suspension_by_the_city_survives_the_next_import(tmp_path: Path) -> None:
    take(write(tmp_path, record()))
    item = selectors.item_by_code(CODE)
    services.suspend_item(item_id=item.id, reason="本市暂停", actor=SYSTEM)
    take(write(tmp_path, record(handle_time_limit="2(工作日)")))
    assert selectors.item(item.id).state == "suspended"
    assert selectors.search("某某许可").total == 0
    take(write(tmp_path, record(handle_time_limit="1(工作日)", TASK_STATE="3")))
    assert selectors.item(item.id).state == "abolished"


def test_a_row_the_database_refuses_does_not_stop_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = material_rows

    def poisoned(version: ItemVersion, content: services.VersionContent) -> list[MaterialRequirement]:
        if "毒" in content.name:
            raise DataError("value out of range")
        return made(version, content)

    monkeypatch.setattr(_batch, "material_rows", poisoned)
    report = take(write(tmp_path, record(), record(TASK_CODE=SECOND, CATAID=SECOND[19:], TASK_NAME="毒物许可")))
    assert outcomes(report) == ["taken", "refused"]
    assert "数据库" in report.outcomes[1].why
    assert ServiceItem.objects.count() == 1


def test_progress_counts_lines_and_batches_are_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "_BATCH", 2)
    rows = [record(TASK_CODE=CODE + f"{serial:02d}") for serial in range(1, 6)]
    told: list[tuple[int, int]] = []
    file = write(tmp_path, *rows)
    report = services.import_feed("guangdong", file, actor=SYSTEM, progress=lambda *now: told.append(now))
    assert told == [(2, 5), (4, 5), (5, 5)]
    assert report.taken == 5
    assert Fact.objects.filter(kind="catalogue.feed_imported").count() == 1
    assert Fact.objects.filter(kind="catalogue.version_imported").count() == 5


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FeedUnreadable):
        take(tmp_path / "nothing.jsonl")
