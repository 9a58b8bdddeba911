"""The benchmark loop clicked through: another city is faster, a target, a task, a new guide, and what cases show."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tongban.cases import services as handling
from tongban.cases.tests.conftest import REGION
from tongban.catalogue import selectors as catalogue
from tongban.catalogue.selectors import ItemVersionView
from tongban.console.tests.test_guides import second_admin
from tongban.console.tests.test_pages import Town, make_town
from tongban.furniture.tests.browsing import aside, chromium, signed_in
from tongban.kernel import clock
from tongban.kernel.standards import make_uscc
from tongban.ledger import services as ledger
from tongban.reference import selectors as reference

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = dt.timedelta(days=1)
#: Published by Guangdong Province itself; added to the written lines where the folder is there.
PUBLISHED = "items/guangdong_province.jsonl"


@pytest.fixture
def browser(django_db_setup: None) -> Iterator[Browser]:
    """One Chromium."""
    with chromium() as running:
        yield running


@pytest.fixture
def days_may_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock of this test's own; the server's threads see it move."""
    for name, value in (("path", tmp_path / "clock-offset"), ("movable", True), ("held", None), ("_stamp", None)):
        monkeypatch.setattr(clock._City, name, value)
    monkeypatch.setattr(clock._City, "_offset", dt.timedelta())


def let_pass(working_days: int) -> None:
    """Let so many working days pass; begun on a day off, the next working day is the first."""
    calendar = reference.work_calendar()
    while working_days or not calendar.is_working_day(clock.today()):
        clock.move(DAY)
        working_days -= working_days > 0 and calendar.is_working_day(clock.today())


def handle(town: Town, version: ItemVersionView, days: Sequence[int]) -> None:
    """Cases accepted today, each decided after so many working days."""
    let_pass(0)
    begun = [(number, town.city.accepted(version)) for number in sorted(days)]
    passed = 0
    for number, uid in begun:
        let_pass(number - passed)
        passed = number
        handling.examine_case(case_uid=uid, opinion="材料真实，条件符合。", actor=town.city.examiner)
        handling.decide_case(case_uid=uid, granted=True, actor=town.city.approver)


def guangdong(town: Town, folder: Path) -> Path:
    """The other place's file as its feed writes it: two lines with our catalogue codes, and what is published."""
    issuer = make_uscc("11", "440000", 1)
    lines = [
        {
            "TASK_CODE": f"{issuer}2{ours.catalog_code}",
            "TASK_TYPE": "01",
            "TASK_TYPE_TEXT": "行政许可",
            "matter_type": "行政许可",
            "matter_level": "省级",
            "CATAID": ours.catalog_code,
            "CATANAME": ours.name,
            "AREACODE": "440000",
            "DEPT_NAME": "广东省卫生健康委员会",
            "TASK_NAME": ours.name,
            "matter_name": ours.name,
            "handle_time": "20(工作日)",
            "handle_time_limit": f"{promised}(工作日)",
            "visit_number": "0",
            "LIMIT_SCENE_NUM": "0",
            "ONLINECHECK": "1",
            "service_object_name": ["自然人"],
            "material_intro": ["申请表", "场所平面图"],
        }
        for ours, promised in ((town.city.promised, 2), (town.city.one_seat, 1))
    ]
    published = Path(settings.TONGBAN_REAL_DATA) / PUBLISHED
    more = published.read_text("utf-8") if settings.TONGBAN_REAL_DATA and published.exists() else ""
    path = folder / "广东省.jsonl"
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n" + more, "utf-8")
    return path


def press(page: Page, name: str) -> None:
    """Press a button of the page's own content."""
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    """Follow a link of the page's own content."""
    page.locator("main").get_by_role("link", name=name).first.click()


def told(page: Page, text: str) -> None:
    """The page says so."""
    expect(page.locator("main")).to_contain_text(text)


def find_the_lag(bureau: Page, town: Town, file: Path) -> None:
    """Import and compare, confirm the pair, and see the item among the weak links."""
    bureau.goto("/console/benchmarking")
    bureau.get_by_label("我方区划代码").fill(REGION)
    bureau.get_by_label("对方名称").fill("广东省")
    bureau.get_by_label("对方事项的文件").set_input_files(file)
    bureau.get_by_label("文件的格式").select_option("guangdong")
    press(bureau, "开始比对")
    expect(bureau.locator("h1")).to_have_text("与“广东省”比对")
    follow(bureau, town.city.promised.name)
    told(bureau, "5个工作日")
    told(bureau, "2个工作日")
    press(bureau, "是同一个事项")
    told(bureau, "已确认是同一个事项")
    follow(bureau, "回到全部配对")
    follow(bureau, "短板")
    row = bureau.locator("tr", has_text=town.city.promised.name)
    expect(row).to_contain_text("我方5个工作日，对方2个工作日")
    expect(row.locator("td").last).to_have_text("3")
    row.get_by_role("link").click()


