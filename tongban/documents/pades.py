"""Signatures in PDF files (PAdES) through pyHanko: one made, or all of a file's examined."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
from dataclasses import dataclass
from typing import Any

from asn1crypto import cms
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tongban.kernel import certificates, clock

FIELD = "OfficialSeal"
# Room for the signature container: CMS with two certificates takes about 2 KB, written in hex.
_RESERVED = 8192


@dataclass(frozen=True, slots=True)
class Examined:
    """One signature: `whole` where it covers the unchanged file, `trusted` where this city's root vouches for it."""

    whole: bool
    trusted: bool
    signer_name: str = ""
    signer_code: str = ""
    signed_at: dt.datetime | None = None


def sign(data: bytes, *, department_code: str, department_name: str, reason: str) -> bytes:
    """The file with the department's certifying signature, dated by the city's clock."""
    identity = certificates.signing_identity(department_code, department_name)
    chain = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # pyHanko is typed only in part
    chain.register(_asn1(identity.root))
    signer = SimpleSigner(
        signing_cert=_asn1(identity.certificate),
        signing_key=asn1_keys.PrivateKeyInfo.load(identity.private_key_der),
        cert_registry=chain,
    )
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        reason=reason,
        name=department_name,
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    return asyncio.run(_sign(IncrementalPdfFileWriter(io.BytesIO(data)), PdfSigner(metadata, signer)))


async def _sign(writer: IncrementalPdfFileWriter, signer: PdfSigner) -> bytes:
    """The steps of `PdfSigner.sign_pdf`, with the city's clock instead of the machine's."""
    session = signer.init_signing_session(writer)
    session.system_time = clock.local(clock.now()).replace(microsecond=0)
    prepared = session.prepare_tbs_document(validation_info=None, bytes_reserved=2 * _RESERVED)
    output = io.BytesIO()
    digest, _ = prepared.digest_tbs_document(output=output)
    attributes = PdfCMSSignedAttributes(signing_time=session.system_time)
    await prepared.perform_signature(document_digest=digest.document_digest, pdf_cms_signed_attrs=attributes)
    return output.getvalue()


def examine(data: bytes) -> list[Examined]:
    """Every signature of the file. A hostile file makes the parser raise anything."""
    return [_judge(one) for one in PdfFileReader(io.BytesIO(data), strict=False).embedded_signatures]


def _judge(signature: Any) -> Examined:  # Any: pyHanko publishes no types
    """One signature. Coverage is strict: bytes after the signed part mean the paper was altered."""
    signed_at = signature.self_reported_timestamp
    context = ValidationContext(
        trust_roots=[_asn1(certificates.root_certificate())],
        moment=signed_at or clock.now(),
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
    status = validate_pdf_signature(signature, signer_validation_context=context, skip_diff=True)
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE and _padding_is_empty(signature.pkcs7_content)
    if not (status.intact and status.valid and whole and status.trusted):
        return Examined(whole=bool(status.intact and status.valid and whole), trusted=False)
    certificate = x509.load_der_x509_certificate(status.signing_cert.dump())
    return Examined(
        whole=True,
        trusted=True,
        signer_name=certificates.organisation_name(certificate),
        signer_code=certificates.organisation_code(certificate),
        signed_at=signed_at,
    )


def _padding_is_empty(contents: bytes) -> bool:
    """The room after the container is the one place no digest covers: nothing may be hidden there."""
    used = len(cms.ContentInfo.load(contents).dump())
    return not any(contents[used:])


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
