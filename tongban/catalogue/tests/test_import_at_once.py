"""A feed is imported while the bureau decides about one of its items: neither undoes the other."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from django.db import connection, transaction

from tongban.catalogue import selectors, services
from tongban.catalogue.models import Standing
from tongban.catalogue.tests.conftest import SYSTEM
from tongban.catalogue.tests.test_import import take, write
from tongban.feeds.tests.guangdong_rows import CODE, record
from tongban.kernel.waiting import awaited

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_suspension_outlives_an_import_that_began_before_it_was_done(tmp_path: Path) -> None:
    take(write(tmp_path, record()))
    item = selectors.item_by_code(CODE).id
    changed = write(tmp_path, record(TASK_NAME="新名称"))
    reports: list[services.ImportReport] = []

    def imported() -> None:
        try:
            reports.append(take(changed))
        finally:
            connection.close()

    other = threading.Thread(target=imported)
    with transaction.atomic():
        services.suspend_item(item_id=item, reason="停办", actor=SYSTEM)
        other.start()
        _until_somebody_waits()
    other.join()
    assert [one.taken for one in reports] == [1]
    assert selectors.item(item).state == "suspended"
    assert selectors.current_version(item).name == "新名称"
    assert not Standing.objects.filter(item_id=item, until=None).exists()


def _until_somebody_waits() -> None:
    """Until another connection waits for a row of this transaction."""

    def waiting() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'")
            return int(cursor.fetchone()[0])

    assert awaited(waiting, seconds=120), "nobody waited"
