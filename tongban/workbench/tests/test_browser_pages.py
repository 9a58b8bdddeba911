"""The main pages of officers and of the console in a real browser: no violations, nothing cut off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_core_python.base import AXE_SCRIPT
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tongban.access.models import Account
from tongban.workbench.tests.conftest import Bench, make_bench

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--lang=zh-CN",
]  # fmt: skip
CUT_OFF = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """One Chromium for the module. Its loop runs in this thread, beside which Django has to be allowed the database."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as driver:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        running = driver.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield running
        running.close()


def page_of(browser: Browser, server: LiveServer, username: str) -> Page:
    """A page in which this officer is signed in."""
    client = Client()
    client.force_login(Account.objects.get(username=username))
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN", reduced_motion="reduce")
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server.url}])
    return context.new_page()


def check(page: Page, address: str) -> None:
    """No axe violation on the desk and on a phone, nothing cut off."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200, address
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(CUT_OFF) <= 0, f"{address} cut off at {width}"
        page.evaluate(AXE_SCRIPT)
        found: dict[str, Any] = page.evaluate("axe.run({resultTypes: ['violations']})")
        wrong = [f"{v['id']}: {node['target']}" for v in found["violations"] for node in v["nodes"]]
        assert wrong == [], f"{address} at {width}"
    page.set_viewport_size({"width": 1440, "height": 900})


def test_pages_of_the_road(browser: Browser, live_server: LiveServer) -> None:
    bench: Bench = make_bench()
    waiting, accepted = bench.city.submitted(bench.city.promised), bench.city.examined(bench.city.promised)
    clerk = page_of(browser, live_server, "clerk")
    for path in ("", "queue", "results", "intake", f"cases/{waiting}/", f"cases/{waiting}/receipt"):
        check(clerk, f"{live_server.url}/workbench/{path}")
    check(clerk, f"{live_server.url}/workbench/intake/{waiting}/done")
    approver = page_of(browser, live_server, "examiner")
    check(approver, f"{live_server.url}/workbench/cases/{accepted}/")
    bureau = page_of(browser, live_server, "bureau")
    check(bureau, f"{live_server.url}/workbench/ratings")
    for path in ("", "outbox", "rules", "calendar", "organisations", "statistics", "roles", "ledger"):
        check(bureau, f"{live_server.url}/console/{path}")


def test_a_window_takes_a_case_by_keyboard_without_scripts(browser: Browser, live_server: LiveServer) -> None:
    bench = make_bench()
    uid = bench.city.submitted(bench.city.promised)
    page = page_of(browser, live_server, "clerk")
    page.goto(f"{live_server.url}/workbench/cases/{uid}/")
    summary = page.locator("#act-refuse_acceptance summary")
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("#f-reason-refuse_acceptance").is_visible()
    page.locator("#act-accept button").click()
    page.wait_for_load_state()
    assert page.get_by_text("受理通知书文号").is_visible()
    assert page.get_by_role("heading", name="承诺时限 5个工作日").is_visible()
