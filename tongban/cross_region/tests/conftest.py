"""Two places in one database: each is registered as the other's peer, and letters go round without a network."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from pytest_django import DjangoDbBlocker

from tongban.access.tests.actors import officer
from tongban.cases.services import GivenMaterial, Upload
from tongban.cases.tests.conftest import FORM as CASE_FORM
from tongban.cases.tests.conftest import MORNING, SYSTEM, City, build_with_reference
from tongban.catalogue.selectors import ItemVersionView
from tongban.cross_region import selectors, services
from tongban.cross_region.models import CrossRegionCase
from tongban.cross_region.states import Side
from tongban.exchange import selectors as exchange_questions
from tongban.exchange import services as exchange
from tongban.exchange import transport
from tongban.exchange.gates import Letter
from tongban.exchange.transport import Answer
from tongban.files import services as files
from tongban.files.tests.papers import PDF
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError
from tongban.kernel.gm import Sm2PrivateKey
from tongban.kernel.standards.uscc import make_uscc
from tongban.kernel.tests.standing import standing
from tongban.ledger import services as ledger
from tongban.orgs import services as orgs

HERE, THERE = "410500", "130400"
FORM = {"name": "赵小满", "premises_name": "小满理发店"}


class Loop:
    """What is sent arrives in the same house, signed and sealed all the same."""

    def post(self, url: str, content: bytes, *, most: int) -> Answer:
        try:
            if url.endswith("/contents"):
                return Answer(200, exchange.give_content(raw=content, actor=SYSTEM))
            return Answer(200, exchange.receive_envelope(raw=content, actor=SYSTEM))
        except DomainError as error:
            return Answer(error.status, b'{"code": "%s"}' % error.code.encode())


@dataclass
class Places:
    """The city, the peers' ids as the intake place and as the competent place know them, and who works where."""

    city: City
    north: int
    south: int
    desk: Actor
    north_desk: Actor

    @property
    def resident(self) -> int:
        assert self.city.resident.party_id is not None
        return self.city.resident.party_id

    def forward(self, version: ItemVersionView, actor: Actor | None = None, **more: object) -> CrossRegionCase:
        """A complete application of the resident, taken in here for there."""
        values: dict[str, object] = {
            "peer_id": self.north, "item_code": code_of(version), "applicant_id": self.resident, "form_data": FORM,
            "materials": papers(1, 2), "consent": True, "actor": actor or self.desk,
        }  # fmt: skip
        made = services.forward_application(**{**values, **more})  # type: ignore[arg-type]  # by name
        return self.row(made.uid)

    def row(self, uid: UUID | str) -> CrossRegionCase:
        return CrossRegionCase.objects.get(uid=uid)

    def other(self, case: CrossRegionCase) -> CrossRegionCase:
        """The competent place's side of a case."""
        return CrossRegionCase.objects.get(side=Side.COMPETENT, conversation=case.conversation)

    def ordinary(self, case: CrossRegionCase) -> str:
        """The uid of the ordinary case there."""
        return str(self.other(case).case_uid)


def papers(*orders: int, word: str = "") -> list[GivenMaterial]:
    return [GivenMaterial(order, upload=Upload(PDF + f"{order}{word}".encode(), f"{order}.pdf")) for order in orders]


def code_of(version: ItemVersionView) -> str:
    return version.handling_code or version.task_code


def rounds(most: int = 30) -> None:
    """Letters go and are handled until everybody has said everything."""
    for _ in range(most):
        sent = exchange.deliver_due(actor=SYSTEM)
        assert not sent.failed
        fetched = exchange.fetch_contents(actor=SYSTEM)
        done = ledger.drain(raising=True)
        if not (sent.delivered or fetched or done):
            return
    raise AssertionError("they talk without end")


def acquainted(city: City) -> Places:
    """Two places that know each other and have an agreement on the three items."""
    other = orgs.register_department(
        code=make_uscc("11", THERE, 5), name="邯山市政务服务局", short_name="邯政", region_code=THERE, actor=SYSTEM
    )
    codes = tuple(code_of(one) for one in (city.promised, city.instant, city.one_seat))
    key = exchange_questions.own_key().pem
    day, last = dt.date(2026, 1, 1), dt.date(2027, 12, 31)

    def register(code: str, ours: str, region: str, department: int, **items: tuple[str, ...]) -> int:
        return exchange.register_peer(
            code=code, name=f"{code}政务服务平台", region_code=region, address=f"http://{code}.invalid",
            public_key_pem=key, our_code=ours, department_id=department,
            agreement=exchange.Agreement("安邯通办〔2026〕1号", day, last, **items), actor=SYSTEM,
        ).id  # fmt: skip

    north = register("north", "south", THERE, city.department_id, their_items=codes)
    south = register("south", "north", HERE, other.id, our_items=codes)
    places = Places(city, north, south, city.clerk, officer(other.id, "N001", "clerk"))
    services.ask_guides(peer_id=north, actor=places.desk)
    rounds()
    assert len(selectors.guides(viewer=SYSTEM)) == 3
    return places


