"""What a file really is, read from its bytes (pure). The name is believed only where it agrees."""

from __future__ import annotations

import codecs
import re
import zipfile
import zlib
from typing import BinaryIO

from tongban.files import dangers
from tongban.files.errors import FileTypeMismatch, ForbiddenFileType
from tongban.files.names import extension

PDF, PNG, JPEG, ZIP, TEXT, XML = (
    "application/pdf",
    "image/png",
    "image/jpeg",
    "application/zip",
    "text/plain",
    "text/xml",
)
OFD = "application/ofd"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LABELS = {
    PDF: "PDF",
    PNG: "PNG 图片",
    JPEG: "JPG 图片",
    ZIP: "ZIP 压缩包",
    TEXT: "纯文本",
    XML: "XML",
    OFD: "OFD",
    DOCX: "Word 文档",
    XLSX: "Excel 表格",
}
EXTENSIONS = {
    PDF: "pdf",
    PNG: "png",
    JPEG: "jpg",
    ZIP: "zip",
    TEXT: "txt",
    XML: "xml",
    OFD: "ofd",
    DOCX: "docx",
    XLSX: "xlsx",
}
# Endings that agree with a type. A photo with the wrong photo ending is a camera's habit, not a disguise.
_IMAGES = {"png", "jpg", "jpeg", "jpe", "jfif"}
_AGREES = {
    PDF: {"pdf"},
    PNG: _IMAGES,
    JPEG: _IMAGES,
    OFD: {"ofd"},
    DOCX: {"docx"},
    XLSX: {"xlsx"},
    ZIP: {"zip"},
    TEXT: {"txt", "csv", "tsv", "json", "jsonl", "md", "log", "text"},
    XML: {"xml", "txt", "xes"},
}
_KNOWN_ENDINGS = set().union(*_AGREES.values())
_HEAD, _PIECE = 4096, 1 << 16
_MAX_ENTRIES = 5000

_EXECUTABLE_MAGIC = {
    b"\x7fELF": "它是 Linux 程序",
    b"\xca\xfe\xba\xbe": "它是 Java 或 macOS 程序",
    b"\xfe\xed\xfa\xce": "它是 macOS 程序",
    b"\xfe\xed\xfa\xcf": "它是 macOS 程序",
    b"\xce\xfa\xed\xfe": "它是 macOS 程序",
    b"\xcf\xfa\xed\xfe": "它是 macOS 程序",
    b"\x00asm": "它是 WebAssembly 程序",
    b"dex\n": "它是安卓程序",
    b"#!": "它是脚本程序",
    b"L\x00\x00\x00\x01\x14\x02\x00": "它是快捷方式",
}
# Text that some program would run if a person opened it.
_ACTIVE = (
    "bat cmd com exe scr pif msi dll vbs vbe js jse mjs wsf wsh hta ps1 psm1 sh bash py pyw rb pl php jsp asp aspx jar "
    "class apk app dmg lnk url reg inf svg svgz html htm xhtml shtml mht docm xlsm pptm dotm xlam desktop"
)
_ACTIVE_ENDINGS = frozenset(_ACTIVE.split())
_MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|script|svg|iframe|object|embed)\b", re.IGNORECASE)
_ACTIVE_XML = re.compile(
    rb"<\s*(?:\w+:)?(?:script|svg|html|iframe|object|embed)\b|<\?xml-stylesheet|<!ENTITY|javascript:", re.IGNORECASE
)


def detect(file: BinaryIO) -> str:
    """The media type of a seekable file; raises `ForbiddenFileType` for executables and unknown content."""
    file.seek(0)
    head = file.read(_HEAD)
    refuse_executable(head)
    if head.startswith(b"%PDF-"):
        dangers.refuse_active_pdf(file)
        return PDF
    if head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        dangers.refuse_huge_picture(file)
        return PNG if head.startswith(b"\x89PNG") else JPEG
    if head.startswith(b"GIF8"):
        raise ForbiddenFileType(reason="不接收 GIF 图片，请另存为 PNG 或 JPG")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _archive_type(file)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise ForbiddenFileType(reason="旧版 Office 文件（.doc、.xls）可能带有宏")
    return _text_type(file, head)


