"""SM2 signatures and encryption (GB/T 32918) on the system's OpenSSL.

Signatures are DER `SEQUENCE {r, s}` (GM/T 0009), ciphertexts DER `SEQUENCE {x, y, C3, C2}`; the raw forms
(`r||s` 64 bytes, `04||x||y||C3||C2`) convert with the functions at the end. Both sides use the standard
identity `1234567812345678` unless another is given. Keys may be shared between threads.
"""

from __future__ import annotations

import base64
import ctypes
import re
import textwrap
from typing import Self

from tongban.kernel.gm import der
from tongban.kernel.gm.errors import CryptographyMissing, DataTampered
from tongban.kernel.gm.libcrypto import libcrypto

STANDARD_ID = b"1234567812345678"
_SCALAR, _SIGNATURE_ROOM = 32, 80
# AlgorithmIdentifier {id-ecPublicKey, sm2p256v1}
_ALGORITHM = der.sequence(
    der.element(0x06, bytes.fromhex("2a8648ce3d0201")), der.element(0x06, bytes.fromhex("2a811ccf5501822d"))
)


class _Key:
    """Owns one EVP_PKEY and frees it."""

    __slots__ = ("_handle", "_library")

    def __init__(self, handle: int | None) -> None:
        self._library = libcrypto()
        self._handle = handle
        if not handle or self._library.EVP_PKEY_is_a(handle, b"SM2") != 1:
            self._library.ERR_clear_error()
            raise ValueError("not an SM2 key")

    def __del__(self) -> None:
        if getattr(self, "_handle", None):
            self._library.EVP_PKEY_free(self._handle)
            self._handle = None

    @property
    def point(self) -> bytes:
        """The public point, uncompressed: 04, x, y (65 bytes)."""
        room = ctypes.create_string_buffer(65)
        size = ctypes.c_size_t()
        done = self._library.EVP_PKEY_get_octet_string_param(self._handle, b"pub", room, 65, ctypes.byref(size))
        if done != 1 or size.value != 65:
            raise ValueError("no uncompressed public point")
        return room.raw

    def _digest_context(self, start: str, identity: bytes) -> int:
        """An EVP_MD_CTX ready to sign or verify one message; the caller frees it."""
        library = self._library
        context: int = library.EVP_MD_CTX_new()
        inner = ctypes.c_void_p()
        init = getattr(library, start)
        if (
            init(context, ctypes.byref(inner), library.EVP_sm3(), None, self._handle) != 1
            or library.EVP_PKEY_CTX_set1_id(inner, identity, len(identity)) != 1
        ):
            library.EVP_MD_CTX_free(context)
            library.ERR_clear_error()
            raise CryptographyMissing(reason="libcrypto 不能开始 SM2 运算")
        return context


class Sm2PublicKey(_Key):
    """Checks signatures and encrypts."""

    __slots__ = ()

    @classmethod
    def from_point(cls, point: bytes) -> Self:
        """From the uncompressed point (65 bytes, or 64 without the leading 04); `ValueError` off the curve."""
        full = point if len(point) == 65 else b"\x04" + point
        return cls.from_der(der.sequence(_ALGORITHM, der.element(0x03, b"\x00" + full)))

    @classmethod
    def from_der(cls, data: bytes) -> Self:
        """From SubjectPublicKeyInfo."""
        return cls(_load("d2i_PUBKEY", data))

    @classmethod
    def from_pem(cls, text: str | bytes) -> Self:
        """From `BEGIN PUBLIC KEY`."""
        return cls.from_der(_unpem(text, "PUBLIC KEY"))

    def to_der(self) -> bytes:
        """SubjectPublicKeyInfo."""
        return der.sequence(_ALGORITHM, der.element(0x03, b"\x00" + self.point))

    def to_pem(self) -> str:
        """`BEGIN PUBLIC KEY`."""
        return _pem(self.to_der(), "PUBLIC KEY")

    def verify(self, signature: bytes, data: bytes, *, identity: bytes = STANDARD_ID) -> bool:
        """Whether the DER signature is this key's over `data`; anything malformed is simply False."""
        library = self._library
        context = self._digest_context("EVP_DigestVerifyInit", identity)
        try:
            return bool(library.EVP_DigestVerify(context, signature, len(signature), data, len(data)) == 1)
        finally:
            library.EVP_MD_CTX_free(context)
            library.ERR_clear_error()

    def encrypt(self, data: bytes) -> bytes:
        """DER ciphertext; `data` must not be empty."""
        return _crypt(self._handle, "encrypt", data)