@pytest.fixture(scope="module")
def standing_places(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], Places]]:
    """The rows of two acquainted places, once for a file."""

    def build() -> Places:
        with looped():
            return acquainted(build_with_reference())

    yield from standing(request, django_db_blocker, build, at=MORNING)


@pytest.fixture
def places(standing_places: Callable[[], Places], db: None) -> Iterator[Places]:
    """Two acquainted places on a Tuesday morning; what is sent arrives in the same house."""
    with clock.frozen(MORNING), looped():
        yield standing_places()


@contextlib.contextmanager
def looped() -> Iterator[None]:
    """No network: letters go round in this house."""
    before = transport.use(Loop())
    try:
        yield
    finally:
        transport.use(before)


def elsewhere(city: City) -> tuple[str, int, str]:
    """A peer with one guide, and a case of the resident there that waits for a supplement: uid, peer, item code."""
    key, code = Sm2PrivateKey.generate(), f"{make_uscc('11', THERE, 5)}3410123001000"
    peer = exchange.register_peer(
        code="north", name="邯郸市政务服务平台", region_code=THERE, address="http://127.0.0.1:9",
        public_key_pem=key.public_key().to_pem(), our_code="south", department_id=city.department_id,
        agreement=exchange.Agreement(
            "安邯通办〔2026〕1号", dt.date(2026, 1, 1), dt.date(2099, 12, 31), their_items=(code,)
        ),
        actor=SYSTEM,
    )  # fmt: skip
    guide = {
        "item_code": code, "name": "养老保险关系转移接续", "digest": "0" * 64, "form_schema": CASE_FORM,
        "materials": [
            {"order": 1, "name": "申请表", "necessity": "required", "accept_standard": "填写完整"},
            {"order": 2, "name": "参保缴费凭证", "necessity": "required", "accept_standard": "盖章"},
        ],
        "applicant_kinds": ["person"], "limit": "5个工作日", "result": "",
    }  # fmt: skip
    services.keep_guides(letter=letter(peer.id, uuid4(), 1, {"codes": [code], "guides": [guide]}), actor=SYSTEM)
    assert city.resident.party_id is not None
    made = services.forward_application(
        peer_id=peer.id, item_code=code, applicant_id=city.resident.party_id, form_data=FORM, materials=papers(1, 2),
        consent=True, originals=["养老保险手册"], actor=city.clerk,
    )  # fmt: skip
    conversation = CrossRegionCase.objects.get(uid=made.uid).conversation
    paper = files.store(content=PDF + b"notice", name="补正告知书.pdf", actor=SYSTEM).digest
    told = {"at": "2026-11-24T10:00:00+08:00", "case_no": f"{code}20261124001"}
    wanted = [{"order": 2, "name": "参保缴费凭证", "text": "没有盖章"}]
    steps: list[dict[str, object]] = [
        {"step": "received", "state": "received"},
        {"step": "supplement_notified", "state": "supplement_notified", "wanted": wanted, "due_on": "2026-12-04",
         "text": "参保缴费凭证：没有盖章"},
    ]  # fmt: skip
    for number, step in enumerate(steps, 1):
        said = letter(peer.id, conversation, number, {**told, **step, "source": f"step-{number}"})
        services.note_step(letter=said, actor=SYSTEM)
    papers_of: dict[str, object] = {"source": "step-2", "documents": [{"digest": paper, "name": "补正告知书.pdf"}]}
    services.keep_papers(letter=letter(peer.id, conversation, 3, papers_of, paper), actor=SYSTEM)
    services.book_assistance(uid=made.uid, at=clock.now() + dt.timedelta(hours=1), actor=city.clerk)
    return str(made.uid), peer.id, code


def letter(peer_id: int, conversation: UUID, number: int, body: dict[str, object], *files_: str) -> Letter:
    return Letter(
        peer_id=peer_id, peer_code="north", conversation=str(conversation), number=number, envelope=str(uuid4()),
        kind="test", body=body, files=files_, received_at=clock.now(), peer_sent_at="2026-11-24T10:00:00+08:00",
    )  # fmt: skip
