"""Units with a name, a department, codes and a whole guide: rows as a feed hands them over. Pure.

Every name of a body, every law and every telephone is invented and says so; what a guide asks for follows from the
kind of its item.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tongban.catalogue.states import KIND_OF_TYPE_CODE
from tongban.demo.loader import load_city
from tongban.demo.profiles.joint import Unit, units
from tongban.demo.profiles.marginals import Profile, words
from tongban.feeds.rows import FeedItem, FeedRow, Json
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.kernel.standards import make_uscc

_TYPE_CODE = {kind.value: code for code, kind in KIND_OF_TYPE_CODE.items()}
#: Departments of profiles are numbered from here, far from those of the demonstration city.
_FIRST_SERIAL = 600
#: Main entries are numbered in the local block (99) below 900, where those of the demonstration city begin.
_LOCAL = "99"
_APPLICANTS = {
    "licensing": ("enterprise", "sole_trader"),
    "confirmation": ("person",),
    "benefit_payment": ("person",),
    "public_service": ("person",),
}
_EITHER = ("person", "enterprise")
_STEPS = (
    ("受理", "clerk", "accept"),
    ("审查", "approver", "examine"),
    ("决定", "approver", "decide"),
    ("送达", "clerk", "deliver"),
)


@dataclass(frozen=True, slots=True)
class Office:
    """A department of the profile's city."""

    serial: int
    code: str
    name: str
    phone: str


def offices(profile: Profile) -> list[Office]:
    """The departments, in the order of the words."""
    return [
        Office(
            serial=serial,
            code=make_uscc("11", profile.region_code, _FIRST_SERIAL + serial),
            name=f"{profile.short_name}{one.name}（演示）",
            phone=f"{profile.dial_code}-0000{_FIRST_SERIAL + serial:03d}",
        )
        for serial, one in enumerate(words().departments)
    ]


class ProfileFeed:
    """A profile as a source of items: `read` makes the rows instead of reading them."""

    silent_on: tuple[str, ...] = ()

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.name = profile.origin
        self.title = f"{profile.short_name}演示画像"

    def read(self, path: Path) -> Iterator[FeedRow]:
        """Every row; the file is that of the profile and was read with it."""
        return rows(self.profile)


def rows(profile: Profile) -> Iterator[FeedRow]:
    """Every line of the profile, numbered from 1."""
    writer = _Writer(profile)
    for number, unit in enumerate(units(profile), 1):
        item = writer.item(unit)
        yield FeedRow(number, item.code, item)


def _days(number: int) -> Limit:
    return Limit(number, LimitUnit.WORKING_DAY)


class _Writer:
    """Writes the guides of one profile."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.offices = offices(profile)
        city = load_city()
        self.identity = {
            "person": ("居民身份证", city.licence_type("id_card").code),
            "enterprise": ("营业执照", city.licence_type("business_licence").code),
        }

    def item(self, unit: Unit) -> FeedItem:
        """The line of a unit: departments take turns, then their subjects, then the forms of the kind."""
        known = words()
        turn, at = divmod(unit.number, len(self.offices))
        office, department = self.offices[at], known.departments[at]
        form, place = divmod(turn, len(department.subjects))
        subject = department.subjects[place]
        forms = known.forms[unit.kind]
        name = forms[form].format(subject)
        main = f"{_LOCAL}{at * len(department.subjects) + place + 1:03d}"
        catalog = f"{self.profile.region_code[:2]}{_TYPE_CODE[unit.kind]}{main}{form + 1:03d}"
        return FeedItem(
            task_code=f"{office.code}{self.profile.exercise_level}{catalog}",
            handling_code="",
            issuer_code=office.code,
            issuer_valid=True,
            department_name=office.name,
            region_code=self.profile.region_code,
            exercise_level=self.profile.exercise_level,
            catalog_code=catalog,
            entry_name=name,
            main_code=f"{catalog[:9]}000",
            main_name=forms[0].format(subject).split("（")[0],
            item_kind=unit.kind,
            item_state="in_use",
            name=name,
            statutory=_days(unit.statutory),
            promised=_days(unit.promised),
            on_the_spot=unit.instant,
            applicant_kinds=_APPLICANTS.get(unit.kind, _EITHER),
            visits=0 if unit.fully_online else 1,
            online=True,
            window=True,
            online_platform=f"{self.profile.short_name}政务服务网（演示）",
            booking=True,
            courier=True,
            accept_conditions=f"申请人从事{subject}，材料齐全、符合法定形式。",
            places=(self._place(unit, office),),
            phones=(office.phone,),
            complaint_phones=("12345",),
            guide=self._guide(unit, subject, name),
            extra={"synthetic": True, "profile": self.profile.name},
        )

    def _place(self, unit: Unit, office: Office) -> str:
        city = self.profile.short_name
        if not unit.in_hall:
            return f"{office.name}一楼服务室"
        window = "综合窗口" if unit.one_window else f"{office.serial + 1}号专业窗口"
        return f"{city}市民大道1号政务服务中心{window}（演示）"

    def _guide(self, unit: Unit, subject: str, name: str) -> dict[str, Json]:
        city = self.profile.short_name
        return {
            "online_depth": 4 if unit.fully_online else 3,
            "visit_reason": "" if unit.fully_online else "需要当面核验原件。",
            "in_hall": unit.in_hall,
            "comprehensive_window": unit.one_window,
            "hours": "工作日9:00至17:00",
            "remedies": f"可以自收到决定之日起六十日内向{city}人民政府申请行政复议，或者在六个月内向人民法院起诉。",
            "fee": {"charged": False, "items": []},
            "legal_bases": [
                {
                    "law": f"{city}{subject}管理办法（演示）",
                    "article": "第五条",
                    "excerpt": f"办理{subject}方面的事项，应当向主管部门提出申请。",
                }
            ],
            "materials": self._materials(unit, subject, name),
            "materials_stated": True,
            "steps": _steps(unit.promised),
            "result": {"kind": "approval", "name": f"{subject}{words().results[unit.kind]}"},
        }

    def _materials(self, unit: Unit, subject: str, name: str) -> list[Json]:
        """The application, who applies (from the licence store), and for powers a description of the matter."""
        applicant = "person" if "person" in _APPLICANTS.get(unit.kind, _EITHER) else "enterprise"
        identity, licence_type = self.identity[applicant]
        basis = f"{self.profile.short_name}{subject}管理办法（演示）第六条"
        found: list[dict[str, Json]] = [
            {"name": f"{name.replace('（', '').replace('）', '')}申请表", "source": "applicant", "form": "original"},
            {"name": identity, "source": "government", "form": "electronic", "licence_type_code": licence_type},
        ]
        if unit.kind != "public_service":
            found.append({"name": f"{subject}情况说明", "source": "applicant", "form": "original"})
        if not unit.instant:
            found.append({"name": f"{subject}场所平面图", "source": "applicant", "form": "copy"})
        standard = "内容完整、清晰可辨。"
        return [
            {"order": order, "copies": 1, "basis": basis, "accept_standard": standard, **one}
            for order, one in enumerate(found, 1)
        ]


def _steps(promised: int) -> list[Json]:
    """Accept, examine, decide, deliver; with limits where there are days to share."""
    limits: list[Json] = [None, None, None, None]
    if promised > 2:
        limits = [[1, "working_day"], [promised - 2, "working_day"], [1, "working_day"], None]
    return [
        {"name": step, "seat": seat, "verb": verb, "limit": limit}
        for (step, seat, verb), limit in zip(_STEPS, limits, strict=True)
    ]
