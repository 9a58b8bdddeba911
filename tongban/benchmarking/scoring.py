"""How alike two lines are: a score from 0 to 1 and the reasons for it, in Chinese.

Pure. Likeness of the names (rare characters count more) is what an agreement starts from; whatever says that two lines
are another item after all (another situation, another grade, another kind of deed) takes a share of it away.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz
from rapidfuzz.distance import Postfix, Prefix

from tongban.benchmarking.wording import (
    ACT_LABELS,
    DEED_LABELS,
    Wording,
    functions_of,
    half_width,
    wording,
    written_out,
)
from tongban.catalogue.selectors import Listing, plain
from tongban.catalogue.states import ItemKind

#: A pair whose names alone do not reach this is owed to the content; nothing below it is proposed.
NAME_SUFFICES = 0.72
Synonyms = tuple[tuple[str, str], ...]
_UNIT = re.compile(r"^(?P<main>.+?)\((?P<unit>.+)\)$")
#: Characters a unit's own name needs to stand for the whole.
_UNIT_LENGTH = 6
#: Characters of a unit that repeats its main item, and the share of the main item's characters that it repeats.
_FULL_LENGTH, _FULL = 4, 0.5
#: Characters the name of a main item needs, once filling words are gone, to be recognised by it alone.
_MAIN_LENGTH = 3
#: The same characters in another order: 鉴定发票真伪, 发票真伪鉴定.
_REORDERED = 0.95
#: The score of a whole item against one handling unit of the same item.
_WHOLE = 0.86
#: Rare characters' worth of weight a common part needs to tell that the longer name contains the shorter one.
_TELLING = 3.0
#: Handling units of one item differ in a word: one rare character in place of another takes this share away.
_SIBLING = 0.8
#: A difference that takes away more than this is one no list of materials outweighs.
_MILD = 0.9
#: How much a word put in the place of another takes away.
_INSTEAD = 0.9
_PARTICLES = str.maketrans("", "", "的之及其和与或")


@dataclass(frozen=True, slots=True)
class Memory:
    """What people decided before: pairs of names confirmed and refused, and words learned to be the same."""

    accepted: frozenset[tuple[str, str]] = frozenset()
    refused: frozenset[tuple[str, str]] = frozenset()
    synonyms: Synonyms = ()

    def accepts(self, one: Profile, other: Profile) -> bool:
        """Whether a person confirmed these two names."""
        return (one.key, other.key) in self.accepted

    def refuses(self, one: Profile, other: Profile) -> bool:
        """Whether a person refused these two names."""
        return (one.key, other.key) in self.refused


@dataclass(frozen=True, slots=True)
class Core:
    """A text with its characters and pairs of characters counted."""

    text: str
    grams: Mapping[str, int]

    @classmethod
    def of(cls, text: str) -> Core:
        """Count once, compare often."""
        return cls(text, Counter((*text, *(text[place : place + 2] for place in range(len(text) - 1)))))


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a name: the whole of it, the main item, or the handling unit alone."""

    words: Wording
    core: Core

    @classmethod
    def of(cls, name: str, synonyms: Synonyms) -> Reading:
        """Read a name or a part of it."""
        words = wording(name, synonyms)
        return cls(words, Core.of(words.core))


