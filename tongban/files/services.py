"""Verbs of the files room: take a content in, give it out."""

from __future__ import annotations

from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from tongban.files import models, storage, types
from tongban.files.errors import FileDamaged, FileNotStored
from tongban.files.facts import FILE_STORED
from tongban.files.names import extension, safe_name
from tongban.files.selectors import StoredFile
from tongban.files.storage import ByteSource
from tongban.kernel import clock, statements
from tongban.kernel.actor import Actor
from tongban.kernel.gm import sm3
from tongban.ledger import services as ledger
from tongban.ledger.facts import ObjectRef

__all__ = ["ByteSource", "StoredFile", "open_bytes", "open_stream", "store"]


_KEEP = (
    f"INSERT INTO {models.StoredFile._meta.db_table} (digest, size, media_type, name, stored_at) "  # noqa: S608  # ours
    "VALUES (%s, %s, %s, %s, %s) ON CONFLICT (digest) DO NOTHING RETURNING id"
)


def store(*, content: ByteSource | bytes, name: str, declared_type: str = "", actor: Actor) -> StoredFile:
    """Keep a content and say what it is.

    The calling verb has checked that `actor` may hand in this paper. The stream is copied in pieces and never
    held in memory; equal contents are kept once. `declared_type` (what the browser said) is not believed: the
    type is read from the bytes and must agree with the ending of `name`.
    Raises `FileTooLarge`, `FileEmpty`, `ForbiddenFileType`, `FileTypeMismatch`. A transaction that rolls back
    leaves at most an unreferenced content on disk, never a row without its bytes.
    """
    limit: int = settings.TONGBAN_UPLOAD_LIMIT
    with storage.receive(content, limit) as incoming:
        media_type = types.detect(incoming.file)
        shown = safe_name(name)
        types.check_name(shown, media_type)
        if not extension(shown):
            shown = f"{shown}.{types.EXTENSIONS[media_type]}"
        storage.settle(incoming)
        with transaction.atomic(savepoint=False):
            created = statements.ask(_KEEP, [incoming.digest, incoming.size, media_type, shown, clock.now()])
            ledger.record(
                FILE_STORED,
                actor=actor,
                objects=[ObjectRef("file", incoming.digest)],
                data={"size": incoming.size, "media_type": media_type, "known": not created},
            )
        return StoredFile(incoming.digest, incoming.size, media_type, shown)


def open_stream(digest: str) -> BinaryIO:
    """The content for reading in pieces (downloads); the caller closes it. Raises `FileNotStored`."""
    try:
        return storage.place(_checked(digest)).open("rb")
    except FileNotFoundError:
        raise FileNotStored() from None


def open_bytes(digest: str) -> bytes:
    """The whole content, proved against its digest. Raises `FileNotStored`, `FileDamaged`."""
    with open_stream(digest) as file:
        data = file.read()
    if sm3(data).hex() != digest:
        raise FileDamaged()
    return data


def _checked(digest: str) -> str:
    """A digest from an address may be anything; only 64 hex digits ever become a path."""
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise FileNotStored()
    return digest
