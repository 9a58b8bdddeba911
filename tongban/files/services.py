"""Verbs of the files room: take a content in, give it out."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from tongban.files import models, storage, types
from tongban.files.errors import FileDamaged, FileNotStored
from tongban.files.facts import FILE_STORED
from tongban.files.names import extension, safe_name
from tongban.files.selectors import StoredFile
from tongban.files.storage import ByteSource
from tongban.kernel import clock, statements
from tongban.kernel.actor import Actor
from tongban.kernel.gm import Sm3, sm3
from tongban.ledger import services as ledger
from tongban.ledger.facts import ObjectRef

__all__ = ["ByteSource", "StoredFile", "Upload", "open_bytes", "open_stream", "prove", "store", "store_all"]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it arrived. `declared_type` is what the browser said."""

    content: ByteSource | bytes
    name: str
    declared_type: str = ""

    @classmethod
    def of(cls, file: UploadedFile[Any], name: str = "") -> Upload:
        """A file of a form; `name` where the browser gave it none."""
        return cls(file, file.name or name, file.content_type or "")


def store(*, content: ByteSource | bytes, name: str, declared_type: str = "", actor: Actor) -> StoredFile:
    """Keep a content and say what it is.

    The calling verb has checked that `actor` may hand in this paper. The stream is copied in pieces, at most
    `storage.IN_MEMORY` of it held in memory; equal contents are kept once, small ones in their row. `declared_type`
    (what the browser said) is not believed: the type is read from the bytes and must agree with the ending of `name`.
    Raises `FileTooLarge`, `FileEmpty`, `ForbiddenFileType`, `FileTypeMismatch`. A transaction that rolls back
    leaves at most an unreferenced content on disk, never a row without its bytes.
    """
    (stored,) = store_all(files=[Upload(content, name, declared_type)], actor=actor)
    return stored


def store_all(*, files: Sequence[Upload], actor: Actor) -> list[StoredFile]:
    """Keep several contents as `store` does: all, or none that anybody could find."""
    if not files:
        return []
    with contextlib.ExitStack() as open_ones:
        checked = []
        for file in files:
            incoming = open_ones.enter_context(storage.receive(file.content, settings.TONGBAN_UPLOAD_LIMIT))
            media_type = types.detect(incoming.file)
            shown = safe_name(file.name)
            types.check_name(shown, media_type)
            if not extension(shown):
                shown = f"{shown}.{types.EXTENSIONS[media_type]}"
            checked.append((incoming, StoredFile(incoming.digest, incoming.size, media_type, shown)))
        storage.settle([incoming for incoming, _ in checked])
        found = [stored for _, stored in checked]
        with transaction.atomic(savepoint=False):
            new = _keep({stored.digest: (stored, incoming.content()) for incoming, stored in reversed(checked)})
            for stored in found:
                known = stored.digest not in new
                new.discard(stored.digest)  # the same content again in one hand is no news
                ledger.record(
                    FILE_STORED,
                    actor=actor,
                    objects=[ObjectRef("file", stored.digest)],
                    data={"size": stored.size, "media_type": stored.media_type, "known": known},
                )
        return found


def _keep(contents: Mapping[str, tuple[StoredFile, bytes | None]]) -> set[str]:
    """One row for every content by its digest; returns the digests nobody had handed in before.

    In one order everywhere, so that two who hand in the same contents cannot wait for each other.
    """
    now, digests = clock.now(), sorted(contents)
    values: list[object] = []
    for one, content in (contents[digest] for digest in digests):
        values += [one.digest, one.size, one.media_type, one.name, now, content]
    new = {digest for (digest,) in statements.ask(_insert(len(digests)), values)}
    for digest in digests:
        if digest not in new and (content := contents[digest][1]) is not None:
            statements.ask(_COMPLETE, [content, digest])
    return new


# A small content that an earlier release put on disk moves into its row, whatever has become of its file.
_COMPLETE = f"UPDATE {models.StoredFile._meta.db_table} SET content = %s WHERE digest = %s AND content IS NULL"  # noqa: S608  # ours
_CONTENT = f"SELECT content FROM {models.StoredFile._meta.db_table} WHERE digest = %s"  # noqa: S608  # ours


@lru_cache(maxsize=64)
def _insert(number: int) -> str:
    return (
        f"INSERT INTO {models.StoredFile._meta.db_table} (digest, size, media_type, name, stored_at, content) "  # noqa: S608  # ours
        f"VALUES {', '.join(['(%s, %s, %s, %s, %s, %s)'] * number)} ON CONFLICT (digest) DO NOTHING RETURNING digest"
    )


def open_stream(digest: str) -> BinaryIO:
    """The content for reading in pieces (downloads); the caller closes it. Raises `FileNotStored`."""
    rows = statements.ask(_CONTENT, [_checked(digest)])
    if rows and rows[0][0] is not None:
        return io.BytesIO(rows[0][0])
    try:
        return storage.place(digest).open("rb")
    except FileNotFoundError:
        raise FileNotStored() from None


def open_bytes(digest: str) -> bytes:
    """The whole content, proved against its digest. Raises `FileNotStored`, `FileDamaged`."""
    with open_stream(digest) as file:
        data = file.read()
    if sm3(data).hex() != digest:
        raise FileDamaged()
    return data


def prove(digest: str) -> None:
    """Read a content through, wherever it lies, against its digest. Raises `FileNotStored`, `FileDamaged`."""
    found = Sm3()
    with open_stream(digest) as file:
        while piece := file.read(storage.IN_MEMORY):
            found.update(piece)
    if found.hexdigest() != digest:
        raise FileDamaged()


def _checked(digest: str) -> str:
    """A digest from an address may be anything; only 64 hex digits ever become a path."""
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise FileNotStored()
    return digest
