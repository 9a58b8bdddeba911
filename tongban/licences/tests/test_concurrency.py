"""Two at once: one valid licence per holder and type, whoever is faster."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tongban.kernel.standards.licence_id import parse_licence_identifier
from tongban.licences import services
from tongban.licences.errors import AlreadyHeld
from tongban.licences.models import Licence
from tongban.licences.tests.conftest import FACE, HYGIENE, OPINION, build_city


def _issue_at_once(type_code: str, people: int) -> list[str]:
    city = build_city()
    gate = threading.Barrier(people, timeout=120)

    def one(number: int) -> str:
        try:
            gate.wait()
            return services.issue_licence(
                type_code=type_code,
                holder_id=city.enterprise_id,
                department_id=city.department_id,
                data=FACE,
                case_no=f"N{number}",
                actor=city.approver,
            ).identifier
        except AlreadyHeld:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(people) as pool:
        return list(pool.map(one, range(people)))


@pytest.mark.django_db(transaction=True)
def test_of_several_issues_at_once_one_wins() -> None:
    answers = _issue_at_once(HYGIENE, 4)
    assert answers.count("refused") == 3
    assert Licence.objects.filter(state="valid").count() == 1


@pytest.mark.django_db(transaction=True)
def test_serials_given_at_once_are_distinct_and_without_gap() -> None:
    answers = _issue_at_once(OPINION, 4)
    serials = sorted(int(parse_licence_identifier(text).serial[4:]) for text in answers)
    assert serials == [1, 2, 3, 4]
