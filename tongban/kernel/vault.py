"""Personal data at rest: SM4-GCM with the purpose bound in, and blind indexes by HMAC-SM3.

A sealed value is: version 1 byte · key number 2 · nonce 12 · ciphertext and tag. The purpose is
associated data, so a sealed mobile number copied into another column does not open there.
"""

from __future__ import annotations

import secrets
import unicodedata

from tongban.kernel import keys
from tongban.kernel.gm import DataTampered, hmac_sm3, sm4_gcm_decrypt, sm4_gcm_encrypt

_VERSION = 1
_HEADER, _NONCE = 3, 12


def encrypt(text: str, purpose: str) -> bytes:
    """Seal `text` for one purpose (`"person.citizen_no"`); equal texts give different bytes."""
    number, key = keys.store().symmetric("field_encryption")
    header = bytes((_VERSION,)) + number.to_bytes(2, "big")
    nonce = secrets.token_bytes(_NONCE)
    return header + nonce + sm4_gcm_encrypt(key, nonce, text.encode(), header + purpose.encode())


def decrypt(sealed: bytes | memoryview, purpose: str) -> str:
    """Open what `encrypt` sealed for the same purpose.

    Raises `DataTampered` for changed bytes or another purpose, `KeyMissing` where the key was lost.
    """
    data = bytes(sealed)
    if len(data) < _HEADER + _NONCE or data[0] != _VERSION:
        raise DataTampered()
    _, key = keys.store().symmetric("field_encryption", int.from_bytes(data[1:_HEADER], "big"))
    nonce, body = data[_HEADER : _HEADER + _NONCE], data[_HEADER + _NONCE :]
    return sm4_gcm_decrypt(key, nonce, body, data[:_HEADER] + purpose.encode()).decode()


def blind_index(text: str, purpose: str) -> bytes:
    """32 bytes that are equal for equal texts of one purpose and say nothing without the key.

    The text is brought to half-width, upper case and without blanks first, so that look-ups forgive typing.
    """
    _, key = keys.store().symmetric("blind_index")
    normal = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    return hmac_sm3(key, purpose.encode() + b"\x00" + normal.encode())
