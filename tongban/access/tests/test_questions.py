"""A question written once gives what the ORM gives."""

from __future__ import annotations

import pytest
from django.db.models import F

from tongban.access.models import Account
from tongban.access.tests.conftest import MakeOfficer
from tongban.kernel.questions import Question

pytestmark = pytest.mark.django_db


def test_the_row_comes_with_what_is_joined_annotated_and_left_out(officer: MakeOfficer) -> None:
    made = [officer(f"officer-{number}").id for number in range(2)]
    rows = Account.objects.select_related("party", "officer").defer("password").annotate(again=F("username"))
    question = Question(rows.filter(pk=-1), stands_for=-1)
    for pk in made:
        found, expected = question.first(pk), rows.get(pk=pk)
        assert found is not None
        assert found == expected
        assert found.again == expected.username  # type: ignore[attr-defined]  # annotated
        assert found.officer == expected.officer
        assert found.party is None
        assert found.get_deferred_fields() == {"password"}
    assert question.first(0) is None


def test_where_nothing_can_answer_nobody_is_asked() -> None:
    assert Question(Account.objects.filter(pk__in=[], id=-1), stands_for=-1).first(1) is None
