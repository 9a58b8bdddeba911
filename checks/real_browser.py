"""A real browser for the checks of pages: Debian's Chromium, signed in like the test client."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from checks.page_town import Places, cookie_of, settle
from checks.page_town import browser as client_of
from tongban.furniture.frame import DISPLAY_COOKIE

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--lang=zh-CN",
]  # fmt: skip
MODES = {"standard": "", "elder": "elder", "contrast": "contrast"}
CUT_OFF = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def settled() -> Places:
    """The town, built in a thread of its own: signing documents runs a loop, and the browser's driver has one here."""

    def build() -> Places:
        try:
            return settle()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as aside:
        return aside.submit(build).result()


@contextmanager
def chromium() -> Iterator[Browser]:
    """One Chromium. Its driver runs a loop in this thread, beside which Django has to be allowed the database."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as driver:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        running = driver.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        try:
            yield running
        finally:
            running.close()


def visitor(
    browser: Browser, url: str, who: str, *, width: int = 1280, mode: str = "", scripts: bool = True
) -> BrowserContext:
    """A browser window of this account ("" for nobody) with this display choice."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, locale="zh-CN", reduced_motion="reduce", base_url=url,
        java_script_enabled=scripts,
    )  # fmt: skip
    if who:
        value = cookie_of(client_of(who))
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}])
    if mode:
        context.add_cookies([{"name": DISPLAY_COOKIE, "value": mode, "url": url}])
    return context
