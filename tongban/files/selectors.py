"""Questions about stored content. They answer to other rooms only: a page never opens a file without the room that
owns the paper having checked the viewer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tongban.files import models
from tongban.files.errors import FileNotStored


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A content as other rooms see it. `digest` is SM3 in hex, `size` in bytes, `name` is safe to show."""

    digest: str
    size: int
    media_type: str
    name: str


def stored_file(digest: str) -> StoredFile:
    """The content with this digest, under the name that first brought it; raises `FileNotStored`."""
    row = models.StoredFile.objects.defer("content").filter(digest=digest).first()
    if row is None:
        raise FileNotStored()
    return _view(row)


def stored_files(digests: Iterable[str]) -> dict[str, StoredFile]:
    """Those of the contents that are known, by digest, in one query."""
    rows = models.StoredFile.objects.defer("content").filter(digest__in=list(digests))
    return {row.digest: _view(row) for row in rows}


def all_digests() -> Iterator[str]:
    """Every content the city knows, in order: for checking a backup or a disk, by the platform itself."""
    yield from models.StoredFile.objects.order_by("digest").values_list("digest", flat=True).iterator()


def _view(row: models.StoredFile) -> StoredFile:
    return StoredFile(row.digest, row.size, row.media_type, row.name)
