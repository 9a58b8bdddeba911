"""A real browser for the checks of pages: Debian's Chromium, signed in like the test client."""

from __future__ import annotations

from playwright.sync_api import Browser, BrowserContext

from checks.page_town import Places, settle
from checks.page_town import browser as client_of
from tongban.furniture.frame import DISPLAY_COOKIE
from tongban.furniture.tests.browsing import aside, signed_in

MODES = {"standard": "", "elder": "elder", "contrast": "contrast"}


def settled() -> Places:
    """The town, built in a thread of its own: signing documents runs a loop."""
    return aside(settle)


def visitor(
    browser: Browser, url: str, who: str, *, width: int = 1280, mode: str = "", scripts: bool = True
) -> BrowserContext:
    """A browser window of this account ("" for nobody) with this display choice."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, locale="zh-CN", reduced_motion="reduce", base_url=url,
        java_script_enabled=scripts,
    )  # fmt: skip
    if who:
        signed_in(context, url, client_of(who))
    if mode:
        context.add_cookies([{"name": DISPLAY_COOKIE, "value": mode, "url": url}])
    return context
