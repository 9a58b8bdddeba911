"""Where bytes lie: a small content in its row, a larger one in `TONGBAN_HOME/files/ab/cd/<digest>`, or nowhere at all.

A content is looked at before it is kept. Up to `IN_MEMORY` it stays in memory until then: what is refused never touches
the disk, and what is taken is written once and never read back.
"""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from django.conf import settings

from tongban.files.errors import FileEmpty, FileTooLarge
from tongban.kernel.gm import Sm3
from tongban.kernel.keys import sync_folder as sync

PIECE = 1 << 16
IN_MEMORY = 1 << 20
"""Bytes up to which a content is held in memory; as many as Django holds of an upload."""


IN_ROW = 1 << 15
"""Bytes up to which a content lies in its row. Written with the row it waits for one disk write, the commit's own; as a
file it waits for two more and costs more than the row does. Larger ones would swell the database for little gain."""


class ByteSource(Protocol):
    """Anything that gives bytes in pieces: open files, uploads of the web framework, sockets."""

    def read(self, size: int = ..., /) -> bytes:
        """At most `size` bytes; none at the end."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A content that has come in whole but is not yet in its place. `file` is open for reading."""

    path: Path | None
    """Where it lies on disk; None for one held in memory."""
    digest: str
    size: int
    file: BinaryIO

    def content(self) -> bytes | None:
        """The bytes of one that lies in its row; None for one that lies on disk."""
        if self.size > IN_ROW:
            return None
        self.file.seek(0)
        return self.file.read()


def root() -> Path:
    """The folder of contents."""
    home: Path = settings.TONGBAN_HOME
    return home / "files"


def place(digest: str) -> Path:
    """Where the content with this digest lies."""
    return root().joinpath(digest[:2], digest[2:4], digest)


@contextlib.contextmanager
def receive(content: ByteSource | bytes, limit: int) -> Iterator[Incoming]:
    """Take the stream in piece by piece while digesting it: into memory, from `IN_MEMORY` on into a private file.

    Stops reading at the first byte over `limit` (`FileTooLarge`); what was written is deleted on any error.
    """
    digest, size = Sm3(), 0
    with contextlib.ExitStack() as open_ones:
        path: Path | None = None
        file: BinaryIO = open_ones.enter_context(io.BytesIO())
        for piece in _pieces(content):
            size += len(piece)
            if size > limit:
                raise FileTooLarge(limit=_words(limit))
            if path is None and size > IN_MEMORY:
                held = cast(io.BytesIO, file)
                handle, path = _private()
                open_ones.callback(path.unlink, missing_ok=True)
                file = cast(BinaryIO, open_ones.enter_context(os.fdopen(handle, "w+b")))
                file.write(held.getbuffer())
            digest.update(piece)
            file.write(piece)
        if not size:
            raise FileEmpty()
        file.flush()
        yield Incoming(path, digest.hexdigest(), size, file)


def _private() -> tuple[int, Path]:
    """A new open file that nobody else sees, readable for its owner and never again writable once it is closed."""
    incoming = root() / ".incoming"
    try:
        handle, name = tempfile.mkstemp(dir=incoming)
    except FileNotFoundError:
        incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=incoming)
    os.fchmod(handle, 0o400)
    return handle, Path(name)


def settle(incoming: Sequence[Incoming]) -> None:
    """Make those that lie on disk durable in their places; one that is already there is left alone.

    Everything is written before anything is waited for: what a disk makes durable for one file takes the others along.
    """
    moves: dict[str, tuple[Path, Path]] = {}
    try:
        for one in incoming:
            target = place(one.digest)
            if one.size > IN_ROW and one.digest not in moves and not _lies(target, one.size):
                moves[one.digest] = (_written(one), target)
        for path, _ in moves.values():
            sync(path)
        folders = {folder for path, target in moves.values() for folder in _move(path, target)}
    except BaseException:
        for path, _ in moves.values():
            path.unlink(missing_ok=True)
        raise
    for folder in folders:
        sync(folder)


def _lies(target: Path, size: int) -> bool:
    try:
        return target.stat().st_size == size
    except FileNotFoundError:
        return False


def _written(one: Incoming) -> Path:
    """The content in a file of its own, not yet durable."""
    if one.path is not None:
        return one.path
    handle, path = _private()
    with os.fdopen(handle, "wb") as file:
        one.file.seek(0)
        file.write(one.file.read())
    return path


def _move(path: Path, target: Path) -> list[Path]:
    """Give the file its name; returns the folders with new names in them. Most folders are there already, so they are
    made when missed."""
    try:
        path.replace(target)
    except FileNotFoundError:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.replace(target)
        return [target.parent, target.parent.parent, root()]
    return [target.parent]


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
