"""What comes in, what is refused, what is given out again."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from tongban.files import models, services, storage, types
from tongban.files.errors import (
    FileDamaged,
    FileEmpty,
    FileNotStored,
    FileTooLarge,
    FileTypeMismatch,
    ForbiddenFileType,
)
from tongban.files.names import MAX_BYTES, MAX_CHARACTERS, safe_name
from tongban.files.selectors import stored_file, stored_files
from tongban.kernel.actor import Actor
from tongban.kernel.gm import sm3
from tongban.ledger import selectors as ledger
from tongban.ledger.facts import ObjectRef

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)
JPEG = b"\xff\xd8\xff\xe0" + bytes(32)
LARGE = PDF.replace(b"%%EOF", b"0" * storage.IN_ROW + b"\n%%EOF")
TEXT = "申请书：请予办理。\n".encode()

ELF = b"\x7fELF\x02\x01\x01" + bytes(60)
WINDOWS = b"MZ\x90\x00\x03" + bytes(80)
JAVA = b"\xca\xfe\xba\xbe\x00\x00\x00\x34" + bytes(20)
MACHO = b"\xcf\xfa\xed\xfe" + bytes(40)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Settings) -> Path:
    settings.TONGBAN_HOME = tmp_path
    settings.TONGBAN_UPLOAD_LIMIT = 1 << 20
    return tmp_path


def packed(entries: dict[str, bytes]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return output.getvalue()


DOCX = packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
XLSX = packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<w/>"})
OFD = packed({"OFD.xml": b"<ofd/>", "Doc_0/Document.xml": b"<d/>"})
ZIP = packed({"照片/一.png": PNG, "说明.txt": TEXT})


def kept_files(home: Path) -> list[Path]:
    return [path for path in (home / "files").rglob("*") if path.is_file()]


# --- types ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PDF, types.PDF),
        (PNG, types.PNG),
        (JPEG, types.JPEG),
        (OFD, types.OFD),
        (DOCX, types.DOCX),
        (XLSX, types.XLSX),
        (ZIP, types.ZIP),
        (TEXT, types.TEXT),
        ("姓名,证件\n某某,一\n".encode("gb18030"), types.TEXT),
        (b"\xef\xbb\xbfhello", types.TEXT),
        (b"MZ is how this letter starts", types.TEXT),
        (b'<?xml version="1.0"?>\n<log><trace/></log>', types.XML),
    ],
)
def test_types_are_read_from_the_bytes(content: bytes, media_type: str) -> None:
    assert types.detect(io.BytesIO(content)) == media_type


@pytest.mark.parametrize(
    "content",
    [
        ELF,
        WINDOWS,
        JAVA,
        MACHO,
        b"#!/bin/sh\nrm -rf /\n",
        b"\xef\xbb\xbf  #!/usr/bin/env python\n",
        b"<!DOCTYPE html><html><script>alert(1)</script></html>",
        b"<html><body>plain</body></html>",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b'<?xml version="1.0"?><svg><script>1</script></svg>',
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b"text first\n" * 9000 + b"<scr" + b"ipt>alert(1)</script>",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100),
        b"\x00\x01\x02\x03 unknown",
        b"\xff\xfe\xfd\xfc\xfb",
        b"PK\x03\x04 broken archive",
        packed({"run.exe": b"x"}),
        packed({"innocent.txt": WINDOWS}),
        packed({"[Content_Types].xml": b"<T/>", "word/document.xml": b"<w/>", "word/vbaProject.bin": b"m"}),
        packed({"META-INF/MANIFEST.MF": b"Main-Class: A"}),
    ],
)
def test_programs_and_unknown_content_are_refused_under_any_name(content: bytes, home: Path) -> None:
    for name in ("证明.pdf", "照片.jpg", "说明.txt", "无扩展名"):
        with pytest.raises(ForbiddenFileType):
            services.store(content=content, name=name, declared_type="application/pdf", actor=Actor.system())
    assert kept_files(home) == []


def test_a_tag_cut_by_the_reading_piece_is_found() -> None:
    for shift in range(8):
        content = b"a" * ((1 << 16) - shift) + b"<script>" + b"b" * 100
        with pytest.raises(ForbiddenFileType):
            types.detect(io.BytesIO(content))


def test_locked_archives_are_refused() -> None:
    content = bytearray(packed({"a.txt": b"text"}))
    place = content.find(b"PK\x01\x02")
    content[6] |= 1
    content[place + 8] |= 1
    with pytest.raises(ForbiddenFileType, match="密码"):
        types.detect(io.BytesIO(bytes(content)))


@pytest.mark.parametrize(
    ("content", "name"),
    [(PNG, "证明.pdf"), (PDF, "证明.docx"), (TEXT, "证明.pdf"), (DOCX, "表.xlsx"), (ZIP, "证照.ofd")],
)
def test_names_that_lie_are_refused(content: bytes, name: str, home: Path) -> None:
    with pytest.raises(FileTypeMismatch) as caught:
        services.store(content=content, name=name, actor=Actor.system())
    assert caught.value.status == 415
    assert "内容却是" in caught.value.sentence
    assert kept_files(home) == []


@pytest.mark.parametrize("name", ["a.bat", "照片.png.js", "说明.html", "x.svg"])
def test_text_that_a_double_click_would_run_is_refused(name: str) -> None:
    with pytest.raises(ForbiddenFileType, match="扩展名"):
        services.store(content=TEXT, name=name, actor=Actor.system())


@pytest.mark.real_data
def test_real_ofd_files_are_recognised_or_refused(real_data: Path) -> None:
    """Some are broken on purpose; each is either OFD or refused with a sentence, none crashes the check."""
    recognised = 0
    for path in sorted((real_data / "ofd").rglob("*.ofd")):
        with path.open("rb") as file:
            try:
                recognised += types.detect(file) == types.OFD
            except ForbiddenFileType as refusal:
                print(path.name, refusal.sentence)
    assert recognised >= 30


@given(st.binary(max_size=300))
def test_any_bytes_are_typed_or_refused(content: bytes) -> None:
    try:
        assert types.detect(io.BytesIO(content)) in types.LABELS
    except ForbiddenFileType as refusal:
        assert refusal.sentence.endswith("。")  # noqa: PT017  # both outcomes are right, each with its own form


# --- names ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\某\\证明.pdf", "证明.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("证\x00明\n.pdf", "证明.pdf"),
        ("\u200b\ufeff身份证\u200d.jpg", "身份证.jpg"),
        ('a<b>:"c|d?*.txt', "a_b___c_d__.txt"),
        ("...", "附件"),
        ("", "附件"),
        (".htaccess", "htaccess"),
        ("con.txt", "_con.txt"),
        ("  两  个   空格 .pdf ", "两 个 空格.pdf"),
    ],
)
def test_names_are_made_safe(given_name: str, safe: str) -> None:
    assert safe_name(given_name) == safe


@given(st.text(max_size=400))
def test_every_name_becomes_safe(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert len(safe) <= MAX_CHARACTERS
    assert len(safe.encode()) <= MAX_BYTES
    assert not set(safe) & set('/\\\x00<>:"|?*\u202a\u202b\u202d\u202e\u2066\u2067')
    assert not safe.startswith((".", " "))
    assert safe_name(safe) == safe


def test_long_names_keep_their_ending() -> None:
    assert safe_name("很长的名字" * 100 + ".pdf").endswith(".pdf")


# --- storing ----------------------------------------------------------------------------------------


class Endless:
    """A stream that never ends and counts what was taken from it."""

    def __init__(self) -> None:
        self.given = 0

    def read(self, size: int = -1) -> bytes:
        assert 0 < size <= 1 << 20, "the whole stream was asked for"
        self.given += size
        return bytes(size)


def test_a_hundred_megabytes_are_refused_at_the_limit(home: Path, settings: Settings) -> None:
    settings.TONGBAN_UPLOAD_LIMIT = 20 << 20
    endless = Endless()
    with pytest.raises(FileTooLarge) as caught:
        services.store(content=cast(BinaryIO, endless), name="大.pdf", actor=Actor.system())
    assert "20 MB" in caught.value.sentence
    assert caught.value.status == 413
    assert endless.given <= (20 << 20) + storage.PIECE
    assert kept_files(home) == []


def test_the_limit_itself_is_allowed(settings: Settings) -> None:
    settings.TONGBAN_UPLOAD_LIMIT = 1000
    with storage.receive(b"a" * 1000, 1000) as incoming:
        assert incoming.size == 1000
    with pytest.raises(FileTooLarge, match="1000 字节"), storage.receive(b"a" * 1001, 1000):
        pass


def test_empty_files_are_refused() -> None:
    with pytest.raises(FileEmpty):
        services.store(content=b"", name="空.pdf", actor=Actor.system())


@pytest.mark.django_db
@pytest.mark.parametrize("content", [PDF, LARGE], ids=["small", "large"])
def test_a_content_is_kept_under_its_digest_once(home: Path, content: bytes) -> None:
    first = services.store(content=content, name="../营业执照.pdf", actor=Actor.system())
    second = services.store(content=io.BytesIO(content), name="另一个名字.pdf", actor=Actor.system())
    digest = sm3(content).hex()
    assert first == services.StoredFile(digest, len(content), types.PDF, "营业执照.pdf")
    assert second == services.StoredFile(digest, len(content), types.PDF, "另一个名字.pdf")
    on_disk = [home / "files" / digest[:2] / digest[2:4] / digest] if content is LARGE else []
    assert kept_files(home) == on_disk
    assert models.StoredFile.objects.count() == 1
    assert services.open_bytes(digest) == content
    services.prove(digest)
    with services.open_stream(digest) as file:
        assert file.read(4) == b"%PDF"
    assert stored_file(digest).name == "营业执照.pdf"
    assert set(stored_files([digest, "0" * 64])) == {digest}


@pytest.mark.django_db
@pytest.mark.parametrize("size", [storage.IN_ROW - 1, storage.IN_ROW, storage.IN_ROW + 1, storage.IN_MEMORY])
def test_every_size_lies_in_one_place(home: Path, size: int) -> None:
    content = TEXT[:3] * (size // 3) + b"a" * (size % 3)
    digest = services.store(content=content, name="a.txt", actor=Actor.system()).digest
    row = models.StoredFile.objects.get(digest=digest)
    assert (row.content is None) == (size > storage.IN_ROW) == bool(kept_files(home))
    assert services.open_bytes(digest) == content


@pytest.mark.django_db
def test_several_at_once_and_the_same_one_twice(home: Path) -> None:
    hand = [services.Upload(content, "a.pdf") for content in (LARGE, PDF, LARGE, PDF, LARGE + b"\n")]
    kept = services.store_all(files=hand, actor=Actor.system())
    assert [services.open_bytes(one.digest) for one in kept] == [one.content for one in hand]
    assert models.StoredFile.objects.count() == 3
    assert len(kept_files(home)) == 2


@pytest.mark.django_db(transaction=True)
def test_a_small_content_comes_and_goes_with_its_transaction(home: Path) -> None:
    with transaction.atomic():
        digest = services.store(content=PDF, name="a.pdf", actor=Actor.system()).digest
        assert services.open_bytes(digest) == PDF
        transaction.set_rollback(True)
    with pytest.raises(FileNotStored):
        services.open_bytes(sm3(PDF).hex())
    assert kept_files(home) == []


@pytest.mark.django_db
def test_a_small_content_of_an_earlier_release_is_read_from_disk_and_moves_when_it_comes_again(home: Path) -> None:
    digest = services.store(content=PDF, name="a.pdf", actor=Actor.system()).digest
    models.StoredFile.objects.update(content=None)
    with pytest.raises(FileNotStored):
        services.prove(digest)
    path = storage.place(digest)
    path.parent.mkdir(parents=True)
    path.write_bytes(PDF)
    assert services.open_bytes(digest) == PDF
    path.write_bytes(PDF[:10])
    with pytest.raises(FileDamaged):
        services.prove(digest)
    services.store(content=PDF, name="b.pdf", actor=Actor.system())
    assert services.open_bytes(digest) == PDF


@pytest.mark.django_db
def test_the_fact_says_what_came_in_but_not_its_name() -> None:
    stored = services.store(content=PDF, name="某某的身份证.pdf", actor=Actor.system())
    services.store(content=PDF, name="某某的身份证.pdf", actor=Actor.system())
    facts = ledger.timeline(ObjectRef("file", stored.digest))
    assert [fact.kind for fact in facts] == ["file.stored", "file.stored"]
    assert sorted(bool(fact.data["known"]) for fact in facts) == [False, True]
    assert "身份证" not in str([dict(fact.data) for fact in facts])


@pytest.mark.django_db
def test_a_name_without_ending_gains_one() -> None:
    assert services.store(content=PNG, name="照片", actor=Actor.system()).name == "照片.png"
    assert services.store(content=JPEG, name="照片.png", actor=Actor.system()).media_type == types.JPEG


@pytest.mark.django_db
def test_changed_bytes_are_not_given_out() -> None:
    stored = services.store(content=LARGE, name="a.pdf", actor=Actor.system())
    path = storage.place(stored.digest)
    assert path.stat().st_mode & 0o777 == 0o400
    path.chmod(0o600)
    path.write_bytes(LARGE.replace(b"1.7", b"1.6"))
    with pytest.raises(FileDamaged):
        services.open_bytes(stored.digest)


@pytest.mark.django_db
def test_a_changed_row_is_not_given_out_and_a_torn_one_cannot_be() -> None:
    stored = services.store(content=PDF, name="a.pdf", actor=Actor.system())
    with pytest.raises(IntegrityError), transaction.atomic():
        models.StoredFile.objects.update(content=PDF[:10])
    models.StoredFile.objects.update(content=PDF.replace(b"1.7", b"1.6"))
    with pytest.raises(FileDamaged):
        services.open_bytes(stored.digest)


@pytest.mark.django_db
@pytest.mark.parametrize("digest", ["0" * 64, "../../etc/passwd", "", "A" * 64, "0" * 63 + "/"])
def test_unknown_digests_are_not_found(digest: str) -> None:
    with pytest.raises(FileNotStored):
        services.open_bytes(digest)
    with pytest.raises(FileNotStored):
        stored_file(digest)


@pytest.mark.django_db
def test_a_torn_earlier_copy_is_replaced() -> None:
    path = storage.place(sm3(LARGE).hex())
    path.parent.mkdir(parents=True)
    path.write_bytes(LARGE[:10])
    assert services.open_bytes(services.store(content=LARGE, name="a.pdf", actor=Actor.system()).digest) == LARGE
