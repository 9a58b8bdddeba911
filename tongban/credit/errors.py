"""Refusals of the room `credit`."""

from __future__ import annotations

from tongban.kernel.errors import DomainError


class TwoSeatsOnCredit(DomainError):
    """Who recorded does not check, weigh, answer or repair."""

    code = "credit_two_seats"
    status = 403
    text = "这条记录是您报送的，核查、复核和答复要由另一位工作人员办理。"
    basis = "《河南省社会信用条例》第十七条：建立信用信息审核机制，对合法性、真实性、准确性负责"
    hint = "请由本单位或者政数局的其他工作人员办理。"


class CreditTextMissing(DomainError):
    """What happened, or why, is written down."""

    code = "credit_text_missing"
    status = 422
    text = "请写明{what}。"
    basis = "《河南省社会信用条例》第四条：合法、客观、及时、必要、安全"
    hint = "写事实和文号，不写评价，最多{most}字。"


class CreditTextTooLong(DomainError):
    """Texts have a limit."""

    code = "credit_text_too_long"
    status = 422
    text = "{what}最多{most}字，现在是{length}字。"
    hint = "请精简后再提交，详细情况可以附文件。"


class NumberInCreditText(DomainError):
    """A record names people by the party it belongs to, never by a number."""

    code = "credit_number_in_text"
    status = 422
    text = "{what}里有身份证号码或者手机号码，不能这样记录。"
    basis = "《河南省社会信用条例》第四十六条：不得记录与国家和社会公共利益无关的个人隐私信息"
    hint = "请删去号码，用办件编号或者文书文号代替。"


class NotToBeCollected(DomainError):
    """What may never stand in a credit record of a person."""

    code = "credit_not_to_be_collected"
    status = 422
    text = "自然人的信用信息里不得有“{word}”这类内容。"
    basis = "《河南省社会信用条例》第四十五条第二款、第四十六条"
    hint = "请只写与这件事有关的事实；确是单位名称等用字的，请换一种写法。"


class CreditNotHeard(DomainError):
    """A serious record needs the notice and the time to speak first."""

    code = "credit_not_heard"
    status = 409
    text = "拟列入失信联合惩戒对象名单的，要先书面告知当事人并听取意见。"
    basis = "《河南省社会信用条例》第二十八条第三款"
    hint = "请等陈述申辩期满或者复核完当事人的意见后再核查。"


class CreditNothingToRepair(DomainError):
    """Good records need no repair."""

    code = "credit_nothing_to_repair"
    status = 409
    text = "这是守信记录，不需要修复。"
    basis = "《河南省社会信用条例》第四十三条：在失信信息披露期限内……提出信用修复申请"
    hint = "认为记录有误的，可以提出异议。"


class CreditPeriodOver(DomainError):
    """The publication period has ended: the record no longer counts."""

    code = "credit_period_over"
    status = 409
    text = "这条记录的公示期到{until}为止，已经期满，不再公示，也不再影响办事。"
    basis = "《河南省社会信用条例》第十九条第二款、第四十四条"
    hint = "不用再申请修复；仍能公开查到的，请提出异议。"


class CreditProofMissing(DomainError):
    """Repair is asked for with proof."""

    code = "credit_proof_missing"
    status = 422
    text = "申请信用修复要附上已经纠正、消除影响的证明材料。"
    basis = "《河南省社会信用条例》第四十三条：信用主体主动纠正失信行为、消除不良影响的"
    hint = "例如整改验收意见、缴款凭证、补交材料的回执，拍照或者扫描后上传。"


class CreditGroundUnknown(DomainError):
    """An objection without one of the known grounds."""

    code = "credit_ground_unknown"
    status = 422
    text = "请选择对什么有异议。"
    basis = "《河南省社会信用条例》第四十一条第一款"
    hint = "事实或依据有误、公示有误、作为依据的决定已被撤销，选其中一项。"


class CreditAnswerUnknown(DomainError):
    """An answer that does not exist."""

    code = "credit_answer_unknown"
    status = 422
    text = "请选择处理结果。"
    hint = "维持、更正或者撤销，选其中一项。"


class CreditOnlySerious(DomainError):
    """Only breaches can be serious."""

    code = "credit_only_serious"
    status = 422
    text = "守信记录不能标为严重失信。"
    basis = "《河南省社会信用条例》第三十三条"
    hint = "请核对记录的种类。"


class CreditDocumentMissing(DomainError):
    """A record goes only by the document that undid what it rests on."""

    code = "credit_document_missing"
    status = 422
    text = "撤销记录要写明撤销原决定的文书文号。"
    basis = "《河南省社会信用条例》第四十二条、第二十五条第二项（不得违规删除）"
    hint = "请填写复议决定、判决或者撤销决定的文号。"


class CreditPaperLost(DomainError):
    """The paper cannot be read."""

    code = "credit_paper_lost"
    status = 503
    text = "文书文件暂时读不出来。"
    hint = "请稍后再试；仍不行的请联系政务服务中心。"
