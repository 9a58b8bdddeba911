"""The story `hygiene` clicked through: the same road as over HTTP, by people with a browser each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tongban.demo.loader import load_city
from tongban.demo.model import Story
from tongban.demo.services import PASSWORD, build_city
from tongban.demo.stories.papers import paper_pdf
from tongban.furniture.tests.browsing import aside, chromium
from tongban.ledger import services as ledger

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def browser() -> Iterator[Browser]:
    """Chromium."""
    with chromium() as running:
        yield running


def sign_in(browser: Browser, base: str, username: str) -> Page:
    """A person with a browser of their own, signed in by the page."""
    page = browser.new_context(locale="zh-CN", base_url=base).new_page()
    page.goto("/account/sign-in/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main").get_by_role("button", name="登录").click()
    expect(page.locator("header")).to_contain_text("退出")
    return page


def press(page: Page, name: str | re.Pattern[str]) -> None:
    """Press a button of the page's own content."""
    page.locator("main").get_by_role("button", name=name, exact=isinstance(name, str)).first.click()


def apply(page: Page, story: Story, folder: Path) -> str:
    """From the search box to the case number; returns the address of the case."""
    page.goto("/")
    page.fill("input[name=q]", "理发店卫生证")
    press(page, "查找")
    page.locator("main").get_by_role("link", name=story.item_name, exact=True).click()
    expect(page.locator("h1")).to_contain_text(story.item_name)
    page.locator("main").get_by_role("link", name=re.compile("去办理|在线办理|开始办理|网上办理")).first.click()
    page.get_by_label(re.compile("清和理发店")).first.check()
    press(page, "开始填写")
    page.locator("main").get_by_role("link", name=re.compile("申请表")).first.click()
    for name, value in story.form_data.items():
        field = page.locator(f"[name={name}]")
        if field.first.get_attribute("type") == "radio":
            page.locator(f"[name={name}][value='{value}']").check()
        elif field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(str(value))
        else:
            field.fill(str(value))
    press(page, re.compile("保存"))
    if page.locator("input[type=file]").count() == 0:
        page.locator("main").get_by_role("link", name=re.compile("材料")).first.click()
    expect(page.locator("main")).to_contain_text("居民身份证")
    uploads = page.locator("input[type=file]")
    for number, paper in enumerate(story.uploads):
        path = folder / paper.file_name
        path.write_bytes(paper_pdf(paper))
        uploads.nth(number).set_input_files(path)
    press(page, "上传并继续")
    expect(page.locator("h1")).to_contain_text("核对并提交")
    page.get_by_label(re.compile("我确认")).check()
    press(page, "提交申请")
    expect(page.locator("main")).to_contain_text("申请已提交")
    page.locator("main").get_by_role("link", name="查看办件").click()
    return page.url


def act(page: Page, uid: str, *buttons: str) -> None:
    """On the workbench's case page press the buttons of one step after another."""
    page.goto(f"/workbench/cases/{uid}/")
    for name in buttons:
        press(page, name)
        expect(page.locator("main")).not_to_contain_text("这一步没有办成")


def test_story_clicked_through(browser: Browser, live_server: LiveServer, tmp_path: Path) -> None:
    aside(lambda: build_city(lambda text: None))
    story = load_city().story
    run_story(browser, live_server.url, story, tmp_path)


def run_story(browser: Browser, base: str, story: Story, folder: Path) -> None:
    """The whole road."""
    resident = sign_in(browser, base, "resident01")
    address = apply(resident, story, folder)
    uid = address.rstrip("/").rsplit("/", 1)[-1]
    clerk, approver = sign_in(browser, base, story.clerk), sign_in(browser, base, story.approver)
    act(clerk, uid, "确认受理")
    approver.goto(f"/workbench/cases/{uid}/")
    approver.locator("#act-decide input[name=granted][value=yes]").check()
    press(approver, "作出决定")
    expect(approver.locator("main")).not_to_contain_text("这一步没有办成")
    act(approver, uid, "制作结果")
    act(clerk, uid, "确认送达", "办结")
    aside(ledger.drain)

    resident.goto(address)
    expect(resident.locator("main")).to_contain_text("已办结")
    resident.goto("/licences")
    resident.locator("main").get_by_role("link", name=re.compile("公共场所卫生许可证")).first.click()
    identifier = resident.url.rstrip("/").rsplit("/", 1)[-1]
    anyone = browser.new_context(locale="zh-CN", base_url=base).new_page()
    anyone.goto(f"/verify/{identifier}")
    expect(anyone.locator("main")).to_contain_text("今天有效")

    resident.goto(address)
    resident.locator("main").get_by_role("link", name=re.compile("评价")).first.click()
    resident.locator("input[name=level][value='5']").check(force=True)
    press(resident, re.compile("提交评价|评价"))
    expect(resident.locator("main")).to_contain_text("非常满意")
