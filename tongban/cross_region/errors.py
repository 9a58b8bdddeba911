"""Why a step of a cross-regional case is refused."""

from __future__ import annotations

from tongban.kernel.errors import DomainError


class ItemNotAgreed(DomainError):
    """The agreement between the two places does not cover the item."""

    code = "cross_region_item_not_agreed"
    status = 422
    text = "两地协议没有包括事项“{item_code}”，不能跨域办理。"
    hint = "请申请人直接到办理地办理，或者由双方补充协议。"


class GuideMissing(DomainError):
    """The other place's guide has not come yet."""

    code = "cross_region_guide_missing"
    text = "还没有取回“{place}”这个事项的办事指南。"
    hint = "已经可以在“跨域通办专窗”点“取回办事指南”，对方应答后再收件。"


class GuideChanged(DomainError):
    """The application was filled in by a guide that is no longer in force."""

    code = "cross_region_guide_changed"
    text = "办事指南已经更新，这份申请是按旧指南填写的。"
    hint = "新的办事指南随本函发出，请按新指南重新收件转送。"


class ConsentMissing(DomainError):
    """Personal data leave for another authority only with the person's own consent."""

    code = "cross_region_consent_missing"
    status = 422
    text = "还没有申请人的单独同意，不能把申请转送给“{place}”。"
    hint = "请把接收方、用途和内容告知申请人，申请人同意后再转送。"
    basis = "个人信息保护法第二十三条"


class ExitPlaceUnknown(DomainError):
    """A result is handed over where one of the two platforms has a window."""

    code = "cross_region_exit_place_unknown"
    status = 422
    text = "不能在“{region}”交付结果，只能在收件地或者办理地。"
    hint = "请改选交付地。"


class NothingToSupplement(DomainError):
    """The competent place has asked for nothing, or for other materials."""

    code = "cross_region_nothing_to_supplement"
    text = "办理地没有要求补正，或者要求补正的是别的材料。"
    hint = "请看办理地的补正告知书；只能补交告知书列出的材料，并且一次交齐。"


class NotThisSide(DomainError):
    """The step belongs to the other place."""

    code = "cross_region_not_this_side"
    text = "“{step}”由{side}办理，这里不能办。"
    hint = "请等对方平台的进度。"


class ResultNotHere(DomainError):
    """Nothing has come that could be handed over here."""

    code = "cross_region_result_not_here"
    text = "现在没有要在本地交付的结果（{state}）。"
    hint = "结果到达后会出现在专窗的待办里。"


class AlreadyEnded(DomainError):
    """The case has ended at the competent place."""

    code = "cross_region_already_ended"
    text = "办理地已经{state}，不能再{step}。"
    hint = "如需重新办理，请重新收件。"


class CourierMissing(DomainError):
    """A paper on its way is found by its number."""

    code = "cross_region_courier_missing"
    status = 422
    text = "寄送原件要填写快递单号。"
    hint = "请填写快递公司面单上的单号。"


class ReceiverMissing(DomainError):
    """A hand-over note names two parties."""

    code = "cross_region_receiver_missing"
    status = 422
    text = "交接单要写明交给了谁。"
    hint = "请填写领取人；代领的写明与申请人的关系。"


class AssistanceNotPossible(DomainError):
    """The appointment, start and end of a conversation come in order."""

    code = "cross_region_assistance_not_possible"
    text = "远程帮办现在不能{step}：{reason}。"
    hint = "请先约定时间，开始后再记录结果。"


class VideoNotConfigured(DomainError):
    """The setting names a conference system that nobody registered."""

    code = "cross_region_video_not_configured"
    status = 503
    text = "没有名为“{adapter}”的视频系统。"
    hint = "请系统管理员核对 TONGBAN_VIDEO_ADAPTER。"
