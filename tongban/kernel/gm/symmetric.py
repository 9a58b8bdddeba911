"""SM3 (GB/T 32905—2016), HMAC-SM3 and SM4 (GB/T 32907—2016) from `cryptography`."""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import SM4

from tongban.kernel.gm.errors import DataTampered

TAG_BYTES = 16


class Sm3:
    """SM3 in pieces, for streams."""

    def __init__(self) -> None:
        self._hash = hashes.Hash(hashes.SM3())

    def update(self, data: bytes) -> None:
        """Take the next bytes."""
        self._hash.update(data)

    def hexdigest(self) -> str:
        """64 hex digits; the object is spent afterwards."""
        return self._hash.finalize().hex()


def sm3(data: bytes) -> bytes:
    """The 32-byte digest."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


def hmac_sm3(key: bytes, data: bytes) -> bytes:
    """The 32-byte authentication code; keys of any length."""
    code = hmac.HMAC(key, hashes.SM3())
    code.update(data)
    return code.finalize()


def sm4_gcm_encrypt(key: bytes, nonce: bytes, plaintext: bytes, associated: bytes = b"") -> bytes:
    """Ciphertext followed by the 16-byte tag. `key` 16 bytes, `nonce` 8–128 bytes (use 12) and never twice."""
    encryptor = Cipher(SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(associated)
    return encryptor.update(plaintext) + encryptor.finalize() + encryptor.tag


def sm4_gcm_decrypt(key: bytes, nonce: bytes, sealed: bytes, associated: bytes = b"") -> bytes:
    """The plaintext; raises `DataTampered` where anything (key, nonce, associated data, bytes) does not fit."""
    if len(sealed) < TAG_BYTES:
        raise DataTampered()
    decryptor = Cipher(SM4(key), modes.GCM(nonce, sealed[-TAG_BYTES:])).decryptor()
    decryptor.authenticate_additional_data(associated)
    try:
        return decryptor.update(sealed[:-TAG_BYTES]) + decryptor.finalize()
    except InvalidTag:
        raise DataTampered() from None


def sm4_ecb_encrypt(key: bytes, plaintext: bytes) -> bytes:
    """Whole blocks, no padding; only for test vectors and other parties' formats."""
    encryptor = Cipher(SM4(key), modes.ECB()).encryptor()  # noqa: S305  a building block and test vector, not storage
    return encryptor.update(plaintext) + encryptor.finalize()


def sm4_ecb_decrypt(key: bytes, ciphertext: bytes) -> bytes:
    """Whole blocks, no padding."""
    decryptor = Cipher(SM4(key), modes.ECB()).decryptor()  # noqa: S305  as above
    return decryptor.update(ciphertext) + decryptor.finalize()


def sm4_cbc_encrypt(key: bytes, iv: bytes, plaintext: bytes) -> bytes:
    """Whole blocks, no padding; for other parties' formats."""
    encryptor = Cipher(SM4(key), modes.CBC(iv)).encryptor()
    return encryptor.update(plaintext) + encryptor.finalize()


def sm4_cbc_decrypt(key: bytes, iv: bytes, ciphertext: bytes) -> bytes:
    """Whole blocks, no padding."""
    decryptor = Cipher(SM4(key), modes.CBC(iv)).decryptor()
    return decryptor.update(ciphertext) + decryptor.finalize()
