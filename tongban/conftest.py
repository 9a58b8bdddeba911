"""What every test database needs."""

from __future__ import annotations

import pytest
from pytest_django.plugin import DjangoDbBlocker


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """pytest-django empties tables with TRUNCATE between tests that commit; only here is that let through."""
    from django.db import connection

    from tongban.ledger.migrations import TABLES_WRITTEN_ONCE

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in TABLES_WRITTEN_ONCE:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_no_truncate")
