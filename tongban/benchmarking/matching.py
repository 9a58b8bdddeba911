"""Which item of ours is which item of theirs: two lists of lines aligned by code, by name, by content.

Pure. By code: the same entry of the basic catalogue (基本编码); where an authority has split the entry into handling
units (业务办理项), the unit with the nearest name. By name and content: an inverted index of characters and pairs of
characters, weighted by rarity, finds candidates; each is scored from 0 to 1 and says in Chinese why. Each of our items
gets at most one partner and, beside it, the candidates a person may choose instead.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from tongban.benchmarking.scoring import NAME_SUFFICES, Memory, Profile, Scored, Weights, profile, score
from tongban.catalogue.selectors import Listing

#: How much better another of our lines may fit their line before a pair is left to a person.
_RIVAL = 0.04
#: A name that is only alike must lead the next one by this; else a person chooses.
_LEAD, _SURE = 0.02, 0.93
#: A name less alike than the threshold suffices where nothing speaks against it and no other comes near.
_ALONE, _FAR = 0.12, 0.15
#: Candidates that are scored, and those that are shown.
_DEEP, SHOWN = 25, 5
#: Below this a candidate is not even shown.
_FLOOR = 0.4


@dataclass(frozen=True, slots=True)
class Match:
    """Our line, their line (positions in the two lists), how they were found, score 0..1, reasons in Chinese.

    `mild`: nothing speaks against it but that the names are not very alike.
    """

    ours: int
    theirs: int
    method: str
    score: float
    reasons: tuple[str, ...]
    mild: bool = True


@dataclass(frozen=True, slots=True)
class Alignment:
    """The partners found, and for each of our lines (by position) candidates in falling order of score."""

    pairs: tuple[Match, ...]
    candidates: dict[int, tuple[Match, ...]] = field(default_factory=dict)


def align(
    ours: Sequence[Listing],
    theirs: Sequence[Listing],
    *,
    memory: Memory | None = None,
    threshold: float = NAME_SUFFICES,
    use_codes: bool = True,
) -> Alignment:
    """Align two lists. `memory`: what people decided before; `use_codes` False: as if codes were not comparable."""
    remembered = memory or Memory()
    left = [profile(line, remembered.synonyms) for line in ours]
    right = [profile(line, remembered.synonyms) for line in theirs]
    weights = Weights.of([*left, *right])
    pairs: dict[int, Match] = {}
    candidates: dict[int, tuple[Match, ...]] = {}
    if use_codes:
        for match in _by_code(left, right, weights, remembered):
            pairs[match.ours] = match
    index = _Index(right, weights)
    known = _confirmed(left, right, remembered)
    best: dict[int, float] = {match.theirs: match.score for match in pairs.values()}
    for position, mine in enumerate(left):
        if position not in pairs:
            near = {*index.nearest(mine), *known.get(mine.key, ())}
            found = _ranked(position, mine, near, right, weights, remembered)
            candidates[position] = found[:SHOWN]
            for match in found[:SHOWN]:
                best[match.theirs] = max(best.get(match.theirs, 0.0), match.score)
    for position, found in candidates.items():
        if found and found[0].score >= best[found[0].theirs] - _RIVAL and _stands_out(found, right, threshold):
            pairs[position] = found[0]
    return Alignment(tuple(pairs[position] for position in sorted(pairs)), candidates)


def _confirmed(left: Sequence[Profile], right: Sequence[Profile], memory: Memory) -> dict[str, list[int]]:
    """Their positions that a person confirmed for a name of ours, however little the names have in common."""
    places: dict[str, list[int]] = defaultdict(list)
    for position, one in enumerate(right):
        places[one.key].append(position)
    mine = {one.key for one in left}
    found: dict[str, list[int]] = defaultdict(list)
    for ours, theirs in memory.accepted:
        if ours in mine:
            found[ours] += places.get(theirs, ())
    return found


def _stands_out(found: Sequence[Match], right: Sequence[Profile], threshold: float) -> bool:
    """Whether the best candidate may be proposed: good enough, and better than the next by enough.

    Units of one main item are one candidate to a line that is not split.
    """
    first, *others = found
    if first.score >= _SURE:
        return True
    main = right[first.theirs].main.core.text
    lead = first.score - max((one.score for one in others if right[one.theirs].main.core.text != main), default=0.0)
    if first.score >= threshold:
        return lead >= _LEAD
    return first.mild and first.score >= threshold - _ALONE and lead >= _FAR


def _ranked(
    position: int,
    mine: Profile,
    near: Iterable[int],
    right: Sequence[Profile],
    weights: Weights,
    memory: Memory,
) -> tuple[Match, ...]:
    found = []
    for other in near:
        if memory.refuses(mine, right[other]):
            continue
        scored = score(mine, right[other], weights, memory)
        if scored.value >= _FLOOR:
            found.append(Match(position, other, scored.method, scored.value, scored.reasons, scored.mild))
    found.sort(key=lambda match: (-match.score, right[match.theirs].line.code))
    return tuple(found)


def _by_code(left: Sequence[Profile], right: Sequence[Profile], weights: Weights, memory: Memory) -> Iterator[Match]:
    """One partner for every line of ours whose catalogue code they have too.

    Units are given away best pair first; a unit of theirs serves several of ours only when there are not enough.
    """
    groups: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, profiles in enumerate((left, right)):
        for position, found in enumerate(profiles):
            if found.line.catalog_code:
                groups[found.line.catalog_code][side].append(position)
    for code, (mine, others) in sorted(groups.items()):
        if not mine or not others:
            continue
        scored = {
            (one, other): score(left[one], right[other], weights, memory)
            for one in mine
            for other in others
            if not memory.refuses(left[one], right[other])
        }
        for one, other in _given_away(scored, left, right):
            reasons = _code_reasons(code, scored[one, other], len(mine), len(others))
            yield Match(one, other, "code", 1.0, reasons)


def _given_away(
    scored: dict[tuple[int, int], Scored], left: Sequence[Profile], right: Sequence[Profile]
) -> Iterator[tuple[int, int]]:
    order = sorted(
        scored,
        key=lambda pair: (-scored[pair].value, left[pair[0]].line.code, right[pair[1]].line.code),
    )
    served: set[int] = set()
    taken: set[int] = set()
    for spare in (False, True):
        for one, other in order:
            if one not in served and (spare or other not in taken):
                served.add(one)
                taken.add(other)
                yield one, other


def _code_reasons(code: str, scored: Scored, mine: int, others: int) -> tuple[str, ...]:
    reasons = [f"基本编码相同（{code}）"]
    if mine > 1 or others > 1:
        reasons.append(f"同一编码下我方{mine}项、对方{others}项，按名称最接近的配对")
    return (*reasons, *scored.reasons)


class _Index:
    """Their lines by the characters and pairs of characters of their names, with the weight of each."""

    def __init__(self, profiles: Sequence[Profile], weights: Weights) -> None:
        postings: dict[str, list[int]] = defaultdict(list)
        self.size = len(profiles)
        self.norms = np.ones(self.size)
        for position, one in enumerate(profiles):
            shares = {gram for reading in one.readings for gram in reading.core.grams}
            for gram in shares:
                postings[gram].append(position)
            self.norms[position] = math.sqrt(sum(weights.of_gram(gram) ** 2 for gram in shares)) or 1.0
        self.weights = weights
        self.postings = {gram: np.array(found) for gram, found in postings.items()}

    def nearest(self, one: Profile) -> list[int]:
        """Positions of the lines that share most, best first."""
        total = np.zeros(self.size)
        for gram in {gram for reading in one.readings for gram in reading.core.grams}:
            found = self.postings.get(gram)
            if found is not None:
                total[found] += self.weights.of_gram(gram) ** 2
        total /= self.norms
        count = min(_DEEP, int((total > 0).sum()))
        if not count:
            return []
        best = np.argpartition(-total, count - 1)[:count]
        return [int(position) for position in best]


def summary(ours: Sequence[Listing], theirs: Sequence[Listing], found: Alignment) -> dict[str, int]:
    """How many lines, pairs by method, and lines of ours without a partner."""
    methods = Counter(match.method for match in found.pairs)
    return {
        "ours": len(ours),
        "theirs": len(theirs),
        "pairs": len(found.pairs),
        **{method: methods[method] for method in ("code", "name", "content")},
        "codes_in_common": len(
            {line.catalog_code for line in ours if line.catalog_code}
            & {line.catalog_code for line in theirs if line.catalog_code}
        ),
        "without_partner": len(ours) - len(found.pairs),
    }
