"""What earlier decisions teach: names confirmed, names refused, and words that were twice put for each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from rapidfuzz.distance import Postfix, Prefix

from tongban.benchmarking.models import DecidedNames
from tongban.benchmarking.scoring import Memory
from tongban.benchmarking.wording import wording

#: How often one word has to stand for another in confirmed pairs before it counts as the same.
_OFTEN = 2
#: Characters of a word that is learned.
_SHORT, _LONG = 2, 8


def remembered() -> Memory:
    """Everything decided so far."""
    rows = list(DecidedNames.objects.values_list("ours_key", "theirs_key", "ours_name", "theirs_name", "same"))
    return Memory(
        accepted=frozenset((ours, theirs) for ours, theirs, _, _, same in rows if same),
        refused=frozenset((ours, theirs) for ours, theirs, _, _, same in rows if not same),
        synonyms=learned_words((ours, theirs) for _, _, ours, theirs, same in rows if same),
    )


def learned_words(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """(their word, our word) where names confirmed as the same differed by nothing else, at least twice. Pure."""
    counts = Counter(filter(None, (_only_difference(ours, theirs) for ours, theirs in pairs)))
    return tuple(sorted(words for words, times in counts.items() if times >= _OFTEN))


def _only_difference(ours: str, theirs: str) -> tuple[str, str] | None:
    """Acts and marks are never learned away: 变更 does not come to mean 注销, nor 一级 to mean 二级."""
    one, other = wording(ours), wording(theirs)
    if one.acts != other.acts or one.deeds != other.deeds or one.marks != other.marks or one.numbers != other.numbers:
        return None
    start = Prefix.similarity(other.core, one.core)
    end = Postfix.similarity(other.core[start:], one.core[start:])
    word, meaning = other.core[start : len(other.core) - end], one.core[start : len(one.core) - end]
    if not (_SHORT <= len(word) <= _LONG and _SHORT <= len(meaning) <= _LONG):
        return None
    return word, meaning
