"""The elements a guide must carry, as data (standards §1.5): another set is another tuple, not another code.

The official lists of 32 and 48 elements were not found in open text; these are the ones the ordinance names (安阳
条例 13: name, legal basis, conditions, materials, procedure, limits …) and the Henan list of what a guide shows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tongban.catalogue.content import VersionContent


@dataclass(frozen=True, slots=True)
class Element:
    """One element: whether a version states it."""

    code: str
    label: str
    stated: Callable[[VersionContent], bool]


@dataclass(frozen=True, slots=True)
class ElementSet:
    """A named list of elements with the rule it comes from."""

    code: str
    name: str
    basis: str
    elements: tuple[Element, ...]

    def missing(self, content: VersionContent) -> tuple[Element, ...]:
        """The elements a version does not state."""
        return tuple(element for element in self.elements if not element.stated(content))

    def completeness(self, content: VersionContent) -> tuple[int, int]:
        """How many elements are stated, of how many."""
        return len(self.elements) - len(self.missing(content)), len(self.elements)


GUIDE_ELEMENTS = ElementSet(
    code="guide",
    name="办事指南必备要素",
    basis="《安阳市政务服务条例》第十三条",
    elements=(
        Element("name", "事项名称", lambda c: bool(c.name.strip())),
        Element("legal_bases", "设定依据", lambda c: bool(c.legal_bases)),
        Element("accept_conditions", "受理条件", lambda c: bool(c.accept_conditions.strip())),
        Element("materials", "申请材料", lambda c: bool(c.materials) or c.materials_stated),
        Element("steps", "办理程序", lambda c: bool(c.steps)),
        Element("promised_limit", "承诺办结时限", lambda c: c.promised is not None),
        Element("party_kind", "服务对象", lambda c: bool(c.applicant_kinds)),
        Element("channels", "办理形式", lambda c: bool(c.channels)),
        Element("visit_count", "到现场次数", lambda c: c.visits is not None),
        Element("places", "办理地点", lambda c: bool(c.places) or "window" not in c.channels),
        Element("fee", "是否收费", lambda c: c.fee.charged is not None),
        Element("result", "办理结果", lambda c: c.result is not None),
        Element("phones", "咨询电话", lambda c: bool(c.phones)),
        Element("complaint_phones", "投诉电话", lambda c: bool(c.complaint_phones)),
        Element("form", "申请表单", lambda c: bool(c.form_schema.get("properties"))),
    ),
)
