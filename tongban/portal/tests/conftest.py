"""The test city of the road, with accounts that can sign in and a licence the government holds already."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from tongban.access import services as access
from tongban.access.models import Account
from tongban.cases.tests.conftest import MORNING, SYSTEM, City, build, content, publish
from tongban.catalogue.selectors import ItemVersionView, MaterialView
from tongban.catalogue.services import FaqView, ResultView
from tongban.files.tests.papers import PDF
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.tests.standing import standing
from tongban.licences import services as licences
from tongban.licences.selectors import LicenceView
from tongban.reference import services as reference

TYPE = "11100000000013127D001"
RESULT_TYPE = "11410500TB000001XD001"
FACE = {"type": "object", "properties": {"name": {"type": "string", "title": "姓名"}}}
UPLOAD = PDF


@dataclass(frozen=True)
class Town:
    """The city and what the portal needs of it."""

    city: City
    permit: ItemVersionView
    id_card: LicenceView
    resident: Actor

    def signed_in(self, username: str = "xiaoman") -> Client:
        """A browser in which this account is signed in."""
        client = Client()
        client.force_login(Account.objects.get(username=username))
        return client


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="module")
def standing_town(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], Town]]:
    """The rows of the town, once for a file."""
    yield from standing(request, django_db_blocker, make_town, at=MORNING)


@pytest.fixture
def town(standing_town: Callable[[], Town], db: None) -> Iterator[Town]:
    """The town on a Tuesday morning; the clock stands still."""
    with clock.frozen(MORNING):
        yield standing_town()


def make_town() -> Town:
    """Rows of the town; also used by the browser tests, which cannot share a transaction."""
    reference.load_reference_data(actor=SYSTEM)
    city = build()
    for code, name in ((TYPE, "居民身份证"), (RESULT_TYPE, "公共场所卫生许可证")):
        licences.define_licence_type(code=code, name=name, defined_by="演示", fields=FACE, actor=SYSTEM)
    resident, stranger = city.resident.party_id, city.stranger.party_id
    assert resident is not None
    assert stranger is not None
    id_card = licences.issue_licence(
        type_code=TYPE,
        holder_id=resident,
        department_id=city.department_id,
        data={"name": "赵小满"},
        actor=SYSTEM,
    )
    card = MaterialView(
        3, "居民身份证", licence_type_code=TYPE, source="government", form="copy", accept_standard="清晰"
    )
    base = content("公共场所卫生许可（新办）")
    guide = dataclasses.replace(
        base,
        materials=(*base.materials, card),
        result=ResultView("licence", "公共场所卫生许可证", RESULT_TYPE, 48),
        faqs=(FaqView("要跑几次？", "最多一次。"),),
        aliases=("理发店卫生证",),
    )
    permit = publish(city.department_id, city.department_code, 4, guide)
    for username, party_id in (("xiaoman", resident), ("lixia", stranger)):
        access.create_account(username=username, password="correct-horse-battery", party_id=party_id, actor=SYSTEM)
    account = access.create_account(
        username="examiner", password="correct-horse-battery", officer_id=city.examiner.officer_id, actor=SYSTEM
    )
    access.grant_role(account_id=account.id, role="approver", actor=SYSTEM)
    return Town(city, permit, id_card, city.resident)
