"""Why a step about time is refused: standing still, longer limits, hearings."""

from __future__ import annotations

from tongban.kernel.errors import DomainError


class TimeNotExcluded(DomainError):
    """Only what the law names stops the clock."""

    code = "case_time_not_excluded"
    status = 422
    text = "{kind}不在可以停止计时的程序里。"
    hint = "请在办理时限内完成；可以停止计时的程序见规则包“不计入时限的程序”。"
    basis = "{basis}"


class ProcedureRunning(DomainError):
    """The same procedure is under way already; it has its notice."""

    code = "case_procedure_running"
    text = "{kind}正在进行，已经书面告知过申请人。"
    hint = "请等它结束后再启动；刷新页面可以看到它的文书和预计结束日。"


class HearingNeedsTimeAndPlace(DomainError):
    """A hearing is ordered by its own notice."""

    code = "case_hearing_needs_time_and_place"
    status = 422
    text = "听证要用“组织听证”办理：写明时间、地点和主持人，提前通知申请人。"
    hint = "请改用“组织听证”。"
    basis = "行政许可法第四十八条"


class ExpectedEndWrong(DomainError):
    """The notice names an expected end that lies ahead."""

    code = "case_expected_end_wrong"
    status = 422
    text = "预计结束日不对：{reason}。"
    hint = "请填写程序预计结束的日期，申请人会在告知书上看到。"
    basis = "行政许可法第四十五条"


class NothingStandsStill(DomainError):
    """No special procedure is under way."""

    code = "case_nothing_stands_still"
    text = "这件办件现在没有正在停止计时的程序。"
    hint = "请刷新页面，看看是不是已经有人结束了它。"


class ExtensionNotForInstant(DomainError):
    """What can be decided on the spot is decided on the spot."""

    code = "case_extension_not_for_instant"
    text = "即办件应当当场办结，不能延长期限。"
    hint = "请现在作出决定；确需听证、检验等程序的，请启动特别程序。"
    basis = "行政许可法第四十二条第一款"


class ExtensionUnderWay(DomainError):
    """Asked for, or given, before: a limit is lengthened once."""

    code = "case_extension_under_way"
    text = "这件办件的延期{state}。"
    hint = "期限只能延长一次，请在期限内办结。"
    basis = "行政许可法第四十二条"


class ExtensionNotAsked(DomainError):
    """Nothing to answer."""

    code = "case_extension_not_asked"
    text = "这件办件没有等待批准的延期申请。"
    hint = "请刷新页面，看看是不是已经有人答复。"


class ExtensionTooLong(DomainError):
    """More days than the law allows."""

    code = "case_extension_too_long"
    status = 422
    text = "最多可以延长{most}个工作日，填写的是{days}。"
    hint = "请填写1到{most}之间的天数。"
    basis = "{basis}"


class ExtensionTooLate(DomainError):
    """A limit that is over cannot be lengthened."""

    code = "case_extension_too_late"
    text = "{clock}已经在{due}届满，届满以后不能再延长。"
    hint = "请尽快作出决定；超期由电子监察记录。"
    basis = "行政许可法第四十二条"


class ExtensionOtherUnit(DomainError):
    """Neither clock counts working days, so the days of the law do not fit."""

    code = "case_extension_other_unit"
    text = "这件办件的时限不按工作日计算，法律规定的延长天数对它不适用。"
    hint = "请按这个事项的设定依据办理。"
    basis = "行政许可法第四十二条第一款"


class WrongHead(DomainError):
    """Joint handling is lengthened by the head of the people's government."""

    code = "case_wrong_head"
    status = 403
    text = "这件办件的延期要由{head}批准。"
    hint = "请转给{head}。"
    basis = "行政许可法第四十二条第二款"


class HearingRightTold(DomainError):
    """The right to a hearing is told once."""

    code = "case_hearing_right_told"
    text = "听证权利已经书面告知过（{number}）。"
    hint = "请等申请人答复；期限见告知书。"


class HearingRightNotTold(DomainError):
    """Nobody was told of a right to a hearing in this case."""

    code = "case_hearing_right_not_told"
    text = "这件办件没有告知过听证权利。"
    hint = "认为应当听证的，请向承办单位说明理由；对决定不服的，可以申请行政复议或者提起行政诉讼。"
    basis = "行政许可法第四十七条"


