"""An entry claimed, its first guide written and published, all on pages; and the spreadsheet down and up."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from tongban.cases.tests.conftest import SYSTEM
from tongban.catalogue import selectors as catalogue
from tongban.catalogue import services as verbs
from tongban.catalogue.tests.test_exchange_sheet import column
from tongban.console.tests.test_guides import draft_of, second_admin
from tongban.console.tests.test_guides_editor import typed
from tongban.console.tests.test_pages import Town, text

FREE = "410123999000"


@pytest.fixture(autouse=True)
def unclaimed(town: Town) -> None:
    """An entry that nobody has claimed."""
    verbs.create_entry(catalog_code=FREE, name="公共场所卫生许可（补证）", item_kind="licensing", actor=SYSTEM)


def test_what_is_not_claimed_is_listed(town: Town) -> None:
    page = text(town.signed_in("department_admin").get("/console/guides/claim"))
    assert FREE in page
    assert town.city.promised.catalog_code not in page
    bureau = town.signed_in("bureau")
    assert "请先选择部门" in text(bureau.get("/console/guides/claim"))
    mine = {"department": str(town.city.department_id)}
    assert FREE in text(bureau.get("/console/guides/claim", mine))
    assert "没有可以认领的条目" in text(bureau.get("/console/guides/claim", mine | {"q": "月球"}))
    assert bureau.get("/console/guides/claim", mine | {"cursor": "\x00'", "q": "%"}).status_code == 200
    first, after = catalogue.unclaimed_entries(town.city.department_id, viewer=SYSTEM, limit=1)
    assert ([one.catalog_code for one in first], after) == ([FREE], "")


def test_from_an_entry_to_the_public_on_pages_alone(town: Town) -> None:
    admin, other, bureau = town.signed_in("department_admin"), second_admin(town), town.signed_in("bureau")
    address = f"/console/guides/claim?entry={FREE}&department={town.city.department_id}"
    assert 'value="3" selected' in text(admin.get(address))
    wrong = admin.post(address, {"name": "补证", "level": "x", "serial": "1"})
    assert wrong.status_code == 422
    assert "请选择行使层级" in text(wrong)
    assert "序号是两位数字" in text(wrong)
    answer = admin.post(address, {"name": "公共场所卫生许可（补证）", "level": "3", "document_no": "同卫〔2026〕3号"})
    created = catalogue.item_by_code(f"{town.city.department_code}3{FREE}")
    assert answer["Location"] == f"/console/guides/items/{created.id}/"
    assert admin.post(address, {"name": "再来一次", "level": "3"}).status_code == 409
    begun = admin.post(answer["Location"], {"do": "draft_version"})["Location"]
    (draft,) = catalogue.open_versions(viewer=SYSTEM)
    number = draft.version_id
    for part, changes in WRITTEN.items():
        saved = admin.post(f"{begun}?part={part}", typed(number, part) | changes)
        assert saved.status_code == 302, text(saved)
    assert catalogue.publication_findings(number, viewer=SYSTEM) == ()
    version = f"/console/guides/versions/{number}/"
    assert admin.post(version, {"do": "submit_for_review"}).status_code == 302
    assert other.post(version, {"do": "endorse_version"}).status_code == 302
    assert bureau.post(version, {"do": "publish_version"}).status_code == 302
    assert catalogue.current_version(created.id).case_kind == "instant"


WRITTEN: dict[str, dict[str, list[str]]] = {
    "basic": {
        "case_kind": ["instant"],
        "applicant_kinds": ["person", "enterprise"],
        "accept_conditions": ["原证在有效期内。"],
        "result.kind": ["none"],
    },
    "limits": {"statutory": ["20", "working_day"], "promised": ["0", "working_day"]},
    "materials": {"materials-count": ["1"], "materials-0-name": ["补证申请表"], "materials-0-necessity": ["required"]},
    "steps": {
        "steps-count": ["3"],
        "steps-0-name": ["受理"],
        "steps-0-seat": ["clerk"],
        "steps-0-verb": ["accept"],
        "steps-1-name": ["审查"],
        "steps-1-seat": ["approver"],
        "steps-1-verb": ["examine"],
        "steps-2-name": ["决定"],
        "steps-2-seat": ["approver"],
        "steps-2-verb": ["decide"],
    },
    "bases": {
        "legal_bases-count": ["1"],
        "legal_bases-0-law": ["公共场所卫生管理条例"],
        "legal_bases-0-article": ["第四条"],
        "legal_bases-0-excerpt": ["国家对公共场所实行“卫生许可证”制度。"],
    },
    "fees": {"fee.charged": ["no"]},
    "channels": {
        "channels": ["window", "portal"],
        "visits": ["1"],
        "visit_reason": ["领取证件"],
        "online": ["yes"],
        "online_depth": ["3"],
        "in_hall": ["yes"],
    },
    "contacts": {
        "places": ["市民之家一楼综合窗口"],
        "hours": ["工作日9:00—17:00"],
        "phones": ["0372-0000001"],
        "complaint_phones": ["12345"],
    },
}


def test_nobody_claims_for_another_department(town: Town) -> None:
    client = second_admin(town, elsewhere=True)
    mine = f"department={town.city.department_id}"
    assert client.get(f"/console/guides/claim?{mine}").status_code == 403
    assert client.get(f"/console/guides/claim?{mine}&entry={FREE}").status_code == 404
    refused = client.post(f"/console/guides/claim?{mine}&entry={FREE}", {"name": "x", "level": "3"})
    assert refused.status_code == 403
    assert client.get(f"/console/guides/sheet.xlsx?{mine}").status_code == 403
    admin = town.signed_in("department_admin")
    assert admin.get("/console/guides/claim?entry=000000000000").status_code == 404
    assert admin.get(f"/console/guides/claim?department={10**15}").status_code == 404
    for role in ("clerk", "audit_admin"):
        for address in ("claim", "sheet", "sheet.xlsx"):
            assert town.signed_in(role).get(f"/console/guides/{address}").status_code == 403


def workbook(town: Town, tmp_path: Path, **cells: object) -> bytes:
    """The department's workbook with cells changed (事项_K3 and the like)."""
    answer = town.signed_in("department_admin").get("/console/guides/sheet.xlsx")
    assert answer["Content-Type"].endswith("sheet")
    book = load_workbook(io.BytesIO(answer.content))
    for place, value in cells.items():
        name, cell = place.split("_")
        book[name][cell].value = value
    path = tmp_path / "changed.xlsx"
    book.save(path)
    return path.read_bytes()


