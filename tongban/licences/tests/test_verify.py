"""Anybody may verify: by identifier, code, presented code, file."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import io

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.ledger import services as ledger
from tongban.licences import selectors, services
from tongban.licences.errors import LicenceNotUsable, PurposeMissing
from tongban.licences.models import Licence
from tongban.licences.tests.conftest import CITIZEN_NO, IDENTITY, City, Issue
from tongban.licences.verification import _identifiers_in

DAY = dt.datetime(2026, 11, 23, 2, tzinfo=dt.UTC)


def test_by_identifier_with_or_without_root_by_code_and_by_address(city: City, issue: Issue) -> None:
    view = issue()
    code = Licence.objects.get().verify_code
    short = view.identifier.removeprefix("1.2.156.3005.2.")
    for text in (view.identifier, short, f" {short.lower()} ", code, view.verify_url, f"{view.verify_url}/?a=1"):
        verdict = selectors.verify(text)
        assert (verdict.kind, verdict.ok, verdict.identifier) == ("valid", True, view.identifier)


def test_a_persons_name_is_masked_and_no_number_is_shown(city: City, issue: Issue) -> None:
    view = issue(type_code=IDENTITY, holder_id=city.person_id, data={"person.citizen_no": CITIZEN_NO})
    verdict = selectors.verify(view.identifier)
    assert verdict.masked_holder == "测**"
    assert CITIZEN_NO not in str(dataclasses.asdict(verdict))
    assert "测试甲" not in str(dataclasses.asdict(verdict))


def test_the_qr_holds_a_random_code_only(city: City, issue: Issue) -> None:
    view = issue(type_code=IDENTITY, holder_id=city.person_id, data={"person.citizen_no": CITIZEN_NO})
    code = view.verify_url.rsplit("/", 1)[1]
    assert code == Licence.objects.get().verify_code
    assert view.licence_no not in view.verify_url
    assert str(city.person_id) not in code.split("-")


@pytest.mark.parametrize("text", ["", " ", "x", "1.2.156", "P" * 49, "查无", "A" * 5000, "/verify/", "\x00"])
def test_nonsense_is_unknown(db: None, text: str) -> None:
    assert selectors.verify(text).kind == "unknown"


def test_a_wrong_check_character_is_unknown(city: City, issue: Issue) -> None:
    identifier = issue().identifier
    wrong = identifier[:-1] + ("0" if identifier[-1] != "0" else "1")
    assert selectors.verify(wrong).kind == "unknown"


def test_validity_follows_the_day_without_any_job(city: City, issue: Issue) -> None:
    with clock.frozen(DAY):
        view = issue(valid_from=dt.date(2026, 12, 1), valid_to=dt.date(2026, 12, 31))
        assert selectors.verify(view.identifier).kind == "not_yet_valid"
    for day, kind in ((1, "valid"), (31, "valid")):
        with clock.frozen(clock.at(dt.date(2026, 12, day), dt.time(23, 59))):
            assert selectors.verify(view.identifier).kind == kind
    with clock.frozen(clock.at(dt.date(2027, 1, 1))):
        assert selectors.verify(view.identifier).kind == "expired"
    assert Licence.objects.get().state == "valid"


def test_a_presented_code_lives_five_minutes(city: City, issue: Issue) -> None:
    with clock.frozen(DAY):
        view = issue()
        shown = services.present_code(identifier=view.identifier, actor=city.resident())
        assert selectors.verify(shown.token).identifier == view.identifier
        assert selectors.verify(shown.url).ok
    with clock.frozen(DAY + dt.timedelta(minutes=5)):
        assert selectors.verify(shown.token).ok
    with clock.frozen(DAY + dt.timedelta(minutes=5, seconds=1)):
        assert selectors.verify(shown.token).kind == "code_expired"
        assert selectors.verify(shown.token).identifier == ""


@given(place=st.integers(0, 35), flip=st.integers(1, 255))
def test_a_presented_code_cannot_be_altered(place: int, flip: int) -> None:
    import uuid

    from tongban.licences.verification import make_present_token

    with clock.frozen(DAY):
        token = make_present_token(uuid.UUID(int=7), DAY + dt.timedelta(minutes=5))
        raw = bytearray(base64.urlsafe_b64decode(token[1:]))
        raw[place] ^= flip
        assert selectors.verify("P" + base64.urlsafe_b64encode(bytes(raw)).decode()).kind == "unknown"


def test_only_the_holder_presents_and_only_what_is_valid(city: City, issue: Issue) -> None:
    view = issue()
    for actor in (city.clerk, city.resident(city.other_person_id)):
        with pytest.raises(NotFound):
            services.present_code(identifier=view.identifier, actor=actor)
    services.suspend_licence(identifier=view.identifier, reason="甲", basis="乙", actor=city.approver)
    with pytest.raises(LicenceNotUsable):
        services.present_code(identifier=view.identifier, actor=city.resident())


def test_the_original_file_is_genuine_and_any_change_is_found(city: City, issue: Issue) -> None:
    view = issue()
    ledger.drain(raising=True)
    file = services.fetch_licence_file(identifier=view.identifier, actor=city.resident())
    assert file.content.startswith(b"%PDF")
    assert selectors.verify_file(file.content).kind == "valid"
    assert selectors.verify_file(file.content + b"\n").kind == "altered"
    rewritten = io.BytesIO()
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(file.content))
    writer.write(rewritten)
    assert selectors.verify_file(rewritten.getvalue()).kind == "altered"
    assert selectors.verify_file(rewritten.getvalue()).identifier == view.identifier
    services.revoke_licence(identifier=view.identifier, reason="甲", basis="乙", actor=city.approver)
    assert selectors.verify_file(file.content).kind == "revoked"


def test_the_pdf_is_made_once(city: City, issue: Issue) -> None:
    view = issue()
    digest = services.ensure_document(identifier=view.identifier, actor=city.approver)
    assert services.ensure_document(identifier=view.identifier, actor=city.approver) == digest
    ledger.drain(raising=True)
    assert services.fetch_licence_file(identifier=view.identifier, actor=city.resident()).digest == digest


def test_officers_download_with_a_purpose_and_strangers_not_at_all(city: City, issue: Issue) -> None:
    view = issue()
    with pytest.raises(PurposeMissing):
        services.fetch_licence_file(identifier=view.identifier, actor=city.clerk)
    with pytest.raises(NotFound):
        services.fetch_licence_file(identifier=view.identifier, actor=city.resident(city.other_person_id))
    services.fetch_licence_file(identifier=view.identifier, purpose="现场核查", actor=city.clerk)
    assert [use.purpose for use in selectors.uses(view.identifier, viewer=city.resident())] == ["现场核查"]


def test_a_person_is_named_to_officers_only_for_a_purpose(city: City, issue: Issue) -> None:
    """Whoever may fetch sees that a licence exists; the name stands on the face, and taking that is recorded."""
    data = {"person.citizen_no": CITIZEN_NO}
    view = issue(type_code=IDENTITY, holder_id=city.person_id, data=data)

    def seen_by(viewer: Actor) -> set[str]:
        one = selectors.licence(view.identifier, viewer=viewer)
        rest = selectors.held_by(city.person_id, viewer=viewer)
        return {found.holder_name for found in (one, *rest)}

    elsewhere = dataclasses.replace(city.clerk, department_ids=frozenset({city.other_department_id}))
    for officer in (city.clerk, elsewhere, city.approver):
        assert seen_by(officer) == {"测**"}
    assert seen_by(city.resident()) == {"测试甲"}
    assert selectors.uses(view.identifier, viewer=city.resident()) == []
    taken = services.use_licence(identifier=view.identifier, purpose="现场核查", actor=city.clerk)
    assert taken.holder_name == "测试甲"
    assert [use.purpose for use in selectors.uses(view.identifier, viewer=city.resident())] == ["现场核查"]
    company = issue()
    assert selectors.licence(company.identifier, viewer=elsewhere).holder_name == "同安测试旅馆有限公司"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"\x00" * 100, b"MZ" + b"A" * 100, b"%PDF-1.4\n1 0 obj\n<<"])
def test_a_foreign_or_broken_file_is_unknown(db: None, content: bytes) -> None:
    assert selectors.verify_file(content).kind == "unknown"


@given(st.binary(max_size=300))
def test_no_file_brings_the_reader_down(content: bytes) -> None:
    assert isinstance(_identifiers_in(b"%PDF-1.7\n" + content), list)
