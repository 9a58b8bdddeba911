"""What two platforms say to each other, as bytes: signed, and sealed for the one it is meant for. Pure.

A message is JSON: text and whole numbers, sorted keys, no blanks. The signature is SM2 over a line that names the sort
of message, and the message without its signature, so that a receipt can never pass for an envelope. What an envelope
says is sealed with SM4-GCM under a key that only the recipient's SM2 key opens: nobody on the way reads it, and a
message that is sent once more by somebody else tells them nothing.
"""

from __future__ import annotations

import base64
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Self
from uuid import UUID

import orjson

from tongban.exchange.errors import MessageTooLarge, MessageUnreadable
from tongban.kernel.gm import DataTampered, Sm2PrivateKey, Sm2PublicKey, sm3, sm4_gcm_decrypt, sm4_gcm_encrypt

VERSION = 1
MESSAGE_LIMIT = 1024 * 1024
"""Bytes of a whole message."""

MOST_FILES = 50
MOST_NUMBER = 100_000
"""Envelopes of one conversation."""

_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{1,39}")
_KIND = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)")
_KEY, _NONCE = 16, 12


@dataclass(frozen=True, slots=True)
class Message:
    """What every message has: who to whom."""

    sender: str
    recipient: str
    WORD: ClassVar[str] = ""

    def signed_bytes(self) -> bytes:
        """The bytes under the signature."""
        fields = {"version": VERSION, **asdict(self)}
        text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return f"tongban.exchange.{self.WORD}.{VERSION}\n{text}".encode()

    def fingerprint(self) -> str:
        """SM3 of the signed bytes, in hex."""
        return sm3(self.signed_bytes()).hex()

    def signed(self, key: Sm2PrivateKey) -> bytes:
        """The message as it goes over the wire."""
        signature = base64.b64encode(key.sign(self.signed_bytes())).decode()
        return orjson.dumps({"version": VERSION, **asdict(self), "signature": signature})

    @classmethod
    def read(cls, raw: bytes) -> tuple[Self, bytes]:
        """A message and its signature, not verified yet. Raises `MessageUnreadable`, `MessageTooLarge`."""
        if len(raw) > MESSAGE_LIMIT:
            raise MessageTooLarge(limit="1 MB", files=MOST_FILES)
        try:
            fields = orjson.loads(raw)
            signature = base64.b64decode(fields.pop("signature"), validate=True)
            if fields.pop("version") != VERSION:
                raise MessageUnreadable(reason="版本不同")
            values: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in fields.items()}
            message = cls(**values)
            message.check()
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise MessageUnreadable(reason="缺少或者多出内容") from error
        return message, signature

    def check(self) -> None:
        """Raises `ValueError` where a field cannot be what it says."""
        _match(_CODE, self.sender)
        _match(_CODE, self.recipient)


@dataclass(frozen=True, slots=True)
class Envelope(Message):
    """One letter. `number` counts 1, 2, 3 … in its conversation; `sent_at` is only to be read."""

    id: str
    conversation: str
    number: int
    kind: str
    files: tuple[str, ...]
    sealed: str
    sent_at: str
    WORD: ClassVar[str] = "envelope"

    def check(self) -> None:
        """As `Message.check`."""
        Message.check(self)
        _uuid(self.id)
        _uuid(self.conversation)
        _match(_KIND, self.kind)
        _match(_INSTANT, self.sent_at)
        _match(re.compile(r"[0-9A-Za-z+/]+={0,2}"), self.sealed)
        if type(self.number) is not int or not 1 <= self.number <= MOST_NUMBER or len(self.kind) > 60:
            raise ValueError("number")
        if len(self.files) > MOST_FILES:
            raise MessageTooLarge(limit="1 MB", files=MOST_FILES)
        for digest in self.files:
            _match(_DIGEST, digest)

    def body(self, key: Sm2PrivateKey) -> Mapping[str, Any]:
        """What it says. Raises `DataTampered` where it is not sealed for this key."""
        found = orjson.loads(unseal(base64.b64decode(self.sealed), key, self.id))
        if not isinstance(found, dict):
            raise DataTampered()
        return found


@dataclass(frozen=True, slots=True)
class Receipt(Message):
    """The recipient has the envelope with this digest; `received_at` is the recipient's own time."""

    envelope: str
    digest: str
    received_at: str
    WORD: ClassVar[str] = "receipt"

    def check(self) -> None:
        """As `Message.check`."""
        Message.check(self)
        _uuid(self.envelope)
        _match(_DIGEST, self.digest)
        _match(_INSTANT, self.received_at)


@dataclass(frozen=True, slots=True)
class ContentRequest(Message):
    """Please give the content that an envelope of yours names."""

    content: str
    id: str
    WORD: ClassVar[str] = "content"

    def check(self) -> None:
        """As `Message.check`."""
        Message.check(self)
        _match(_DIGEST, self.content)
        _uuid(self.id)


def seal(plain: bytes, to: Sm2PublicKey, bound: str) -> bytes:
    """`plain` so that only the holder of the key opens it, and only as what `bound` says it is.

    Length of the wrapped key 2 bytes · SM4 key under SM2 (DER) · nonce 12 · ciphertext and tag.
    """
    key, nonce = secrets.token_bytes(_KEY), secrets.token_bytes(_NONCE)
    wrapped = to.encrypt(key)
    return len(wrapped).to_bytes(2, "big") + wrapped + nonce + sm4_gcm_encrypt(key, nonce, plain, bound.encode())


def unseal(sealed: bytes, key: Sm2PrivateKey, bound: str) -> bytes:
    """What `seal` sealed. Raises `DataTampered`."""
    start = 2 + int.from_bytes(sealed[:2], "big")
    if len(sealed) < start + _NONCE:
        raise DataTampered()
    try:
        opened = key.decrypt(sealed[2:start])
    except ValueError:
        raise DataTampered() from None
    if len(opened) != _KEY:
        raise DataTampered()
    return sm4_gcm_decrypt(opened, sealed[start : start + _NONCE], sealed[start + _NONCE :], bound.encode())


def is_code(text: str) -> bool:
    """Whether this can be the code of a platform: 2 to 40 letters, digits, dots, hyphens."""
    return bool(_CODE.fullmatch(text))


def _match(pattern: re.Pattern[str], text: object) -> None:
    if not isinstance(text, str) or not pattern.fullmatch(text):
        raise ValueError("field")


def _uuid(text: object) -> None:
    if not isinstance(text, str) or str(UUID(text)) != text:
        raise ValueError("uuid")
