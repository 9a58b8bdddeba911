"""The editor of a guide in a real browser: findings follow the typing, rows come, what was written is saved."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tongban.catalogue import selectors as catalogue
from tongban.console.tests.test_guides import draft_of
from tongban.console.tests.test_pages import Town, make_town
from tongban.furniture.tests.browsing import chromium, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """One Chromium for the module."""
    with chromium() as running:
        yield running


def editor(browser: Browser, server: LiveServer, town: Town, version_id: int, *, scripts: bool) -> Page:
    """The materials of a draft before the department's administrator."""
    context = browser.new_context(locale="zh-CN", java_script_enabled=scripts, base_url=server.url)
    signed_in(context, server.url, town.signed_in("department_admin"))
    page = context.new_page()
    page.goto(f"/console/guides/versions/{version_id}/edit?part=materials")
    return page


def names(version_id: int) -> list[str]:
    return [one.name for one in catalogue.version(version_id).materials]


@pytest.mark.parametrize("scripts", [True, False])
def test_a_material_is_renamed_and_another_added(browser: Browser, live_server: LiveServer, scripts: bool) -> None:
    town = make_town()
    version_id = draft_of(town)
    page = editor(browser, live_server, town, version_id, scripts=scripts)
    page.locator("#f-materials-0-name").fill("其他有关材料")
    if scripts:
        page.locator('[data-found="materials-0-name"] li').first.wait_for()
        assert names(version_id)[0] == "申请表"
    page.get_by_role("button", name="增加一行").click()
    page.locator("#f-materials-2-name").fill("检测报告")
    expect(page.locator("#f-materials-0-name")).to_have_value("其他有关材料")
    expect(page.locator('[data-found="materials-0-name"] li').first).to_be_visible()
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_text("已经保存").wait_for()
    assert names(version_id) == ["其他有关材料", "场所平面图", "检测报告"]
    page.context.close()
