"""Every page in a real browser: nothing for axe-core to find and nothing cut off, in every display mode; the two
main roads by keyboard alone; the application also without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from uuid import UUID

import pytest
from django.urls import reverse
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from checks.every_page import Page, pages
from checks.page_town import Places
from checks.real_browser import MODES, settled, visitor
from tongban.cases import selectors as cases
from tongban.cases.states import CaseState
from tongban.cases.tests.conftest import MORNING
from tongban.conftest import django_db_setup as django_db_setup
from tongban.files.tests.papers import PDF
from tongban.furniture.frame import DISPLAY_COOKIE
from tongban.furniture.tests.browsing import STYLE_RULES, chromium, overhang, violations
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.shell.testing_database import committed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
#: What keyboard users see of where they are: an outline or a shadow that is really drawn.
FOCUS_SHOWN = """() => { const e = document.activeElement, s = getComputedStyle(e);
    const near = [e, ...(e.labels || [])].map(x => getComputedStyle(x));
    return near.some(s => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none'); }"""
SHOWN_AS = """shown => { const page = document.documentElement.classList;
    page.remove('elder', 'contrast'); if (shown) page.add(shown); }"""
HERE = r"""() => { const e = document.activeElement; return (e.labels && e.labels[0] ? e.labels[0].innerText :
    e.getAttribute('aria-label') || e.innerText || e.value || e.tagName).replace(/\s+/g, ''); }"""


@pytest.fixture(scope="module")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """One Chromium for the module."""
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def places(browser: Browser, django_db_blocker: DjangoDbBlocker) -> Iterator[Places]:
    """One town for the module, settled on a Tuesday morning: it takes long, and the tests do not meet in it."""
    with committed(django_db_blocker):
        with clock.frozen(MORNING):
            found = settled()
        yield found


@pytest.fixture(autouse=True)
def _on_tuesday() -> Iterator[None]:
    """The clock stands still."""
    with clock.frozen(MORNING):
        yield


def test_every_page_is_accessible(browser: Browser, live_server: LiveServer, places: Places) -> None:
    wrong: list[str] = []
    # The parts on their own have tests of their own, at more widths and for the size of what is touched.
    listed = sorted((page for page in pages(places) if page.route != "furniture:example"), key=lambda page: page.who)
    for who, visited in groupby(listed, key=lambda page: page.who):
        context = visitor(browser, live_server.url, who)
        tab = context.new_page()
        for page in visited:
            wrong += look(tab, page)
        context.close()
    assert not wrong, "\n".join(wrong)


def look(tab: Tab, page: Page) -> list[str]:
    """What axe-core finds, and whether the page is wider than the window of a desk or a phone, in every display mode.

    The other modes change sizes and colours, not what stands where: there one width and the rules of style are enough.
    """
    answer = tab.goto(page.address)
    assert answer is not None
    assert answer.status == page.status, page.name
    wrong = []
    for mode, classes in MODES.items():
        tab.evaluate(SHOWN_AS, classes)
        for width in (1280, 390):
            tab.set_viewport_size({"width": width, "height": 900})
            place = f"{page.name} {mode} at {width}"
            if (cut := overhang(tab)) > 0:
                wrong.append(f"{place}: {cut} px cut off")
            if mode == "standard" or width == 1280:
                found = violations(tab, rules=() if mode == "standard" else STYLE_RULES)
                wrong += [f"{place}: {one}" for one in found]
    return wrong


@pytest.mark.parametrize("mode", MODES)
def test_a_display_mode_is_a_class_of_the_page(
    browser: Browser, live_server: LiveServer, places: Places, mode: str
) -> None:
    """So the same page may be looked at in every mode without being fetched again."""
    context = visitor(browser, live_server.url, "xiaoman", mode=MODES[mode])
    tab = context.new_page()
    for address in ("/", reverse("portal:guide", args=[places.town.permit.item_id])):
        tab.goto(address)
        shown = set(str(tab.evaluate("document.documentElement.className")).split())
        assert shown & {"elder", "contrast"} == set(MODES[mode].split())
        sheets = "[...document.styleSheets].map(one => one.href)"
        with_mode = tab.evaluate(sheets)
        context.clear_cookies(name=DISPLAY_COOKIE)
        tab.goto(address)
        assert tab.evaluate(sheets) == with_mode
        if MODES[mode]:
            context.add_cookies([{"name": DISPLAY_COOKIE, "value": MODES[mode], "url": live_server.url}])
    context.close()


class Keys:
    """A person without a mouse: Tab to what they want, then act; every stop must be seen."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab

    def to(self, name: str) -> None:
        """Tab until the focus stands on what is called so."""
        seen = []
        for _ in range(120):
            self.tab.keyboard.press("Tab")
            here = str(self.tab.evaluate(HERE))
            if here.startswith(name):
                assert self.tab.evaluate(FOCUS_SHOWN), f"the focus on {name} cannot be seen"
                return
            seen.append(here[:40])
        raise AssertionError(f"Tab never reaches {name}: {seen}")

    def press(self, name: str, key: str = "Enter") -> None:
        """Go there and press it."""
        self.to(name)
        if key != "Enter":
            self.tab.keyboard.press(key)
            return
        with self.tab.expect_navigation():
            self.tab.keyboard.press(key)

    def write(self, name: str, text: str) -> None:
        """Go there, empty it and type."""
        self.to(name)
        self.tab.keyboard.press("Control+a")
        self.tab.keyboard.type(text)


def test_applying_by_keyboard_alone(browser: Browser, live_server: LiveServer, places: Places) -> None:
    context = visitor(browser, live_server.url, "xiaoman")
    tab = context.new_page()
    keys = Keys(tab)
    tab.goto(reverse("portal:guide", args=[places.town.city.promised.item_id]))
    tab.keyboard.press("Tab")
    assert tab.evaluate(HERE) == "跳到正文", "the first stop is the skip link"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.closest('main') !== null || location.hash === '#main'")
    keys.press("去办理")
    keys.press("赵小满", "Space")
    keys.press("开始填写")
    keys.press("填写申请表")
    keys.write("场所名称", "小满理发店")
    keys.press("保存并继续")
    for name in ("上传申请表", "上传场所平面图"):
        keys.to(name)
        # The chooser of the system is not the page's; what it hands back is set directly.
        tab.locator(":focus").set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": PDF})
    keys.press("上传并继续")
    keys.press("我确认填写的内容", "Space")
    keys.press("提交申请")
    tab.wait_for_url("**/submitted")
    context.close()


def test_deciding_by_keyboard_alone(browser: Browser, live_server: LiveServer, places: Places) -> None:
    context = visitor(browser, live_server.url, "approver")
    tab = context.new_page()
    keys = Keys(tab)
    tab.goto(reverse("workbench:case", args=[UUID(places.examined)]))
    keys.press("准予", "Space")
    keys.press("作出决定")
    found = cases.case_view(places.examined, viewer=Actor.system())
    assert (found.state, found.outcome) == (CaseState.DECIDED, "granted")
    context.close()


def test_applying_without_javascript(browser: Browser, live_server: LiveServer, places: Places) -> None:
    context = visitor(browser, live_server.url, "xiaoman", scripts=False)
    tab = context.new_page()
    tab.goto("/")
    tab.locator("#search-q").fill("公共场所卫生许可")
    tab.get_by_role("button", name="查找").click()
    tab.get_by_role("link", name="公共场所卫生许可（延续）").click()
    tab.get_by_role("link", name="去办理").locator("visible=true").first.click()
    tab.get_by_label("赵小满", exact=True).check()
    tab.get_by_role("button", name="开始填写").click()
    tab.get_by_role("link", name="填写申请表").click()
    tab.get_by_label("场所名称").fill("小满理发店")
    tab.get_by_role("button", name="保存并继续").click()
    for name in ("上传申请表", "上传场所平面图"):
        tab.get_by_label(name).set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": PDF})
    tab.get_by_role("button", name="上传并继续").click()
    tab.get_by_label("我确认填写的内容").check()
    tab.get_by_role("button", name="提交申请").click()
    tab.wait_for_url("**/submitted")
    context.close()
