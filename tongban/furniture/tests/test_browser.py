"""The example pages in a real browser: no violations, nothing cut off, large enough to touch, usable by keyboard."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tongban.furniture import examples, frame
from tongban.furniture.tests.browsing import chromium, overhang, violations

pytestmark = pytest.mark.browser
THEMES = {"standard": "", "elder": "elder", "contrast": "contrast"}
TOO_SMALL = """least => [...document.querySelectorAll('button, a.button, summary, select, input:not([type=hidden])')]
    .filter(e => e.checkVisibility()).filter(e => e.getBoundingClientRect().height < least - 0.5)
    .map(e => e.outerHTML.slice(0, 100))"""


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    """pytest-django's server without its database: these pages must show when the database does not answer."""
    running = LiveServer("127.0.0.1")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the module."""
    with chromium() as running:
        yield running


def _open(
    browser: Browser, server: LiveServer, path: str, *, width: int, theme: str = "", scripts: bool = True
) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, locale="zh-CN", java_script_enabled=scripts, reduced_motion="reduce"
    )
    if theme:
        context.add_cookies([{"name": frame.DISPLAY_COOKIE, "value": theme, "url": server.url}])
    page = context.new_page()
    page.goto(server.url + path)
    return page


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("family", examples.FAMILIES)
def test_family(browser: Browser, server: LiveServer, family: str, theme: str) -> None:
    target = 60 if theme == "elder" else 44
    page = _open(browser, server, f"/furniture/{family}/", width=1440, theme=THEMES[theme])
    for width in (1440, 820, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert overhang(page) <= 0, f"cut off at {width}"
        assert page.evaluate(TOO_SMALL, target) == [], f"too small to touch at {width}"
        if width != 820:
            assert violations(page) == [], f"at {width}"
    page.context.close()


def test_zoomed_to_two_hundred_percent_nothing_is_cut_off(browser: Browser, server: LiveServer) -> None:
    for family in ("form", "queue", "guide", "materials", "timeline"):
        page = _open(browser, server, f"/furniture/{family}/", width=640)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert overhang(page) <= 0, family
        page.context.close()


def test_display_switch_works_without_scripts_and_returns(browser: Browser, server: LiveServer) -> None:
    page = _open(browser, server, "/furniture/form/", width=390, scripts=False)
    before = page.locator("main p").first.evaluate("e => getComputedStyle(e).fontSize")
    page.get_by_role("button", name="长辈版").click()
    assert page.url.endswith("/furniture/form/")
    expect(page.locator("html")).to_have_attribute("class", "elder ")
    assert page.locator("main p").first.evaluate("e => getComputedStyle(e).fontSize") > before
    page.get_by_role("button", name="长辈版").click()
    expect(page.locator("html")).to_have_attribute("class", "")
    page.context.close()


def test_guide_tabs_show_the_part_aimed_at_and_everything_on_the_phone(browser: Browser, server: LiveServer) -> None:
    page = _open(browser, server, "/furniture/guide/", width=1440, scripts=False)
    expect(page.locator("#overview .guide-body")).to_be_visible()
    expect(page.locator("#law .guide-body")).not_to_be_visible()
    page.get_by_role("link", name="设定依据").click()
    expect(page.locator("#law .guide-body")).to_be_visible()
    expect(page.locator("#overview .guide-body")).not_to_be_visible()
    page.context.close()
    phone = _open(browser, server, "/furniture/guide/", width=390)
    for part in ("overview", "materials", "steps", "law"):
        expect(phone.locator(f"#{part} .guide-body")).to_be_visible()
    phone.context.close()


def test_keyboard_reaches_the_text_first_and_rates_by_arrows(browser: Browser, server: LiveServer) -> None:
    page = _open(browser, server, "/furniture/rating/", width=820)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(page.locator("input[name=level]:checked")).to_have_value("1")
    expect(page.get_by_text("该受理的不受理")).to_be_visible()
    expect(page.get_by_text("跑了多次")).not_to_be_visible()
    page.context.close()


def test_queue_walks_by_j_and_counts_what_is_ticked(browser: Browser, server: LiveServer) -> None:
    page = _open(browser, server, "/furniture/queue/", width=1440)
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator(".queue input:checked")).to_have_count(2)
    expect(page.locator("[data-bulk-count]")).to_have_text("：2件")
    page.context.close()


def test_error_summary_takes_the_focus_and_leads_to_the_field(browser: Browser, server: LiveServer) -> None:
    page = _open(browser, server, "/furniture/form/", width=820)
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_role("link", name="手机号少了一位。请填写11位手机号。").click()
    expect(page.locator("#f-mobile")).to_be_focused()
    page.context.close()


def test_print_shows_every_part_and_no_controls(browser: Browser, server: LiveServer) -> None:
    page = _open(browser, server, "/furniture/guide/", width=820)
    page.emulate_media(media="print")
    expect(page.locator("#law .guide-body")).to_be_visible()
    expect(page.locator(".masthead-nav, .display-switch, .button-group").first).not_to_be_visible()
    page.context.close()
