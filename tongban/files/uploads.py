"""Django's upload handlers of the house. Set in `FILE_UPLOAD_HANDLERS`, in this order: plain forms, Django's own for
what fits into memory, and one for the rest with our limit.

Of an oversized file the rest is read off the wire and thrown away: what arrives is cut one byte over the limit, so that
`store` refuses it with its own sentence instead of the disk filling up or the connection breaking without a word.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any, TypeAlias, cast

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParser
from django.utils.datastructures import MultiValueDict

Form: TypeAlias = "tuple[QueryDict, MultiValueDict[str, UploadedFile[Any]]]"
# Names as people and programs give them: nothing that is escaped, encoded, part of a path or read in two ways.
_PLAIN_HEAD = re.compile(
    r"""content-disposition: form-data; name="([^"\\%&=;*'/]+)"(?:; filename="([^"\\%&=;*'/]+)")?"""
    r"(?:\r\ncontent-type: ([a-z0-9.+-]+/[a-z0-9.+-]+))?",
    re.IGNORECASE,
)
_MOST_PARTS = 20


class PlainFormHandler(FileUploadHandler):
    """Cuts a small form of the usual shape in one go, with the same outcome as Django's parser, which reads forms of
    any shape and size piece by piece and takes ten times as long. Any other form it hands to that."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Mapping[str, Any],  # Django's name
        content_length: int,
        boundary: Any,  # bytes, whatever its type is said to be
        encoding: str | None = None,
    ) -> Form | None:
        """Fields and files of a form that Django would hold in memory; None for a larger one."""
        if content_length > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
            return None
        body = input_data.read(content_length)
        form = plain_form(body, boundary) if encoding in (None, "utf-8") else None
        if form is None:
            others = [handler for handler in cast(HttpRequest, self.request).upload_handlers if handler is not self]
            form = MultiPartParser(dict(META), io.BytesIO(body), others, encoding).parse()
        return form

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Of a larger form: the next handler's."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Of a larger form: the next handler's."""


def plain_form(body: bytes, boundary: bytes) -> Form | None:
    """Fields and files of a form of the usual shape (RFC 7578 without options); None for any other."""
    mark = b"--" + boundary
    first, *parts = body.split(b"\r\n" + mark)
    if not first.startswith(mark) or len(parts) > _MOST_PARTS or body.count(mark) != len(parts) + 1:
        return None
    *parts, end = [first.removeprefix(mark), *parts]
    if end not in (b"--", b"--\r\n"):
        return None
    post = QueryDict(mutable=True)
    files: MultiValueDict[str, UploadedFile[Any]] = MultiValueDict()
    for part in parts:
        head, apart, content = part.partition(b"\r\n\r\n")
        found = _names(head) if apart and head.startswith(b"\r\n") else None
        if found is None:
            return None
        field, name, kind = found
        if name:
            files.appendlist(
                field, InMemoryUploadedFile(io.BytesIO(content), field, name, kind, len(content), None, {})
            )
        else:
            post.appendlist(field, content.decode(errors="replace"))
    post._mutable = False
    return post, files


def _names(head: bytes) -> tuple[str, str, str] | None:
    """Field, file name (empty where it is none) and type in the head of a part; None for an unusual one."""
    try:
        found = _PLAIN_HEAD.fullmatch(head[2:].decode())
    except UnicodeDecodeError:
        return None
    if found is None:
        return None
    field, name, kind = (found[1], found[2] or "", (found[3] or "").lower())
    plain = all(word.isprintable() and word == word.strip() and word not in (".", "..") for word in (field, name))
    return (field, name, kind) if plain else None


class LimitedUploadHandler(TemporaryFileUploadHandler):
    """Writes at most `TONGBAN_UPLOAD_LIMIT` + 1 bytes of a file to disk."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep the part of the piece that lies within the limit."""
        room = settings.TONGBAN_UPLOAD_LIMIT + 1 - start
        if room > 0:
            self.file.write(raw_data[:room])

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        """Hand over the file as it lies on disk."""
        return super().file_complete(min(file_size, settings.TONGBAN_UPLOAD_LIMIT + 1))
