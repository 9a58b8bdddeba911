"""Another city's list uploaded in the page: eleven hundred names and codes, and the states such files come in."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook
from pytest_django.fixtures import Settings

from tongban.benchmarking.models import Comparison, TheirLine
from tongban.benchmarking.tests.test_foreign import BROKEN, name_of
from tongban.cases.tests.conftest import REGION
from tongban.console.tests.test_pages import Town, text

HOME = "/console/benchmarking"


@pytest.fixture
def bureau(town: Town) -> Client:
    return town.signed_in("bureau")


def upload(bureau: Client, name: str, content: bytes, feed: str = "list") -> str:
    """The page that follows, and what it shows."""
    file = SimpleUploadedFile(name, content)
    answer = bureau.post(HOME, {"ours": REGION, "feed": feed, "file": file}, follow=True)
    assert answer.status_code in (200, 413, 422)
    return text(answer)


def test_eleven_hundred_names_and_codes(bureau: Client) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["序号", "事项名称", "事项编码"])
    for number in range(1, 1101):
        page.append([number, f"{name_of(number)}备案", f"YS{number:05}"])
    page["B500"], page["C500"], page["B600"], page["C700"] = "公共场所衛生許可延續", "YS90001", None, "YS00001"
    file = io.BytesIO()
    book.save(file)
    shown = upload(bureau, "乙市.xlsx", file.getvalue())
    assert "对方1,098项" in shown
    assert "公共场所衛生許可延續" in shown
    assert "对方的文件有3处没有照原样读取" in shown
    for finding in (
        "Sheet!B500：名称里有繁体字",
        "没有收录：Sheet!B600：没有事项名称",
        "没有收录：Sheet!C700：编码与Sheet!C2重复",
    ):
        assert finding in shown
    assert TheirLine.objects.count() == 1098


def test_broken_files_are_said_and_leave_nothing(bureau: Client) -> None:
    for kind in ("broken XML", "no archive", "no sheet", "rows without end", "no JSON", "old or locked", "nothing"):
        shown = upload(bureau, "乙市.xlsx", BROKEN[kind])
        assert 'role="alert"' in shown, kind
    for feed in ("guangdong", "national", "sheet"):
        assert 'role="alert"' in upload(bureau, "乙市.xlsx", BROKEN["broken XML"], feed)
    assert not Comparison.objects.exists()


def test_a_file_cut_off_at_the_limit_is_not_read_by_halves(bureau: Client, settings: Settings) -> None:
    settings.TONGBAN_UPLOAD_LIMIT = 2 * 1024 * 1024
    rows = "".join(f"{name_of(number)}备案,YS{number:06}\n" for number in range(100_000))
    shown = upload(bureau, "乙市.csv", f"事项名称,编码\n{rows}".encode())
    assert "2 MB" in shown
    assert not Comparison.objects.exists()


def test_a_name_with_a_path_or_without_an_end_is_no_path(bureau: Client) -> None:
    rows = "事项名称,编码\n公共场所卫生许可延续,A1\n".encode("gb18030")
    for name in ("../../etc/passwd.csv", "长" * 250 + ".csv", "没有后缀", ".csv"):
        assert "公共场所卫生许可延续" in upload(bureau, name, rows)
    assert "编码不是 UTF-8，已按 GB 18030 读取" in upload(bureau, "乙市.csv", rows)
