"""Generated requests against the second half of the operations; see `generated`."""

from __future__ import annotations

import pytest
from pytest_django import DjangoDbBlocker

from tongban.openapi.tests.generated import standing, try_operations


@pytest.mark.django_db
def test_generated_requests(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    with standing(django_db_blocker) as (world, known):
        try_operations(world, known, half=1)
