"""The example pages in a real browser: no violations, nothing cut off, large enough to touch, usable by keyboard."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_core_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tongban.furniture import examples, frame

pytestmark = pytest.mark.browser
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--lang=zh-CN",
]  # fmt: skip
THEMES = {"standard": "", "elder": "elder", "contrast": "contrast"}
TOO_SMALL = """least => [...document.querySelectorAll('button, a.button, summary, select, input:not([type=hidden])')]
    .filter(e => e.checkVisibility()).filter(e => e.getBoundingClientRect().height < least - 0.5)
    .map(e => e.outerHTML.slice(0, 100))"""
CUT_OFF = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    """pytest-django's server without its database: these pages must show when the database does not answer."""
    running = LiveServer("127.0.0.1")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the module."""
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield running
        running.close()


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


def _violations(page: Page) -> list[str]:
    page.evaluate(AXE_SCRIPT)
    found: dict[str, Any] = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [f"{v['id']}: {node['html'][:120]}" for v in found["violations"] for node in v["nodes"]]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("family", examples.FAMILIES)
def test_family(browser: Browser, server: LiveServer, family: str, theme: str) -> None:
    target = 60 if theme == "elder" else 44
    page = _open(browser, server, f"/furniture/{family}/", width=1440, theme=THEMES[theme])
    for width in (1440, 820, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(CUT_OFF) <= 0, f"cut off at {width}"
        assert page.evaluate(TOO_SMALL, target) == [], f"too small to touch at {width}"
        if width != 820:
            assert _violations(page) == [], f"at {width}"
    page.context.close()


def test_zoomed_to_two_hundred_percent_nothing_is_cut_off(browser: Browser, server: LiveServer) -> None:
    for family in ("form", "queue", "guide", "materials", "timeline"):
        page = _open(browser, server, f"/furniture/{family}/", width=640)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate(CUT_OFF) <= 0, family
        page.context.close()


def test_display_switch_works_without_scripts_and_returns(browser: Browser, server: LiveServer) -> None:
    page = _open(browser, server, "/furniture/form/", width=390, scripts=False)
    before = page.locator("main p").first.evaluate("e => getComputedStyle(e).fontSize")
    page.get_by_role("button", name="长辈版").click()
    assert page.url.endswith("/furniture/form/")
    assert page.locator("html").get_attribute("class") == "elder "
    assert page.locator("main p").first.evaluate("e => getComputedStyle(e).fontSize") > before
    page.get_by_role("button", name="长辈版").click()
    assert page.locator("html").get_attribute("class") == ""
    page.context.close()


def test_guide_tabs_show_the_part_aimed_at_and_everything_on_the_phone(browser: Browser, server: LiveServer) -> None:
    page = _open(browser, server, "/furniture/guide/", width=1440, scripts=False)
    assert page.locator("#overview .guide-body").is_visible()
    assert not page.locator("#law .guide-body").is_visible()
    page.get_by_role("link", name="设定依据").click()
    assert page.locator("#law .guide-body").is_visible()
    assert not page.locator("#overview .guide-body").is_visible()
    page.context.close()
    phone = _open(browser, server, "/furniture/guide/", width=390)
    assert all(phone.locator(f"#{part} .guide-body").is_visible() for part in ("overview", "materials", "steps", "law"))
    phone.context.close()


def test_keyboard_reaches_the_text_first_and_rates_by_arrows(browser: Browser, server: LiveServer) -> None:
    page = _open(browser, server, "/furniture/rating/", width=820)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert page.locator("input[name=level]:checked").get_attribute("value") == "1"
    assert page.get_by_text("该受理的不受理").is_visible()
    assert not page.get_by_text("跑了多次").is_visible()
    page.context.close()


def test_queue_walks_by_j_and_counts_what_is_ticked(browser: Browser, server: LiveServer) -> None:
    page = _open(browser, server, "/furniture/queue/", width=1440)
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.locator(".queue input:checked").count() == 2
    assert page.locator("[data-bulk-count]").inner_text() == "：2件"
    page.context.close()


def test_error_summary_takes_the_focus_and_leads_to_the_field(browser: Browser, server: LiveServer) -> None:
    page = _open(browser, server, "/furniture/form/", width=820)
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.get_by_role("link", name="手机号少了一位。请填写11位手机号。").click()
    assert page.evaluate("document.activeElement.id") == "f-mobile"
    page.context.close()


def test_print_shows_every_part_and_no_controls(browser: Browser, server: LiveServer) -> None:
    page = _open(browser, server, "/furniture/guide/", width=820)
    page.emulate_media(media="print")
    assert page.locator("#law .guide-body").is_visible()
    assert not page.locator(".masthead-nav, .display-switch, .button-group").first.is_visible()
    page.context.close()
