"""What a rule has to know beyond its line: built once for a run, from all the lines of the run."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from tongban.catalogue.commitments import FIELDS
from tongban.catalogue.elements import ELEMENTS, plain
from tongban.catalogue.kinds import KindManifest, shipped_manifests
from tongban.catalogue.lint.laws import Ceased
from tongban.catalogue.listing import Listing
from tongban.catalogue.states import OWN, ItemState

#: So many lines of one source have to be seen before its silence says anything.
_ENOUGH = 20
#: Shorter texts are alike by chance.
COPIED_FROM = 60


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: the line's code, its department, entry and region."""

    code: str
    catalog_code: str
    department_name: str
    region_code: str
    exercise_level: str


@dataclass(frozen=True, slots=True)
class Context:
    """The surroundings of a line. Empty (but for the day) where a single content is checked for publication.

    `silent`: by source, what none of its lines states: that is the source's silence, not a lack of its items.
    `abolished`: by catalogue code, the lines that are; `living`: the other lines of such codes.
    `texts`: by normalised conditions, who has them.
    `ceased`: by title, laws that the city's own register has as repealed.
    `licences`: by normalised name of a paper, the licence type that stands in for it in this catalogue; empty where
    guides name several.
    `excluded`: the fields in which nothing is granted on commitment, by the city's rule pack; all of them where nobody
    asked it. `manifests`: what each kind of items needs, likewise; as the nation has it where nobody asked the city.
    """

    day: dt.date
    silent: Mapping[str, frozenset[str]] = field(default_factory=dict)
    codes: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    abolished: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    living: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    texts: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    kinds: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    licences: Mapping[str, str] = field(default_factory=dict)
    ceased: Mapping[str, Ceased] = field(default_factory=dict)
    departments: re.Pattern[str] | None = None
    excluded: Collection[str] = frozenset(FIELDS)
    manifests: Mapping[str, KindManifest] = field(default_factory=shipped_manifests)

    def manifest(self, line: Listing) -> KindManifest:
        """What the kind of this line needs."""
        return self.manifests[line.item_kind]

    def speaks_of(self, line: Listing, element: str) -> bool:
        """Whether the line's publisher says anything of an element at all, and the platform did not fill it in."""
        if line.origin == OWN:
            return True
        return element not in line.content.defaults and element not in self.silent.get(line.origin, ())


#: What a page answers by itself: nobody applies for it.
_INFORMS = re.compile(
    r"查询|查阅|查看|信息|公示|公开|公告|公报|资讯|指南|指引|介绍|简介|浏览|咨询|新闻|动态|下载|展|数据|名单|名录|目录|"
    r"公布|发布|检索|概况|规程|图说|科普|宣传|预警|预报|作品|服务$|讲座|活动"
)


_NO_CONDITIONS = re.compile(r"\s*(?:无(?:受理)?(?:条件)?(?:办理|受理|限制)?)?[。.]?\s*")


def informs(line: Listing, context: Context) -> bool:
    """Whether a line of another publisher only tells something, so that window, limit and form say little of it.

    Our own guides state everything that the ordinance asks for, so none of them is excused.
    """
    return (
        line.origin != OWN
        and not context.manifest(line).power
        and not line.content.materials
        and (blank(line) or bool(_INFORMS.search(line.name)))
    )


def blank(line: Listing) -> bool:
    """Whether a guide has neither conditions nor materials nor any limit: nothing that an applicant could act on."""
    content = line.content
    conditions = not _NO_CONDITIONS.fullmatch(content.accept_conditions)
    return not (conditions or content.materials or content.statutory or content.promised)


def build_context(
    lines: Iterable[Listing],
    day: dt.date,
    ceased: Iterable[Ceased] = (),
    excluded: Collection[str] = frozenset(FIELDS),
    manifests: Mapping[str, KindManifest] | None = None,
) -> Context:
    """The surroundings of these lines (published ones, suspended and abolished items too)."""
    names: dict[tuple[str, str], list[str]] = defaultdict(list)
    abolished: dict[str, list[Place]] = defaultdict(list)
    living: dict[str, list[Place]] = defaultdict(list)
    texts: dict[str, list[Place]] = defaultdict(list)
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    codes: Counter[str] = Counter()
    licences: dict[str, str] = {}
    departments: set[str] = set()
    sources = _Sources()
    for line in lines:
        sources.see(line)
        codes[line.code] += 1
        place = Place(line.code, line.catalog_code, line.department_name, line.region_code, line.exercise_level)
        if line.item_state == ItemState.ABOLISHED:
            abolished[line.catalog_code].append(place)
            continue
        living[line.catalog_code].append(place)
        names[line.department_name, plain(line.name)].append(line.code)
        kinds[line.catalog_code][line.item_kind] += 1
        if len(conditions := plain(line.content.accept_conditions)) >= COPIED_FROM:
            texts[conditions].append(place)
        for one in line.content.materials:
            if code := one.licence_type_code:
                name = plain(one.name)
                licences[name] = code if licences.get(name, code) == code else ""
        departments.add(line.department_name)
    return Context(
        day=day,
        silent=sources.silent(),
        codes=codes,
        names={key: tuple(found) for key, found in names.items()},
        abolished={key: tuple(found) for key, found in abolished.items()},
        living={key: tuple(living[key]) for key in abolished},
        texts={key: tuple(found) for key, found in texts.items()},
        kinds=kinds,
        licences=licences,
        ceased={one.title.removeprefix("中华人民共和国"): one for one in ceased},
        departments=_any_of(departments),
        excluded=excluded,
        manifests=shipped_manifests() if manifests is None else manifests,
    )


def _any_of(names: Iterable[str]) -> re.Pattern[str] | None:
    """One pattern for all names of five characters and more, the longest first."""
    long = sorted((name for name in names if len(name) > 4), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, long))) if long else None


class _Sources:
    """Counts for every foreign source which elements it states."""

    def __init__(self) -> None:
        self._lines: Counter[str] = Counter()
        self._silent: dict[str, set[str]] = defaultdict(lambda: set(_PROBES))

    def see(self, line: Listing) -> None:
        if line.origin == OWN:
            return
        self._lines[line.origin] += 1
        left = self._silent[line.origin]
        left.difference_update([code for code in left if code not in line.content.defaults and _PROBES[code](line)])

    def silent(self) -> dict[str, frozenset[str]]:
        return {name: frozenset(left) for name, left in self._silent.items() if self._lines[name] >= _ENOUGH}


_PROBES = {code: element.stated for code, element in ELEMENTS.items()} | {
    "materials.copies": lambda line: any(one.copies is not None or one.form for one in line.content.materials),
    "case_kind": lambda line: line.content.case_kind == "instant",
}
