"""`tongban catalogue sameness`: are the guides of one entry the same over levels and regions, element by element."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from tongban.shell.command import Answer, Command
from tongban.shell.errors import Misuse

if TYPE_CHECKING:
    from tongban.catalogue.selectors.variants import EntrySameness

_SHOWN = 40


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--set", dest="chosen", default="same_48", help="要素集的代号或名称，例如 五级48同、四级四同")
    parser.add_argument("--entry", default="", help="只看这个基本编码（12位）")


def _sameness(arguments: argparse.Namespace) -> Answer:
    from tongban.catalogue import selectors
    from tongban.kernel.errors import NotFound

    try:
        chosen = selectors.element_set(arguments.chosen)
    except NotFound as error:
        known = "、".join(f"{one.code}（{one.name}）" for one in selectors.element_sets())
        raise Misuse(f"没有要素集“{arguments.chosen}”。现有：{known}") from error
    code = arguments.entry.strip().upper()
    if code and selectors.entry_by_code(code) is None:
        raise Misuse(f"没有登记基本编码“{code}”。")
    found = selectors.published_sameness(chosen, catalog_code=code)
    document = {
        "set": {"code": chosen.code, "name": chosen.name, "basis": chosen.basis},
        "lines": found.lines,
        "alone": found.alone,
        "compared": len(found.entries),
        "wholly_same": found.wholly_same,
        "score": _rounded(found.score),
        "elements": {
            element: {"numerator": same, "denominator": compared, "value": _rounded(same / compared)}
            for element, (same, compared) in found.by_element().items()
        },
        "entries": [_entry(one) for one in found.entries],
    }
    lines = [
        (
            f"{chosen.name}：{found.lines}条实施清单，{len(found.entries)}组可以比较，"
            f"其中{found.wholly_same}组完全一致，{found.alone}组只有一条。"
        ),
        *(
            f"{one.catalog_code} {one.situation or one.name}：{one.lines}处，"
            + "、".join(f"{element.label}有{len(element.variants)}种" for element in one.different)
            for one in sorted(found.entries, key=lambda entry: entry.score)[:_SHOWN]
            if one.different
        ),
    ]
    return Answer(document, lines)


def _entry(one: EntrySameness) -> dict[str, Any]:
    return {
        "catalog_code": one.catalog_code,
        "name": one.name,
        "situation": one.situation,
        "lines": one.lines,
        "regions": list(one.regions),
        "levels": list(one.levels),
        "score": _rounded(one.score),
        "different": [
            {
                "element": element.code,
                "label": element.label,
                "score": _rounded(element.score),
                "variants": [
                    {
                        "fingerprint": variant.fingerprint,
                        "text": list(variant.lines),
                        "places": [
                            {"code": place.code, "region": place.region_code, "department": place.department_name}
                            for place in variant.places
                        ],
                    }
                    for variant in element.variants
                ],
            }
            for element in one.different
        ],
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


COMMANDS = [
    Command(
        "catalogue sameness",
        "同一目录条目在各级各地的办事指南是否一致，逐要素列出不同的写法和地方",
        "tongban catalogue sameness --set 五级48同 --json",
        _arguments,
        _sameness,
    ),
]
