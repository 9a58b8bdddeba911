"""The keys inside an archive, sealed under a passphrase: scrypt for the key, SM4-GCM for each file."""

from __future__ import annotations

import hashlib
import os
from typing import Any

from tongban.kernel.gm import DataTampered, sm4_gcm_decrypt, sm4_gcm_encrypt
from tongban.shell.errors import Misuse

SHORTEST = 12
"""Characters of a passphrase: whoever finds the archive has all the time there is."""

_COST = {"n": 1 << 16, "r": 8, "p": 1}
_CHECK = b"tongban-backup keys"


class KeyBox:
    """Seals and opens key files under one passphrase."""

    def __init__(self, passphrase: str, salt: bytes | None = None) -> None:
        self.salt = salt or os.urandom(16)
        self._key = hashlib.scrypt(
            passphrase.encode(), salt=self.salt, dklen=16, maxmem=256 << 20, n=_COST["n"], r=_COST["r"], p=_COST["p"]
        )

    def head(self) -> dict[str, Any]:
        """What the archive says about its keys."""
        return {
            "kept": "sealed",
            "kdf": "scrypt",
            **_COST,
            "salt": self.salt.hex(),
            "check": self.seal("", _CHECK).hex(),
        }

    def seal(self, name: str, content: bytes) -> bytes:
        """Nonce, ciphertext and tag; the name is bound to it."""
        nonce = os.urandom(12)
        return nonce + sm4_gcm_encrypt(self._key, nonce, content, name.encode())

    def open(self, name: str, sealed: bytes) -> bytes:
        """Raises `DataTampered`."""
        return sm4_gcm_decrypt(self._key, sealed[:12], sealed[12:], name.encode())


def opened(head: dict[str, Any], passphrase: str) -> KeyBox:
    """The box of an archive. Raises `Misuse` for a wrong passphrase."""
    box = KeyBox(passphrase, bytes.fromhex(head["salt"]))
    try:
        box.open("", bytes.fromhex(head["check"]))
    except DataTampered:
        raise Misuse("口令不对：这份备份里的密钥是用另一个口令加密的。没有恢复任何内容。") from None
    return box