class Sm2PrivateKey(_Key):
    """Signs and decrypts."""

    __slots__ = ()

    @classmethod
    def generate(cls) -> Self:
        """A fresh key."""
        library = libcrypto()
        context = library.EVP_PKEY_CTX_new_from_name(None, b"SM2", None)
        handle = ctypes.c_void_p()
        try:
            if (
                library.EVP_PKEY_keygen_init(context) != 1
                or library.EVP_PKEY_generate(context, ctypes.byref(handle)) != 1
            ):
                raise CryptographyMissing(reason="libcrypto 不能生成 SM2 密钥")
        finally:
            library.EVP_PKEY_CTX_free(context)
            library.ERR_clear_error()
        return cls(handle.value)

    @classmethod
    def from_scalar(cls, scalar: int) -> Self:
        """From the private number; the public point is computed."""
        inner = der.sequence(der.integer(1), der.element(der.OCTETS, scalar.to_bytes(_SCALAR, "big")))
        return cls.from_der(der.sequence(der.integer(0), _ALGORITHM, der.element(der.OCTETS, inner)))

    @classmethod
    def from_der(cls, data: bytes) -> Self:
        """From PKCS#8 or SEC 1."""
        return cls(_load("d2i_AutoPrivateKey", data))

    @classmethod
    def from_pem(cls, text: str | bytes) -> Self:
        """From `BEGIN PRIVATE KEY` or `BEGIN EC PRIVATE KEY`."""
        return cls.from_der(_unpem(text, "(?:EC )?PRIVATE KEY"))

    @property
    def scalar(self) -> int:
        """The private number."""
        library = self._library
        number = ctypes.c_void_p()
        if library.EVP_PKEY_get_bn_param(self._handle, b"priv", ctypes.byref(number)) != 1:
            library.ERR_clear_error()
            raise ValueError("no private number")
        room = ctypes.create_string_buffer(_SCALAR)
        try:
            library.BN_bn2binpad(number, room, _SCALAR)
        finally:
            library.BN_clear_free(number)
        return int.from_bytes(room.raw, "big")

    def to_pem(self) -> str:
        """PKCS#8, unencrypted, with the public point; the key store keeps the file at mode 0600."""
        point = der.element(0xA1, der.element(0x03, b"\x00" + self.point))
        secret = der.element(der.OCTETS, self.scalar.to_bytes(_SCALAR, "big"))
        inner = der.sequence(der.integer(1), secret, point)
        return _pem(der.sequence(der.integer(0), _ALGORITHM, der.element(der.OCTETS, inner)), "PRIVATE KEY")

    def public_key(self) -> Sm2PublicKey:
        """The other half."""
        return Sm2PublicKey.from_point(self.point)

    def sign(self, data: bytes, *, identity: bytes = STANDARD_ID) -> bytes:
        """DER signature over SM3(Z || data)."""
        library = self._library
        context = self._digest_context("EVP_DigestSignInit", identity)
        room = ctypes.create_string_buffer(_SIGNATURE_ROOM)
        size = ctypes.c_size_t(_SIGNATURE_ROOM)
        try:
            if library.EVP_DigestSign(context, room, ctypes.byref(size), data, len(data)) != 1:
                library.ERR_clear_error()
                raise CryptographyMissing(reason="libcrypto 的 SM2 签名没有成功")
        finally:
            library.EVP_MD_CTX_free(context)
        return room.raw[: size.value]

    def decrypt(self, ciphertext: bytes) -> bytes:
        """The plaintext of a DER ciphertext; `DataTampered` where it does not fit."""
        return _crypt(self._handle, "decrypt", ciphertext)


