"""Why a step of charging, paying or giving back is refused."""

from __future__ import annotations

from tongban.kernel.errors import DomainError


class AmountUnreadable(DomainError):
    """Not an amount of money."""

    code = "fee_amount_unreadable"
    status = 422
    text = "“{typed}”不是可以用的金额。"
    hint = "请写成元，最多两位小数，例如 80 或 80.50，不超过一亿元。"


class FeeNotPublished(DomainError):
    """The published version says that it charges nothing, or does not say that it charges."""

    code = "fee_not_published"
    status = 422
    text = "这个事项公布的办事指南没有写明收费，不能收取任何费用。"
    basis = "{basis}"
    hint = "确有收费依据的，请先由事项编制人员把收费项目、标准和依据写进办事指南并公布。"


class FeeItemUnknown(DomainError):
    """A charge names a fee item that the published version does not have, or one twice."""

    code = "fee_item_unknown"
    status = 422
    text = "“{name}”不在公布的收费项目里，或者写了两次。"
    basis = "行政许可法第五十九条：应当按照公布的法定项目和标准收费"
    hint = "请从办事指南公布的收费项目里选择，每个项目写一行。"


class FeeOffStandard(DomainError):
    """The unit amount is none of those the published standard names."""

    code = "fee_off_standard"
    status = 422
    text = "“{name}”的单价{amount}和公布的标准“{standard}”不一致。"
    basis = "行政许可法第五十九条：应当按照公布的法定项目和标准收费"
    hint = "请按公布的标准填写；有减免的，单价照标准写，另填减免金额、理由和依据。"


class ReductionUnfounded(DomainError):
    """A reduction has a reason and a basis and is not larger than the fee."""

    code = "fee_reduction_unfounded"
    status = 422
    text = "“{name}”的减免不能成立：{reason}。"
    hint = "减免金额不超过应收金额，并写明理由（谁、为什么）和依据（文件和条款）。"


class QuantityWrong(DomainError):
    """A quantity or a unit amount outside what can be charged."""

    code = "fee_quantity_wrong"
    status = 422
    text = "“{name}”的数量或者单价不对。"
    hint = "数量填1到10000的整数，单价填不小于零的金额。"


class NothingCharged(DomainError):
    """An order has lines."""

    code = "fee_nothing_charged"
    status = 422
    text = "缴款单里没有收费项目。"
    hint = "请至少选择一个公布的收费项目。"


class AmountDiffers(DomainError):
    """Cash taken is exactly what the order asks for."""

    code = "fee_amount_differs"
    status = 422
    text = "应收{due}，填写的是{given}，缴款单只能一次缴清。"
    hint = "请核对金额；找零之后填实收的净额。"


class ReceiptTaken(DomainError):
    """A receipt number is used once per department, and every cash movement has one."""

    code = "fee_receipt_taken"
    text = "票据号“{receipt_no}”没有填写，或者本单位已经用过。"
    hint = "请核对票据上的号码。"


class ReasonMissing(DomainError):
    """Cancelling, giving back and clearing say why."""

    code = "fee_reason_missing"
    status = 422
    text = "{verb}必须写明理由。"
    hint = "请写清楚事实和依据；不要写个人信息。"


class RefundTooLarge(DomainError):
    """No more goes back than came in."""

    code = "fee_refund_too_large"
    status = 422
    text = "最多还能退{most}，填写的是{given}。"
    hint = "已经申请和已经退回的都算在内；请核对金额。"


class TwoSeats(DomainError):
    """Who asks for a refund does not approve it."""

    code = "fee_two_seats"
    status = 403
    text = "退费的申请人和审批人不能是同一人。"
    hint = "请由本单位另一位有退费审批权的工作人员办理。"


class NotPaidYet(DomainError):
    """There is nothing to give back, or no receipt yet."""

    code = "fee_not_paid_yet"
    text = "这张缴款单没有收到过款项。"
    hint = "请先核对缴款单的状态。"


class RefundGoesOnline(DomainError):
    """Cash is paid out at the counter; what came through a bank goes back through it."""

    code = "fee_refund_goes_online"
    text = "这笔款是网上缴的，只能原路退回，不能在窗口付现金。"
    hint = "审批之后平台会通知支付渠道原路退回，请等候结果。"


class ChannelNotReady(DomainError):
    """The chosen payment channel does not exist or lacks settings."""

    code = "fee_channel_not_ready"
    status = 503
    text = "网上缴费现在不能用：{problems}"
    hint = "请到窗口缴费，或者稍后再试。"


class ChannelUnavailable(DomainError):
    """The bank did not answer; it will be asked again."""

    code = "fee_channel_unavailable"
    status = 503
    text = "支付渠道暂时没有回应。"
    hint = "请稍后再看；已经付的款不会丢，平台会向支付渠道核实。"


class NoticeNotGenuine(DomainError):
    """A notification whose signature or content is not the bank's."""

    code = "fee_notice_not_genuine"
    status = 403
    text = "支付通知没有通过验证，已经拒绝。"
    hint = "请支付渠道核对签名密钥和报文格式后重新通知。"


class StatementUnreadable(DomainError):
    """A line of a bank's statement that says nothing we know."""

    code = "fee_statement_unreadable"
    status = 422
    text = "对账单第{line}行不能读取：{reason}。"
    hint = "请按列“我方单号,渠道流水号,类型(payment或refund),金额(元),时间”给出，一行一笔。"


class BankPageClosed(DomainError):
    """The page of the test bank is for one payment and closes after it."""

    code = "fee_bank_page_closed"
    text = "这笔支付已经结束，不能再付。"
    hint = "请回到缴款单查看状态。"
