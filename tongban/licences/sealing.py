"""What is signed and how it is checked. The bytes are made anew from the row each time, so that a changed row shows."""

from __future__ import annotations

import json
from typing import cast

from tongban.kernel import keys, vault
from tongban.kernel.gm import DataTampered
from tongban.licences.face import Face, FaceValue, plain
from tongban.licences.models import Licence

PERSONAL = "licence.face"


def key_purpose(issuer_code: str) -> str:
    """The name of the issuing authority's key in the key store."""
    return f"seal:{issuer_code}"


def seal_personal(face: Face) -> bytes | None:
    """The personal part of a face, encrypted; None where there is none."""
    return vault.encrypt(json.dumps(face, ensure_ascii=False), PERSONAL) if face else None


def whole_face(row: Licence) -> Face:
    """Open and personal part together. Raises `DataTampered` where the sealed part was changed."""
    opened: Face = dict(cast("Face", row.data))
    if row.personal_cipher:
        opened.update(cast("Face", json.loads(vault.decrypt(bytes(row.personal_cipher), PERSONAL))))
    return opened


def canonical(row: Licence) -> bytes:
    """The signed bytes: JSON in UTF-8, keys sorted, no blanks, numbers as decimal text, dates as ISO text."""
    content: dict[str, object] = {
        "identifier": row.identifier,
        "licence_no": row.licence_no,
        "version": str(row.version),
        "type": row.identifier.split(".")[-5],
        "holder": str(row.holder_id),
        "holder_name": row.holder_name,
        "issuer_code": row.issuer_code,
        "issuer_name": row.issuer_name,
        "issued_on": row.issued_on.isoformat(),
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat() if row.valid_to else None,
        "face": plain(cast("FaceValue", whole_face(row))),
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sign(row: Licence) -> tuple[int, bytes]:
    """Number of the issuer's key and the SM2 signature (DER) over the canonical bytes."""
    number, key = keys.store().sm2(key_purpose(row.issuer_code))
    return number, key.sign(canonical(row))


def is_intact(row: Licence) -> bool:
    """Whether the signature still fits the row. Raises `KeyMissing` where the issuer's key was lost."""
    try:
        content = canonical(row)
    except (DataTampered, keys.KeyMissing, ValueError):
        # A sealed face that names a key which never was has been tampered with, too.
        return False
    _, key = keys.store().sm2(key_purpose(row.issuer_code), row.key_number)
    return key.public_key().verify(bytes(row.signature), content)
