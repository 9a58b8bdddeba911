"""Who stands behind a session: the account, its name, its unread messages and the mark of the ground in one query."""

from __future__ import annotations

import functools

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import OuterRef, Subquery

from tongban.access.models import Account
from tongban.kernel.questions import Question
from tongban.notices import selectors as notices
from tongban.reference import selectors as reference

_ANYBODY = -1


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]  # django-allauth carries no types
    """Checks passwords as django-allauth does; reads the account of a request together with what every page shows."""

    def get_user(self, user_id: int) -> Account | None:
        """The active account with party and officer; `unread` and `ground` ride along."""
        return _question().first(user_id)


@functools.cache
def _question() -> Question[Account]:
    """Every request asks it."""
    rows = Account.objects.select_related("party", "officer").annotate(
        unread=Subquery(notices.unread_counts(OuterRef("party_id"), OuterRef("officer_id"))),
        ground=Subquery(reference.ground_marks()),
    )
    return Question(rows.filter(pk=_ANYBODY, is_active=True), stands_for=_ANYBODY)
