"""Issuing, proving and finding documents."""

from __future__ import annotations

import datetime as dt
import io
import re
from pathlib import Path

import pypdf
import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pytest_django import Settings

from tongban.documents import facts, selectors, services
from tongban.documents.errors import DocumentNotFound, DocumentNumberTaken, UnknownDocumentKind
from tongban.documents.services import DocumentBody, PdfVerdict, Verdict, verify_pdf
from tongban.documents.states import DocumentKind
from tongban.files import services as files
from tongban.kernel import clock, keys
from tongban.kernel.actor import Actor
from tongban.kernel.keys import KeyStore
from tongban.ledger import selectors as ledger
from tongban.ledger.facts import ObjectRef

AUTHORITY, CODE = "某某市卫生健康委员会", "11410500MB0X00001A"
NOON = dt.datetime(2026, 11, 21, 4, tzinfo=dt.UTC)
BODY = DocumentBody(addressee="某某宾馆", paragraphs=("你单位提出的申请，材料齐全，决定受理。",))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Settings) -> Path:
    settings.TONGBAN_HOME = tmp_path
    return tmp_path


def issue(
    number: str = "某卫许受〔2026〕1号", *, code: str = CODE, subject: tuple[ObjectRef, ...] = ()
) -> services.IssuedDocument:
    with clock.frozen(NOON):
        return services.issue_document(
            kind=DocumentKind.ACCEPTANCE_NOTICE,
            number=number,
            title="受理通知书",
            body=BODY,
            authority_name=AUTHORITY,
            seal_department_code=code,
            issued_on=dt.date(2026, 11, 21),
            actor=Actor.system(),
            subject=subject,
        )


def signed() -> bytes:
    with clock.frozen(NOON):
        unsigned = services.render_pdf(
            kind=DocumentKind.DECISION,
            number="某〔2026〕2号",
            title="决定书",
            body=BODY,
            authority_name=AUTHORITY,
            issued_on=dt.date(2026, 11, 21),
        )
        return services.sign_pdf(unsigned, department_code=CODE, department_name=AUTHORITY, reason="决定书")


@pytest.mark.django_db
def test_an_issued_document_is_stored_signed_and_found() -> None:
    document = issue()
    content = files.open_bytes(document.digest)
    verdict = verify_pdf(content)
    assert verdict == PdfVerdict(Verdict.GENUINE, AUTHORITY, CODE, NOON)
    assert AUTHORITY in verdict.sentence
    assert selectors.document(document.id) == document
    assert selectors.documents([document.id, -1]) == [document]
    assert selectors.document_by_digest(document.digest) == document
    grouped = "-".join(document.verification_code[at : at + 4].lower() for at in range(0, 16, 4))
    assert selectors.document_by_code(grouped) == document
    assert (document.kind_label, document.file_name) == ("受理通知书", "受理通知书.pdf")


@pytest.mark.django_db
def test_the_fact_stands_on_the_subject_too() -> None:
    case = ObjectRef("case", "some-case")
    document = issue(subject=(case,))
    (fact,) = (fact for fact in ledger.timeline(case) if fact.kind == facts.DOCUMENT_ISSUED.kind)
    assert fact.primary == ObjectRef("document", document.verification_code)
    assert fact.data["number"] == document.number
    assert "宾馆" not in str(dict(fact.data))


@pytest.mark.django_db
def test_a_number_is_used_once_per_authority() -> None:
    issue()
    with pytest.raises(DocumentNumberTaken, match="〔2026〕1号"):
        issue()
    assert issue(code="11410500MB0X00002B").number == "某卫许受〔2026〕1号"
    assert issue("某卫许受〔2026〕2号").number == "某卫许受〔2026〕2号"


@pytest.mark.django_db
def test_unknown_kinds_and_codes() -> None:
    with pytest.raises(UnknownDocumentKind):
        services.issue_document(
            kind="poem",
            number="1",
            title="诗",
            body=BODY,
            authority_name=AUTHORITY,
            seal_department_code=CODE,
            issued_on=dt.date(2026, 11, 21),
            actor=Actor.system(),
        )
    for code in ("", "0000-0000-0000-0000", "'; DROP TABLE", "A" * 500):
        with pytest.raises(DocumentNotFound):
            selectors.document_by_code(code)
    with pytest.raises(DocumentNotFound):
        selectors.document(-1)


