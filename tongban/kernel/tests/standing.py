"""Rows that all tests of a file share: built once, taken back after the last of them."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from tongban.kernel import clock

T = TypeVar("T")


def standing(
    request: pytest.FixtureRequest, blocker: DjangoDbBlocker, build: Callable[[], T], *, at: dt.datetime
) -> Iterator[Callable[[], T]]:
    """Build once, at this moment, for all tests of a file: the body of a fixture of its scope. Yields how to get it.

    The rows stand in one transaction around the tests, each of which takes back its own as ever. Where a file has
    tests that commit, their threads would not see such rows: there the rows are built for each test anew.
    """
    if any(_commits(item) for item in request.session.items if item.path == request.node.path):
        yield build
        return
    around = transaction.atomic()
    with blocker.unblock(), clock.frozen(at):
        around.__enter__()
        try:
            built = build()
            connection.check_constraints()  # otherwise at the end of every test again
        except BaseException:
            around.__exit__(*sys.exc_info())
            raise
    yield lambda: built
    with blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    used = getattr(item, "fixturenames", ())
    return bool(marker and marker.kwargs.get("transaction")) or "transactional_db" in used or "live_server" in used
