"""Refusals of the room `regulation`."""

from __future__ import annotations

from tongban.kernel.errors import DomainError


class WordsMissing(DomainError):
    """Reasons, findings and proposals are written down."""

    code = "regulation_words_missing"
    status = 422
    text = "请写明{what}，不超过{most}字。"
    basis = "行政许可法第六十一条第二款：监督检查的情况和处理结果应当予以记录"
    hint = "写清楚事实和理由，不要写身份证号码。"


class RuleKeyUnknown(DomainError):
    """A rule about something that does not exist."""

    code = "regulation_rule_key_unknown"
    status = 422
    text = "没有“{key}”这个{scope}，不能规定由谁监管。"
    hint = "请核对编码；事项编码和基本编码见事项目录。"


class RuleExists(DomainError):
    """One rule in force for one thing."""

    code = "regulation_rule_exists"
    status = 409
    text = "“{key}”已经规定由{department}监管。"
    hint = "要改由别的部门监管，请先停用原来的规定。"


class ObjectRegistered(DomainError):
    """The licence stands in the register already."""

    code = "regulation_object_registered"
    status = 409
    text = "这份证照已经在检查对象名录里，编号{code}。"
    hint = "请直接查看名录里的这一条。"


class InspectorRegistered(DomainError):
    """An officer stands in the register once."""

    code = "regulation_inspector_registered"
    status = 409
    text = "这名工作人员已经在检查人员名录里，编号{code}。"
    hint = "要改专长，请先移出名录，再重新列入。"


class NothingToDraw(DomainError):
    """The plan asks for more objects than the register holds."""

    code = "regulation_nothing_to_draw"
    status = 409
    text = "符合条件的检查对象只有{listed}个，计划要抽{wanted}个。"
    hint = "请减少抽取数量，放宽条件，或者先把对象列入名录。"


class TooFewInspectors(DomainError):
    """Every object needs two inspectors who may inspect it."""

    code = "regulation_too_few_inspectors"
    status = 409
    text = "对象{code}能检查的人员只有{able}名，需要{wanted}名。"
    basis = "行政许可法第三十四条：核查应当指派两名以上工作人员"
    hint = "请增加检查人员，或者核对专长和回避登记。"


class NotSealedYet(DomainError):
    """The seed needs the seal over the commitment, which comes within a minute."""

    code = "regulation_not_sealed_yet"
    status = 409
    text = "锁定名单的记录还没有封存，种子还没有产生，现在不能抽取。"
    basis = "优化营商环境条例第五十四条：随机抽取检查对象、随机选派执法检查人员"
    hint = "记录大约每分钟封存一次，请稍后再抽。"


class ListChanged(DomainError):
    """What is kept differs from what was committed to."""

    code = "regulation_list_changed"
    status = 409
    text = "保存的{what}与锁定时公布的摘要不一致，不能抽取。"
    basis = "优化营商环境条例第五十四条"
    hint = "请取消这份计划并公开说明原因，重新锁定名单；同时请审计管理员校验事实账本。"


class NotYourInspection(DomainError):
    """Only the two inspectors drawn record and sign."""

    code = "regulation_not_your_inspection"
    status = 403
    text = "这次检查不是派给您的。"
    basis = "优化营商环境条例第五十四条：随机选派执法检查人员"
    hint = "由抽取确定的两名检查人员办理。"


class SecondSignature(DomainError):
    """Whoever recorded does not sign as the second."""

    code = "regulation_second_signature"
    status = 403
    text = "检查情况是您记录的，要由另一名检查人员签字。"
    basis = "行政许可法第六十一条第二款：由监督检查人员签字后归档"
    hint = "请另一名检查人员核对后签字，或者退回重新记录。"


class LinesIncomplete(DomainError):
    """Every line of the check list has an answer."""

    code = "regulation_lines_incomplete"
    status = 422
    text = "检查清单还有{missing}项没有填写结果。"
    hint = "每一项选择符合、不符合或者不适用。"


class FindingContradicts(DomainError):
    """Finding and lines of the check list do not fit each other."""

    code = "regulation_finding_contradicts"
    status = 422
    text = "结论与检查清单不一致：{reason}"
    hint = "请核对检查清单和结论。"


class MendDateWrong(DomainError):
    """The limit of an order to mend lies outside what the city allows."""

    code = "regulation_mend_date_wrong"
    status = 422
    text = "整改期限应在明天到{latest}之间。"
    basis = "行政许可法第六十六条；安阳市政务服务条例第二十七条"
    hint = "请另选日期。"


class NoOrderToMend(DomainError):
    """A recheck follows an order that is still open."""

    code = "regulation_no_order_to_mend"
    status = 409
    text = "这次检查没有正在执行的整改要求，或者已经安排了复查。"
    hint = "请查看整改要求和复查的进度。"


class ProposalNotDue(DomainError):
    """The finding does not carry such a proposal."""

    code = "regulation_proposal_not_due"
    status = 409
    text = "检查结论是“{finding}”，不能提出“{kind}”的建议。"
    basis = "安阳市政务服务条例第二十七条；行政许可法第六十九条"
    hint = "先责令限期整改；整改后仍不符合条件的，才能提出。"


class NoLicence(DomainError):
    """There is no licence to revoke."""

    code = "regulation_no_licence"
    status = 409
    text = "这个检查对象没有办件，也没有登记电子证照，没有可以撤销的许可。"
    hint = "请先核对对象名录里登记的证照。"


class ProposalExists(DomainError):
    """One open proposal of a kind for one inspection."""

    code = "regulation_proposal_exists"
    status = 409
    text = "已经提出过“{kind}”的建议。"
    hint = "请等待决定；不予采纳以后可以再提。"


class ProposerDecides(DomainError):
    """Two seats: who inspected or proposed does not decide."""

    code = "regulation_proposer_decides"
    status = 403
    text = "提出建议的人和检查人员不能作出决定。"
    basis = "行政许可法第六十三条；本平台规则：检查、建议与决定分开"
    hint = "请由本单位另一名有决定权限的工作人员办理。"
