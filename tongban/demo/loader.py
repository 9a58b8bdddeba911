"""Reads the files of the demonstration city and refuses them when anything in them does not hold together.

No database, no clock, no network: the same files give the same city on every machine.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from tongban.demo.checks import check_city
from tongban.demo.model import (
    DemoBundle,
    DemoCity,
    DemoDepartment,
    DemoElement,
    DemoEnterprise,
    DemoHall,
    DemoItem,
    DemoLicenceType,
    DemoMandate,
    DemoOfficer,
    DemoProfile,
    DemoResident,
    Story,
)
from tongban.demo.reading import MARKS, DemoDataUnreadable, read, read_all

DATA = Path(__file__).parent / "data"


@cache
def load_city() -> DemoCity:
    """The city that ships with the house, checked; read once per process. Raises `DemoDataUnreadable`."""
    city = read_city(DATA)
    problems = check_city(city)
    if problems:
        raise DemoDataUnreadable(where="data", reason="；".join(problems[:20]))
    return city


def read_city(folder: Path) -> DemoCity:
    """The city in a folder, with the right fields but not yet checked. Raises `DemoDataUnreadable`."""
    offices = _file(folder, "departments.json")
    parties = _file(folder, "parties.json")
    return DemoCity(
        profile=read(DemoProfile, _file(folder, "profile.json"), "profile.json"),
        departments=read_all(DemoDepartment, offices.get("departments"), "departments.json:departments"),
        halls=read_all(DemoHall, offices.get("halls"), "departments.json:halls"),
        officers=read_all(DemoOfficer, offices.get("officers"), "departments.json:officers"),
        residents=read_all(DemoResident, parties.get("residents"), "parties.json:residents"),
        enterprises=read_all(DemoEnterprise, parties.get("enterprises"), "parties.json:enterprises"),
        mandates=read_all(DemoMandate, parties.get("mandates"), "parties.json:mandates"),
        elements=read_all(DemoElement, _file(folder, "elements.json").get("elements"), "elements.json"),
        licence_types=read_all(
            DemoLicenceType, _file(folder, "licence_types.json").get("licence_types"), "licence_types.json"
        ),
        items=_items(folder),
        bundles=read_all(DemoBundle, _file(folder, "bundles.json").get("bundles"), "bundles.json"),
        story=read(Story, _file(folder, "story_hygiene.json"), "story_hygiene.json"),
    )


def _items(folder: Path) -> tuple[DemoItem, ...]:
    found: list[DemoItem] = []
    for path in sorted((folder / "items").glob("*.json")):
        where = f"items/{path.name}"
        content = _file(folder, where)
        rows = read_all(DemoItem, content.get("items"), where)
        if any((row.department, row.department_code) != (path.stem, content.get("department_code")) for row in rows):
            raise DemoDataUnreadable(where=where, reason="文件名、文件头和事项写的部门不一致")
        found.extend(rows)
    return tuple(found)


def _file(folder: Path, name: str) -> dict[str, Any]:
    """The content of a file without its marks; every file must say that it is invented."""
    try:
        data = json.loads((folder / name).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise DemoDataUnreadable(where=name, reason=f"读不出来（{error}）") from error
    if not isinstance(data, dict) or data.get("synthetic") is not True or not data.get("note"):
        raise DemoDataUnreadable(where=name, reason="没有写明是演示数据（synthetic、note）")
    return {key: value for key, value in data.items() if key not in MARKS}
