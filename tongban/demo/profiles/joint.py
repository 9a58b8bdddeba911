"""The joint distribution behind the marginals: every unit's kind, limits and ways, so that all sums come out exactly.

No trial and no search. A total is dealt out by cumulative rounding (`parts`), so that the parts add up to it whatever
the weights; who gets which part is an order by hash, one for each figure, so that figures do not hang together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, cycle, islice, pairwise

from tongban.demo.profiles.marginals import Profile


@dataclass(frozen=True, slots=True)
class Unit:
    """One item to be: `number` within its kind, from 0; limits in working days, `promised` 0 for on the spot."""

    kind: str
    number: int
    statutory: int
    promised: int
    in_hall: bool
    one_window: bool
    fully_online: bool

    @property
    def instant(self) -> bool:
        """Decided on the spot."""
        return self.promised == 0


def parts(total: int, weights: Sequence[int]) -> list[int]:
    """Whole numbers in proportion to the weights that add up to the total, each less than 1 from its exact share."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    return [right - left for left, right in pairwise(total * sum_ // whole for sum_ in accumulate(weights, initial=0))]


def shuffled(label: str, number: int) -> list[int]:
    """The numbers below `number` in an order that only the label decides."""
    return sorted(range(number), key=lambda each: hashlib.sha256(f"{label}:{each}".encode()).digest())


def units(profile: Profile) -> list[Unit]:
    """Every unit, kind by kind."""
    kinds = [(kind, number) for kind, count in profile.kinds.items() for number in range(count)]
    promised = _promised(profile)
    statutory = _statutory(profile, promised)
    present = _some(profile, "in_hall", range(profile.units), profile.in_hall)
    windows = _some(profile, "one_window", sorted(present), profile.one_window)
    online = _some(profile, "fully_online", range(profile.units), profile.fully_online)
    return [
        Unit(kind, number, statutory[at], promised[at], at in present, at in windows, at in online)
        for at, (kind, number) in enumerate(kinds)
    ]


def _some(profile: Profile, label: str, among: Iterable[int], number: int) -> set[int]:
    """So many of these."""
    known = list(among)
    return {known[place] for place in shuffled(f"{profile.seed}:{label}", len(known))[:number]}


def _promised(profile: Profile) -> list[int]:
    """The promises: instant and one-day items in every kind by its size, the rest of the sum among the slow ones."""
    sizes = list(profile.kinds.values())
    instant = parts(profile.instant, sizes)
    rest = [size - some for size, some in zip(sizes, instant, strict=True)]
    one_day = parts(profile.within_one_day - profile.instant, rest)
    slow = profile.units - profile.within_one_day
    # Two days at least, or they would be within one day.
    left = profile.promised_days - (profile.within_one_day - profile.instant) - 2 * slow
    longer = iter(
        [2 + more for more in parts(left, [step - 2 for step in islice(cycle(profile.promised_steps), slow)])]
    )
    found: list[int] = []
    for kind, size, some, others in zip(profile.kinds, sizes, instant, one_day, strict=True):
        values = [0] * some + [1] * others + list(islice(longer, size - some - others))
        order = shuffled(f"{profile.seed}:promised:{kind}", size)
        found += [values[place] for place in order]
    return found


def _statutory(profile: Profile, promised: Sequence[int]) -> list[int]:
    """The statutory limits: the longest to those who promise most, so that no promise is longer than the law's."""
    values = sorted(
        parts(profile.statutory_days, list(islice(cycle(profile.statutory_steps), profile.units))), reverse=True
    )
    slow = [at for at, days in enumerate(promised) if days > 1]
    slow.sort(key=lambda at: -promised[at])
    others = [at for at, days in enumerate(promised) if days <= 1]
    mixed = [others[place] for place in shuffled(f"{profile.seed}:statutory", len(others))]
    given = dict(zip([*slow, *mixed], values, strict=True))
    return [given[at] for at in range(profile.units)]
