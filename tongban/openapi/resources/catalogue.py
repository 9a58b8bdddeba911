"""Items, guides, regions, departments, deadlines and statistics: what everybody may read."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Query, Router
from pydantic import Field

from tongban.catalogue import selectors
from tongban.kernel.deadline import Limit, LimitUnit, Pause, due
from tongban.kernel.errors import InvalidInput
from tongban.openapi.schemas import ground as s
from tongban.openapi.schemas.cases import Strict
from tongban.orgs import selectors as orgs
from tongban.reference import selectors as reference

router = Router(tags=["事项与公共信息"], auth=None)
EARLIEST, LATEST = dt.date(1949, 10, 1), dt.date(2200, 1, 1)
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_PAUSE = f"^{_DAY}:{_DAY}$"
Code = Annotated[str, Field(max_length=12, pattern=r"^[0-9]*$")]
RowId = Annotated[int, Field(ge=1, le=2**62)]


class RegionQuery(Strict):
    """Below which region."""

    parent: Code = ""


class DepartmentQuery(Strict):
    """Of which region."""

    region_code: Code = ""


class SearchQuery(Strict):
    """What to look for."""

    q: str = Field(default="", max_length=200)
    region_code: Code = ""
    kind: str = Field(default="", max_length=30)
    page: int = Field(default=1, ge=1, le=10_000)
    size: int = Field(default=20, ge=1, le=100)


@router.get("/items", response=s.SearchOut, operation_id="search_items", summary="找事项")
def search_items(request: HttpRequest, query: Query[SearchQuery]) -> selectors.SearchPage:
    """Search published items by words, pinyin initials or code."""
    return selectors.search(
        query.q, region_code=query.region_code, kind=query.kind, page=query.page, page_size=query.size
    )


@router.get("/items/{int:item_id}", response=s.GuideOut, operation_id="guide", summary="办事指南")
def guide(request: HttpRequest, item_id: Path[RowId]) -> dict[str, object]:
    """The guide of an item's published version."""
    found = selectors.guide(item_id)
    version = found.version
    names = [name for name in s.GuideOut.model_fields if hasattr(version, name) and name != "missing"]
    return {
        **{name: getattr(version, name) for name in names},
        "version_id": version.id,
        "code": version.code,
        "department_name": found.department.name,
        "item_kind_label": found.item_kind_label,
        "missing": list(found.missing),
    }


@router.get("/regions", response=list[s.RegionOut], operation_id="regions", summary="行政区划")
def regions(request: HttpRequest, query: Query[RegionQuery]) -> list[object]:
    """The regions below a parent; without one, the top level."""
    return list(reference.regions(query.parent))


@router.get("/departments", response=list[s.DepartmentOut], operation_id="departments", summary="部门")
def departments(request: HttpRequest, query: Query[DepartmentQuery]) -> list[orgs.DepartmentView]:
    """The departments of a region, or all."""
    return list(orgs.departments(region_code=query.region_code))


class DeadlineQuery(Strict):
    """Start day, limit and unit; `pause` as 2026-11-23:2026-11-25, both ends included."""

    start: dt.date = Field(ge=EARLIEST, le=LATEST)
    limit: int = Field(ge=0, le=3000)
    unit: s.Unit
    pause: list[Annotated[str, Field(max_length=21, pattern=_PAUSE)]] = Field(default_factory=list, max_length=20)

    def pauses(self) -> list[Pause]:
        """The pauses as days. Raises `InvalidInput`."""
        found = []
        for text in self.pause:
            try:
                first, last = (dt.date.fromisoformat(part) for part in text.split(":"))
                if not EARLIEST <= first <= last <= LATEST:
                    raise ValueError
            except ValueError as error:
                raise InvalidInput(errors={"pause": "暂停要写成 2026-11-23:2026-11-25，先起后止。"}) from error
            found.append(Pause(first, last))
        return found


@router.get("/deadline", response=s.DeadlineOut, operation_id="deadline", summary="计算到期日")
def deadline(request: HttpRequest, query: Query[DeadlineQuery]) -> dict[str, object]:
    """When a period ends by law."""
    limit = Limit(query.limit, LimitUnit(query.unit))
    found = due(query.start, limit, reference.work_calendar(), query.pauses())
    due_on = found.due_on.isoformat() if found.due_on else ""
    return {"due": due_on, "counted": found.counted, "provisional": found.provisional, "basis": found.basis}


@router.get("/statistics", response=s.StatisticsOut, operation_id="statistics", summary="事项统计")
def statistics(request: HttpRequest) -> dict[str, object]:
    """Every rate with its numerator and denominator."""
    return asdict(selectors.statistics())
