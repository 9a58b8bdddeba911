"""Uploads over HTTP: an oversized file neither fills the disk nor breaks the request."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParser
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from tongban.files import services, uploads
from tongban.files.errors import FileTooLarge
from tongban.kernel.actor import Actor

LIMIT = 200_000


@pytest.fixture(autouse=True)
def limited(settings: Settings, tmp_path: Path) -> None:
    settings.TONGBAN_HOME = tmp_path
    settings.TONGBAN_UPLOAD_LIMIT = LIMIT
    settings.FILE_UPLOAD_HANDLERS = ["tongban.files.uploads.LimitedUploadHandler"]


def received(content: bytes) -> UploadedFile[Any]:
    request = RequestFactory().post("/", {"paper": SimpleUploadedFile("a.txt", content), "note": "留言"})
    assert request.POST["note"] == "留言"
    file = request.FILES["paper"]
    assert isinstance(file, UploadedFile)
    return file


@pytest.mark.parametrize("size", [LIMIT + 1, LIMIT * 30])
def test_an_oversized_upload_is_cut_and_refused(size: int) -> None:
    file = received(b"a" * size)
    assert file.size == LIMIT + 1
    assert len(file.read()) == LIMIT + 1
    file.seek(0)
    with pytest.raises(FileTooLarge):
        services.store(content=file, name="a.txt", actor=Actor.system())


@pytest.mark.django_db
def test_an_upload_of_just_the_limit_is_whole() -> None:
    content = b"ab" * (LIMIT // 2)
    stored = services.store(content=received(content), name="a.txt", actor=Actor.system())
    assert stored.size == LIMIT
    assert services.open_bytes(stored.digest) == content


# --- plain forms --------------------------------------------------------------------------------------
MARK = b"b0"
_LETTERS = st.one_of(
    st.sampled_from(
        [*"abA 1.-_\"\\%&=;*'/:\r\n\t\0", "证", "\u202e", "é", "\u2028", "&amp;", "=?utf-8?b?YQ==?=", "..", "b0"]
    ),
    st.characters(),
)
_WORDS = st.lists(_LETTERS, min_size=1, max_size=4).map("".join)
_CONTENTS = st.lists(
    st.sampled_from([b"a", b"\r\n", b"\r", b"\n", b"-", b"--", b"--b0", b"\xff", b"\r\n--b", b"\r\n\r\n"]), max_size=6
).map(b"".join)


@st.composite
def _parts(draw: st.DrawFn) -> bytes:
    head = f'Content-Disposition: form-data; name="{draw(_WORDS)}"'
    if draw(st.booleans()):
        head += f'; filename="{draw(_WORDS)}"'
    if draw(st.booleans()):
        kinds = ["application/pdf", "Text/Plain", "text/plain; charset=gbk", "", draw(_WORDS)]
        head += f"\r\nContent-Type: {draw(st.sampled_from(kinds))}"
    if draw(st.integers(0, 9)) == 0:
        head += "\r\nContent-Transfer-Encoding: base64"
    return b"\r\n" + head.encode(errors="surrogatepass") + b"\r\n\r\n" + draw(_CONTENTS)


@st.composite
def _bodies(draw: st.DrawFn) -> bytes:
    parts = draw(st.lists(_parts(), max_size=3))
    start, end = draw(st.sampled_from([b"--b0", b"\r\n--b0", b"x--b0"])), draw(st.sampled_from([b"--\r\n", b"--", b""]))
    return start + b"\r\n--b0".join([*parts, b""]) + end


def told(form: uploads.Form) -> tuple[list[Any], list[Any]]:
    """Everything that a view can see of a form."""
    post, files = form
    seen = [
        (field, [(file.name, file.content_type, file.size, file.charset, file.read()) for file in several])
        for field, several in files.lists()
    ]
    return [(field, list(values)) for field, values in post.lists()], seen


def django_reads(body: bytes, boundary: bytes = MARK) -> uploads.Form:
    meta = {"CONTENT_TYPE": f"multipart/form-data; boundary={boundary.decode()}", "CONTENT_LENGTH": str(len(body))}
    parser = MultiPartParser(meta, io.BytesIO(body), [MemoryFileUploadHandler(HttpRequest())], "utf-8")
    post, files = parser.parse()
    return post, files


@given(_bodies())
def test_a_plain_form_is_cut_as_django_reads_it(body: bytes) -> None:
    form = uploads.plain_form(body, MARK)
    if form is not None:
        assert told(form) == told(django_reads(body))


def test_forms_of_browsers_and_programs_are_plain() -> None:
    head = '--b0\r\nContent-Disposition: form-data; name="paper"; filename="平面图 (1).pdf"\r\n'.encode()
    content = b"%PDF-1.4\r\n--b1\r\n\r\n\xff\x00"
    note = b'--b0\r\nContent-Disposition: form-data; name="note"\r\n\r\n\xe7\x95\x99\xe8\xa8\x80'
    body = head + b"Content-Type: application/pdf\r\n\r\n" + content + b"\r\n" + note + b"\r\n--b0--\r\n"
    form = uploads.plain_form(body, MARK)
    assert form is not None
    assert told(form) == told(django_reads(body))
    assert form[0]["note"] == "留言"


@pytest.mark.parametrize("content", [b"short", b"a" * LIMIT, b"a" * (LIMIT + 9)], ids=len)
@pytest.mark.parametrize("name", ["a.txt", "a;b.txt", 'a"b.txt'])
def test_plain_or_not_a_request_holds_the_same(settings: Settings, content: bytes, name: str) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = LIMIT
    settings.FILE_UPLOAD_HANDLERS = [
        "tongban.files.uploads.PlainFormHandler",
        "django.core.files.uploadhandler.MemoryFileUploadHandler",
        "tongban.files.uploads.LimitedUploadHandler",
    ]
    request = RequestFactory().post("/", {"paper": SimpleUploadedFile(name, content), "note": "留言"})
    file = request.FILES["paper"]
    assert isinstance(file, UploadedFile)
    assert (request.POST.dict(), file.name, file.read()) == ({"note": "留言"}, name, content[: LIMIT + 1])