@dataclass(frozen=True, slots=True)
class Profile:
    """A line with everything read from it once. `unit` is None where the name has no unit in brackets at its end.

    `added` is what the unit says beside its main item: （鸟类） of 猎捕证初审（猎捕（鸟类）证初审）.
    """

    line: Listing
    key: str
    whole: Reading
    main: Reading
    unit: Reading | None
    added: Reading | None
    functions: frozenset[str]
    materials: frozenset[str]

    @property
    def full_unit(self) -> Reading | None:
        """The unit where it repeats what the main item is about: 航标搬迁 of 搬迁、拆除航标."""
        if self.unit is None or self.unit.words.only_act or len(self.unit.core.text) < _FULL_LENGTH:
            return None
        said, main = set(self.unit.core.text), set(self.main.core.text)
        return self.unit if said <= main or len(said & main) >= _FULL * len(main) else None

    @property
    def telling_unit(self) -> Reading | None:
        """The unit where its own name says enough to stand for the line."""
        long = self.unit is not None and len(self.unit.core.text) >= _UNIT_LENGTH
        return self.unit if long else self.full_unit

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The readings that may stand for the line."""
        return (self.whole,) if self.telling_unit is None else (self.whole, self.telling_unit)


def profile(line: Listing, synonyms: Synonyms = ()) -> Profile:
    """Read a line."""
    name = half_width(line.name)
    split = _UNIT.match(name)
    whole = Reading.of(name, synonyms)
    main, unit = (split["main"], split["unit"].strip("()")) if split else (name, "")
    return Profile(
        line=line,
        key=plain(line.name),
        whole=whole,
        main=Reading.of(main, synonyms) if split else whole,
        unit=Reading.of(unit, synonyms) if split else None,
        added=Reading.of(_added(main, unit), synonyms) if split else None,
        functions=functions_of(line.department_name),
        materials=frozenset(
            written_out(one.name).translate(_PARTICLES)[:40] for one in line.content.materials if one.name
        ),
    )


def _added(main: str, unit: str) -> str:
    """What is put into the main item's name to make the unit's; the whole unit where it does not repeat the main."""
    start = Prefix.similarity(main, unit)
    end = Postfix.similarity(main[start:], unit[start:])
    found = unit[start : len(unit) - end].strip("()")
    return found if found and start + end == len(main) else unit


@dataclass(frozen=True, slots=True)
class Weights:
    """How much a character or pair of characters says: the rarer over all lines, the more."""

    known: Mapping[str, float]
    unknown: float
    totals: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, profiles: list[Profile]) -> Weights:
        """Inverse document frequency over all lines of both sides."""
        counts = Counter(gram for one in profiles for gram in one.whole.core.grams)
        total = len(profiles) + 1
        known = {gram: math.log(total / count) / (3 - len(gram)) for gram, count in counts.items()}
        return cls(known, math.log(total))

    def of_gram(self, gram: str) -> float:
        """The weight of one; a single character says half of what a pair says."""
        return self.known.get(gram) or self.unknown / (3 - len(gram))

    def apart(self, one: Core, other: Core) -> float:
        """The weight of what each side says that the other does not (the smaller of the two)."""
        left = sum(self.of_gram(gram) for gram in one.grams if len(gram) == 1 and gram not in other.grams)
        right = sum(self.of_gram(gram) for gram in other.grams if len(gram) == 1 and gram not in one.grams)
        return min(left, right)

    def instead(self, one: Core, other: Core) -> float:
        """0..1: what they say apart, as a share of the shorter one."""
        whole = min(sum(self.of_gram(gram) for gram in side.grams if len(gram) == 1) for side in (one, other))
        return self.apart(one, other) / whole if whole else 0.0

    def of_core(self, core: Core) -> float:
        """The weight of a whole text."""
        total = self.totals.get(core.text)
        if total is None:
            total = sum(self.of_gram(gram) * count for gram, count in core.grams.items())
            self.totals[core.text] = total
        return total


@dataclass(frozen=True, slots=True)
class Scored:
    """`method` is `name`, or `content` where the content had to help; `mild`: nothing speaks against it."""

    value: float
    method: str
    reasons: tuple[str, ...]
    mild: bool = True


def score(one: Profile, other: Profile, weights: Weights, memory: Memory) -> Scored:
    """Compare two lines."""
    if memory.accepts(one, other):
        return Scored(1.0, "name", ("此前已由工作人员确认为同一事项",))
    value, mild, reasons = max(_ways(one, other, weights), key=lambda way: way[0])
    circle = _circle(one, other)
    value *= math.prod(factor for factor, _ in circle)
    reasons += [reason for _, reason in circle if reason]
    if mild and all(factor >= _MILD for factor, _ in circle):
        return _with_content(one, other, value, reasons)
    return Scored(round(value, 3), "name", tuple(reasons), mild=False)


_Way = tuple[float, bool, list[str]]


def _read_as(one: Reading, other: Reading, weights: Weights) -> _Way:
    if one.words.text == other.words.text:
        return 1.0, True, ["名称相同"]
    if one.core.text == other.core.text:
        alike, said = 0.98, "名称去掉地名和审批用语后相同"
    elif sorted(one.core.text) == sorted(other.core.text):
        alike, said = _REORDERED, "名称用字相同，语序不同"
    else:
        alike = _alike(one.core, other.core, weights)
        said = f"名称相近（{alike:.2f}）"
    return _less(alike, [said], one.words, other.words)


def _ways(one: Profile, other: Profile, weights: Weights) -> Iterator[_Way]:
    """Every way in which two names may be the same.

    Handling units of one main item are compared by their own names; a whole item is the same as a unit of it.
    A unit alone stands for the line only beside a name without units or where it repeats its main item; else it would
    lose what the main item says.
    """
    left, right = one.added, other.added
    same_main = len(one.main.core.text) >= _MAIN_LENGTH and one.main.core.text == other.main.core.text
    if left is not None and right is not None:
        if same_main:
            yield _sibling(left, right, weights)
        else:
            yield _read_as(one.whole, other.whole, weights)
            yield from _repeated(one, other, weights)
        return
    yield _read_as(one.whole, other.whole, weights)
    if left is None and right is None:
        return
    if same_main:
        said = f"主项名称相同，{'对方' if left is None else '我方'}细分了办理项"
        yield _less(_WHOLE, [said], one.whole.words, other.whole.words)
    if right is None and one.telling_unit is not None:
        yield _read_as(one.telling_unit, other.whole, weights)
    if left is None and other.telling_unit is not None:
        yield _read_as(one.whole, other.telling_unit, weights)


def _repeated(one: Profile, other: Profile, weights: Weights) -> Iterator[_Way]:
    """A unit that repeats its main item stands for the whole line where the other's unit says only what is added."""
    mine, theirs = one.full_unit, other.full_unit
    if mine is not None and theirs is None:
        yield _read_as(mine, other.whole, weights)
    if theirs is not None and mine is None:
        yield _read_as(one.whole, theirs, weights)


