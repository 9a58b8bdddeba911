"""The small city of the cases, on a Tuesday morning."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tongban.cases.tests.conftest import MORNING, SYSTEM, City, build
from tongban.kernel import clock
from tongban.reference import services as reference


@pytest.fixture
def city(db: None) -> Iterator[City]:
    """The clock stands still unless a test moves it."""
    with clock.frozen(MORNING):
        reference.load_reference_data(actor=SYSTEM)
        yield build()
