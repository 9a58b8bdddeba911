"""Everything a scenario may let somebody do, by its name in the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tongban.demo.scenarios import (
    acts_credit,
    acts_hands,
    acts_licences,
    acts_money,
    acts_oversight,
    acts_parties,
    acts_places,
    acts_promise,
    acts_road,
    acts_time,
)
from tongban.demo.scenarios.reading import Given
from tongban.demo.scenarios.stage import Stage
from tongban.kernel.actor import Actor

Act = Callable[[Stage, Actor, Given], None]

ACTS: Mapping[str, Act] = {
    **acts_road.ACTS,
    **acts_hands.ACTS,
    **acts_time.ACTS,
    **acts_promise.ACTS,
    **acts_credit.ACTS,
    **acts_money.ACTS,
    **acts_licences.ACTS,
    **acts_oversight.ACTS,
    **acts_places.ACTS,
    **acts_parties.ACTS,
}
