"""The key store: every key of a city as a small file under `TONGBAN_HOME/keys`.

One folder per purpose (0700), one file per key (0600), named by its number: `field_encryption/0001`. The
highest number is used for new work, all are kept for old work, so a key is rotated by adding one. Files
are created whole under another name and then linked: of two processes that start together one wins
and both read the winner's key. Certificates stand beside the keys (`signing`, in `kernel.certificates`).
"""

from __future__ import annotations

import contextlib
import functools
import os
import re
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

from tongban.kernel.errors import DomainError
from tongban.kernel.gm import Sm2PrivateKey

_SAFE = re.compile(r"[A-Za-z0-9_]+(?:[.:-][A-Za-z0-9_]+)*")
SYMMETRIC_SIZES = {"field_encryption": 16, "blind_index": 32, "django_secret": 48}


class KeyMissing(DomainError):
    """A key that data or a signature names is not in the store. Data: `purpose`, `number`."""

    code = "key_missing"
    status = 503
    text = "密钥库里没有第{number}号“{purpose}”密钥，不能读取用它保护的数据。"
    hint = "请系统管理员从备份恢复密钥文件夹（TONGBAN_HOME/keys）。"


class KeyStore:
    """The keys of one city. Cheap to make; files are read once a process."""

    def __init__(self, home: Path) -> None:
        self.folder = Path(home) / "keys"
        self._contents: dict[tuple[str, int], bytes] = {}
        self._sm2: dict[tuple[str, int], Sm2PrivateKey] = {}
        self._newest: dict[str, tuple[int, int]] = {}

    # --- what rooms ask for ---------------------------------------------------------------------
    def symmetric(self, purpose: str, number: int | None = None) -> tuple[int, bytes]:
        """Number and bytes of a symmetric key, the newest unless `number` is given; made at first use.

        Raises `KeyMissing` for a number that is not there.
        """
        size = SYMMETRIC_SIZES.get(purpose, 32)
        chosen = self.newest(purpose, lambda: secrets.token_hex(size).encode()) if number is None else number
        return chosen, bytes.fromhex(self.content(purpose, chosen).decode())

    def text(self, purpose: str) -> str:
        """The newest symmetric key as hex digits (`django_secret`)."""
        return self.symmetric(purpose)[1].hex()

    def sm2(self, purpose: str, number: int | None = None) -> tuple[int, Sm2PrivateKey]:
        """Number and SM2 key of a purpose (`ledger_seal`, `seal:<department code>`); made at first use."""
        chosen = self.newest(purpose, lambda: Sm2PrivateKey.generate().to_pem().encode()) if number is None else number
        found = self._sm2.get((purpose, chosen))
        if found is None:
            found = self._sm2[purpose, chosen] = Sm2PrivateKey.from_pem(self.content(purpose, chosen))
        return chosen, found

    def rotate(self, purpose: str, make: Callable[[], bytes] | None = None) -> int:
        """Add the next key of a purpose and return its number; older keys stay for what they protect.

        A rotated blind index finds only rows indexed anew, so its owner rebuilds the column in the same move.
        """
        if make is None:
            make = self._maker_like(purpose)
        return self._add(purpose, (self.numbers(purpose) or [0])[-1] + 1, make())

    # --- files ----------------------------------------------------------------------------------
    def numbers(self, purpose: str) -> list[int]:
        """Numbers of the keys a purpose has, oldest first."""
        try:
            return sorted(int(file.name) for file in self._place(purpose).iterdir() if file.name.isdigit())
        except FileNotFoundError:
            return []

    def newest(self, purpose: str, make: Callable[[], bytes]) -> int:
        """The highest number of a purpose; where there is none, `make` gives the first key's file."""
        with contextlib.suppress(FileNotFoundError):
            stamp = os.stat(self._place(purpose)).st_mtime_ns
            known = self._newest.get(purpose)
            if known is not None and known[0] == stamp:
                return known[1]
            if numbers := self.numbers(purpose):
                self._newest[purpose] = (stamp, numbers[-1])
                return numbers[-1]
        return self._add(purpose, 1, make())

    def content(self, purpose: str, number: int) -> bytes:
        """The file of one key; `KeyMissing` where it is not there."""
        found = self._contents.get((purpose, number))
        if found is None:
            try:
                found = (self._place(purpose) / f"{number:04d}").read_bytes()
            except FileNotFoundError:
                raise KeyMissing(purpose=purpose, number=number) from None
            self._contents[purpose, number] = found
        return found

    def add(self, purpose: str, content: bytes) -> int:
        """Add a finished file (key with certificate) as the next number and return the number.

        Of two processes that add at once one wins: read the content by the number, do not keep your own.
        """
        return self._add(purpose, (self.numbers(purpose) or [0])[-1] + 1, content)

    def _add(self, purpose: str, number: int, content: bytes) -> int:
        """Write `content` as `number` unless somebody was faster; the number is there afterwards either way."""
        place = self._place(purpose)
        for folder in (self.folder, place):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if folder.stat().st_mode & 0o077:
                folder.chmod(0o700)
        handle, temporary = tempfile.mkstemp(dir=place, prefix=".new-")  # mode 0600
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(temporary, place / f"{number:04d}")
        finally:
            Path(temporary).unlink()
        sync_folder(place)
        return number

    def _place(self, purpose: str) -> Path:
        """The folder of a purpose. Colons become hyphens; anything that could climb out is refused."""
        if not _SAFE.fullmatch(purpose):
            raise ValueError(f"unsafe key purpose {purpose!r}")
        return self.folder / purpose.replace(":", "-")

    def _maker_like(self, purpose: str) -> Callable[[], bytes]:
        """How to make one more key of the kind the purpose already has."""
        numbers = self.numbers(purpose)
        if numbers and b"PRIVATE KEY" in self.content(purpose, numbers[-1]):
            return lambda: Sm2PrivateKey.generate().to_pem().encode()
        return lambda: secrets.token_hex(SYMMETRIC_SIZES.get(purpose, 32)).encode()


def sync_folder(folder: Path) -> None:
    """Make the folder's entries survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@functools.lru_cache(maxsize=8)
def _store(home: Path) -> KeyStore:
    return KeyStore(home)


def store() -> KeyStore:
    """The key store of the city this process serves."""
    from django.conf import settings  # late: the settings themselves take `django_secret` from a store

    home: Path = settings.TONGBAN_HOME
    return _store(home)
