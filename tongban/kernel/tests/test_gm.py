"""Chinese cryptography against the vectors of the standards and Wycheproof."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.kernel import gm
from tongban.kernel.gm.libcrypto import open_library

D = 0x3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8
POINT = bytes.fromhex(
    "0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)
SIGNATURE = bytes.fromhex(
    "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
    "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
)
C1 = (
    "0404EBFC718E8D1798620432268E77FEB6415E2EDE0E073C0F4F640ECD2E149A73"
    "E858F9D81E5430A57B36DAAB8F950A3C64E6EE6A63094D99283AFF767E124DF0"
)
C3 = "59983C18F809E262923C53AEC295D30383B54E39D609D160AFCB1908D0BD8766"
C2 = "21886CA989CA9C7D58087307CA93092D651EFA"
SM4_KEY = bytes.fromhex("0123456789abcdeffedcba9876543210")


@pytest.mark.parametrize(
    ("message", "digest"),
    [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
        (b"", "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"),
    ],
)
def test_sm3(message: bytes, digest: str) -> None:
    assert gm.sm3(message).hex() == digest
    pieces = gm.Sm3()
    for byte in message:
        pieces.update(bytes([byte]))
    assert pieces.hexdigest() == digest


def test_sm4_ecb_and_back() -> None:
    sealed = gm.sm4_ecb_encrypt(SM4_KEY, SM4_KEY)
    assert sealed.hex() == "681edf34d206965e86b3e94f536e4246"
    assert gm.sm4_ecb_decrypt(SM4_KEY, sealed) == SM4_KEY


def test_sm4_a_million_times() -> None:
    """CBC with a zero IV chains the cipher to itself: block n is the (n+1)-fold encryption of the first."""
    blocks = 1_000_000
    first = SM4_KEY
    chained = gm.sm4_cbc_encrypt(SM4_KEY, bytes(16), first + bytes(16 * (blocks - 1)))
    assert chained[-16:].hex() == "595298c7c6fd271f0402f804c33d3f66"
    assert gm.sm4_cbc_decrypt(SM4_KEY, bytes(16), chained)[:16] == first


def test_sm2_public_point_follows_from_the_scalar() -> None:
    key = gm.Sm2PrivateKey.from_scalar(D)
    assert key.point == POINT
    assert key.scalar == D


def test_sm2_signature_of_the_standard() -> None:
    public = gm.Sm2PublicKey.from_point(POINT)
    signature = gm.signature_from_raw(SIGNATURE)
    assert public.verify(signature, b"message digest")
    assert not public.verify(signature, b"message digesT")
    assert not public.verify(signature, b"message digest", identity=b"ALICE123@YAHOO.COM")
    assert gm.signature_to_raw(signature) == SIGNATURE


@pytest.mark.parametrize(("legacy", "tail"), [(False, C3 + C2), (True, C2 + C3)])
def test_sm2_ciphertext_of_the_standard(legacy: bool, tail: str) -> None:
    key = gm.Sm2PrivateKey.from_scalar(D)
    raw = bytes.fromhex(C1 + tail)
    ciphertext = gm.ciphertext_from_raw(raw, legacy_order=legacy)
    assert key.decrypt(ciphertext) == b"encryption standard"
    assert gm.ciphertext_to_raw(ciphertext, legacy_order=legacy) == raw


@settings(deadline=None, max_examples=40)
@given(st.binary(max_size=300))
def test_sm2_round_trips(data: bytes) -> None:
    key = gm.Sm2PrivateKey.generate()
    public = gm.Sm2PublicKey.from_pem(key.public_key().to_pem())
    signature = gm.Sm2PrivateKey.from_pem(key.to_pem()).sign(data)
    assert public.verify(signature, data)
    assert not public.verify(signature, data + b"\x00")
    assert not gm.Sm2PrivateKey.generate().public_key().verify(signature, data)
    if data:
        assert key.decrypt(public.encrypt(data)) == data


@settings(deadline=None)
@given(st.binary(max_size=90))
def test_malformed_signatures_are_false_not_errors(noise: bytes) -> None:
    assert not gm.Sm2PublicKey.from_point(POINT).verify(noise, b"message digest")


def test_malformed_keys_and_ciphertexts_are_refused() -> None:
    with pytest.raises(ValueError, match="SM2"):
        gm.Sm2PublicKey.from_point(POINT[:-1] + b"\x00")
    with pytest.raises(ValueError, match="PEM"):
        gm.Sm2PrivateKey.from_pem("not a key")
    with pytest.raises(gm.DataTampered):
        gm.Sm2PrivateKey.from_scalar(D).decrypt(b"\x30\x03\x02\x01\x00")


def test_one_key_signs_in_many_threads() -> None:
    key = gm.Sm2PrivateKey.generate()
    public = key.public_key()
    messages = [str(number).encode() for number in range(200)]
    with ThreadPoolExecutor(8) as pool:
        signatures = list(pool.map(key.sign, messages))
    assert all(public.verify(signature, message) for signature, message in zip(signatures, messages, strict=True))


def test_missing_library_says_what_to_install() -> None:
    with pytest.raises(gm.CryptographyMissing) as caught:
        open_library(iter(["libnothing.so.99", "libc.so.6"]))
    assert "没有找到 libcrypto" in caught.value.sentence
    assert "libssl3" in caught.value.advice


def test_gcm_refuses_every_change() -> None:
    key, nonce = bytes(16), bytes(12)
    sealed = gm.sm4_gcm_encrypt(key, nonce, b"text", b"purpose")
    assert gm.sm4_gcm_decrypt(key, nonce, sealed, b"purpose") == b"text"
    attempts = [
        (bytes([1]) * 16, nonce, sealed, b"purpose"),
        (key, bytes([1]) * 12, sealed, b"purpose"),
        (key, nonce, sealed[:-1] + bytes([sealed[-1] ^ 1]), b"purpose"),
        (key, nonce, sealed, b"other"),
        (key, nonce, b"short", b"purpose"),
    ]
    for attempt in attempts:
        with pytest.raises(gm.DataTampered):
            gm.sm4_gcm_decrypt(*attempt)


def _vectors(folder: Path, name: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    groups = json.loads((folder / "smvectors" / name).read_text())["testGroups"]
    return [(group, test) for group in groups for test in group["tests"]]


@pytest.mark.real_data
def test_hmac_vectors(real_data: Path) -> None:
    vectors = _vectors(real_data, "hmac_sm3_test.json")
    for group, test in vectors:
        tag = gm.hmac_sm3(bytes.fromhex(test["key"]), bytes.fromhex(test["msg"]))[: group["tagSize"] // 8]
        assert (tag.hex() == test["tag"]) == (test["result"] == "valid"), test["tcId"]
    assert len(vectors) == 174


@pytest.mark.real_data
def test_gcm_vectors(real_data: Path) -> None:
    """All but the eleven whose nonce is shorter than 8 or longer than 128 bytes, which `cryptography` refuses."""
    refused, checked = [], 0
    for group, test in _vectors(real_data, "sm4_gcm_test.json"):
        key, nonce, message = (bytes.fromhex(test[name]) for name in ("key", "iv", "msg"))
        sealed, associated = bytes.fromhex(test["ct"] + test["tag"]), bytes.fromhex(test["aad"])
        assert group["tagSize"] == 128
        if not 8 <= len(nonce) <= 128:
            with pytest.raises(ValueError, match=r"initialization_vector|nonce|IV"):
                gm.sm4_gcm_encrypt(key, nonce, message, associated)
            refused.append(test["tcId"])
            continue
        checked += 1
        if test["result"] == "valid":
            assert gm.sm4_gcm_encrypt(key, nonce, message, associated) == sealed, test["tcId"]
            assert gm.sm4_gcm_decrypt(key, nonce, sealed, associated) == message, test["tcId"]
        else:
            with pytest.raises(gm.DataTampered):
                gm.sm4_gcm_decrypt(key, nonce, sealed, associated)
    assert (len(refused), checked) == (11, 93)
