"""X.509 for signatures in PDF files: a city root and one signing certificate per department.

PDF readers know no SM2, so papers carry an ECDSA P-256 signature of the department beside the SM2 signature
over licence data. Key and certificate lie in one file of the key store (`signing:<code>`), so they cannot
come apart. Certificates are renewed by themselves a month before they end, or when a department is renamed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tongban.kernel import clock
from tongban.kernel.keys import KeyStore, store

_ROOT_PURPOSE = "city_root"
_ROOT_YEARS, _SIGNING_YEARS = 40, 5
_RENEW_BEFORE = dt.timedelta(days=30)
_DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")


@dataclass(frozen=True, slots=True)
class SigningIdentity:
    """What is needed to sign for one department."""

    private_key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    root: x509.Certificate

    @property
    def private_key_der(self) -> bytes:
        """PKCS#8, unencrypted."""
        return self.private_key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )


def signing_identity(code: str, name: str, *, keystore: KeyStore | None = None) -> SigningIdentity:
    """Key and certificate of the department with this code, valid now under this name; issued at need."""
    chosen = keystore or store()
    purpose, now = f"signing:{code}", clock.now()
    for number in reversed(chosen.numbers(purpose)):
        identity = _parse(chosen.content(purpose, number), root_certificate(keystore=chosen))
        certificate = identity.certificate
        ends = certificate.not_valid_after_utc - _RENEW_BEFORE
        if certificate.not_valid_before_utc <= now < ends and organisation_name(certificate) == name:
            return identity
    number = chosen.add(purpose, _issue(code, name, now, chosen))
    return _parse(chosen.content(purpose, number), root_certificate(keystore=chosen))


def root_certificate(*, keystore: KeyStore | None = None) -> x509.Certificate:
    """The city's root certificate; made at first use."""
    return _parse_pair(_root(keystore or store()))[1]


def organisation_name(certificate: x509.Certificate) -> str:
    """The department's full name in the certificate; empty where there is none."""
    return _attribute(certificate, NameOID.ORGANIZATION_NAME)


def organisation_code(certificate: x509.Certificate) -> str:
    """The department's code in the certificate; empty where there is none."""
    return _attribute(certificate, NameOID.ORGANIZATION_IDENTIFIER)


def _attribute(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    found = certificate.subject.get_attributes_for_oid(oid)
    return str(found[0].value) if found else ""


def _root(keystore: KeyStore) -> bytes:
    return keystore.content(_ROOT_PURPOSE, keystore.newest(_ROOT_PURPOSE, _make_root))


def _make_root() -> bytes:
    """Valid from ten years back: test and demonstration cities tell stories of past years."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.COMMON_NAME, "通办城市根证书"),
        ]
    )
    start = dt.datetime(clock.now().year - 10, 1, 1, tzinfo=dt.UTC)
    builder = _builder(name, name, key.public_key(), start, _ROOT_YEARS)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(signs_certificates=True), critical=True)
    return _pair(key, builder.sign(key, hashes.SHA256()))


def _issue(code: str, name: str, now: dt.datetime, keystore: KeyStore) -> bytes:
    """A new key and its certificate, signed by the root, valid from the day before."""
    key = ec.generate_private_key(ec.SECP256R1())
    root_key, root = _parse_pair(_root(keystore))
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, name),
            x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, code),
            x509.NameAttribute(NameOID.COMMON_NAME, _fit_common_name(name)),
        ]
    )
    builder = _builder(subject, root.subject, key.public_key(), now - dt.timedelta(days=1), _SIGNING_YEARS)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(signs_certificates=False), critical=True)
    usages = x509.ExtendedKeyUsage([_DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION])
    builder = builder.add_extension(usages, critical=False)
    issuer_key = root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    authority = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(issuer_key)
    builder = builder.add_extension(authority, critical=False)
    return _pair(key, builder.sign(root_key, hashes.SHA256()))


def _builder(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, start: dt.datetime, years: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + dt.timedelta(days=365 * years))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _fit_common_name(name: str) -> str:
    """X.509 allows a common name of 64 bytes, some twenty Chinese characters; the full name is in O."""
    return name.encode()[:64].decode(errors="ignore")


def _pair(key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> bytes:
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return secret + certificate.public_bytes(serialization.Encoding.PEM)


@lru_cache(maxsize=512)
def _parse_pair(content: bytes) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key = serialization.load_pem_private_key(content, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("not an EC key")
    return key, x509.load_pem_x509_certificate(content)


def _parse(content: bytes, root: x509.Certificate) -> SigningIdentity:
    key, certificate = _parse_pair(content)
    return SigningIdentity(key, certificate, root)