def _sibling(one: Reading, other: Reading, weights: Weights) -> _Way:
    if one.words.text == other.words.text:
        return 1.0, True, ["主项和办理项名称相同"]
    if one.words.only_act and other.words.only_act:
        return _less(0.98, ["主项名称相同"], one.words, other.words)
    alike = 0.3 + 0.7 * _alike(one.core, other.core, weights)
    alike *= 1 - _SIBLING * min(1.0, weights.apart(one.core, other.core) / weights.unknown)
    return _less(alike, [f"主项名称相同，办理项名称相近（{alike:.2f}）"], one.words, other.words)


def _less(alike: float, reasons: list[str], one: Wording, other: Wording) -> _Way:
    """What the words that must agree take away."""
    found = [*_situation(one, other), *_marks(one, other)]
    value = alike * math.prod(factor for factor, _ in found)
    reasons += [reason for _, reason in found if reason]
    return value, all(factor >= _MILD for factor, _ in found), reasons


def _alike(one: Core, other: Core, weights: Weights) -> float:
    """0..1: shared weight of pairs and characters (Dice) and their order, less what each says instead of the other.

    A word that only one side has may be left out by the other; a word on each side that the other has not is another
    word for another thing.
    """
    whole = weights.of_core(one) + weights.of_core(other)
    shorter = min(weights.of_core(one), weights.of_core(other))
    if not shorter:
        return 0.0
    fewer, more = (one.grams, other.grams) if len(one.grams) < len(other.grams) else (other.grams, one.grams)
    of_gram = weights.of_gram
    shared = 0.0
    for gram, count in fewer.items():
        if times := more.get(gram):
            shared += of_gram(gram) * (count if count < times else times)
    telling = min(1.0, shared / (_TELLING * weights.unknown))
    within = telling * shared / shorter
    plain = 0.45 * 2 * shared / whole + 0.35 * within + 0.2 * fuzz.ratio(one.text, other.text) / 100
    return plain * (1 - _INSTEAD * weights.instead(one, other))


