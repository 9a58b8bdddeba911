"""What tests of the room share."""

from __future__ import annotations

import pytest

from tongban.kernel.actor import Actor, Channel
from tongban.kernel.standards.uscc import make_uscc
from tongban.orgs import services
from tongban.orgs.selectors import DepartmentView

REGION = "410500"


@pytest.fixture
def system() -> Actor:
    return Actor.system()


@pytest.fixture
def manager() -> Actor:
    """Somebody of the bureau."""
    return Actor(account_id=1, officer_id=1, permissions=frozenset({"orgs.manage"}), channel=Channel.WINDOW)


@pytest.fixture
def health(db: None, manager: Actor) -> DepartmentView:
    return services.register_department(
        code=make_uscc("11", REGION, 1),
        name="安阳市卫生健康委员会",
        short_name="市卫健委",
        region_code=REGION,
        actor=manager,
    )
