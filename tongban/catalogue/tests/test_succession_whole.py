"""An act that waits for guides cannot lose them on the way."""

from __future__ import annotations

import pytest

from tongban.catalogue import selectors, services
from tongban.catalogue.errors import ChangePending
from tongban.catalogue.selectors import ItemView
from tongban.catalogue.services import NewItem
from tongban.catalogue.tests.conftest import SYSTEM, guide, publish
from tongban.catalogue.tests.test_succession import GROUNDS, go, parts, state

pytestmark = pytest.mark.django_db


def test_a_part_that_the_whole_waits_for_is_neither_abolished_nor_divided(item: ItemView) -> None:
    publish(item.id, guide())
    one, two = services.split_item(item_id=item.id, parts=parts(item), grounds=GROUNDS, actor=SYSTEM)
    go(one)
    # Without the second part the old item could never retire, and with the first one published nobody could cancel.
    with pytest.raises(ChangePending):
        services.abolish_item(item_id=two.id, reason="不需要", actor=SYSTEM)
    more = [NewItem(f"{item.task_code}0{number}", f"之{number}") for number in (3, 4)]
    with pytest.raises(ChangePending):
        services.split_item(item_id=one.id, parts=more, grounds=GROUNDS, actor=SYSTEM)
    go(two)
    assert state(item.id) == "abolished"
    services.abolish_item(item_id=two.id, reason="不需要", actor=SYSTEM)
    assert [selectors.item(found.id).state for found in (one, two)] == ["in_use", "abolished"]
