"""The archive: a plain tar that `tar tf` lists, closed by a manifest of every member's size and SHA-256.

    city.json            what this is: format, release, migrations, kind of city, how the keys are kept
    database/000001 …    the custom-format dump of `pg_dump`, in pieces
    files/<digest>       contents, named by their SM3 digest
    keys/…               key files, each sealed with SM4-GCM under the passphrase (or none at all)
    manifest.json        last: [name, size, sha256] of all members, and the head's key check

An archive without its manifest is half an archive and is refused.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from tongban.shell.errors import Misuse

FORMAT = "tongban-backup/1"
MANIFEST = "manifest.json"
PIECE = 16 << 20
STEP = 256 << 20
"""Bytes between two words of progress."""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Member:
    """One member as the manifest knows it."""

    name: str
    size: int
    sha256: str


class Writer:
    """Writes an archive under another name and gives it its own only when it is whole and on disk."""

    def __init__(self, path: Path, tell: Tell) -> None:
        self.path, self.part, self.tell = path, path.with_name(path.name + ".part"), tell
        self.members: list[Member] = []
        self.written = 0

    def __enter__(self) -> Writer:
        handle = os.open(self.part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self.file = os.fdopen(handle, "wb")
        self.tar = tarfile.open(fileobj=self.file, mode="w", format=tarfile.PAX_FORMAT)
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self._close()
            return
        with contextlib.suppress(OSError):
            self.file.close()  # a full disk refuses the last bytes once more
        self.part.unlink(missing_ok=True)

    def _close(self) -> None:
        content = json.dumps({"members": [[m.name, m.size, m.sha256] for m in self.members]}).encode()
        self._put(MANIFEST, content)
        self.tar.close()
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()
        os.replace(self.part, self.path)

    def add(self, name: str, content: bytes) -> None:
        """One member from memory."""
        self.members.append(Member(name, len(content), hashlib.sha256(content).hexdigest()))
        self._put(name, content)
        self._count(len(content))

    def add_file(self, name: str, path: Path) -> None:
        """One member from disk, in pieces; a file that shrinks meanwhile is an `OSError`."""
        with path.open("rb") as file:
            size, digest = os.fstat(file.fileno()).st_size, hashlib.sha256()
            info = _info(name, size)
            self.tar.addfile(info, _Digesting(file, digest.update))
        self.members.append(Member(name, size, digest.hexdigest()))
        self._count(size)

    def _put(self, name: str, content: bytes) -> None:
        self.tar.addfile(_info(name, len(content)), io.BytesIO(content))

    def _count(self, size: int) -> None:
        before, self.written = self.written, self.written + size
        if before // STEP != self.written // STEP:
            self.tell(f"已写 {self.written / 1e9:.1f} GB")


def _info(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


@dataclass
class _Digesting:
    file: IO[bytes]
    see: Callable[[bytes], None]

    def read(self, size: int = -1) -> bytes:
        piece = self.file.read(size)
        self.see(piece)
        return piece


class Reader:
    """An archive that has been read through once and agrees with its manifest. Raises `Misuse`."""

    def __init__(self, path: Path, tell: Tell) -> None:
        self.path = path
        self.members: dict[str, Member] = {}
        self._check(tell)
        self.head: dict[str, Any] = json.loads(self.read("city.json"))
        if self.head.get("format") != FORMAT:
            raise Misuse(f"{path} 的格式是 {self.head.get('format')!r}，这个版本只能读 {FORMAT!r}。")

    def _check(self, tell: Tell) -> None:
        """Every member against the manifest, before anything of the city is touched."""
        seen: dict[str, Member] = {}
        manifest, read = b"", 0
        try:
            for name, pieces in self._walk():
                digest, size, kept = hashlib.sha256(), 0, []
                for piece in pieces:
                    digest.update(piece)
                    size += len(piece)
                    if name == MANIFEST:
                        kept.append(piece)
                    if (read + size) // STEP != (read + size - len(piece)) // STEP:
                        tell(f"已核对 {(read + size) / 1e9:.1f} GB")
                read += size
                if name == MANIFEST:
                    manifest = b"".join(kept)
                else:
                    seen[name] = Member(name, size, digest.hexdigest())
            said = {row[0]: Member(*row) for row in json.loads(manifest)["members"]} if manifest else None
        except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError) as error:
            raise Misuse(
                f"{self.path} 已损坏或者不是通办的备份（{type(error).__name__}），没有恢复任何内容。"
            ) from error
        if said is None:
            raise Misuse(f"{self.path} 不完整：缺少最后的清单，备份可能中途停止。没有恢复任何内容。")
        wrong = sorted(name for name in said.keys() | seen.keys() if said.get(name) != seen.get(name))
        if wrong:
            raise Misuse(f"{self.path} 已损坏：{wrong[0]} 等 {len(wrong)} 项与清单不符，没有恢复任何内容。")
        self.members = seen

    def _walk(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        with tarfile.open(self.path, mode="r|") as tar:
            for info in tar:
                file = tar.extractfile(info)
                if file is None:
                    raise tarfile.TarError(info.name)
                yield info.name, iter(lambda file=file: file.read(1 << 20), b"")  # type: ignore[misc]

    def read(self, name: str) -> bytes:
        """One small member. Raises `Misuse` where there is none."""
        for found, content in self.each(name):
            if found == name:
                return content
        raise Misuse(f"{self.path} 里没有 {name}，不是完整的备份。")

    def each(self, prefix: str) -> Iterator[tuple[str, bytes]]:
        """Members whose name begins so, in order, each whole in memory."""
        for name, pieces in self._walk():
            if name.startswith(prefix):
                yield name, b"".join(pieces)

    def count(self, prefix: str) -> int:
        """How many members begin so."""
        return sum(1 for name in self.members if name.startswith(prefix))