def _said(labels: Mapping[str, str], codes: Iterable[str]) -> str:
    return "、".join(labels[code] for code in labels if code in codes) or "未写明"


def _situation(one: Wording, other: Wording) -> list[tuple[float, str]]:
    found: list[tuple[float, str]] = []
    if one.acts != other.acts:
        apart = (one.acts | other.acts) - {"new"}
        words = f"（{_said(ACT_LABELS, one.acts)} / {_said(ACT_LABELS, other.acts)}）"
        if not apart:
            found.append((0.98, ""))
        elif one.acts & other.acts:
            found.append((0.85, "办理情形只有部分一致" + words))
        elif one.acts and other.acts:
            found.append((0.55, "办理情形不同" + words))
        else:
            found.append((0.75, "一方没有写明办理情形" + words))
    elif one.acts:
        found.append((1.0, f"办理情形一致（{_said(ACT_LABELS, one.acts)}）"))
    if apart := one.deeds ^ other.deeds:
        words = f"（{_said(DEED_LABELS, one.deeds)} / {_said(DEED_LABELS, other.deeds)}）"
        found.append(
            (0.6 if apart & {"progress", "lookup", "advice", "exam", "booking"} else 0.8, "办的事不同" + words)
        )
    return found


#: Marks that an authority does not leave out.
_STRICT = frozenset({"grade", "school", "organ", "faith", "medicine"})


#: Marks that an authority leaves out as it likes: 律师执业登记 is 律师执业许可, but 登记 is never 备案.
_LOOSE = frozenset({"entry"})


def _marks(one: Wording, other: Wording) -> list[tuple[float, str]]:
    found: list[tuple[float, str]] = []
    for group in one.marks.keys() | other.marks.keys():
        left, right = one.marks.get(group, frozenset()), other.marks.get(group, frozenset())
        if left == right or (group in _LOOSE and not (left and right)):
            continue
        if left and right:
            words = f"（{'、'.join(sorted(left))} / {'、'.join(sorted(right))}）"
            share = 0.93 if left < right or right < left else 0.85
            found.append((share if left & right else 0.6, "限定词不同" + words))
        else:
            found.append((0.88 if group in _STRICT else 0.96, f"只有一方写明“{'、'.join(sorted(left or right))}”"))
    if one.numbers != other.numbers:
        found.append((0.6 if one.numbers and other.numbers else 0.95, "名称中的数字不同"))
    return sorted(found)


def _circle(one: Profile, other: Profile) -> list[tuple[float, str]]:
    found: list[tuple[float, str]] = []
    if one.functions and other.functions:
        common = one.functions & other.functions
        found.append(
            (1.0, f"部门职能一致（{'、'.join(sorted(common))}）")
            if common
            else (0.88, f"部门职能不同（{'、'.join(sorted(one.functions))} / {'、'.join(sorted(other.functions))}）")
        )
    kinds = one.line.item_kind, other.line.item_kind
    if all(kinds):
        labels = [str(ItemKind(kind).label) for kind in kinds]
        found.append(
            (1.0, f"事项类型一致（{labels[0]}）")
            if kinds[0] == kinds[1]
            else (0.94, f"事项类型不同（{labels[0]} / {labels[1]}）")
        )
    return found


def _with_content(one: Profile, other: Profile, alike: float, reasons: list[str]) -> Scored:
    """Materials in common may lift a pair by a tenth, never sink it: lists of materials differ between cities."""
    fewer = min(len(one.materials), len(other.materials))
    common = len(one.materials & other.materials)
    if common:
        reasons = [*reasons, f"申请材料我方{len(one.materials)}种、对方{len(other.materials)}种，相同{common}种"]
    lift = 0.1 * common / fewer if common >= 3 and common / fewer >= 0.6 else 0.0
    method = "content" if alike < NAME_SUFFICES <= alike + lift else "name"
    return Scored(round(max(alike, min(alike + lift, 0.99)), 3), method, tuple(reasons))
