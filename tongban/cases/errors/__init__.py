"""Why a step of a case is refused, in words for the person who asked."""

from __future__ import annotations

from tongban.kernel.errors import DomainError


class WrongApplicantKind(DomainError):
    """The item is not for this kind of applicant (服务对象)."""

    code = "case_wrong_applicant_kind"
    status = 422
    text = "这个事项面向{expected}，不能以{actual}的身份申请。"
    hint = "如果您是为企业办事，请先切换到企业身份；为本人办事请切换到个人身份。"


class ItemNotOpen(DomainError):
    """The version is not the one in force, or the item is suspended or abolished."""

    code = "case_item_not_open"
    text = "这个事项目前不能申请：{reason}。"
    hint = "请查看最新的办事指南，或拨打指南上的咨询电话。"


class ApplicationBarred(DomainError):
    """Whoever deceived about a permit of safety waits one year, or three (行政许可法 78, 79)."""

    code = "case_application_barred"
    text = "现在不能申请“{item}”：{reason}"
    basis = "{basis}"
    hint = (
        "期满以后可以申请。认为信用记录有误的，可以在“我的信用档案”里对这条记录提出异议；"
        "对作为依据的决定不服的，可以按决定书写明的期限申请行政复议或者提起行政诉讼。"
    )


class MaterialsMissing(DomainError):
    """Required materials are not there yet."""

    code = "case_materials_missing"
    status = 422
    text = "还缺{count}份必要材料：{names}。"
    hint = "请补齐后提交；也可以仍然提交，受理人员会一次性告知需要补正的全部内容。"
    basis = "行政许可法第三十二条第一款第四项"


class SupplementMissing(MaterialsMissing):
    """What the one-time notice named is not there yet, or not changed since."""

    code = "case_supplement_missing"
    text = "告知书要求补交的还缺{count}份：{names}。"
    hint = "请上传后再提交补正；期限内可以分几次上传，先不提交。"


class MaterialUnknown(DomainError):
    """Materials outside the guide may neither be asked nor taken."""

    code = "case_material_unknown"
    status = 422
    text = "办事指南里没有这份材料（序号{order}）。"
    hint = "请按办事指南列出的材料提交。"
    basis = "安阳市政务服务条例第二十三条第一款"


class EvidenceNotValid(DomainError):
    """The licence offered instead of an upload is not of the right type, holder or state."""

    code = "case_evidence_not_valid"
    status = 422
    text = "不能用这本证照代替“{material}”：{reason}。"
    hint = "请换一本有效的证照，或上传材料。"


class NoticeOnlyOnce(DomainError):
    """The one-time notice names everything at once; what was not named then cannot be asked now."""

    code = "case_notice_only_once"
    text = "补正要求已经一次性告知过，不能再要求补正当时没有告知的材料：{names}。"
    hint = "请受理，或仅就当时告知而未补正的材料处理。"
    basis = "行政许可法第三十二条第一款第四项"


class NoticeTooLate(DomainError):
    """The limit of the one-time notice is over: the application counts as accepted from receipt."""

    code = "case_notice_too_late"
    text = "一次性告知的期限已过（应在{due}前告知），这件申请自收到材料之日起即为受理。"
    hint = "请进入审查；不能再要求补正或不予受理。"
    basis = "{basis}"


class TwoSeats(DomainError):
    """The officer who prepared the case may not also decide it."""

    code = "case_two_seats"
    status = 403
    text = "审查人和决定人不能是同一人，这件事由您审查，请由另一位有决定权的工作人员决定。"
    hint = "请转给本单位的首席代表或其他审批人。"


class NotExamined(DomainError):
    """A promised item is examined before it is decided."""

    code = "case_not_examined"
    text = "承诺件要先审查，再作出决定。"
    hint = "请先填写审查意见。"
    basis = "行政许可法第三十四条"


class NotOnTheSpot(DomainError):
    """Only instant items given to one seat are decided on the spot by that seat."""

    code = "case_not_on_the_spot"
    text = "这个事项没有授权窗口一人当场决定。"
    hint = "请先受理，再由审批人决定。"
    basis = "安阳市政务服务条例第三十八条第一款"


class ReasonMissing(DomainError):
    """Refusals state their reasons."""

    code = "case_reason_missing"
    status = 422
    text = "{verb}必须写明理由。"
    hint = "请写清楚事实和依据，申请人会在文书上看到。"
    basis = "行政许可法第三十八条第二款"


class ResultNotIssued(DomainError):
    """A granted case with a result is delivered after the result exists."""

    code = "case_result_not_issued"
    text = "结果还没有制作，不能送达。"
    hint = "请先制作{result}。"


class ResultNotDue(DomainError):
    """Nothing to issue: refused, or the item has no result document."""

    code = "case_result_not_due"
    text = "这件事没有需要制作的结果。"
    hint = "请直接送达决定书。"


class UploadMissing(DomainError):
    """The file a material refers to was never stored."""

    code = "case_upload_missing"
    status = 422
    text = "没有找到“{material}”的附件。"
    hint = "请重新上传。"