def refuse_executable(head: bytes) -> None:
    """Raise `ForbiddenFileType` where the first bytes are those of a program or script."""
    for magic, reason in _EXECUTABLE_MAGIC.items():
        if head.startswith(magic):
            raise ForbiddenFileType(reason=reason)
    if head.startswith(b"MZ") and b"\x00" in head[:64]:
        raise ForbiddenFileType(reason="它是 Windows 程序")
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"#!"):
        raise ForbiddenFileType(reason="它是脚本程序")


def check_name(name: str, media_type: str) -> None:
    """Raise `FileTypeMismatch` where the ending promises another known type, or one that runs."""
    ending = extension(name)
    if ending in _ACTIVE_ENDINGS:
        raise ForbiddenFileType(reason=f"不接收扩展名为 .{ending} 的文件")
    if ending in _KNOWN_ENDINGS and ending not in _AGREES[media_type]:
        raise FileTypeMismatch(reason=f"文件名写的是 .{ending}，内容却是{LABELS[media_type]}")


def _archive_type(file: BinaryIO) -> str:
    """ZIP and what is built on it. Every entry's first bytes are looked at; nothing is unpacked to disk."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            if len(entries) > _MAX_ENTRIES:
                raise ForbiddenFileType(reason=f"压缩包里的文件超过{_MAX_ENTRIES}个")
            dangers.refuse_bomb(entries, file.seek(0, 2))
            names = {entry.filename for entry in entries}
            for entry in entries:
                _check_entry(archive, entry)
    # RuntimeError: encrypted; NotImplementedError: packed in a way unknown here.
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError) as error:
        raise ForbiddenFileType(reason="压缩格式已损坏，无法打开") from error
    if "OFD.xml" in names:
        return OFD
    if "[Content_Types].xml" in names:
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            raise ForbiddenFileType(reason="Office 文件里带有宏")
        if any(name.startswith("word/") for name in names):
            return DOCX
        if any(name.startswith("xl/") for name in names):
            return XLSX
    if "META-INF/MANIFEST.MF" in names or "AndroidManifest.xml" in names:
        raise ForbiddenFileType(reason="它是 Java 或安卓程序包")
    return ZIP


def _check_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    if entry.is_dir():
        return
    if entry.flag_bits & 1:
        raise ForbiddenFileType(reason="压缩包设有密码，窗口无法查看")
    if extension(entry.filename) in _ACTIVE_ENDINGS - {"inf"}:
        raise ForbiddenFileType(reason="压缩包里有程序或网页文件")
    with archive.open(entry) as member:
        head = member.read(_HEAD)
    refuse_executable(head)
    if head.startswith(b"PK\x03\x04") and extension(entry.filename) == "zip":
        raise ForbiddenFileType(reason="压缩包里还有压缩包，窗口无法逐个查看")


def _text_type(file: BinaryIO, head: bytes) -> str:
    """Plain text or XML in UTF-8 or GB 18030, the whole file read; markup that a browser would run is refused."""
    is_xml = head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<?xml")
    forbidden = _ACTIVE_XML if is_xml else _MARKUP
    decoders = [codecs.getincrementaldecoder(name)() for name in ("utf-8", "gb18030")]
    tail = b""
    file.seek(0)
    while chunk := file.read(_PIECE):
        decoders = [decoder for decoder in decoders if _decodes(decoder, chunk)]
        if not decoders or b"\x00" in chunk:
            raise ForbiddenFileType(reason="认不出这种文件格式")
        # The end of the piece before is searched again, so that a tag cut in two is found.
        if forbidden.search(tail + chunk):
            raise ForbiddenFileType(reason="它含有网页或脚本代码")
        tail = chunk[-64:]
    if not any(_decodes(decoder, b"", final=True) for decoder in decoders):
        raise ForbiddenFileType(reason="认不出这种文件格式")
    return XML if is_xml else TEXT


def _decodes(decoder: codecs.IncrementalDecoder, piece: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(piece, final=final)
    except UnicodeDecodeError:
        return False
    return True
