"""TB91: notice and commitment may be offered only with everything that the ordinance wants stated."""

from __future__ import annotations

from collections.abc import Iterator

from tongban.catalogue.commitments import FIELDS, commitment_terms, concerns, lacking
from tongban.catalogue.lint.context import Context
from tongban.catalogue.lint.rule import Found, Severity, example, rule
from tongban.catalogue.listing import Listing

_BASIS = "《安阳市政务服务条例》第二十五条、第二十六条"
_WHOLE = {
    "told": ["经营场所面积和卫生设施的要求"],
    "committed": ["所填内容真实，场所符合卫生标准"],
    "liability": "不实承诺的，撤销许可并记入信用记录",
    "document_no": "同政〔2026〕1号",
    "cleared": list(FIELDS),
    "owed_orders": [3],
    "owed_days": 20,
}


@rule(
    "TB911",
    "commitment_incomplete",
    "告知承诺不完整或者不得实行",
    Severity.ERROR,
    blocks=True,
    basis=_BASIS,
    bad=example(
        "没有批准文号，也没有声明不涉及公共安全等领域",
        extra={"commitment": {**_WHOLE, "cleared": [], "document_no": ""}},
    ),
    good=example("写明告知、承诺、责任、批准文号和不涉及的领域", extra={"commitment": _WHOLE}),
)
def commitment_incomplete(line: Listing, context: Context) -> Iterator[Found]:
    """Told, committed, liability, approval, the fields not touched, the materials owed."""
    terms = commitment_terms(line.content)
    for sentence in lacking(terms, line.content, context.excluded) if terms is not None else ():
        yield Found("commitment", sentence)


@rule(
    "TB912",
    "commitment_not_licensing",
    "告知承诺不是行政许可事项",
    Severity.ERROR,
    blocks=True,
    basis=_BASIS,
    bad=example("公共服务事项写了许可的告知承诺", line={"item_kind": "public_service"}, extra={"commitment": _WHOLE}),
    good=example("行政许可事项", extra={"commitment": _WHOLE}),
)
def commitment_not_licensing(line: Listing, context: Context) -> Iterator[Found]:
    """安阳 25 lets licences be granted on commitment; other kinds of items have rules of their own."""
    if commitment_terms(line.content) is not None and not context.manifest(line).commitment:
        yield Found("commitment", "这种告知承诺只适用于行政许可事项。")


@rule(
    "TB913",
    "commitment_excluded",
    "不得实行告知承诺的领域写了告知承诺",
    Severity.ERROR,
    blocks=True,
    basis="《安阳市政务服务条例》第二十五条第一款",
    bad=example("直接涉及公共安全的事项实行告知承诺", extra={"commitment": _WHOLE, "concerns": ["public_safety"]}),
    good=example("直接涉及公共安全的事项不实行告知承诺", extra={"concerns": ["public_safety"]}),
)
def commitment_excluded(line: Listing, context: Context) -> Iterator[Found]:
    """What the item concerns by its own guide is on the city's list of fields without commitments (安阳 25)."""
    touched = [FIELDS[code] for code in concerns(line.content) if code in context.excluded]
    if touched and commitment_terms(line.content) is not None:
        names = "、".join(touched)
        yield Found("commitment", f"这个事项直接涉及{names}，不得实行告知承诺：请删去告知承诺，或者核对涉及的领域。")
