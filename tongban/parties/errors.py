"""Refusals of the room `parties`. No name or number of a person is ever put into one."""

from __future__ import annotations

from tongban.kernel.errors import DomainError

CIVIL_CODE_18 = "《中华人民共和国民法典》第十八条：成年人为完全民事行为能力人，可以独立实施民事法律行为。"
CIVIL_CODE_165 = "《中华人民共和国民法典》第一百六十五条：授权委托书应当载明代理事项、权限和期限。"
CIVIL_CODE_173 = "《中华人民共和国民法典》第一百七十三条：代理期限届满或者被代理人取消委托的，委托代理终止。"


class PersonNameMismatch(DomainError):
    """The number is registered with another name."""

    code = "person_name_mismatch"
    text = "姓名和公民身份号码对不上：这个号码已经用另一个姓名登记。"
    hint = "请对照身份证逐字核对（注意生僻字和间隔号“·”）；改过姓名的，请带户口簿到窗口办理信息变更。"


class PersonNotMatched(DomainError):
    """No registered person has this name with this number."""

    code = "person_not_matched"
    status = 422
    text = "没有找到姓名和公民身份号码都相符的已登记人员。"
    hint = "请对照身份证核对；对方还没有登记的，请他先注册账号或到窗口登记。"


class EnterpriseNameMismatch(DomainError):
    """The identifier is registered with another name."""

    code = "enterprise_name_mismatch"
    text = "统一社会信用代码 {uscc} 已经登记为“{name}”。"
    hint = "请对照营业执照核对名称；名称变更过的，请带新的营业执照到窗口更新。"


class NotAPerson(DomainError):
    """A natural person is asked for here."""

    code = "not_a_person"
    status = 422
    text = "这里只能是自然人。"
    hint = "请选择个人，不要选择单位。"


class NotAnOrganisation(DomainError):
    """An organisation is asked for here."""

    code = "not_an_organisation"
    status = 422
    text = "这里只能是单位。"
    hint = "请选择企业或其他组织。"


class RepresentativeIsMinor(DomainError):
    """Who acts for others must be of age."""

    code = "representative_is_minor"
    status = 422
    text = "代办人、法定代表人和监护人应当年满十八周岁。"
    basis = CIVIL_CODE_18
    hint = "请另选一位成年人。"


class NoMandate(DomainError):
    """No mandate joins the two."""

    code = "no_mandate"
    status = 403
    text = "您没有替对方办事的授权。"
    basis = CIVIL_CODE_165
    hint = "请对方登录后在“授权管理”里授权给您，或双方带身份证到窗口办理委托。"


class MandateExpired(DomainError):
    """The mandate has run out."""

    code = "mandate_expired"
    status = 403
    text = "您的授权已于 {valid_to} 到期，不能再替对方办事。"
    basis = CIVIL_CODE_173
    hint = "请对方重新授权；正在办理的事项不会丢失，重新授权后可以接着办。"


class MandateNotYetValid(DomainError):
    """The mandate starts later."""

    code = "mandate_not_yet_valid"
    status = 403
    text = "您的授权从 {valid_from} 起才生效。"
    basis = CIVIL_CODE_165
    hint = "请在生效后再来办理，或请对方改为立即生效。"


class MandateRevoked(DomainError):
    """The principal took it back."""

    code = "mandate_revoked"
    status = 403
    text = "对方已于 {revoked_on} 撤销了给您的授权。"
    basis = CIVIL_CODE_173
    hint = "如果仍需代办，请对方重新授权。"


class MandateOutOfScope(DomainError):
    """The mandate covers other things."""

    code = "mandate_out_of_scope"
    status = 403
    text = "对方给您的授权不包括这件事。"
    basis = CIVIL_CODE_165
    hint = "请对方把这件事加入授权范围，或由对方本人办理。"


class MandateWithSelf(DomainError):
    """Nobody mandates himself."""

    code = "mandate_with_self"
    status = 422
    text = "不能授权给本人。"
    hint = "请填写另一个人的信息。"


class MandateAlreadyRevoked(DomainError):
    """Revoked before."""

    code = "mandate_already_revoked"
    text = "这项授权已于 {revoked_on} 撤销。"
    hint = "不需要再次撤销。"


class MandateDates(DomainError):
    """A mandate needs a period that makes sense."""

    code = "mandate_dates"
    status = 422
    text = "授权的截止日期不能早于生效日期或今天，最长不超过{most}年。"
    basis = CIVIL_CODE_165
    hint = "请修改起止日期；需要更长时间的，到期后可以再次授权。"


class GuardianNeedsDocument(DomainError):
    """A guardian of an adult needs the court's or committee's document."""

    code = "guardian_needs_document"
    status = 422
    text = "成年人的监护关系要凭法院判决书、指定监护文书或监护协议登记。"
    basis = "《中华人民共和国民法典》第二十八条、第三十一条、第三十三条。"
    hint = "请填写文书编号，并把文书带到窗口。"


class PurposeMissing(DomainError):
    """Whoever looks at another's data says why."""

    code = "purpose_missing"
    status = 422
    text = "查看他人信息要写明用途。"
    basis = "《中华人民共和国个人信息保护法》第六条：处理个人信息应当具有明确、合理的目的。"
    hint = "请填写办件编号或办理的事项，用途会让本人看到。"
