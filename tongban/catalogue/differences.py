"""What changed between two lines of the implementation list, element by element. Pure; pages draw what this says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from rapidfuzz import fuzz

from tongban.catalogue.content import MaterialView
from tongban.catalogue.elements import ELEMENTS, Lines, plain
from tongban.catalogue.listing import Listing
from tongban.catalogue.policies import longer
from tongban.catalogue.states import Necessity
from tongban.catalogue.words import FORMS, SOURCES
from tongban.kernel.deadline import Limit

LIKE = 80
"""Names at least this alike (0 to 100, share of letters in common order) are one material under a new name."""
_MOST = 2000
"""Longer pieces of text without any sentence in common are shown as replaced, not letter by letter."""
_LETTER = re.compile(r"[0-9A-Za-z]+(?:[:：.][0-9A-Za-z]+)*|.", re.DOTALL)
_SENTENCE = re.compile(r"[^。；;\n]*[。；;\n]|[^。；;\n]+")


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text: `op` same | inserted | deleted."""

    op: str
    text: str


@dataclass(frozen=True, slots=True)
class Detail:
    """One property of a material that changed."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class MaterialChange:
    """`kind` added | removed | changed (its name, its properties, or both; `likeness` of the names 0 to 100)."""

    kind: str
    before: str
    after: str
    likeness: int
    details: tuple[Detail, ...] = ()


@dataclass(frozen=True, slots=True)
class ElementChange:
    """One element that differs: `kind` added | removed | changed.

    `direction` of a limit or a count: less | more; empty otherwise. `segments` is the text with what was inserted and
    deleted; `materials` and not `segments` says it for materials. A change that is none to the fingerprint (signs,
    blanks, width) has `wording_only`.
    """

    code: str
    label: str
    kind: str
    before: Lines
    after: Lines
    direction: str = ""
    wording_only: bool = False
    segments: tuple[Segment, ...] = ()
    materials: tuple[MaterialChange, ...] = field(default=())


def differences(before: Listing, after: Listing, codes: Iterable[str] | None = None) -> tuple[ElementChange, ...]:
    """Every element that differs, in the order of the standard; `codes` narrows it to some."""
    wanted = ELEMENTS if codes is None else {code: ELEMENTS[code] for code in codes}
    found = []
    for code, element in wanted.items():
        old, new = element.read(before), element.read(after)
        materials = material_changes(before.content.materials, after.content.materials) if code == "materials" else ()
        if old == new and not materials:
            continue
        found.append(
            ElementChange(
                code=code,
                label=element.label,
                kind="added" if not old else "removed" if not new else "changed",
                before=old,
                after=new,
                direction=_direction(code, before, after),
                wording_only=not materials and element.fingerprint(before) == element.fingerprint(after),
                segments=() if materials else segments("\n".join(old), "\n".join(new)),
                materials=materials,
            )
        )
    return tuple(found)


def _direction(code: str, before: Listing, after: Listing) -> str:
    one, other = before.content, after.content
    limits: dict[str, tuple[Limit | None, Limit | None]] = {
        "statutory_limit": (one.statutory, other.statutory),
        "promised_limit": (one.promised, other.promised),
    }
    if code in limits:
        old, new = limits[code]
        if old is None or new is None:
            return ""
        return "more" if longer(new, old) else "less" if longer(old, new) else ""
    counts = {"visit_count": (one.visits, other.visits), "online_depth": (one.online_depth, other.online_depth)}
    if code in counts:
        was, now = counts[code]
        return "" if was is None or now is None else "more" if now > was else "less" if now < was else ""
    return ""


def segments(before: str, after: str) -> tuple[Segment, ...]:
    """The two texts as one, with what was deleted and inserted: by sentences first, by letters inside them."""
    one, other = _SENTENCE.findall(before), _SENTENCE.findall(after)
    found: list[Segment] = []
    for op, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        old, new = "".join(one[a:b]), "".join(other[c:d])
        if op == "equal":
            found.append(Segment("same", old))
        elif not old or not new or len(old) + len(new) > _MOST:
            found += _replaced(old, new)
        else:
            found += _letters(old, new)
    return tuple(_joined(found))


def _replaced(old: str, new: str) -> list[Segment]:
    return [Segment(op, text) for op, text in (("deleted", old), ("inserted", new)) if text]


def _letters(old: str, new: str) -> Iterator[Segment]:
    """Letter by letter, numbers and times as wholes; where hardly anything is left of a sentence, it was replaced."""
    one, other = _LETTER.findall(old), _LETTER.findall(new)
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.ratio() < 0.3:
        yield from _replaced(old, new)
        return
    for op, a, b, c, d in matcher.get_opcodes():
        if op == "equal":
            yield Segment("same", "".join(one[a:b]))
        else:
            yield from _replaced("".join(one[a:b]), "".join(other[c:d]))


def _joined(parts: Iterable[Segment]) -> list[Segment]:
    """Neighbours of one kind as one piece."""
    found: list[Segment] = []
    for part in parts:
        if found and found[-1].op == part.op:
            found[-1] = Segment(part.op, found[-1].text + part.text)
        else:
            found.append(part)
    return found


def material_changes(before: Sequence[MaterialView], after: Sequence[MaterialView]) -> tuple[MaterialChange, ...]:
    """Materials matched by name, equal names first and the likest of the rest next; then those only one side has."""
    pairs = _pairs(before, after)
    gone = {old for old, _, _ in pairs}
    come = {new for _, new, _ in pairs}
    changed = []
    for old, new, likeness in pairs:
        details = tuple(_details(before[old], after[new]))
        if details or plain(before[old].name) != plain(after[new].name):
            changed.append(MaterialChange("changed", before[old].name, after[new].name, likeness, details))
    removed = [MaterialChange("removed", one.name, "", 0) for n, one in enumerate(before) if n not in gone]
    added = [MaterialChange("added", "", one.name, 0) for n, one in enumerate(after) if n not in come]
    return (*removed, *added, *changed)


def _pairs(before: Sequence[MaterialView], after: Sequence[MaterialView]) -> list[tuple[int, int, int]]:
    """(place before, place after, likeness), in the order of the materials after; each at most once."""
    olds, news = [plain(one.name) for one in before], [plain(one.name) for one in after]
    scored = sorted(
        (-round(fuzz.ratio(old, new)), abs(a - b), a, b) for a, old in enumerate(olds) for b, new in enumerate(news)
    )
    taken: dict[int, tuple[int, int]] = {}
    used: set[int] = set()
    for minus, _, a, b in scored:
        if -minus < LIKE:
            break
        if a not in used and b not in taken:
            used.add(a)
            taken[b] = (a, -minus)
    return [(a, b, score) for b, (a, score) in sorted(taken.items())]


def _details(old: MaterialView, new: MaterialView) -> Iterator[Detail]:
    for label, was, now in (
        ("必要性", str(Necessity(old.necessity).label), str(Necessity(new.necessity).label)),
        ("材料形式", FORMS.get(old.form, old.form), FORMS.get(new.form, new.form)),
        ("份数", _number(old.copies), _number(new.copies)),
        ("来源渠道", SOURCES.get(old.source, old.source), SOURCES.get(new.source, new.source)),
        ("可用证照", old.licence_type_code, new.licence_type_code),
        ("适用情形", "、".join(old.situations), "、".join(new.situations)),
        ("受理标准", old.accept_standard, new.accept_standard),
        ("要求依据", old.basis, new.basis),
        ("填报须知", old.filling_note, new.filling_note),
    ):
        if plain(was) != plain(now):
            yield Detail(label, was, now)


def _number(value: int | None) -> str:
    return "" if value is None else str(value)
