"""Signing PDF files with a department's certificate, and saying what a file that came back is worth.

The signature certifies the whole file and forbids any change after it (DocMDP level 1), so whatever is appended
later, even a harmless note, makes the paper an altered one. The work on the bytes is in `pades`, imported when the
first file comes: pyHanko costs more to import than most commands take to run.
"""

from __future__ import annotations

import datetime as dt
import enum
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tongban.documents import pades

logger = logging.getLogger(__name__)


class Verdict(enum.StrEnum):
    """What a file is worth."""

    GENUINE = "genuine"
    ALTERED = "altered"
    UNKNOWN_SIGNER = "unknown_signer"
    UNSIGNED = "unsigned"
    UNREADABLE = "unreadable"


_SENTENCES = {
    Verdict.GENUINE: "文件真实有效：由{signer}签章，签章后没有改动。",
    Verdict.ALTERED: "文件在签章后被改动过，不能使用。",
    Verdict.UNKNOWN_SIGNER: "文件有签名，但签名人不是本平台的单位，无法证明真伪。",
    Verdict.UNSIGNED: "文件没有签章，无法证明真伪。",
    Verdict.UNREADABLE: "文件不是完整的 PDF，无法核验。",
}


@dataclass(frozen=True, slots=True)
class PdfVerdict:
    """Answer of `verify_pdf`. `signer_*` and `signed_at` are empty unless this city's certificate signed."""

    verdict: Verdict
    signer_name: str = ""
    signer_code: str = ""
    signed_at: dt.datetime | None = None

    @property
    def genuine(self) -> bool:
        """Whether the file may be relied on."""
        return self.verdict is Verdict.GENUINE

    @property
    def altered(self) -> bool:
        """Whether it was changed after signing."""
        return self.verdict is Verdict.ALTERED

    @property
    def sentence(self) -> str:
        """The answer in one Chinese sentence."""
        return _SENTENCES[self.verdict].format(signer=self.signer_name)


def sign_pdf(data: bytes, *, department_code: str, department_name: str, reason: str) -> bytes:
    """The file with the department's certifying signature, dated by the city's clock."""
    from tongban.documents import pades

    return pades.sign(data, department_code=department_code, department_name=department_name, reason=reason)


def verify_pdf(data: bytes) -> PdfVerdict:
    """Judge a file from anywhere; never raises. One altered or foreign signature spoils the file.

    The certificate is checked at the moment the signature claims: papers outlive certificates, and the
    city issues them for nobody but its own key store.
    """
    if not data.startswith(b"%PDF-"):
        return PdfVerdict(Verdict.UNREADABLE)
    from tongban.documents import pades

    try:
        verdicts = [_verdict(found) for found in pades.examine(data)]
    except Exception as error:  # hostile files make the parser raise anything; the answer is the same for all
        logger.info("unreadable PDF handed in for verification: %s", type(error).__name__)
        return PdfVerdict(Verdict.UNREADABLE)
    if not verdicts:
        return PdfVerdict(Verdict.UNSIGNED)
    bad = [verdict for verdict in verdicts if not verdict.genuine]
    return bad[0] if bad else verdicts[0]


def _verdict(found: pades.Examined) -> PdfVerdict:
    if not found.whole:
        return PdfVerdict(Verdict.ALTERED)
    if not found.trusted:
        return PdfVerdict(Verdict.UNKNOWN_SIGNER)
    return PdfVerdict(Verdict.GENUINE, found.signer_name, found.signer_code, found.signed_at)
