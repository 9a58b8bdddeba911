"""Who stands behind a session: the account, its name, its unread messages and the mark of the ground in one query."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any, TypeVar

from allauth.account.auth_backends import AuthenticationBackend
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model, OuterRef, Subquery

from tongban.access.models import Account
from tongban.kernel import statements
from tongban.notices import selectors as notices
from tongban.reference import selectors as reference

Row = TypeVar("Row", bound=Model)
_ANYBODY = -1


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]  # django-allauth carries no types
    """Checks passwords as django-allauth does; reads the account of a request together with what every page shows."""

    def get_user(self, user_id: int) -> Account | None:
        """The active account with party and officer; `unread` and `ground` ride along."""
        sql, given = _statement()
        rows = statements.ask(sql, [user_id if value == _ANYBODY else value for value in given])
        return _account(iter(rows[0])) if rows else None


@functools.cache
def _statement() -> tuple[str, tuple[Any, ...]]:
    """The question as the ORM writes it, written once: every request asks it, and writing costs more than asking."""
    rows = Account.objects.select_related("party", "officer").annotate(
        unread=Subquery(notices.unread_counts(OuterRef("party_id"), OuterRef("officer_id"))),
        ground=Subquery(reference.ground_marks()),
    )
    sql, given = rows.filter(pk=_ANYBODY, is_active=True).query.sql_with_params()
    return sql, given


def _account(values: Iterator[Any]) -> Account | None:
    """The columns in the order of the statement: the account, what was annotated, what was joined."""
    account = _taken(Account, values)
    if account is not None:
        account.unread, account.ground = next(values), next(values)  # type: ignore[attr-defined]  # as the ORM would
        for name in ("party", "officer"):
            setattr(account, name, _taken(Account._meta.get_field(name).related_model, values))  # type: ignore[arg-type]  # a model class
    return account


def _taken(model: type[Row], values: Iterator[Any]) -> Row | None:
    """The next columns as a row of this model; None where there was none to join."""
    fields = model._meta.concrete_fields
    row = [next(values) for _ in fields]
    return model.from_db(DEFAULT_DB_ALIAS, [field.attname for field in fields], row) if row[0] is not None else None
