"""Is this licence real? Asked by anybody, without signing in; answers name no holder in full."""

from __future__ import annotations

import base64
import datetime as dt
import hmac
import io
import re
import uuid
from dataclasses import dataclass

import pypdf
from pypdf.errors import PyPdfError

from tongban.kernel import clock, keys
from tongban.kernel.errors import DomainError
from tongban.kernel.gm import hmac_sm3, sm3
from tongban.kernel.standards.licence_id import parse_licence_identifier
from tongban.kernel.standards.masking import mask_name
from tongban.licences import policies
from tongban.licences.models import Licence
from tongban.licences.sealing import is_intact
from tongban.licences.states import VerdictKind
from tongban.parties.states import PartyKind

PRESENT_PURPOSE = "licence_present"
_CODE = re.compile(r"[A-Za-z0-9_-]{22}")
_PRESENT = re.compile(r"P[A-Za-z0-9_-]{48}")
_IDENTIFIER = re.compile(r"[0-9A-Z]{21}\.(?:[0-9A-Z]{18}|[0-9]{6})\.[0-9A-Z]{1,32}\.[0-9]{3}\.[0-9A-Z]")
_PAGES_READ = 5
_TEXT_MOST = 200_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found; `ok` means real, unaltered and valid today. An unknown licence has no particulars."""

    kind: str
    label: str
    ok: bool
    sentence: str
    identifier: str = ""
    type_name: str = ""
    licence_no: str = ""
    masked_holder: str = ""
    issuer_name: str = ""
    issued_on: dt.date | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    state_since: dt.datetime | None = None
    newer_identifier: str = ""


_SENTENCES: dict[VerdictKind, str] = {
    VerdictKind.VALID: "这份证照真实，今天有效。",
    VerdictKind.NOT_YET_VALID: "这份证照真实，还没有到生效日期。",
    VerdictKind.EXPIRED: "这份证照真实，已经过了有效期。",
    VerdictKind.SUSPENDED: "这份证照真实，现在被暂扣，暂时不能使用。",
    VerdictKind.REVOKED: "这份证照已被撤销，不能使用。",
    VerdictKind.CANCELLED: "这份证照已被注销，不能使用。",
    VerdictKind.SUPERSEDED: "这份证照已换发新版，请使用新版。",
    VerdictKind.ALTERED: "内容与签发时不一致，被改动过，不能采信。",
    VerdictKind.CODE_EXPIRED: "这个出示码已过期，请持证人重新出示。",
    VerdictKind.UNKNOWN: "没有查到这份证照。请核对证照标识，或扫描证照上的二维码。",
}


def masked_holder(row: Licence) -> str:
    """A person's name is masked; names of organisations are public by law (企业信息公示暂行条例第六条)."""
    return mask_name(row.holder_name) if row.holder.kind == PartyKind.PERSON else row.holder_name


def _bare(kind: VerdictKind) -> Verdict:
    return Verdict(str(kind.value), str(kind.label), False, _SENTENCES[kind])


def _verdict(row: Licence, *, altered: bool = False) -> Verdict:
    if altered or not is_intact(row):
        kind = VerdictKind.ALTERED
    else:
        kind = VerdictKind(str(policies.status(row, clock.today()).value))
    newer: Licence | None = getattr(row, "following", None)
    return Verdict(
        kind=str(kind.value),
        label=str(kind.label),
        ok=kind == VerdictKind.VALID,
        sentence=_SENTENCES[kind],
        identifier=row.identifier,
        type_name=row.type.name,
        licence_no=row.licence_no,
        masked_holder=masked_holder(row),
        issuer_name=row.issuer_name,
        issued_on=row.issued_on,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        state_since=row.state_since,
        newer_identifier=newer.identifier if newer else "",
    )


def _row(**condition: object) -> Licence | None:
    return Licence.objects.select_related("type", "holder", "following").filter(**condition).first()


def verify(code_or_identifier: str) -> Verdict:
    """By identifier (with or without root), by the code or address in the QR, or by a code the holder presents."""
    text = code_or_identifier.strip()[:400]
    if "/verify/" in text:
        text = text.rsplit("/verify/", 1)[1].split("?")[0].strip("/")
    if _PRESENT.fullmatch(text):
        return _verify_presented(text)
    if row := _row(verify_code=text) if _CODE.fullmatch(text) else None:
        return _verdict(row)
    try:
        identifier = str(parse_licence_identifier(text))
    except DomainError:
        return _bare(VerdictKind.UNKNOWN)
    row = _row(identifier=identifier)
    return _verdict(row) if row else _bare(VerdictKind.UNKNOWN)


def verify_file(content: bytes) -> Verdict:
    """By the file itself: the original, byte for byte, or not.

    A file that names one of our licences but is not its original is altered; any other is unknown.
    """
    if row := _row(document_digest=sm3(content).hex()) if content else None:
        return _verdict(row)
    for identifier in _identifiers_in(content):
        if row := _row(identifier=identifier):
            return _verdict(row, altered=True)
    return _bare(VerdictKind.UNKNOWN)


def _identifiers_in(content: bytes) -> list[str]:
    """Identifiers named in a PDF's text or description, with right check characters. A hostile file yields none."""
    text = content[:_TEXT_MOST].decode("latin-1") + content[-_TEXT_MOST:].decode("latin-1")
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        text += " ".join(str(value) for value in (reader.metadata or {}).values())
        for page in reader.pages[:_PAGES_READ]:
            text += page.extract_text()[:_TEXT_MOST]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, RecursionError):
        # What cannot be read as a PDF has no text to offer; the raw bytes were looked at above.
        text += ""
    found = []
    for match in dict.fromkeys(_IDENTIFIER.findall("".join(text.split()))):
        try:
            found.append(str(parse_licence_identifier(match)))
        except DomainError:
            continue
    return found[:10]


# --- presenting: a code that lives five minutes ---------------------------------------------------


def _mac(payload: bytes) -> bytes:
    _, key = keys.store().symmetric(PRESENT_PURPOSE)
    return hmac_sm3(key, payload)[:16]


def make_present_token(licence_uid: uuid.UUID, expires_at: dt.datetime) -> str:
    """A token for one licence: 49 characters, says nothing by itself."""
    payload = licence_uid.bytes + int(expires_at.timestamp()).to_bytes(4, "big")
    return "P" + base64.urlsafe_b64encode(payload + _mac(payload)).decode()


def _verify_presented(token: str) -> Verdict:
    raw = base64.urlsafe_b64decode(token[1:])
    payload, mac = raw[:20], raw[20:]
    if not hmac.compare_digest(mac, _mac(payload)):
        return _bare(VerdictKind.UNKNOWN)
    if clock.now().timestamp() > int.from_bytes(payload[16:], "big"):
        return _bare(VerdictKind.CODE_EXPIRED)
    row = _row(uid=uuid.UUID(bytes=payload[:16]))
    return _verdict(row) if row else _bare(VerdictKind.UNKNOWN)
