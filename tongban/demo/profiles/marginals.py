"""The figures that decide a profile, read from its file and checked against each other (no database)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tongban.catalogue.states import ItemKind
from tongban.demo.reading import MARKS, DemoDataUnreadable, read

PROFILES = ("anyang", "lechang")


@dataclass(frozen=True, slots=True)
class Place:
    """A region above the units; the file lists them from the province down, the last one is the profile's own."""

    code: str
    name: str
    level: int


@dataclass(frozen=True, slots=True)
class Points:
    """How many towns, communities and villages have a service point, and how many items each of them offers.

    `districts`: in so many of the counties the fifth level is communities, in the others villages.
    """

    towns: int
    communities: int
    villages: int
    districts: int
    town_items: int
    community_items: int
    village_items: int


@dataclass(frozen=True, slots=True)
class Profile:
    """What decides the lines. Limits are sums over all units in working days; an instant item's promise is 0.

    `statutory_steps` and `promised_steps`: usual lengths, in whose proportion the sums are dealt out.
    `published`: figures by the name of the rate, as the city printed them; `rounding`: how it did (truncate or
    half_up). `assumed`: which of the other figures nobody has published.
    """

    name: str
    source: str
    regions: tuple[Place, ...]
    short_name: str
    exercise_level: str
    dial_code: str
    seed: int
    kinds: Mapping[str, int]
    instant: int
    within_one_day: int
    statutory_days: int
    promised_days: int
    statutory_steps: tuple[int, ...]
    promised_steps: tuple[int, ...]
    in_hall: int
    one_window: int
    fully_online: int
    assumed: tuple[str, ...]
    points: Points | None
    rounding: str
    published: Mapping[str, str]

    @property
    def units(self) -> int:
        """Number of items."""
        return sum(self.kinds.values())

    @property
    def region_code(self) -> str:
        """The region whose items these are."""
        return self.regions[-1].code

    @property
    def origin(self) -> str:
        """What the items carry as their source: nobody takes them for a city's own list."""
        return f"profile:{self.name}"


@dataclass(frozen=True, slots=True)
class DepartmentWords:
    """A department and what it is in charge of."""

    name: str
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the lines. `forms`: by kind, names of items with a place for the subject."""

    departments: tuple[DepartmentWords, ...]
    forms: Mapping[str, list[str]]
    results: Mapping[str, str]
    counties: str
    first: str
    second: str


@cache
def profile(name: str) -> Profile:
    """The profile of this name. Raises `DemoDataUnreadable` where its figures contradict each other."""
    found = read(Profile, _file(name), f"{name}.json")
    if problems := list(_problems(found)):
        raise DemoDataUnreadable(where=f"{name}.json", reason="；".join(problems))
    return found


@cache
def words() -> Words:
    """The words all profiles share. Raises `DemoDataUnreadable`."""
    return read(Words, _file("words"), "words.json")


def file_of(name: str) -> Path:
    """Where a profile or the words stand."""
    return Path(__file__).with_name(f"{name}.json")


def _file(name: str) -> dict[str, object]:
    data = json.loads(file_of(name).read_text("utf-8"))
    if data.get("synthetic") is not True or not data.get("note"):
        raise DemoDataUnreadable(where=f"{name}.json", reason="没有写明是演示数据（synthetic、note）")
    return {key: value for key, value in data.items() if key not in MARKS}


def _problems(found: Profile) -> list[str]:
    """Sums that no list of items can have."""
    slow = found.units - found.within_one_day
    subjects = sum(len(one.subjects) for one in words().departments)
    rules = {
        "事项类型不认识": set(found.kinds) <= set(ItemKind.values),
        "即办件多于一日办结的事项": 0 <= found.instant <= found.within_one_day <= found.units,
        "承诺时限合计太短": found.promised_days >= found.within_one_day - found.instant + 2 * slow,
        "法定时限合计短于承诺时限": found.statutory_days >= found.promised_days and bool(found.statutory_steps),
        "综合窗口事项多于进驻事项": 0 <= found.one_window <= found.in_hall <= found.units,
        "全程网办事项多于事项总数": 0 <= found.fully_online <= found.units,
        "名称不够用": all(
            number <= subjects * len(words().forms.get(kind, ())) for kind, number in found.kinds.items()
        ),
    }
    return [text for text, holds in rules.items() if not holds]
