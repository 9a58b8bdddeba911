"""Refusals of the room `ratings`."""

from __future__ import annotations

from tongban.kernel.errors import DomainError


class AlreadyRated(DomainError):
    """One rating per case and stage."""

    code = "rating_already_given"
    status = 409
    text = "这件事您已经评价过了。"
    basis = "GB/T 39734—2020：一事一评、一次一评"
    hint = "如情况有变，可拨打12345或到“办不成事”反映窗口说明。"


class NotYourCase(DomainError):
    """Only the applicant or the agent of the case rates it."""

    code = "rating_not_yours"
    status = 403
    text = "只有办这件事的申请人或经办人可以评价。"
    basis = "国办发〔2019〕51号：评价由企业和群众自主作出，不得代评"
    hint = "请用办事时的账号登录后评价。"


class LevelUnknown(DomainError):
    """A level outside 1 to 5."""

    code = "rating_level_unknown"
    status = 422
    text = "请在五个满意度里选一个。"
    hint = "5非常满意、4满意、3基本满意、2不满意、1非常不满意。"


class OptionUnknown(DomainError):
    """An option that does not belong to the level."""

    code = "rating_option_unknown"
    status = 422
    text = "“{option}”不是“{level}”的评价选项。"
    hint = "请从列出的选项中选择，也可以只写文字。"


class TextTooLong(DomainError):
    """The free text has a limit."""

    code = "rating_text_too_long"
    status = 422
    text = "评价文字最多{most}字，现在是{length}字。"
    hint = "请精简后再提交。"


class NoteMissing(DomainError):
    """Handling a bad rating is written down."""

    code = "rating_note_missing"
    status = 422
    text = "请写明{what}。"
    basis = "安阳市政务服务条例第五十二条第二款"
    hint = "整改情况会反馈给评价人，评价和回复应当公开。"


class RatedOfficerHandles(DomainError):
    """Who was rated does not handle the rating."""

    code = "rating_own_rating"
    status = 403
    text = "被评价的工作人员不能办理这条差评。"
    basis = "国办发〔2019〕51号：保护评价人信息"
    hint = "请由本部门其他工作人员核实。"


class RectifyDateWrong(DomainError):
    """The date set for rectification lies outside what the city allows."""

    code = "rating_rectify_date_wrong"
    status = 422
    text = "整改期限应在今天到{latest}之间。"
    hint = "情况清楚的应当立即整改；复杂的限期整改。"
