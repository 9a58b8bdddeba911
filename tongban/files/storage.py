"""Bytes on disk: `TONGBAN_HOME/files/ab/cd/<digest>`, written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from django.conf import settings

from tongban.files.errors import FileEmpty, FileTooLarge
from tongban.kernel.gm import Sm3
from tongban.kernel.keys import sync_folder

PIECE = 1 << 16


class ByteSource(Protocol):
    """Anything that gives bytes in pieces: open files, uploads of the web framework, sockets."""

    def read(self, size: int = ..., /) -> bytes:
        """At most `size` bytes; none at the end."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that is completely on disk but not yet in its place. `file` is open for reading."""

    path: Path
    digest: str
    size: int
    file: BinaryIO


def root() -> Path:
    """The folder of contents."""
    home: Path = settings.TONGBAN_HOME
    return home / "files"


def place(digest: str) -> Path:
    """Where the content with this digest lies."""
    return root() / digest[:2] / digest[2:4] / digest


@contextlib.contextmanager
def receive(content: ByteSource | bytes, limit: int) -> Iterator[Incoming]:
    """Copy the stream piece by piece into a private file while digesting it.

    Stops reading at the first byte over `limit` (`FileTooLarge`); what was written is deleted on any error.
    """
    incoming = root() / ".incoming"
    incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=incoming)
    path = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            digest, size = Sm3(), 0
            for piece in _pieces(content):
                size += len(piece)
                if size > limit:
                    raise FileTooLarge(limit=_words(limit))
                digest.update(piece)
                file.write(piece)
            if not size:
                raise FileEmpty()
            file.flush()
            yield Incoming(path, digest.hexdigest(), size, cast(BinaryIO, file))
    finally:
        path.unlink(missing_ok=True)


def settle(incoming: Sequence[Incoming]) -> None:
    """Make the bytes durable and rename them into place; content that is already there is left alone.

    All files first, then all names: what a disk writes for one takes the others along.
    """
    moves = []
    for one in incoming:
        target = place(one.digest)
        if not (target.exists() and target.stat().st_size == one.size):
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            moves.append((one, target))
    for one, _ in moves:
        os.fsync(one.file.fileno())
    for one, target in moves:
        os.fchmod(one.file.fileno(), 0o400)
        os.replace(one.path, target)
    for folder in {target.parent for _, target in moves}:
        sync_folder(folder)


def _pieces(content: ByteSource | bytes) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    while piece := content.read(PIECE):
        yield piece


def _words(limit: int) -> str:
    """`20 MB`; small limits (tests) in KB or bytes."""
    for unit, name in ((1 << 20, "MB"), (1 << 10, "KB")):
        if limit >= unit:
            return f"{limit / unit:.0f} {name}" if limit % unit == 0 else f"{limit / unit:.1f} {name}"
    return f"{limit} 字节"