def upload(town: Town, content: bytes, do: str) -> tuple[int, str]:
    client = town.signed_in("department_admin")
    answer = client.post("/console/guides/sheet", {"file": SimpleUploadedFile("清单.xlsx", content), "do": do})
    return answer.status_code, text(answer)


def test_a_sheet_is_checked_and_then_taken(town: Town, tmp_path: Path) -> None:
    changed = workbook(town, tmp_path, **{f"事项_{column('hours')}3": "周一至周日"})
    status, page = upload(town, changed, "check")
    assert (status, catalogue.open_versions(viewer=SYSTEM)) == (200, [])
    assert "检查通过，还没有导入" in page
    assert "第2版草稿" in page
    status, page = upload(town, changed, "import")
    (draft,) = catalogue.open_versions(viewer=SYSTEM)
    assert (status, catalogue.version(draft.version_id).hours) == (200, "周一至周日")
    assert "已经导入" in page


def test_the_draft_goes_out_where_there_is_one(town: Town, tmp_path: Path) -> None:
    version_id = draft_of(town, hours="草稿里的时间")
    book = load_workbook(io.BytesIO(workbook(town, tmp_path)))
    hours = [cell.value for cell in book["事项"][column("hours")]]
    assert "草稿里的时间" in hours
    assert upload(town, workbook(town, tmp_path), "import")[0] == 200
    assert catalogue.version(version_id).hours == "草稿里的时间"


def test_every_faulty_cell_is_named_and_nothing_is_taken(town: Town, tmp_path: Path) -> None:
    place = f"{column('necessity', '材料')}4"
    cells = {f"材料_{place}": "随便", f"事项_{column('hours')}3": "周一至周日"}
    for do in ("check", "import"):
        status, page = upload(town, workbook(town, tmp_path, **cells), do)
        assert status == 422
        assert f"材料!{place}" in page
        assert "必要、非必要、容缺后补" in page
        assert catalogue.open_versions(viewer=SYSTEM) == []


def test_what_is_no_workbook_is_said(town: Town) -> None:
    assert upload(town, b"no workbook", "import")[0] == 422
    client = town.signed_in("department_admin")
    missing = client.post("/console/guides/sheet", {"do": "import"})
    assert missing.status_code == 422
    assert "请选择改好的表格文件" in text(missing)
    assert town.signed_in("bureau").get("/console/guides/sheet.xlsx").status_code == 404
