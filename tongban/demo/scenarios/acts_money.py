"""What people do with fees and parcels: charge, pay, give back; send, follow, confirm."""

from __future__ import annotations

from tongban.cases import services as cases
from tongban.demo.errors import BadScenario
from tongban.demo.scenarios.acts_road import home
from tongban.demo.scenarios.reading import Given
from tongban.demo.scenarios.stage import Stage
from tongban.fees import services as fees
from tongban.fees.policies import fen_of
from tongban.fees.services import Charge
from tongban.kernel.actor import Actor
from tongban.ledger.facts import ObjectRef
from tongban.post import selectors as parcels
from tongban.post import services as post


def _fen(given: Given, name: str) -> int:
    return fen_of(str(given.take(name, 0)))


def charge(stage: Stage, who: Actor, given: Given) -> None:
    """开缴款单: one line, amounts in yuan."""
    line = Charge(
        name=given.text("项目"),
        quantity=int(given.take("数量", 1)),
        unit_amount=_fen(given, "单价"),
        reduction=_fen(given, "减免"),
        reduction_reason=given.text("减免理由"),
        reduction_basis=given.text("减免依据"),
    )
    stage.kept["缴款单"] = cases.charge_case(case_uid=stage.case_uid, lines=[line], actor=who)


def pay_cash(stage: Stage, who: Actor, given: Given) -> None:
    """收现金: at the counter, against a receipt."""
    order = stage.left("缴款单", given.where)
    fees.take_cash(order_uid=order, received=_fen(given, "实收"), receipt_no=given.text("票据号"), actor=who)


def pay_online(stage: Stage, who: Actor, given: Given) -> None:
    """网上缴费: at the page of the test bank."""
    address = fees.begin_payment(order_uid=stage.left("缴款单", given.where), actor=who)
    fees.pay_at_test_bank(address.rsplit("/", 1)[-1])


def reopen(stage: Stage, who: Actor, given: Given) -> None:
    """重新开放缴费."""
    fees.reopen_order(order_uid=stage.left("缴款单", given.where), actor=who)


def cancel(stage: Stage, who: Actor, given: Given) -> None:
    """取消缴款单."""
    fees.cancel_order(order_uid=stage.left("缴款单", given.where), reason=given.text("理由"), actor=who)


def ask_back(stage: Stage, who: Actor, given: Given) -> None:
    """申请退费: so many yuan, with the reason."""
    order, amount = stage.left("缴款单", given.where), _fen(given, "金额")
    stage.kept["退费"] = fees.request_refund(order_uid=order, amount=amount, reason=given.text("理由"), actor=who)


def grant_back(stage: Stage, who: Actor, given: Given) -> None:
    """同意退费."""
    fees.grant_refund(refund_uid=stage.left("退费", given.where), actor=who)


def pay_back(stage: Stage, who: Actor, given: Given) -> None:
    """退付现金."""
    fees.pay_out_refund(refund_uid=stage.left("退费", given.where), receipt_no=given.text("票据号"), actor=who)


# --- parcels -------------------------------------------------------------------------------------
def send_papers(stage: Stage, who: Actor, given: Given) -> None:
    """寄送原件: to the department."""
    orders = [stage.material(name, given.where) for name in given.names("材料")]
    cases.send_papers(case_uid=stage.case_uid, sender=home(given), orders=orders, actor=who)


def track(stage: Stage, who: Actor, given: Given) -> None:
    """查询寄递: what the platform does every ten minutes."""
    post.track_parcels()


def confirm(stage: Stage, who: Actor, given: Given) -> None:
    """确认收到: 齐全 是 or 否, and what is missing."""
    found = parcels.couriers_of(ObjectRef("case", stage.case_uid), viewer=who)
    if not found:
        raise BadScenario(where=given.where, reason="没有寄递")
    complete, note = given.yes("齐全", default=True), given.text("说明")
    post.confirm_contents(order_uid=found[-1].uid, complete=complete, note=note, actor=who)


ACTS = {
    "开缴款单": charge,
    "收现金": pay_cash,
    "网上缴费": pay_online,
    "重新开放缴费": reopen,
    "取消缴款单": cancel,
    "申请退费": ask_back,
    "同意退费": grant_back,
    "退付现金": pay_back,
    "寄送原件": send_papers,
    "查询寄递": track,
    "确认收到": confirm,
}
