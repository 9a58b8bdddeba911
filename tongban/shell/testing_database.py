"""The database of a test run: its server does not wait for the disk, and only tables with rows in them are emptied."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from pytest_django import DjangoDbBlocker

from tongban.kernel.waiting import awaited
from tongban.shell.database.embedded import EmbeddedCluster

# What these protect is what a machine that loses its power would lose. Tests that kill a server start one of their own.
_WAITS = ("fsync", "full_page_writes", "synchronous_commit")
_PATIENCE = 10.0  # seconds
#: Written by migrations from the code alone; no test changes them.
_KEPT = frozenset({"django_content_type", "auth_permission"})
_kept_for_file: list[bool] = []


def do_not_wait(cluster: EmbeddedCluster) -> None:
    """Let this server, until it stops, answer before the disk has written; a server that holds a city is left alone.

    The settings are taken back from its file as soon as they are read, so that its next start is an ordinary one.
    """
    with psycopg.connect(cluster.addresses().superuser, autocommit=True) as connection:
        if connection.execute("SELECT to_regclass('django_migrations')").fetchone() != (None,):
            return
        try:
            for name in _WAITS:
                connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(name)))
            connection.execute("SELECT pg_reload_conf()")
            awaited(lambda: connection.execute("SHOW fsync").fetchone() == ("off",), seconds=_PATIENCE)
        finally:
            for name in _WAITS:
                connection.execute(sql.SQL("ALTER SYSTEM RESET {}").format(sql.Identifier(name)))


def empty_tables(_: object = None) -> None:
    """Remove what a test has committed; takes the place of Django's `flush` at the end of such a test.

    `flush` rewrites every table of the house, filled or not, and then writes all content types and permissions anew.
    """
    from django.db import connection

    if _kept_for_file:
        return
    name = connection.settings_dict["NAME"]
    assert name.startswith("test_"), f"{name} is no test database"
    names = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - _KEPT
    ask = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(name), sql.Identifier(name))
        for name in sorted(names)
    )
    with connection.cursor() as cursor:
        cursor.execute(ask)
        if filled := [name for (name,) in cursor.fetchall()]:
            # The others are empty, so going on to those that point here removes nothing more.
            tables = sql.SQL(", ").join(map(sql.Identifier, filled))
            cursor.execute(sql.SQL("TRUNCATE {} CASCADE").format(tables))


@contextmanager
def committed(blocker: DjangoDbBlocker) -> Iterator[None]:
    """For a fixture of a file's scope: what it and the tests commit stays until the last of them has ended."""
    with blocker.unblock():
        _kept_for_file.append(True)
        try:
            yield
        finally:
            _kept_for_file.pop()
            empty_tables()
