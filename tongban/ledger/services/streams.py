"""Reading more rows than fit into memory, all as of one instant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

INSTANT_FORM = """'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'"""
"""For `to_char`: an instant as the bytes of facts and seals write it."""


@contextmanager
def one_snapshot() -> Iterator[None]:
    """Every query inside sees the same ledger, and none may write.

    Inside a caller's transaction (tests) that transaction's own view must do.
    """
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


@contextmanager
def rows_of(query: str, name: str, batch: int, *, ahead: bool = False) -> Iterator[Iterator[tuple[Any, ...]]]:
    """Stream a query through a server-side cursor in binary form, `batch` rows at a time.

    With `ahead` the next batch is fetched while the caller works on this one: server and caller then keep a core
    each busy. The driver's connection takes turns by itself where another cursor is read meanwhile.
    """
    connection.ensure_connection()
    with connection.connection.cursor(name=f"ledger_{name}", binary=True) as cursor:
        cursor.itersize = batch
        cursor.execute(query)
        if not ahead:
            yield iter(cursor)
            return
        with ThreadPoolExecutor(1, thread_name_prefix="ledger-read") as reader:
            yield _ahead(reader, lambda: cursor.fetchmany(batch))


def _ahead(reader: ThreadPoolExecutor, fetch: Callable[[], list[tuple[Any, ...]]]) -> Iterator[tuple[Any, ...]]:
    coming = reader.submit(fetch)
    while rows := coming.result():
        coming = reader.submit(fetch)
        yield from rows
