"""Every page: at most eight questions to the database, at most 100 KiB, valid HTML, nothing that needs JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import html5lib
import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import DjangoDbBlocker

from checks.every_page import Page, pages
from checks.not_pages import NOT_PAGES
from checks.page_town import Places, browser, settle
from tongban.cases.tests.conftest import MORNING
from tongban.conftest import django_db_setup as django_db_setup
from tongban.kernel import clock
from tongban.shell.testing_database import committed

pytestmark = pytest.mark.django_db(transaction=True)
MOST_QUERIES = 8
MOST_BYTES = 100 * 1024
#: They open and close what the questions stand in, and ask nothing.
BRACKETS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")


@pytest.fixture(scope="module")
def places(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Places]:
    """One town for the module, settled on a Tuesday morning: its tests only look at it."""
    with committed(django_db_blocker):
        with clock.frozen(MORNING):
            found = settle()
        yield found


@pytest.fixture(autouse=True)
def _on_tuesday() -> Iterator[None]:
    """The clock stands still."""
    with clock.frozen(MORNING):
        yield


def routes(resolver: URLResolver, space: str = "") -> Iterator[str]:
    """Names of all addresses; the interface has its own checks."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{space}{entry.name}"
        elif isinstance(entry, URLResolver) and entry.namespace != "openapi":
            yield from routes(entry, f"{space}{entry.namespace}:" if entry.namespace else space)


def test_no_page_is_forgotten_and_each_is_right(places: Places) -> None:
    listed = pages(places)
    known = {page.route for page in listed} | NOT_PAGES | {"error"}
    assert set(routes(get_resolver())) - known == {"idp:oidc:authorization"}, "name the page in checks/every_page.py"
    wrong = [finding for page in listed for finding in findings(page)]
    assert not wrong, "\n".join(wrong)


def findings(page: Page) -> Iterator[str]:
    """What is wrong with a page, as its second visitor finds it: the process has read what never changes."""
    client = browser(page.who)
    client.get(page.address)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(page.address)
    if answer.status_code != page.status:
        yield f"{page.name}: {answer.status_code}"
        return
    questions = [one["sql"] for one in asked.captured_queries if not one["sql"].startswith(BRACKETS)]
    if len(questions) > MOST_QUERIES:
        yield f"{page.name}: {len(questions)} queries\n  " + "\n  ".join(sql[:150] for sql in questions)
    html = answer.content.decode()
    if (size := weight(html)) > MOST_BYTES:
        yield f"{page.name}: {size} bytes"
    yield from (f"{page.name}: {error}" for error in invalid(html))
    if page.route != "furniture:example":  # shows the parts, which lead nowhere there
        yield from (f"{page.name}: {error}" for error in needs_scripts(html))


def weight(html: str) -> int:
    """Bytes of a page with the styles and scripts it loads."""
    loaded = set(re.findall(r'(?:href|src)="/static/([^"?]+\.(?:css|js))', html))
    return len(html.encode()) + sum(Path(str(finders.find(one))).stat().st_size for one in loaded)


def invalid(html: str) -> list[str]:
    """Errors of the HTML standard's own parsing algorithm, and ids that are not there or not unique."""
    parser = html5lib.HTMLParser()
    parser.parse(html)
    found = [f"line {line}: {code} {values}" for (line, _column), code, values in parser.errors]
    reader = References()
    reader.feed(html)
    return found + reader.wrong()


class References(HTMLParser):
    """Collects ids and what points at them."""

    POINTERS = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list", "form")

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.pointed: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Called by the parser for each element."""
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name in self.POINTERS:
                self.pointed.update((value or "").split())
            elif name == "href" and (value or "").startswith("#") and len(value or "") > 1:
                self.pointed.add((value or "")[1:])

    def wrong(self) -> list[str]:
        """Ids that stand twice, are empty or are missing."""
        twice = sorted({one for one in self.ids if self.ids.count(one) > 1 or not one or " " in one})
        lost = sorted(self.pointed - set(self.ids))
        return [f"id twice or empty: {one}" for one in twice] + [f"points at no id: {one}" for one in lost]


def needs_scripts(html: str) -> Iterator[str]:
    """Links that lead nowhere and buttons that do nothing until a script has run."""
    if re.search(r'href="(#|javascript:[^"]*)"', html):
        yield "a link that only a script can follow"
    if re.search(r"<[^>]+\son[a-z]+=", html):
        yield "a script inside the page, which the content policy forbids"
    for form in re.findall(r"<form\b[^>]*>.*?</form>", html, re.DOTALL):
        if "<button" not in form and 'type="submit"' not in form:
            yield f"a form that cannot be sent: {form[:120]}"


def test_what_is_called_no_page_is_none(places: Places) -> None:
    """Addresses without arguments; those with some are opened by the tests of their rooms."""
    wrong = []
    for entry in get_resolver().reverse_dict:
        if isinstance(entry, str) and entry in NOT_PAGES and entry != "second_factor":
            forms = get_resolver().reverse_dict.getlist(entry)
            if all(not parameters for possibilities, *_ in forms for _pattern, parameters in possibilities):
                answer = Client().get(f"/{forms[0][0][0][0]}")
                if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                    wrong.append(entry)
    assert not wrong
