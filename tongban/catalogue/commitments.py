"""What a version says about notice and commitment (告知承诺): told, committed, owed afterwards; and which fields of
common concern its item touches. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tongban.catalogue.content import VersionContent

FIELDS: dict[str, str] = {
    "national_security": "国家安全",
    "state_secrets": "国家秘密",
    "public_safety": "公共安全",
    "financial_prudence": "金融业审慎监管",
    "ecology": "生态环境保护",
    "health_life_property": "人身健康、生命财产安全",
}
"""Fields (领域) that laws single out, in the words of 安阳市政务服务条例 25. The rule pack says which of them exclude a
commitment (`commitment_excluded`), and in which of them a refused applicant has to wait (`reapply_bar_fields`)."""


@dataclass(frozen=True, slots=True)
class CommitmentTerms:
    """The commitment that the guide of an item offers.

    `told`: conditions and standards that the authority tells; `committed`: what the applicant declares; `liability`:
    what an untrue commitment leads to (安阳 26 I). `owed_orders` are handed in within `owed_days` working days of the
    decision; verification within `verify_days` working days (0: as the rule pack says). `document_no`: the approval of
    the city's government (25 II), `cleared` the excluded fields that the compiler declares not to be touched.
    """

    told: tuple[str, ...]
    committed: tuple[str, ...]
    liability: str
    document_no: str
    cleared: tuple[str, ...] = ()
    owed_orders: tuple[int, ...] = ()
    owed_days: int = 0
    verify_days: int = 0


def concerns(content: VersionContent) -> tuple[str, ...]:
    """The fields that the item directly concerns, as its compiler declares them."""
    return tuple(one for one in _texts(content.extra.get("concerns")) if one in FIELDS)


def commitment_terms(content: VersionContent) -> CommitmentTerms | None:
    """The terms of a version; None where it offers no commitment."""
    kept = content.extra.get("commitment")
    if not isinstance(kept, Mapping):
        return None
    return CommitmentTerms(
        told=_texts(kept.get("told")),
        committed=_texts(kept.get("committed")),
        liability=str(kept.get("liability") or "").strip(),
        document_no=str(kept.get("document_no") or "").strip(),
        cleared=_texts(kept.get("cleared")),
        owed_orders=tuple(number for number in _listed(kept.get("owed_orders")) if isinstance(number, int)),
        owed_days=_whole(kept.get("owed_days")),
        verify_days=_whole(kept.get("verify_days")),
    )


def lacking(terms: CommitmentTerms, content: VersionContent, excluded: Collection[str]) -> Iterator[str]:
    """What keeps a commitment from being offered, in sentences; `excluded`: the fields that have to be declared
    untouched."""
    stated = {
        "告知的内容（told）": terms.told,
        "承诺的内容（committed）": terms.committed,
        "不实承诺的法律责任（liability）": terms.liability,
        "市人民政府批准文号（document_no）": terms.document_no,
    }
    for name, value in stated.items():
        if not value:
            yield f"告知承诺没有写明{name}。"
    if open_fields := [FIELDS[code] for code in FIELDS if code in excluded and code not in terms.cleared]:
        yield f"告知承诺没有声明不直接涉及{'、'.join(open_fields)}；涉及其中任何一项的，不得实行告知承诺。"
    orders = {material.order for material in content.materials}
    if unknown := [str(order) for order in terms.owed_orders if order not in orders]:
        yield f"承诺后补的材料（序号{'、'.join(unknown)}）不在申请材料里。"
    if bool(terms.owed_orders) != (terms.owed_days > 0):
        yield "承诺后补的材料和补交的工作日数要一起写明。"


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(text.strip() for text in _listed(value) if isinstance(text, str) and text.strip())


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1000 else 0