class NoHearingRight(DomainError):
    """No law gives a right to ask for a hearing in items of this kind."""

    code = "case_no_hearing_right"
    text = "法律没有规定{act}事项可以申请听证。"
    hint = "单位认为需要听证的，可以直接组织听证；当事人可以书面陈述、申辩。"
    basis = "行政许可法第四十七条第一款"


class NoThirdParties(DomainError):
    """The outcome of such items concerns nobody but the applicant."""

    code = "case_no_third_parties"
    text = "{act}事项的结果只关系申请人，没有要告知的利害关系人。"
    hint = "确实关系他人的，请在审查意见里写明并听取他的意见。"
    basis = "行政许可法第三十六条"


class HearingAsked(DomainError):
    """Asked for already."""

    code = "case_hearing_asked"
    text = "已经申请过听证。"
    hint = "承办单位会提前书面通知时间和地点，请留意消息。"


class HearingRightExpired(DomainError):
    """The five working days are over."""

    code = "case_hearing_right_expired"
    text = "申请听证的期限（{due}）已过。"
    hint = "仍有意见的，可以书面陈述和申辩；对决定不服的，可以申请行政复议或者提起行政诉讼。"
    basis = "行政许可法第四十七条"


class InterestedUnreachable(DomainError):
    """A third party is somebody whom a message or a paper reaches."""

    code = "case_interested_unreachable"
    status = 422
    text = "利害关系人不在平台里登记的，要写明姓名（名称）和送达地址。"
    hint = "请补充姓名和地址；已经实名登记的，可以按证件号码查找，平台会同时发消息。"
    basis = "行政许可法第三十六条、第四十七条第一款"


class InterestedNamed(DomainError):
    """Everybody is told once; the applicant is told of the same right in the own paper."""

    code = "case_interested_named"
    text = "{name}已经书面告知过。"
    hint = "请核对利害关系人名单；申请人本人的听证权利另有告知书。"


class HearingRightOpen(DomainError):
    """The applicant, or a third party, may still ask."""

    code = "case_hearing_right_open"
    text = "申请人和利害关系人在{due}前可以申请听证，期满前不能作出决定。"
    hint = "请等他们答复或者期限届满。"
    basis = "行政许可法第四十七条"


class HearingOwed(DomainError):
    """A hearing asked for in time is held before the decision."""

    code = "case_hearing_owed"
    text = "已经有人申请听证，举行听证以后才能作出决定。"
    hint = "请先组织听证，并根据听证笔录作出决定。"
    basis = "行政许可法第四十七条、第四十八条"


class HearingTooSoon(DomainError):
    """Time and place are told seven days before."""

    code = "case_hearing_too_soon"
    status = 422
    text = "听证要提前{days}通知，最早只能安排在{earliest}之后。"
    hint = "请选择更晚的时间。"
    basis = "行政许可法第四十八条第一款第一项"


class ChairExamined(DomainError):
    """The chair is not one of those who examine the application."""

    code = "case_chair_examined"
    status = 422
    text = "听证主持人不能是审查这件申请的工作人员。"
    hint = "请指定另一位工作人员主持。"
    basis = "行政许可法第四十八条第一款第三项"


class HearingNotArranged(DomainError):
    """No hearing to make a record of."""

    code = "case_hearing_not_arranged"
    text = "这件办件现在没有安排好的听证。"
    hint = "请先组织听证，书面通知时间和地点。"


class HearingNotHeldYet(DomainError):
    """The record is made after the hearing."""

    code = "case_hearing_not_held_yet"
    text = "听证安排在{at}，还没有到。"
    hint = "请在听证举行以后上传听证笔录。"


class RecordMissing(DomainError):
    """A hearing leaves minutes, and the decision rests on them."""

    code = "case_record_missing"
    status = 422
    text = "没有上传听证笔录。"
    hint = "请上传由参加人确认签字的听证笔录（PDF或图片）。"
    basis = "行政许可法第四十八条第一款第五项"


class NothingToTell(DomainError):
    """No clock has run yet, so there is no time to account for."""

    code = "case_nothing_to_tell"
    text = "这件办件还没有开始计算办理时限。"
    hint = "受理以后可以出具办理用时说明。"
