"""Bad input and bad moments: a clear Chinese sentence, the right status, and nothing half-written."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from pathlib import Path

import orjson
import pytest
from django.conf import settings
from django.db import models

from tongban.cases import selectors, services
from tongban.cases.models import Case, CaseInstrument, CaseMaterial
from tongban.cases.services import MaterialInput
from tongban.cases.states import CaseState
from tongban.cases.tests.conftest import MORNING, SYSTEM, City, build
from tongban.catalogue import services as catalogue
from tongban.catalogue.models import ServiceItem
from tongban.files import services as files
from tongban.files.errors import FileTooLarge, ForbiddenFileType
from tongban.files.models import StoredFile
from tongban.files.tests.papers import PDF
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError, InvalidInput, MoveNotAllowed, NotFound, PermissionDenied, StaleState
from tongban.ledger.models import Fact
from tongban.ledger.tests.threads import at_once
from tongban.notices.models import InboxMessage
from tongban.parties import services as parties
from tongban.parties.errors import MandateExpired, MandateOutOfScope, MandateRevoked, NoMandate
from tongban.reference import services as reference

TABLES: tuple[type[models.Model], ...] = (
    Case,
    CaseMaterial,
    CaseInstrument,
    Fact,
    StoredFile,
    InboxMessage,
    ServiceItem,
)


def counts() -> dict[str, int]:
    """Rows of everything a step of a case writes."""
    return {table.__name__: table._default_manager.count() for table in TABLES}


def stored_paths() -> set[Path]:
    """Files in the content store."""
    return {path for path in (Path(settings.TONGBAN_HOME) / "files").rglob("*") if path.is_file()}


@contextmanager
def refused(kind: type[DomainError], status: int, *words: str) -> Iterator[None]:
    """The block is refused with this class, status and words, and leaves no row and no file behind."""
    rows, paths = counts(), stored_paths()
    with pytest.raises(kind) as caught:
        yield
    error = caught.value
    assert error.status == status
    assert any("\u4e00" <= letter <= "\u9fff" for letter in error.sentence)
    assert error.advice
    for word in words:
        assert word in error.sentence, error.sentence
    assert counts() == rows
    assert stored_paths() == paths


EXECUTABLES = {
    "Windows": b"MZ\x90\x00\x03\x00\x00\x00" + b"\0" * 200,
    "Linux": b"\x7fELF\x02\x01\x01" + b"\0" * 200,
    "Mac": b"\xcf\xfa\xed\xfe" + b"\0" * 200,
    "script": b"#!/bin/sh\nrm -rf /\n",
    "class": b"\xca\xfe\xba\xbe\x00\x00\x00\x34" + b"\0" * 100,
}


@pytest.mark.parametrize("name", ["证明.pdf", "证明.PDF", "照片.jpg", "说明.txt"])
def test_executables_under_other_names(db: None, name: str) -> None:
    for content in EXECUTABLES.values():
        with refused(ForbiddenFileType, 415, "不能上传"):
            files.store(content=content, name=name, actor=SYSTEM)


class Endless(io.RawIOBase):
    """A stream of a hundred megabytes that counts what was taken from it."""

    size = 100 * 1024 * 1024
    taken = 0

    def read(self, size: int = -1) -> bytes:
        """The next piece."""
        wanted = self.size - self.taken if size < 0 else min(size, self.size - self.taken)
        self.taken += wanted
        return (b"%PDF-1.4\n" + b"x" * wanted)[:wanted]


def test_a_hundred_megabytes_are_refused_without_being_read_to_the_end(db: None) -> None:
    stream = Endless()
    with refused(FileTooLarge, 413, "文件太大", "20 MB"):
        files.store(content=stream, name="大.pdf", actor=SYSTEM)
    assert stream.taken < 25 * 1024 * 1024


def test_materials_name_files_that_were_stored(city: City) -> None:
    uid = city.draft(city.promised, materials=False)
    for digest in ("", "0" * 64, "../../keys/django_secret"):
        with refused(DomainError, 422, "没有找到"):
            given = MaterialInput(order=1, digest=digest)
            services.attach_material(case_uid=uid, material=given, actor=city.resident)
    with refused(PermissionDenied, 403):
        services.attach_material(case_uid=uid, material=MaterialInput(order=1, paper=True), actor=city.resident)


def test_mandates_that_do_not_hold(city: City) -> None:
    stranger, today = city.stranger, clock.today()

    def begin() -> None:
        services.draft_case(version_id=city.promised.id, applicant_id=city.enterprise_id, actor=stranger)

    with refused(NoMandate, 403):
        begin()
    mandate = parties.grant_mandate(
        principal_id=city.enterprise_id, agent_id=stranger.party_id or 0, valid_to=today, actor=city.resident
    )
    begin()
    uid = Case.objects.latest("id").uid
    with clock.frozen(MORNING + dt.timedelta(days=1)):
        with refused(MandateExpired, 403, "2026年11月24日"):
            begin()
        with refused(MandateExpired, 403):
            services.save_form(case_uid=uid, form_data={"name": "x"}, actor=stranger)
        with refused(MandateExpired, 403):
            services.submit_case(case_uid=uid, actor=stranger, incomplete=True)
    parties.revoke_mandate(mandate_uid=mandate.uid, actor=city.resident)
    with refused(MandateRevoked, 403):
        begin()


def test_a_mandate_for_one_item_serves_for_no_other(city: City) -> None:
    agent, version = city.stranger, city.promised
    parties.grant_mandate(
        principal_id=city.enterprise_id,
        agent_id=agent.party_id or 0,
        scope=[version.catalog_code],
        valid_to=clock.today(),
        actor=city.resident,
    )
    own = services.draft_case(version_id=version.id, applicant_id=city.enterprise_id, actor=agent)
    services.save_form(case_uid=own, form_data={"name": "x", "premises_name": "y"}, actor=agent)
    with refused(MandateOutOfScope, 403):
        services.draft_case(version_id=city.instant.id, applicant_id=city.enterprise_id, actor=agent)
    other = services.draft_case(version_id=city.instant.id, applicant_id=city.enterprise_id, actor=city.resident)
    acting = dataclasses.replace(agent, principal_id=city.enterprise_id)
    with refused(MandateOutOfScope, 403):
        services.save_form(case_uid=other, form_data={}, actor=acting)


def test_a_result_for_somebody_else_needs_their_mandate(city: City) -> None:
    with refused(NoMandate, 403):
        services.draft_case(
            version_id=city.promised.id,
            applicant_id=city.resident.party_id or 0,
            subject_id=city.stranger.party_id,
            actor=city.resident,
        )


def test_another_persons_case(city: City) -> None:
    uid = city.draft(city.promised)
    verbs: list[Callable[[Actor], object]] = [
        lambda who: services.save_form(case_uid=uid, form_data={}, actor=who),
        lambda who: services.attach_material(case_uid=uid, material=MaterialInput(order=1), actor=who),
        lambda who: services.use_held_licences(case_uid=uid, actor=who),
        lambda who: services.submit_case(case_uid=uid, actor=who),
        lambda who: services.withdraw_case(case_uid=uid, actor=who),
        lambda who: services.supplement_case(case_uid=uid, actor=who),
        lambda who: selectors.case_view(uid, viewer=who),
        lambda who: selectors.timeline(uid, viewer=who),
        lambda who: selectors.clocks(uid, viewer=who),
        lambda who: selectors.material_file(uid, 1, viewer=who),
    ]
    for verb in verbs:
        with refused(NotFound, 404, "没有找到"):
            verb(city.stranger)
    services.submit_case(case_uid=uid, actor=city.resident)
    officers: list[Callable[[Actor], object]] = [
        lambda who: services.accept_case(case_uid=uid, actor=who),
        lambda who: services.refuse_acceptance(case_uid=uid, reason="x", actor=who),
        lambda who: services.notify_supplement(case_uid=uid, wanted={1: "x"}, actor=who),
        lambda who: services.examine_case(case_uid=uid, opinion="x", actor=who),
        lambda who: services.decide_case(case_uid=uid, granted=True, actor=who),
    ]
    for verb in officers:
        with refused(NotFound, 404):
            verb(city.outsider)
        with refused(PermissionDenied, 403, "权限"):
            verb(city.stranger)


def test_double_submission(city: City) -> None:
    uid = city.submitted(city.promised)
    with refused(MoveNotAllowed, 409, "已提交"):
        services.submit_case(case_uid=uid, actor=city.resident)
    services.accept_case(case_uid=uid, actor=city.clerk)
    with refused(MoveNotAllowed, 409, "已受理"):
        services.accept_case(case_uid=uid, actor=city.examiner)
    for form in ({"name": "改"}, {}):
        with refused(MoveNotAllowed, 409):
            services.save_form(case_uid=uid, form_data=form, actor=city.resident)


def test_a_stale_row_moves_nothing(city: City) -> None:
    from tongban.cases.states import CASE_LIFECYCLE

    uid = city.submitted(city.promised)
    row = Case.objects.get(uid=uid)
    services.accept_case(case_uid=uid, actor=city.clerk)
    with refused(StaleState, 409, "其他人"):
        CASE_LIFECYCLE.advance(row, "refuse_acceptance", reason="晚了一步")
    assert Case.objects.get(uid=uid).state == CaseState.ACCEPTED


def test_a_clock_set_back_writes_nothing(city: City) -> None:
    uid = city.submitted(city.promised)
    before = Case.objects.filter(uid=uid).values().get()
    verbs: list[Callable[[], object]] = [
        lambda: services.accept_case(case_uid=uid, actor=city.clerk),
        lambda: services.withdraw_case(case_uid=uid, actor=city.resident),
        lambda: services.refuse_acceptance(case_uid=uid, reason="不属于职权", actor=city.clerk),
    ]
    for back in (dt.timedelta(minutes=1), dt.timedelta(days=30)):
        for verb in verbs:
            with clock.frozen(MORNING - back), refused(clock.ClockWentBack, 503, "时间"):
                verb()
    assert Case.objects.filter(uid=uid).values().get() == before
    services.accept_case(case_uid=uid, actor=city.clerk)


def test_form_fields_nobody_declared(city: City) -> None:
    uid = city.draft(city.promised)
    found = services.save_form(case_uid=uid, form_data={"name": "赵", "rank": "vip"}, actor=city.resident)
    assert "rank" in found
    with refused(InvalidInput, 422):
        services.submit_case(case_uid=uid, actor=city.resident)


ROW = {
    "TASK_CODE": "11440000006939756B2440101007000",
    "TASK_NAME": "测试事项",
    "TASK_TYPE_TEXT": "行政许可",
    "DEPT_NAME": "测试部门",
    "AREACODE": "440000",
}


UNREADABLE = [
    orjson.dumps({"code": "1", "name": "x"}),
    orjson.dumps({**ROW, "TASK_CODE": "1144"}),
    orjson.dumps({**ROW, "TASK_CODE": None}),
    b'{"TASK_CODE": ',
    b"[1, 2]",
    b"\xff\xfe\x00",
]


def test_rows_of_a_feed_that_do_not_fit(city: City, tmp_path: Path) -> None:
    """Every row has its reason in Chinese; a refused one leaves no item."""
    items = ServiceItem.objects.count()
    path = tmp_path / "feed.jsonl"
    path.write_bytes(b"\n".join(UNREADABLE) + b"\n")
    report = catalogue.import_feed("guangdong", path, actor=SYSTEM)
    assert (report.rows, report.refused) == (len(UNREADABLE), len(UNREADABLE))
    for told in report.outcomes:
        assert any("\u4e00" <= letter <= "\u9fff" for letter in told.why)
    assert ServiceItem.objects.count() == items


def test_columns_that_the_feed_does_not_know_are_named(city: City, tmp_path: Path) -> None:
    path = tmp_path / "feed.jsonl"
    path.write_bytes(orjson.dumps({**ROW, "surprise": "x"}) + b"\n")
    report = catalogue.import_feed("guangdong", path, actor=SYSTEM)
    told = report.outcomes[0]
    assert "surprise" in str(report.findings) + told.why


@pytest.fixture
def committed(transactional_db: None) -> Iterator[City]:
    """The test city in committed rows, for real connections."""
    with clock.frozen(MORNING):
        reference.load_reference_data(actor=SYSTEM)
        yield build()


def _both(calls: list[Callable[[], str]]) -> list[str | Exception]:
    """Two at once; each thread takes a copy of the standing clock along."""
    contexts = [copy_context() for _ in calls]
    return at_once([lambda n=n: contexts[n].run(calls[n]) for n in range(len(calls))])  # type: ignore[misc]  # default binds


def test_two_officers_accept_at_once(committed: City) -> None:
    uid = committed.submitted(committed.promised)
    seats = (committed.clerk, committed.examiner)
    answers = _both([lambda who=who: services.accept_case(case_uid=uid, actor=who) for who in seats])  # type: ignore[misc]  # default binds
    lost = [answer for answer in answers if isinstance(answer, Exception)]
    assert len(lost) == 1
    assert isinstance(lost[0], StaleState | MoveNotAllowed)
    assert lost[0].status == 409
    assert Fact.objects.filter(kind="case.accepted").count() == 1
    assert CaseInstrument.objects.filter(kind="acceptance_notice").count() == 1


def test_submitted_twice_at_once(committed: City) -> None:
    uid = committed.draft(committed.promised)
    answers = _both([lambda: services.submit_case(case_uid=uid, actor=committed.resident)] * 2)
    numbers = [answer for answer in answers if isinstance(answer, str)]
    assert len(numbers) == 1
    assert Case.objects.get(uid=uid).case_no == numbers[0]
    assert Fact.objects.filter(kind="case.submitted").count() == 1
    second = committed.submitted(committed.promised)
    assert Case.objects.get(uid=second).case_no[-4:] == "0002"


def test_the_same_file_stored_twice_at_once(committed: City) -> None:
    stored = _both([lambda: files.store(content=PDF, name="a.pdf", actor=SYSTEM).digest] * 2)
    assert len(set(map(str, stored))) == 1
    assert StoredFile.objects.count() == 1
