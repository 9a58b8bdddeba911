"""A question of the ORM, written once: writing the SQL of a page's largest join takes longer than its answer."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

from tongban.kernel import statements

M = TypeVar("M", bound=Model)


class Question(Generic[M]):
    """The rows of a queryset in which one value is left open; joined rows and annotations come as the ORM gives them.

    `stands_for` is the value that the queryset was written with in the open place: one no other parameter has.
    """

    def __init__(self, rows: QuerySet[M], *, stands_for: object) -> None:
        self._sql, compiler = "", rows.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            sql, given = compiler.as_sql()
        except EmptyResultSet:  # no value has an answer
            return
        self._sql = sql
        self._given, self._open = list(given), given.index(stands_for)
        known: dict[str, Any] = compiler.klass_info
        own = known["select_fields"]
        self._own = slice(own[0], own[-1] + 1)
        self._names = [column[0].target.attname for column in compiler.select[self._own]]
        self._model: type[M] = known["model"]
        self._joined = get_related_populators(known, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # the stubs are of a later Django
        self._annotated = list((compiler.annotation_col_map or {}).items())
        # Not the compiler itself: it holds on to the connection of whoever asked first.
        self._converters = compiler.get_converters([column[0] for column in compiler.select])

    def first(self, value: object) -> M | None:
        """The first row for this value, if there is any."""
        if not self._sql:
            return None
        given = list(self._given)
        given[self._open] = value
        rows = statements.ask(self._sql, given)
        if not rows:
            return None
        row = list(rows[0])
        for place, (converters, column) in self._converters.items():
            for convert in converters:
                row[place] = convert(row[place], column, connections[DEFAULT_DB_ALIAS])
        found = self._model.from_db(DEFAULT_DB_ALIAS, self._names, row[self._own])
        for joined in self._joined:
            joined.populate(row, found)
        for name, place in self._annotated:
            setattr(found, name, row[place])
        return found
