"""Bombs, polyglots, PDFs that act: refused with a sentence, quickly, without being unpacked."""

from __future__ import annotations

import io
import struct
import tempfile
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from tongban.files import services, types
from tongban.files.errors import FileTypeMismatch, ForbiddenFileType
from tongban.files.names import MAX_BYTES, safe_name
from tongban.files.tests.test_files import PDF, PNG, packed
from tongban.kernel.actor import Actor

ZEROES = b"\x00" * (64 << 20)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Settings) -> Path:
    settings.TONGBAN_HOME = tmp_path
    return tmp_path


def refused(content: bytes, words: str, name: str = "a") -> None:
    """Refused with these words, and nothing is left behind."""
    for shown in (name, "a.pdf", "a.png"):
        with pytest.raises((ForbiddenFileType, FileTypeMismatch)) as found:
            services.store(content=content, name=shown, actor=Actor.system())
    assert words in found.value.sentence
    assert found.value.sentence.endswith("。")


def png(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))


def jpeg(width: int, height: int) -> bytes:
    comment = b"\xff\xfe" + struct.pack(">H", 6) + b"abcd"
    frame = b"\xff\xc2" + struct.pack(">HBHHB", 17, 8, height, width, 3) + bytes(9)
    return b"\xff\xd8" + comment + frame + b"\xff\xda" + bytes(20)


def pdf(body: bytes) -> bytes:
    return b"%PDF-1.7\n1 0 obj\n" + body + b"\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.mark.parametrize("entry", ["OFD.xml", "word/document.xml", "photo.png"])
def test_archives_that_unpack_to_a_thousand_times_their_size(entry: str) -> None:
    refused(packed({entry: ZEROES, "[Content_Types].xml": b"<Types/>"}), "压缩炸弹")


def test_archives_in_archives() -> None:
    refused(packed({"inner.zip": packed({"a.txt": b"a"})}), "压缩包里还有压缩包")


def test_archives_whose_entries_lie_on_one_another() -> None:
    """A directory of a hundred names for the same bytes."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("0.bin", b"x" * 5000)
        for number in range(1, 100):
            twin = zipfile.ZipInfo(f"{number}.bin")
            first = archive.filelist[0]
            twin.header_offset, twin.CRC = first.header_offset, first.CRC
            twin.compress_size = twin.file_size = first.file_size
            archive.filelist.append(twin)
            archive.NameToInfo[twin.filename] = twin
    refused(output.getvalue(), "重叠")


@pytest.mark.parametrize("make", [png, jpeg])
def test_pictures_with_too_many_pixels(make: object) -> None:
    assert callable(make)
    refused(make(60_000, 60_000), "60000×60000")
    assert types.detect(io.BytesIO(make(5000, 7000))) in (types.PNG, types.JPEG)


@settings(max_examples=300)
@given(st.binary(max_size=60), st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n", b"PK\x03\x04"]))
def test_broken_heads_are_typed_or_refused(rest: bytes, head: bytes) -> None:
    try:
        assert types.detect(io.BytesIO(head + rest)) in types.LABELS
    except ForbiddenFileType:
        return


@pytest.mark.parametrize(
    "body",
    [
        b"<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>",
        b"<</S/J#61vaScr#69pt/J#53(1)>>",
        b"<</S /Launch /F (cmd.exe)>>",
        b"<</S/SubmitForm/F(http://example.org)>>",
        b"<</XFA 3 0 R>>",
        b"<</S/Rendition/OP 0/JS(app.alert\\(1\\))>>",
        b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length 99>>\nstream\n"
        + zlib.compress(b"5 0 <</S/JavaScript/JS(1)>>")
        + b"\nendstream",
        b" " * (1 << 20) + b"<</S/Launch>>",
    ],
)
def test_documents_that_act(body: bytes) -> None:
    refused(pdf(body), "动作")
    with tempfile.TemporaryFile() as file:  # the same from a file on disk, which is mapped instead of read
        file.write(pdf(body))
        with pytest.raises(ForbiddenFileType):
            types.detect(file)


@pytest.mark.django_db
def test_documents_that_only_look_so() -> None:
    """Words in the text, links, attachments that are no programs (an e-invoice carries its XML)."""
    invoice = b"<</Type/EmbeddedFile/Filter/FlateDecode>>\nstream\n" + zlib.compress(b"<?xml?><fp/>") + b"\nendstream"
    packed = b"<</Length 24>>stream\n\x8a\x07/JS \x91\xfe/XFA\x00\xd2/JS(\x13\x02\nendstream"  # as it falls in a scan
    for body in (packed, b"(JavaScript)", b"<</S/URI/URI(http://example.org)>>", b"<</JSize 1/Launched 2>>", invoice):
        assert services.store(content=pdf(body), name="a.pdf", actor=Actor.system()).media_type == types.PDF


def test_documents_that_carry_a_program() -> None:
    body = (
        b"<</Type/EmbeddedFile/Filter/FlateDecode>>\nstream\n" + zlib.compress(b"MZ\x90" + bytes(99)) + b"\nendstream"
    )
    refused(pdf(body), "夹带了程序")


def test_one_file_of_two_kinds() -> None:
    refused(PDF + packed({"a.exe.txt": b"x"}), "同时是 PDF 和压缩包")
    refused(b"GIF89a=1;alert(document.cookie)//", "GIF")
    refused(b"<!DOCTYPE html><script>alert(1)</script>", "脚本", "a.png")
    refused(b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "脚本", "a.svg")


@pytest.mark.django_db
def test_a_picture_with_a_page_behind_it_stays_a_picture() -> None:
    """Nothing sniffs it: every download says nosniff, which the test of addresses holds."""
    stored = services.store(content=PNG + b"<html><script>1</script>", name="a.png", actor=Actor.system())
    assert stored.media_type == types.PNG


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\system32\\a.pdf", "a.pdf"),
        ("a\x00.pdf", "a.pdf"),
        ("con.pdf", "_con.pdf"),
        ("‮fdp.证照.pdf", "fdp.证照.pdf"),
        ("\u200b.pdf", "pdf"),
        ("𬱖𠮷㼆\U0002ebf0.pdf", "𬱖𠮷㼆\U0002ebf0.pdf"),
        ("", "附件"),
        ("...", "附件"),
    ],
)
def test_names(given_name: str, shown: str) -> None:
    assert safe_name(given_name) == shown


def test_a_name_of_many_bytes_keeps_its_ending() -> None:
    assert len(safe_name("𬱖" * 200 + ".pdf").encode()) <= MAX_BYTES
    assert safe_name("𬱖" * 200 + ".pdf").endswith("𬱖.pdf")
