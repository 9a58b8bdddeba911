"""Uploads as no browser sends them: refused early and in words, nothing kept, nothing of it ever shown as a page."""

from __future__ import annotations

import io
import resource
from typing import Any

import orjson
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tongban.access.models import Account
from tongban.cases import services as cases
from tongban.cases.models import CaseMaterial
from tongban.files import services as files
from tongban.files.models import StoredFile
from tongban.files.tests.papers import PDF
from tongban.files.tests.test_dangers import ZEROES, jpeg, pdf, png
from tongban.files.tests.test_files import ELF, PNG, TEXT, WINDOWS, packed
from tongban.openapi.tests.conftest import ROOT, World, standing_world, world
from tongban.openapi.tests.test_refusals import refusal
from tongban.shell.tests.races import told

__all__ = ["standing_world", "world"]
pytestmark = pytest.mark.django_db
BOUND = "----x"
HOSTILE = {
    "docx bomb.docx": packed({"word/document.xml": ZEROES, "[Content_Types].xml": b"<Types/>"}),
    "ofd bomb.ofd": packed({"OFD.xml": ZEROES}),
    "zip bomb.zip": packed({"a.bin": ZEROES}),
    "nested.zip": packed({"b.zip": packed({"a.txt": b"a"})}),
    "pixels.png": png(60_000, 60_000),
    "pixels.jpg": jpeg(65_000, 65_000),
    "two kinds.pdf": PDF + packed({"a.txt": b"a"}),
    "gif and script.gif": b"GIF89a/*\x01*/=1;alert(1)",
    "page.png": b"<html><script>alert(1)</script></html>",
    "picture.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "page.html": TEXT,
    "script.pdf": pdf(b"<</OpenAction<</S/JavaScript/JS(1)>>>>"),
    "launch.pdf": pdf(b"<</S/Launch/F(a.exe)>>"),
    "program.pdf": WINDOWS,
    "linux": ELF,
    "wrong.pdf": PNG,
    "empty.pdf": b"",
}


def bearer(world: World) -> dict[str, str]:
    return {"Authorization": f"Bearer {world['resident'].token}"}


def browser() -> Client:
    client = Client()
    client.force_login(Account.objects.get(username="resident"))
    return client


def multipart(content: bytes, disposition: str = 'name="file"; filename="a.pdf"', more: str = "") -> bytes:
    head = f"--{BOUND}\r\nContent-Disposition: form-data; {disposition}\r\n{more}\r\n".encode()
    return head + content + f"\r\n--{BOUND}--\r\n".encode()


def send(world: World, body: bytes, kind: str = f"multipart/form-data; boundary={BOUND}", **environ: Any) -> Any:
    return Client().generic("POST", f"{ROOT}/files", body, kind, headers=bearer(world), **environ)


@pytest.mark.parametrize("name", HOSTILE)
def test_dangerous_files_are_refused_at_both_doors(world: World, name: str) -> None:
    content = HOSTILE[name]
    answer = Client().post(f"{ROOT}/files", {"file": SimpleUploadedFile(name, content)}, headers=bearer(world))
    problem = refusal(answer, 415 if content else 422)
    told(problem["title"], problem["detail"])
    uid = world.city.draft(world.city.promised, materials=False)
    before = StoredFile.objects.count()
    page = browser().post(f"/cases/{uid}/materials", {"m1": SimpleUploadedFile(name, content), "next": "yes"})
    assert page.status_code == 422
    assert StoredFile.objects.count() == before
    assert not CaseMaterial.objects.filter(case__uid=uid).exists()


class Endless(io.RawIOBase):
    """A body that is made while it is read, and counts how much was."""

    def __init__(self, head: bytes, size: int, tail: bytes) -> None:
        self.head, self.left, self.tail, self.given = io.BytesIO(head), size, io.BytesIO(tail), 0
        self.length = len(head) + size + len(tail)

    def read(self, size: int = -1) -> bytes:
        size = 1 << 16 if size < 0 else size
        piece = self.head.read(size)
        if not piece and self.left:
            piece = b"x" * min(size, self.left)
            self.left -= len(piece)
        piece = piece or self.tail.read(size)
        self.given += len(piece)
        return piece


def endless(field: str) -> Endless:
    whole = multipart(b"", f'name="{field}"; filename="a.txt"')
    middle = whole.index(b"\r\n\r\n") + 4
    return Endless(whole[:middle], 100 << 20, whole[middle:])


def test_a_hundred_megabytes_are_refused_before_they_are_read(world: World) -> None:
    body = endless("file")
    kind = f"multipart/form-data; boundary={BOUND}"
    environ: dict[str, Any] = {"wsgi.input": body, "CONTENT_LENGTH": str(body.length), "CONTENT_TYPE": kind}
    answer = send(world, b"", **environ)
    refusal(answer, 413, "body_too_large")
    assert body.given == 0


def test_a_hundred_megabytes_on_a_page_are_cut_while_they_arrive(world: World) -> None:
    """A browser hears only after it has sent all, so the page reads on, keeps no more than the limit, and says so."""
    uid, body = world.city.draft(world.city.promised, materials=False), endless("m1")
    client, kind = browser(), f"multipart/form-data; boundary={BOUND}"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    environ: dict[str, Any] = {"wsgi.input": body, "CONTENT_LENGTH": str(body.length), "CONTENT_TYPE": kind}
    answer = client.generic("POST", f"/cases/{uid}/materials", b"", kind, **environ)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert answer.status_code in (413, 422)
    assert "MB" in answer.content.decode()
    assert grown * 1024 < 2 * settings.TONGBAN_UPLOAD_LIMIT
    assert not StoredFile.objects.filter(size__gt=1 << 20).exists()