def set_a_target(bureau: Page) -> str:
    """Target, measures, owner, timetable; the address of the task."""
    bureau.get_by_label("办结时限").check()
    bureau.get_by_label("目标", exact=True).fill("2")
    for measure in ("充分授权", "网上预审"):
        bureau.get_by_label(re.compile(measure)).check()
    press(bureau, "定目标")
    told(bureau, "已定目标，请交办")
    today = clock.today()
    bureau.get_by_label("完成期限").fill((today + 30 * DAY).isoformat())
    for number, (days, text) in enumerate(((7, "充分授权窗口负责人"), (20, "修改办事指南")), 1):
        bureau.locator(f"#f-step{number}").fill(text)
        bureau.locator(f"#f-day{number}").fill((today + days * DAY).isoformat())
    press(bureau, "交办")
    told(bureau, "共2步")
    expect(bureau.get_by_role("img", name=re.compile("2步的路线图"))).to_be_visible()
    return bureau.url


def change_the_guide(owner: Page, reviewer: Page, bureau: Page, item_id: int) -> None:
    """The ordinary editing pages, another hand's review, the bureau's publication."""
    owner.goto(f"/console/guides/items/{item_id}/")
    press(owner, "起草新版本")
    follow(owner, re.compile("^时限"))
    owner.locator("#f-promised").fill("2")
    press(owner, "保存")
    told(owner, "“时限”已经保存")
    follow(owner, "看改动，送审")
    expect(owner.locator(".changes")).to_contain_text("承诺办结时限")
    version = owner.url
    press(owner, "送审")
    told(owner, "已经送审，由本部门另一位管理员审核")
    reviewer.goto("/console/guides/waiting")
    follow(reviewer, re.compile("公共场所卫生许可"))
    press(reviewer, "审核通过")
    told(reviewer, "部门审核通过")
    bureau.goto(version)
    press(bureau, "现在发布")
    told(bureau, "第2版已经发布")


def test_the_loop_clicked_through(
    browser: Browser, live_server: LiveServer, days_may_pass: None, tmp_path: Path
) -> None:
    town = aside(make_town)
    item_id = town.city.promised.item_id
    aside(lambda: handle(town, town.city.promised, (3, 4, 5)))

    def sit(client: Client) -> Page:
        context = browser.new_context(locale="zh-CN", base_url=live_server.url)
        signed_in(context, live_server.url, client)
        return context.new_page()

    bureau, owner = sit(town.signed_in("bureau")), sit(town.signed_in("department_admin"))
    find_the_lag(bureau, town, guangdong(town, tmp_path))
    task = set_a_target(bureau)

    owner.goto(task)
    owner.get_by_label("进展").fill("窗口负责人已经得到充分授权。")
    owner.get_by_label("充分授权窗口负责人").check()
    press(owner, "报送进展")
    told(owner, "窗口负责人已经得到充分授权。")
    change_the_guide(owner, sit(second_admin(town)), bureau, item_id)
    settle: Callable[[], object] = ledger.drain
    while aside(settle):
        pass
    owner.goto(task)
    told(owner, "指南已达标")

    aside(lambda: handle(town, catalogue.current_version(item_id), (1, 1, 2)))
    bureau.goto(task)
    press(bureau, "评估成效")
    summary = bureau.locator("dl", has_text="实际压缩")
    expect(summary).to_contain_text("3件，中位数4个工作日")
    expect(summary).to_contain_text("3件，中位数1个工作日")
    expect(summary).to_contain_text("75.0%")
    expect(bureau.locator("dl", has_text="现在的指南")).to_contain_text("2个工作日")
    bureau.get_by_label("结论").fill("达到目标，予以销号。")
    press(bureau, "销号")
    told(bureau, "达到目标，予以销号。")

    bureau.goto("/console/benchmarking")
    follow(bureau, "看各部门情况和报告")
    done = bureau.locator("tr", has_text=town.city.promised.name)
    expect(done).to_contain_text("5个工作日→2个工作日")
    expect(done).to_contain_text("4→1")
    with bureau.expect_download() as loaded:
        follow(bureau, "下载报告（PDF）")
    assert loaded.value.path().read_bytes().startswith(b"%PDF-")