@pytest.mark.django_db
def test_a_licence_sheet_is_issued_and_proved() -> None:
    identifier = "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U"
    with clock.frozen(NOON):
        sheet = services.issue_licence_sheet(
            title="公共场所卫生许可证",
            licence_no="某卫公证字〔2026〕第1号",
            identifier=identifier,
            fields=(("单位名称", "某某宾馆"), ("地址", "某某路1号"), ("许可项目", "住宿场所")),
            authority_name=AUTHORITY,
            seal_department_code=CODE,
            issued_on=dt.date(2026, 11, 21),
            valid_from=dt.date(2026, 11, 21),
            valid_to=dt.date(2030, 11, 20),
            actor=Actor.system(),
        )
    content = files.open_bytes(sheet.digest)
    assert verify_pdf(content).genuine
    text = pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text()
    for part in ("某某宾馆", "自2026年11月21日至2030年11月20日", identifier, "（正本）"):
        assert part in text
    assert (sheet.kind, sheet.number) == ("licence", identifier)


# --- proof ------------------------------------------------------------------------------------------


def test_a_signature_needs_no_database_and_tells_the_city_clock() -> None:
    assert verify_pdf(signed()) == PdfVerdict(Verdict.GENUINE, AUTHORITY, CODE, NOON)


def signed_ranges(content: bytes) -> tuple[range, range, range]:
    """What the signature covers before and after its container, and the container between."""
    found = re.search(rb"/ByteRange\s*\[(\d+) (\d+) (\d+) (\d+)", content)
    assert found is not None
    start, length, after, rest = (int(number) for number in found.groups())
    assert (start, after + rest) == (0, len(content))
    return range(length), range(after, len(content)), range(length, after)


def test_every_changed_place_is_found() -> None:
    """One byte in each of fifty stretches of the signed bytes: never genuine again."""
    content = signed()
    before, after, _ = signed_ranges(content)
    places = [place for part in (before, after) for place in part[:: max(len(part) // 25, 1)]]
    for place in places[1:]:
        changed = bytearray(content)
        changed[place] ^= 0x01
        verdict = verify_pdf(bytes(changed))
        assert not verdict.genuine, place
        assert verdict.signer_name == ""


def test_nothing_hides_in_the_room_after_the_signature() -> None:
    content = bytearray(signed())
    *_, container = signed_ranges(bytes(content))
    assert content[container[-2] : container[-2] + 2] == b"0>"
    content[container[-3]] = ord("1")
    assert verify_pdf(bytes(content)).altered


def test_a_page_hidden_behind_the_signature_is_found() -> None:
    """An incremental update keeps the signed bytes, and still the paper is not what was signed."""
    writer = IncrementalPdfFileWriter(io.BytesIO(signed()))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page["/Rotate"] = page["/Rotate"].__class__(180)
    writer.update_container(page)
    output = io.BytesIO()
    writer.write(output)  # type: ignore[no-untyped-call]  # pyHanko is typed only in part
    verdict = verify_pdf(output.getvalue())
    assert verdict.altered
    assert "改动" in verdict.sentence
    assert verify_pdf(signed() + b"\n% note\n").altered


def test_a_stranger_with_our_name_is_a_stranger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stranger = KeyStore(tmp_path / "stranger")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tongban.kernel.certificates.store", lambda: stranger)
        content = signed()
    assert verify_pdf(content).verdict is Verdict.UNKNOWN_SIGNER
    monkeypatch.setattr("tongban.kernel.certificates.store", lambda: stranger)
    assert verify_pdf(content).genuine
    assert keys.store().folder != stranger.folder


def test_unsigned_and_unreadable_files() -> None:
    unsigned = services.render_pdf(
        kind=DocumentKind.DECISION,
        number="1",
        title="决定书",
        body=BODY,
        authority_name=AUTHORITY,
        issued_on=NOON.date(),
    )
    assert verify_pdf(unsigned).verdict is Verdict.UNSIGNED
    for content in (b"", b"hello", b"%PDF-1.7\n" + bytes(range(256)) * 20, unsigned[: len(unsigned) // 2]):
        assert verify_pdf(content).verdict in {Verdict.UNREADABLE, Verdict.UNSIGNED}


def test_papers_outlive_their_certificates() -> None:
    content = signed()
    with clock.frozen(NOON + dt.timedelta(days=365 * 20)):
        assert verify_pdf(content).genuine


def test_demonstration_papers_say_so(settings: Settings) -> None:
    def text() -> str:
        content = services.render_pdf(
            kind=DocumentKind.DECISION,
            number="1",
            title="决定书",
            body=BODY,
            authority_name=AUTHORITY,
            issued_on=NOON.date(),
        )
        return pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text()

    settings.TONGBAN_CITY_KIND = "demo"
    assert "演示数据，不具法律效力" in text()
    settings.TONGBAN_CITY_KIND = "production"
    assert "演示数据" not in text()
    assert "预览稿" in text()
