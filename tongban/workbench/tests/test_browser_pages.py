"""An officer's page in a real browser: a window takes a case by keyboard, without scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tongban.access.models import Account
from tongban.furniture.tests.browsing import chromium, signed_in
from tongban.workbench.tests.conftest import make_bench

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """One Chromium for the module."""
    with chromium() as running:
        yield running


def page_of(browser: Browser, server: LiveServer, username: str) -> Page:
    """A page in which this officer is signed in."""
    client = Client()
    client.force_login(Account.objects.get(username=username))
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN", reduced_motion="reduce")
    signed_in(context, server.url, client)
    return context.new_page()


def test_a_window_takes_a_case_by_keyboard_without_scripts(browser: Browser, live_server: LiveServer) -> None:
    bench = make_bench()
    uid = bench.city.submitted(bench.city.promised)
    page = page_of(browser, live_server, "clerk")
    page.goto(f"{live_server.url}/workbench/cases/{uid}/")
    summary = page.locator("#act-refuse_acceptance summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#f-reason-refuse_acceptance")).to_be_visible()
    page.locator("#act-accept button").click()
    expect(page.get_by_text("受理通知书文号")).to_be_visible()
    expect(page.get_by_role("heading", name="承诺时限 5个工作日")).to_be_visible()
