"""What the test run itself rests on: the order of files, tables emptied, a server whose file is left as it was."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from tongban.kernel.actor import Actor
from tongban.kernel.standards.uscc import make_uscc
from tongban.ledger.models import Fact
from tongban.orgs import services as orgs
from tongban.orgs.models import Department
from tongban.shell.database.home import PACKAGE
from tongban.shell.testing import _SECONDS
from tongban.shell.testing_database import empty_tables


def test_files_that_begin_early_are_there() -> None:
    assert [name for name in _SECONDS if not (PACKAGE.parent / name).is_file()] == []


@pytest.mark.django_db(transaction=True)
def test_what_was_committed_is_removed_and_what_migrations_wrote_stays() -> None:
    orgs.register_department(
        code=make_uscc("11", "410500", 1), name="同安市林业局", region_code="410500", actor=Actor.system()
    )
    types = ContentType.objects.count()
    assert types > 50
    assert (Department.objects.count(), Fact.objects.count()) == (1, 1)
    empty_tables()
    assert (Department.objects.count(), Fact.objects.count(), ContentType.objects.count()) == (0, 0, types)
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with connection.cursor() as cursor:
        for name in sorted({*names} - {"django_content_type", "auth_permission"}):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")
            assert cursor.fetchone() == (0,), name


@pytest.mark.django_db
def test_only_a_test_database_is_emptied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "NAME", "tongban")
    with pytest.raises(AssertionError, match="no test database"):
        empty_tables()


def test_the_next_start_of_the_server_is_an_ordinary_one() -> None:
    """The server of this run does not wait for the disk, but no file says so."""
    home = os.environ.get("TONGBAN_EMBEDDED")
    if home is None:
        return  # a server of somebody's own is left as it is
    data = Path(home) / "pg" / "data"
    for name in ("postgresql.conf", "postgresql.auto.conf"):
        lines = (data / name).read_text(encoding="utf-8").splitlines()
        assert not [line for line in lines if line.startswith(("fsync", "full_page_writes", "synchronous_commit"))]
