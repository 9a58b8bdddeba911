"""Why a step of sending or following a parcel is refused."""

from __future__ import annotations

from tongban.kernel.errors import DomainError


class AddressIncomplete(DomainError):
    """A parcel needs a name, a phone and an address at both ends."""

    code = "post_address_incomplete"
    status = 422
    text = "{side}的{what}没有写清楚。"
    hint = "请写全姓名、能打通的电话和带门牌号的地址。"


class NothingInside(DomainError):
    """A parcel has contents, each named once."""

    code = "post_nothing_inside"
    status = 422
    text = "没有写明寄什么，或者同一份材料写了两次。"
    hint = "请逐件写明材料名称、份数，是不是原件。"


class CourierNotReady(DomainError):
    """The chosen courier does not exist or lacks settings."""

    code = "post_courier_not_ready"
    status = 503
    text = "寄递服务现在不能用：{problems}"
    hint = "请改为窗口领取或者提交，或者稍后再试。"


class CourierUnavailable(DomainError):
    """The courier did not answer; it will be asked again."""

    code = "post_courier_unavailable"
    status = 503
    text = "寄递企业暂时没有回应。"
    hint = "请稍后再试；已经安排的寄递不受影响。"


class NoticeNotGenuine(DomainError):
    """A tracking message whose signature or content is not the courier's."""

    code = "post_notice_not_genuine"
    status = 403
    text = "寄递轨迹没有通过验证，已经拒绝。"
    hint = "请寄递企业核对签名密钥和报文格式后重新推送。"


class NotArrived(DomainError):
    """Only what was delivered can be confirmed."""

    code = "post_not_arrived"
    text = "这件寄递还没有妥投，不能确认收到。"
    hint = "请等寄递妥投之后再确认；很久没有动静的，请催问寄递企业。"


class AlreadyConfirmed(DomainError):
    """A parcel is confirmed once."""

    code = "post_already_confirmed"
    text = "这件寄递已经确认过。"
    hint = "请查看确认的内容；有出入的请联系承办单位。"


class NotTheReceiver(DomainError):
    """The one at the other end confirms."""

    code = "post_not_the_receiver"
    status = 403
    text = "收件的一方才能确认收到。"
    hint = "寄给申请人的由申请人确认，寄给单位的由单位工作人员确认。"


class NoteMissing(DomainError):
    """What is missing, or how a lost parcel was settled, is written down."""

    code = "post_note_missing"
    status = 422
    text = "请写明{what}。"
    hint = "不要写姓名、电话和地址。"


class NothingToSettle(DomainError):
    """Only returned and lost parcels are settled."""

    code = "post_nothing_to_settle"
    text = "这件寄递没有退回也没有丢失，或者已经处理过。"
    hint = "请查看寄递单现在的状态。"