def signature_from_raw(raw: bytes) -> bytes:
    """DER from `r||s` (64 bytes)."""
    if len(raw) != 64:
        raise ValueError("a raw signature has 64 bytes")
    return der.sequence(der.integer(int.from_bytes(raw[:32], "big")), der.integer(int.from_bytes(raw[32:], "big")))


def signature_to_raw(signature: bytes) -> bytes:
    """`r||s` (64 bytes) from DER."""
    first, rest = der.read_integer(der.read_sequence(signature))
    second, _ = der.read_integer(rest)
    return first.to_bytes(32, "big") + second.to_bytes(32, "big")


def ciphertext_from_raw(raw: bytes, *, legacy_order: bool = False) -> bytes:
    """DER from `04||x||y||C3||C2`, or from the older `04||x||y||C2||C3`."""
    if len(raw) < 98 or raw[0] != 4:
        raise ValueError("a raw ciphertext starts with 04 and has at least 98 bytes")
    point, tail = raw[1:65], raw[65:]
    digest, text = (tail[-32:], tail[:-32]) if legacy_order else (tail[:32], tail[32:])
    return der.sequence(
        der.integer(int.from_bytes(point[:32], "big")),
        der.integer(int.from_bytes(point[32:], "big")),
        der.element(der.OCTETS, digest),
        der.element(der.OCTETS, text),
    )


def ciphertext_to_raw(ciphertext: bytes, *, legacy_order: bool = False) -> bytes:
    """The reverse of `ciphertext_from_raw`."""
    x, rest = der.read_integer(der.read_sequence(ciphertext))
    y, rest = der.read_integer(rest)
    digest, rest = der.read(rest, der.OCTETS)
    text, _ = der.read(rest, der.OCTETS)
    tail = text + digest if legacy_order else digest + text
    return b"\x04" + x.to_bytes(32, "big") + y.to_bytes(32, "big") + tail


def _load(function: str, data: bytes) -> int | None:
    library = libcrypto()
    room = ctypes.create_string_buffer(data, len(data))
    cursor = ctypes.c_void_p(ctypes.addressof(room))
    handle: int | None = getattr(library, function)(None, ctypes.byref(cursor), len(data))
    return handle


def _crypt(handle: int | None, verb: str, data: bytes) -> bytes:
    """EVP_PKEY_encrypt or EVP_PKEY_decrypt: ask for the size, then do it."""
    library = libcrypto()
    context = library.EVP_PKEY_CTX_new_from_pkey(None, handle, None)
    work = getattr(library, f"EVP_PKEY_{verb}")
    size = ctypes.c_size_t()
    try:
        if not data or getattr(library, f"EVP_PKEY_{verb}_init")(context) != 1:
            raise ValueError("nothing to do")
        if work(context, None, ctypes.byref(size), data, len(data)) != 1:
            raise DataTampered()
        room = ctypes.create_string_buffer(max(size.value, 1))
        if work(context, room, ctypes.byref(size), data, len(data)) != 1:
            raise DataTampered()
        return room.raw[: size.value]
    finally:
        library.EVP_PKEY_CTX_free(context)
        library.ERR_clear_error()


def _pem(data: bytes, label: str) -> str:
    body = "\n".join(textwrap.wrap(base64.b64encode(data).decode(), 64))
    return f"-----BEGIN {label}-----\n{body}\n-----END {label}-----\n"


def _unpem(text: str | bytes, label: str) -> bytes:
    plain = text.decode("ascii") if isinstance(text, bytes) else text
    found = re.search(f"-----BEGIN {label}-----(.+?)-----END {label}-----", plain, re.DOTALL)
    if found is None:
        raise ValueError("no such PEM block")
    return base64.b64decode("".join(found.group(1).split()))
