"""A line of another place as JSON, and back: what benchmarking compares of a guide, nothing else. Pure."""

from __future__ import annotations

from typing import Any

from tongban.catalogue.selectors import FeeItemView, FeeView, Listing, MaterialView, StepView, VersionContent
from tongban.kernel.deadline import Limit, LimitUnit

_HEADER = ("code", "task_code", "catalog_code", "entry_name", "item_kind", "region_code", "department_name")
_PLAIN = ("name", "case_kind", "visits", "online", "online_depth", "materials_stated", "accept_conditions")


def guide_json(line: Listing) -> dict[str, Any]:
    """What is kept of a line."""
    content = line.content
    return {
        **{name: getattr(line, name) for name in _HEADER},
        "content": {
            **{name: getattr(content, name) for name in _PLAIN},
            "applicant_kinds": list(content.applicant_kinds),
            "statutory": _limit_json(content.statutory),
            "promised": _limit_json(content.promised),
            "materials": [{"name": one.name, "necessity": one.necessity} for one in content.materials],
            "steps": [one.name for one in content.steps if "steps" not in content.defaults],
            "charged": content.fee.charged,
            "fees": [{"name": one.name, "standard": one.standard} for one in content.fee.items],
        },
    }


def line_of(kept: dict[str, Any]) -> Listing:
    """The line that was kept."""
    said = kept["content"]
    materials = tuple(
        MaterialView(order, one["name"], necessity=one["necessity"]) for order, one in enumerate(said["materials"], 1)
    )
    fees = tuple(FeeItemView(one["name"], standard=one["standard"]) for one in said["fees"])
    return Listing(
        **{name: kept[name] for name in _HEADER},
        content=VersionContent(
            **{name: said[name] for name in _PLAIN},
            applicant_kinds=tuple(said["applicant_kinds"]),
            statutory=_limit(said["statutory"]),
            promised=_limit(said["promised"]),
            materials=materials,
            steps=tuple(StepView(name, "") for name in said["steps"]),
            fee=FeeView(said["charged"], fees),
        ),
    )


def _limit_json(limit: Limit | None) -> list[object] | None:
    return None if limit is None else [limit.number, limit.unit.value]


def _limit(kept: list[Any] | None) -> Limit | None:
    return None if kept is None else Limit(int(kept[0]), LimitUnit(kept[1]))
