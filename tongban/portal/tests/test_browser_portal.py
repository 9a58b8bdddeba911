"""The way of a resident in a real browser.

Pages that are shown here in a state of their own are held against axe here, all others in the checks of every page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, FilePayload, Page, expect
from pytest_django.live_server_helper import LiveServer

from tongban.access.models import Account
from tongban.cases import services as cases
from tongban.cases.states import DeliveryMethod
from tongban.files.tests.papers import PDF
from tongban.furniture.tests.browsing import aside, check, chromium, signed_in
from tongban.ledger import services as ledger
from tongban.portal.tests.conftest import Town, make_town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def context(live_server: LiveServer) -> Iterator[BrowserContext]:
    """A window of her own for Xiaoman."""
    with chromium() as browser:
        yield browser.new_context(
            viewport={"width": 1440, "height": 900}, locale="zh-CN", reduced_motion="reduce", base_url=live_server.url
        )


def pdf(name: str) -> FilePayload:
    """A small file to upload."""
    return {"name": name, "mimeType": "application/pdf", "buffer": PDF + name.encode()}


def finish(town: Town, uid: str) -> None:
    """What the department does, so that there is a licence and something to rate."""
    city = town.city
    cases.accept_case(case_uid=uid, actor=city.clerk)
    cases.examine_case(case_uid=uid, opinion="符合条件。", actor=city.examiner)
    cases.decide_case(case_uid=uid, granted=True, actor=city.approver)
    cases.issue_result(case_uid=uid, actor=city.approver)
    cases.deliver_result(case_uid=uid, method=DeliveryMethod.ELECTRONIC, actor=city.clerk)
    cases.close_case(case_uid=uid, actor=city.clerk)
    ledger.drain()


def find_and_begin(page: Page) -> None:
    """From the home page to the task list."""
    page.goto("/")
    page.locator("#search-q").fill("理发店卫生证")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="公共场所卫生许可（新办）").click()
    page.get_by_role("link", name="去办理").locator("visible=true").first.click()
    page.get_by_label("赵小满", exact=True).check()
    page.get_by_role("button", name="开始填写").click()


def fill_and_submit(page: Page) -> str:
    """From the task list to the number; returns the uid."""
    page.get_by_role("link", name="填写申请表").click()
    page.get_by_role("button", name="保存并继续").click()
    expect(page.get_by_role("alert").get_by_text("请填写场所名称")).to_be_visible()
    check(page, "form with errors")
    page.get_by_label("场所名称").fill("小满理发店")
    page.get_by_role("button", name="保存并继续").click()
    page.get_by_label("上传申请表").set_input_files(pdf("申请表.pdf"))
    page.get_by_role("button", name="上传并继续").click()
    check(page, "check, incomplete")
    page.get_by_role("link", name="去补齐材料").click()
    page.get_by_label("上传场所平面图").set_input_files(pdf("平面图.pdf"))
    page.get_by_role("button", name="上传并继续").click()
    page.get_by_label("我确认填写的内容").check()
    check(page, "check")
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("heading", name="申请已提交")).to_be_visible()
    page.get_by_role("link", name="查看办件").click()
    page.wait_for_url(re.compile(r"/cases/[0-9a-f-]+/?$"))
    return page.url.rstrip("/").rsplit("/", 1)[1]


def test_a_resident_applies_follows_rates_and_shows_the_licence(
    context: BrowserContext, live_server: LiveServer
) -> None:
    town = make_town()
    client = Client()
    client.force_login(Account.objects.get(username="xiaoman"))
    signed_in(context, live_server.url, client)
    page = context.new_page()
    find_and_begin(page)
    uid = fill_and_submit(page)
    aside(lambda: finish(town, uid))

    page.reload()
    page.get_by_role("link", name="评价这次办理").click()
    check(page, "rate")
    page.get_by_role("radio", name="非常满意", exact=True).check()
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_role("button", name="提交评价")).to_have_count(0)
    page.goto("/licences")
    page.get_by_role("link", name="公共场所卫生许可证").click()
    page.get_by_role("button", name="出示二维码").click()
    check(page, "present")
    token = page.locator(".code").first.inner_text()
    page.goto("/verify")
    page.get_by_label("核验码、证照标识").fill(token)
    page.get_by_role("button", name="核验", exact=True).click()
    expect(page.get_by_role("heading", name="真实有效")).to_be_visible()
    check(page, "verdict")
