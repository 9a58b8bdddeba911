"""How many questions each page asks the database, against the baseline in query_counts.json.

More than the baseline fails; UPDATE_QUERY_COUNTS=1 writes it anew after a change that is meant.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tongban.access.models import Account
from tongban.cases.tests.conftest import MORNING
from tongban.kernel import clock
from tongban.kernel.caching import forget_all
from tongban.portal.tests.conftest import Town, make_town
from tongban.workbench.tests.conftest import account_of

BASELINE = Path(__file__).with_name("query_counts.json")


def browser(username: str = "") -> Client:
    """A browser, signed in where an account is named."""
    client = Client()
    if username:
        client.force_login(Account.objects.get(username=username))
    return client


def pages(town: Town) -> dict[str, tuple[str, str]]:
    """Name of a page → account, address."""
    city = town.city
    submitted, accepted = city.submitted(city.promised), city.accepted(city.promised)
    for username, actor, role in (("clerk", city.clerk, "clerk"), ("approver", city.approver, "approver")):
        account_of(username, actor, role)
    return {
        "portal: home": ("", reverse("portal:home")),
        "portal: search": ("", reverse("portal:search") + "?q=卫生许可"),
        "portal: guide": ("", reverse("portal:guide", args=[town.permit.item_id])),
        "portal: my cases": ("xiaoman", reverse("portal:cases")),
        "portal: case": ("xiaoman", reverse("portal:case", args=[submitted])),
        "portal: my licences": ("xiaoman", reverse("portal:licences")),
        "portal: messages": ("xiaoman", reverse("portal:inbox")),
        "workbench: desk": ("clerk", reverse("workbench:desk")),
        "workbench: queue": ("clerk", reverse("workbench:queue")),
        "workbench: case": ("clerk", reverse("workbench:case", args=[submitted])),
        "workbench: case to decide": ("approver", reverse("workbench:case", args=[accepted])),
    }


@pytest.mark.django_db
def test_pages_ask_no_more_than_before() -> None:
    counted = {}
    with clock.frozen(MORNING):
        for name, (username, address) in pages(make_town()).items():
            client = browser(username)
            forget_all()
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(address)
            assert answer.status_code == 200, f"{name}: {answer.status_code}"
            counted[name] = len(asked)
    if os.environ.get("UPDATE_QUERY_COUNTS"):
        BASELINE.write_text(json.dumps(counted, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    baseline = json.loads(BASELINE.read_text(encoding="utf-8"))
    assert set(counted) == set(baseline)
    more = {name: (baseline[name], number) for name, number in counted.items() if number > baseline[name]}
    assert not more, f"page: (baseline, now) {more}"
