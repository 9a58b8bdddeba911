"""TB5: fees."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tongban.catalogue.content import FeeItemView, FeeView
from tongban.catalogue.lint.context import Context
from tongban.catalogue.lint.rule import Found, Severity, example, rule
from tongban.catalogue.lint.sample import fee
from tongban.catalogue.listing import Listing

_LICENSING = "《行政许可法》第五十八条、第五十九条"
_SAID = "《河南省优化营商环境条例》第二十八条；《安阳市政务服务条例》第十三条（减费用）"


@rule(
    "TB501",
    "fee_without_basis",
    "收费没有标准或依据",
    Severity.ERROR,
    blocks=True,
    basis=_LICENSING,
    bad=example("收费80元，没有依据", fee=fee(basis="")),
    good=example("写明标准和依据", fee=fee()),
)
def fee_without_basis(line: Listing, context: Context) -> Iterator[Found]:
    """A fee has a standard and a basis."""
    found = line.content.fee
    if found.charged and not all(one.basis and one.standard for one in found.items):
        yield Found("fee", "收费项目没有写明标准或依据。")


@rule(
    "TB502",
    "fee_without_items",
    "收费没有项目",
    Severity.ERROR,
    blocks=True,
    basis=_LICENSING,
    bad=example("写明收费，没有项目", fee=FeeView(True)),
    good=example("写明收费项目", fee=fee()),
)
def fee_without_items(line: Listing, context: Context) -> Iterator[Found]:
    """Charged for what?"""
    if line.content.fee.charged and not line.content.fee.items:
        yield Found("fee", "写明收费，却没有收费项目。")


@rule(
    "TB503",
    "free_with_items",
    "不收费却列了收费项目",
    Severity.ERROR,
    basis=_SAID,
    bad=example("不收费，却有收费项目", fee=FeeView(False, (FeeItemView("工本费", "10元", "某文件"),))),
    good=example("不收费，没有收费项目"),
)
def free_with_items(line: Listing, context: Context) -> Iterator[Found]:
    """Free, or not."""
    if line.content.fee.charged is False and line.content.fee.items:
        yield Found("fee", "写明不收费，却列了收费项目。")


_AMOUNT = re.compile(r"[0-9０-９%％‰]|[一二三四五六七八九十百千]元|元/|免")


@rule(
    "TB504",
    "fee_without_amount",
    "收费标准没有数额",
    Severity.ERROR,
    basis=_LICENSING,
    bad=example("收费标准写“按有关规定执行”", fee=fee(standard="按有关规定执行")),
    good=example("收费标准写“每次80元”", fee=fee()),
)
def fee_without_amount(line: Listing, context: Context) -> Iterator[Found]:
    """“按规定” is no standard: the applicant wants to know how much."""
    for index, one in enumerate(line.content.fee.items):
        if one.standard.strip() and not _AMOUNT.search(one.standard):
            yield Found(f"fees[{index}].standard", f"收费标准“{one.standard[:40]}”没有写明数额或者算法。")


_PAY = re.compile(
    r"(?:缴纳|交纳|支付|收取)[^，。；、]{0,10}(?:工本费|手续费|登记费|鉴定费|检验费|检测费|考试费|报名费|服务费|评审费|年费)"
)


@rule(
    "TB505",
    "free_but_paying",
    "不收费却要缴费",
    Severity.WARNING,
    basis=_SAID,
    bad=example("写明不收费，条件要求缴纳工本费", accept_conditions="经审查合格，缴纳证照工本费后领取证件。"),
    good=example("收费，条件写明缴费", accept_conditions="缴纳检验费后检验。", fee=fee()),
)
def free_but_paying(line: Listing, context: Context) -> Iterator[Found]:
    """The words ask for money that the field denies."""
    content = line.content
    if content.fee.charged is False:
        for path, text in (("accept_conditions", content.accept_conditions), ("review_points", content.review_points)):
            if found := _PAY.search(text):
                yield Found(path, f"写明不收费，文字却要求“{found[0]}”。")


#: 办法 are rules of a department or a province, which may not set a fee on a licence.
_LAW = re.compile(r"(?<!办)法(?:》|$|第)|条例")


@rule(
    "TB506",
    "licence_charged",
    "许可收费没有法律依据",
    Severity.WARNING,
    basis=_LICENSING,
    bad=example("许可收费，依据是通知", fee=fee(basis="市发展改革委通知")),
    good=example("许可收费，依据是行政法规", fee=fee(basis="《公路安全保护条例》第三十六条")),
)
def licence_charged(line: Listing, context: Context) -> Iterator[Found]:
    """A licence is free unless a law or an administrative regulation says otherwise."""
    if not context.manifest(line).governed or not line.content.fee.charged:
        return
    for index, one in enumerate(line.content.fee.items):
        if one.basis.strip() and not _LAW.search(one.basis):
            yield Found(
                f"fees[{index}].basis",
                f"行政许可收费的依据“{one.basis[:40]}”不像法律、行政法规：实施许可不得收费，法律、行政法规另有规定的除外。",
            )
