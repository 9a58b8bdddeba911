"""Why a step, a handing over, a fetching, an advice or a back entry is refused."""

from __future__ import annotations

from tongban.kernel.errors import DomainError


class OnlyOwnStep(DomainError):
    """Another department's officer sees the case because of its step, and acts on that step only."""

    code = "case_only_own_step"
    status = 403
    text = "您的部门在这件事里只办自己的环节，这一步由主办部门办。"
    hint = "请在“我的环节”里办理本部门的环节。"


class StepsUnderWay(DomainError):
    """The case is not examined by one opinion: its plan has other steps."""

    code = "case_steps_under_way"
    text = "这件事正在办的环节是：{names}，不能直接提交审查意见。"
    hint = "请按环节办理，全部完成后进入决定。"
    basis = "行政许可法第三十四条"


class StepHeld(DomainError):
    """Somebody else has taken the step."""

    code = "case_step_held"
    text = "这个环节已经由同事认领，正在办理。"
    hint = "请取下一件；需要由您办理时，请对方放回待办或者转给您。"


class NothingWaits(DomainError):
    """The queue of the department is empty."""

    code = "case_nothing_waits"
    text = "本部门现在没有等人认领的环节。"
    hint = "已认领的在“我手上的环节”里。"


class SignedAlready(DomainError):
    """Each officer signs a step once: two signatures are two people."""

    code = "case_signed_already"
    text = "您已经在这个环节签过字，还要另外{left}人签字。"
    hint = "请转给一起办理的另一位工作人员签字。"
    basis = "行政许可法第三十四条第三款"


class NoStepBefore(DomainError):
    """There is no earlier step to send the case back to."""

    code = "case_no_step_before"
    text = "这是第一个环节，前面没有可以退回的环节。"
    hint = "材料有问题的，请在意见里写明；不符合条件的，由决定人作出不予批准的决定。"


class NotBeforeExamination(DomainError):
    """Competence changes before anybody has examined the case, not afterwards."""

    code = "case_not_before_examination"
    text = "这件事已经有人审查并签字，不能再移交给别的部门。"
    hint = "需要别的部门配合的，请用“请求协办”。"


class SameDepartment(DomainError):
    """Handing over to oneself."""

    code = "case_same_department"
    status = 422
    text = "{department}就是现在的办理部门。"
    hint = "请选择另一个部门。"


class OfficerElsewhere(DomainError):
    """A step is handed to a colleague of the department that does it."""

    code = "case_officer_elsewhere"
    status = 422
    text = "这位工作人员不在办理这个环节的部门，或者已经不在岗。"
    hint = "请选择本部门在岗的工作人员；要换部门，请用“移交部门”或者“请求协办”。"


class ChiefDelegateDecides(DomainError):
    """The version gives the decision to the chief delegate."""

    code = "case_chief_delegate_decides"
    status = 403
    text = "这个事项由首席代表决定，您现在不是{department}的首席代表。"
    hint = "请由首席代表决定；岗位有变动的，请部门管理员先更新任职。"


class WindowServesOthers(DomainError):
    """A window takes applications for the departments served there; a comprehensive window of its region for all."""

    code = "case_window_serves_others"
    status = 422
    text = "{window}不收{department}的事项。"
    hint = "请在综合窗口收件，或者换到这个部门的窗口。"
    basis = "安阳市政务服务条例第三十五条"


class NotWaitingAtExit(DomainError):
    """Nothing of the case lies at an exit window or in a locker."""

    code = "case_not_waiting_at_exit"
    text = "这件事的结果没有放在出件窗口或者取件柜里。"
    hint = "请先登记存放位置，或者直接送达。"


class ExitPlaceMissing(DomainError):
    """Whoever fetches must know where."""

    code = "case_exit_place_missing"
    status = 422
    text = "请写明结果放在哪里。"
    hint = "例如：一楼出件窗口2号，或者1号取件柜12格；最多{most}个字。"


class WrongFetchCode(DomainError):
    """The code is not the one that was sent."""

    code = "case_wrong_fetch_code"
    status = 422
    text = "取件码不对。"
    hint = "请核对申请人收到的取件码；换了存放位置会发新的取件码。"


class WrongFetcher(DomainError):
    """Whoever stands there is neither the applicant, nor the agent, nor the legal representative."""

    code = "case_wrong_fetcher"
    status = 403
    text = "证件上的人不是这件事的申请人、代办人或者单位的法定代表人。"
    hint = "请本人持证件领取，或者由有委托的代办人领取。"


class CounselUsed(DomainError):
    """One advice leads to one application."""

    code = "case_counsel_used"
    text = "这份辅导意见已经用于办件{case_no}。"
    hint = "需要再申请的，请重新辅导。"


class CounselOfOthers(DomainError):
    """An advice is linked to the same person's application for the same item."""

    code = "case_counsel_of_others"
    status = 422
    text = "这份辅导意见不是给这位申请人、这个事项的。"
    hint = "请核对申请人和事项。"


class PastDatesWrong(DomainError):
    """Real dates come one after the other and lie before the entry."""

    code = "case_past_dates_wrong"
    status = 422
    text = "补录的时间不对：{reason}。"
    hint = "请按原始材料填写实际收件、受理和决定的时间。"


class PastDecided(DomainError):
    """A decision taken off the system is confirmed, not taken again."""

    code = "case_past_decided"
    text = "这是补录的件，决定已经在系统外作出，不再另行决定。"
    hint = "请核对原始材料后确认补录，或者退回。"


class NotPast(DomainError):
    """The case was not entered afterwards, or its entry is settled."""

    code = "case_not_past"
    text = "这件事没有等待确认的补录。"
    hint = "请刷新页面查看现在的状态。"
