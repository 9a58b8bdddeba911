"""Chinese commercial cryptography (国密): SM3, HMAC-SM3, SM4 and SM2.

SM3 and SM4 come from `cryptography`, SM2 from the system's OpenSSL 3 through ctypes, because
`cryptography` offers no SM2 and pure Python is twenty times slower.
"""

from tongban.kernel.gm.errors import CryptographyMissing, DataTampered
from tongban.kernel.gm.sm2 import (
    STANDARD_ID,
    Sm2PrivateKey,
    Sm2PublicKey,
    ciphertext_from_raw,
    ciphertext_to_raw,
    signature_from_raw,
    signature_to_raw,
)
from tongban.kernel.gm.symmetric import (
    Sm3,
    hmac_sm3,
    sm3,
    sm4_cbc_decrypt,
    sm4_cbc_encrypt,
    sm4_ecb_decrypt,
    sm4_ecb_encrypt,
    sm4_gcm_decrypt,
    sm4_gcm_encrypt,
)

__all__ = [
    "STANDARD_ID",
    "CryptographyMissing",
    "DataTampered",
    "Sm2PrivateKey",
    "Sm2PublicKey",
    "Sm3",
    "ciphertext_from_raw",
    "ciphertext_to_raw",
    "hmac_sm3",
    "signature_from_raw",
    "signature_to_raw",
    "sm3",
    "sm4_cbc_decrypt",
    "sm4_cbc_encrypt",
    "sm4_ecb_decrypt",
    "sm4_ecb_encrypt",
    "sm4_gcm_decrypt",
    "sm4_gcm_encrypt",
]
