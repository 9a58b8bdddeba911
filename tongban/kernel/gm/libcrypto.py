"""The system's OpenSSL 3, opened once through ctypes, with the prototypes SM2 needs."""

from __future__ import annotations

import ctypes
import ctypes.util
import functools
from collections.abc import Iterator

from tongban.kernel.gm.errors import CryptographyMissing

_NAMES = ("libcrypto.so.3", "libcrypto.so.4", "libcrypto.so", "libcrypto.3.dylib", "libcrypto-3-x64.dll")
_FOLDERS = ("/opt/homebrew/opt/openssl@3/lib", "/usr/local/opt/openssl@3/lib", "/usr/local/lib64", "/usr/local/lib")
_OLDEST = 0x30000000

_pointer, _bytes, _size, _int = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_int
_size_pointer = ctypes.POINTER(ctypes.c_size_t)
_slot = ctypes.POINTER(ctypes.c_void_p)
# name: (result, arguments). Results that are pointers must be declared, or 64-bit addresses are cut.
_PROTOTYPES: dict[str, tuple[type | None, list[type]]] = {
    "EVP_PKEY_CTX_new_from_name": (_pointer, [_pointer, _bytes, _bytes]),
    "EVP_PKEY_CTX_new_from_pkey": (_pointer, [_pointer, _pointer, _bytes]),
    "EVP_PKEY_CTX_free": (None, [_pointer]),
    "EVP_PKEY_keygen_init": (_int, [_pointer]),
    "EVP_PKEY_generate": (_int, [_pointer, _slot]),
    "EVP_PKEY_free": (None, [_pointer]),
    "EVP_PKEY_is_a": (_int, [_pointer, _bytes]),
    "EVP_PKEY_get_bn_param": (_int, [_pointer, _bytes, _slot]),
    "EVP_PKEY_get_octet_string_param": (_int, [_pointer, _bytes, _pointer, _size, _size_pointer]),
    "BN_bn2binpad": (_int, [_pointer, _pointer, _int]),
    "BN_clear_free": (None, [_pointer]),
    "d2i_AutoPrivateKey": (_pointer, [_pointer, _slot, ctypes.c_long]),
    "d2i_PUBKEY": (_pointer, [_pointer, _slot, ctypes.c_long]),
    "EVP_sm3": (_pointer, []),
    "EVP_MD_CTX_new": (_pointer, []),
    "EVP_MD_CTX_free": (None, [_pointer]),
    "EVP_DigestSignInit": (_int, [_pointer, _slot, _pointer, _pointer, _pointer]),
    "EVP_DigestSign": (_int, [_pointer, _pointer, _size_pointer, _bytes, _size]),
    "EVP_DigestVerifyInit": (_int, [_pointer, _slot, _pointer, _pointer, _pointer]),
    "EVP_DigestVerify": (_int, [_pointer, _bytes, _size, _bytes, _size]),
    "EVP_PKEY_CTX_set1_id": (_int, [_pointer, _bytes, _int]),
    "EVP_PKEY_encrypt_init": (_int, [_pointer]),
    "EVP_PKEY_encrypt": (_int, [_pointer, _pointer, _size_pointer, _bytes, _size]),
    "EVP_PKEY_decrypt_init": (_int, [_pointer]),
    "EVP_PKEY_decrypt": (_int, [_pointer, _pointer, _size_pointer, _bytes, _size]),
    "ERR_clear_error": (None, []),
}


def _candidates() -> Iterator[str]:
    """Where a libcrypto may be: the linker's answer, usual names, usual folders, the one Python itself uses."""
    if found := ctypes.util.find_library("crypto"):
        yield found
    yield from _NAMES
    for folder in _FOLDERS:
        for name in _NAMES:
            yield f"{folder}/{name}"
    try:
        import _hashlib
    except ImportError:
        return
    # Symbols of the libraries a module was linked with are found through the module.
    if path := getattr(_hashlib, "__file__", ""):
        yield path


def open_library(names: Iterator[str]) -> ctypes.CDLL:
    """The first of `names` that is an OpenSSL 3 with SM2; `CryptographyMissing` says what was found instead."""
    seen: list[str] = []
    for name in names:
        try:
            library = ctypes.CDLL(name)
            library.OpenSSL_version_num.restype = ctypes.c_ulong
            version = library.OpenSSL_version_num()
            if version < _OLDEST:
                seen.append(f"{name} 版本过旧（{version >> 28}.{(version >> 20) & 0xFF}）")
                continue
            _declare(library)
        except (OSError, AttributeError):
            continue
        context = library.EVP_PKEY_CTX_new_from_name(None, b"SM2", None)
        if context:
            library.EVP_PKEY_CTX_free(context)
            return library
        library.ERR_clear_error()
        seen.append(f"{name} 编译时没有启用 SM2")
    raise CryptographyMissing(reason="；".join(seen) or "没有找到 libcrypto")


def _declare(library: ctypes.CDLL) -> None:
    for name, (result, arguments) in _PROTOTYPES.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments


@functools.cache
def libcrypto() -> ctypes.CDLL:
    """The library, opened at first use so that a machine without it can still serve pages."""
    return open_library(_candidates())