def part(number: int) -> bytes:
    return f'--{BOUND}\r\nContent-Disposition: form-data; name="f{number}"; filename="a.txt"\r\n\r\nx\r\n'.encode()


@pytest.mark.parametrize(
    ("body", "kind", "environ"),
    [
        (multipart(PDF), "multipart/form-data", {}),
        (multipart(PDF), "multipart/form-data; boundary=", {}),
        (multipart(PDF), "multipart/form-data; boundary=" + "x" * 500, {}),
        (multipart(PDF), "multipart/form-data; boundary=\u4e2d", {}),
        (multipart(PDF), "multipart/form-data; boundary=other", {}),
        (multipart(PDF)[:-20], f"multipart/form-data; boundary={BOUND}", {}),
        (multipart(PDF), f"multipart/form-data; boundary={BOUND}", {"CONTENT_LENGTH": "30"}),
        (multipart(PDF), f"multipart/form-data; boundary={BOUND}", {"CONTENT_LENGTH": "-5"}),
        (multipart(PDF), f"multipart/form-data; boundary={BOUND}", {"CONTENT_LENGTH": "abc"}),
        (multipart(PDF), f"multipart/form-data; boundary={BOUND}", {"CONTENT_LENGTH": ""}),
        (multipart(PDF), f"multipart/mixed; boundary={BOUND}", {}),
        (multipart(PDF), "application/octet-stream", {}),
        (b"".join(map(part, range(10_000))), f"multipart/form-data; boundary={BOUND}", {}),
        (multipart(b"!!!", more="Content-Transfer-Encoding: base64\r\n"), f"multipart/form-data; boundary={BOUND}", {}),
        (b"\r\n" * 5000, f"multipart/form-data; boundary={BOUND}", {}),
        (multipart(PDF, more="X: " + "y" * 100_000 + "\r\n"), f"multipart/form-data; boundary={BOUND}", {}),
    ],
)
def test_bodies_that_are_no_forms(world: World, body: bytes, kind: str, environ: dict[str, str]) -> None:
    answer = send(world, body, kind, **environ)
    if answer.status_code == 200:  # read as far as it is one
        assert StoredFile.objects.count() == 1
        return
    assert answer.status_code in (400, 413, 415, 422), answer.content
    refusal(answer, answer.status_code)
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("disposition", "shown"),
    [
        ('name="file"; filename="../../etc/证明.pdf"', "证明.pdf"),
        ('name="file"; filename="C:\\\\temp\\\\a.pdf"', "a.pdf"),
        ("name=\"file\"; filename*=UTF-8''%E8%AF%81%E6%98%8E.pdf", "证明.pdf"),
        ('name="file"; filename*="UTF-8\'\'a.pdf"', "a.pdf"),
        ('name="file"; filename="b.pdf"; filename*=UTF-8\'\'..%2F..%2Fc.pdf', "c.pdf"),
        ('name="file"; filename="con.pdf"', "_con.pdf"),
        ('name="file"; filename="\u202efdp.证照.pdf"', "fdp.证照.pdf"),
        ('name="file"; filename="' + "证" * 300 + '.pdf"', "证" * 65 + ".pdf"),
        ('name="file"; filename="/"', "附件.pdf"),
    ],
)
def test_names_of_files(world: World, disposition: str, shown: str) -> None:
    answer = send(world, multipart(PDF, disposition))
    if answer.status_code == 422:  # Django takes a name that is only a path for no file at all
        refusal(answer, 422)
        return
    assert answer.status_code == 200, answer.content
    stored = orjson.loads(answer.content)["name"]
    assert "/" not in stored
    assert "\\" not in stored
    assert stored.endswith(".pdf")
    assert len(stored.encode()) <= 200
    assert stored == shown or "UTF-8" in disposition or len(shown) > 60


@pytest.mark.parametrize(("content", "inline"), [(PDF, True), (PNG, True), (TEXT, False)])
def test_downloads_are_never_sniffed_or_run(world: World, content: bytes, inline: bool) -> None:
    city = world.city
    uid = city.draft(city.promised, materials=False)
    for order, name in ((1, '证"明\r\nX: y'), (2, "乙")):
        stored = files.store(content=content, name=name, actor=city.resident)
        material = cases.MaterialInput(order=order, digest=stored.digest, file_name=stored.name)
        cases.attach_material(case_uid=uid, material=material, actor=city.resident)
    cases.submit_case(case_uid=uid, actor=city.resident)
    clerk = Client()
    clerk.force_login(Account.objects.get(username="clerk"))
    for client, address, may in ((browser(), f"/cases/{uid}/", False), (clerk, f"/workbench/cases/{uid}/", inline)):
        answer = client.get(f"{address}materials/1")
        assert answer.status_code == 200
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert answer["Content-Disposition"].startswith("inline" if may else "attachment")
        assert "X: y" not in answer.headers
        if not may:
            assert answer["Content-Type"] == "application/octet-stream"
