"""A real browser for the tests of pages: Debian's Chromium, looked at by axe, and what must not run beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import pytest
from axe_core_python.base import AXE_SCRIPT
from django.conf import settings
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

T = TypeVar("T")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--lang=zh-CN",
]  # fmt: skip
#: Milliseconds. Waiting ends with what is waited for; a busy machine only takes longer.
PATIENCE = 120_000
# Only what is wrong, and nothing that takes time and is not asked for here; rules that need `preload` are experimental
# ones, which axe leaves out by itself.
_FIND = "rules => axe.run({resultTypes: ['violations'], selectors: false, preload: false, ...rules})"
#: What depends on sizes and colours. The rest of the rules read the document, the same in every display mode.
STYLE_RULES = ("color-contrast", "css-orientation-lock", "link-in-text-block", "scrollable-region-focusable")
_OVERHANG = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@contextmanager
def chromium() -> Iterator[Browser]:
    """One Chromium. Its driver runs a loop in this thread, beside which Django has to be allowed the database."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as driver:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        expect.set_options(timeout=PATIENCE)
        running = driver.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS, timeout=PATIENCE)
        patch.setattr(running, "new_context", _patient(running.new_context))
        try:
            yield running
        finally:
            running.close()


def _patient(new_context: Callable[..., BrowserContext]) -> Callable[..., BrowserContext]:
    """The same, but every window that is made has our patience."""

    def made(**options: Any) -> BrowserContext:
        context = new_context(**options)
        context.set_default_timeout(PATIENCE)
        return context

    return made


def aside(work: Callable[[], T]) -> T:
    """The work in a thread of its own: signing a document runs a loop, and the browser's driver has one in this."""

    def run() -> T:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as beside:
        return beside.submit(run).result()


def signed_in(context: BrowserContext, url: str, client: Client) -> None:
    """Give the browser the session of a test client; the sign-in page has its own tests."""
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])


def overhang(page: Page) -> int:
    """How far the page reaches beyond the window to the right, in CSS pixels.

    A click answers as soon as the next page is on its way, so what measures a page has to wait until it is there.
    """
    page.wait_for_load_state()
    return int(page.evaluate(_OVERHANG))


def violations(page: Page, *, rules: Sequence[str] = ()) -> list[str]:
    """What axe finds: the rule and the place, one line each; all rules, or only these."""
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: dict[str, Any] = page.evaluate(_FIND, {"runOnly": {"type": "rule", "values": list(rules)}} if rules else {})
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found["violations"] for node in rule["nodes"]]


def check(page: Page, name: str) -> None:
    """No violations and nothing cut off, on the desk and on a phone."""
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert overhang(page) <= 0, f"{name} cut off at {width}"
        assert violations(page) == [], f"{name} at {width}"
    page.set_viewport_size({"width": 1440, "height": 900})
