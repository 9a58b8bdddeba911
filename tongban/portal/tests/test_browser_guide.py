"""Where near me an item is handled, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, expect
from pytest_django.live_server_helper import LiveServer

from tongban.cases.tests.conftest import SYSTEM
from tongban.catalogue import services as items
from tongban.furniture.tests.browsing import aside, check, chromium
from tongban.orgs import services as orgs
from tongban.portal.tests.conftest import make_town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def context(live_server: LiveServer) -> Iterator[BrowserContext]:
    """A window for somebody who is not signed in."""
    with chromium() as browser:
        yield browser.new_context(locale="zh-CN", reduced_motion="reduce", base_url=live_server.url)


def many_points() -> int:
    """The item that twelve stations handle."""
    town = make_town()
    halls = [
        orgs.open_hall(
            name=f"中山路第{number}便民服务站",
            region_code="410500",
            address=f"同安市中山路{number}号一楼便民服务大厅",
            hours="工作日9:00至12:00，13:00至17:00",
            phone="0372-0000000",
            actor=SYSTEM,
        )
        for number in range(1, 13)
    ]
    item = town.permit.item_id
    items.offer_items(item_ids=[item], hall_ids=[hall.id for hall in halls], basis="文件", actor=SYSTEM)
    return item


def test_the_points_near_me_are_found(context: BrowserContext) -> None:
    item = aside(many_points)
    page = context.new_page()
    page.goto(reverse("portal:guide", args=[item]))
    page.get_by_role("link", name="就近办").click()
    page.get_by_label("您在哪个地方").fill("中山路第1")
    page.get_by_role("button", name="筛选").click()
    expect(page.get_by_text("有4个便民服务点能办这个事项")).to_be_visible()
    expect(page.get_by_text("中山路第12便民服务站")).to_be_visible()
    assert page.url.endswith("#near")
    check(page, "points near me")
    page.get_by_role("link", name="清除").click()
    expect(page.get_by_text("12个便民服务点也能办这个事项")).to_be_visible()
    check(page, "all points")
