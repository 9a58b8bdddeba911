"""Refusals around promises, commitments and second lives of a case (part of `errors`)."""

from __future__ import annotations

from tongban.kernel.errors import DomainError

_ANYANG = "安阳市政务服务条例"


class SecondaryMissing(DomainError):
    """Secondary materials are missing and nobody has promised them."""

    code = "case_secondary_missing"
    status = 422
    text = "还缺{count}份可以后补的次要材料：{names}；申请人还没有书面承诺补齐。"
    hint = "申请人愿意的，请他在网上作出补齐承诺，或者在窗口签字承诺后容缺受理；不愿意的，请一次性告知补正。"
    basis = f"{_ANYANG}第二十四条第一款"


class NothingToPromise(DomainError):
    """Only secondary materials that are missing can be promised."""

    code = "case_nothing_to_promise"
    text = "没有可以承诺后补的材料：{reason}。"
    hint = "只有办事指南写明“可以后补”、现在还没有交的材料可以承诺后补；必要材料要先交齐。"
    basis = f"{_ANYANG}第二十四条第一款"


class SignatureMissing(DomainError):
    """At the window a promise is signed on paper, and the officer says where it is."""

    code = "case_signature_missing"
    status = 422
    text = "申请人在窗口承诺的，要写明承诺书由谁签字。"
    hint = "请让申请人在承诺书上签字，再填写签字人和保存方式。"
    basis = f"{_ANYANG}第二十四条第一款（经申请人书面承诺）"


class PromiseOwed(DomainError):
    """Nothing is granted before the promised materials are there."""

    code = "case_promise_owed"
    text = "申请人承诺后补的材料还没有补齐，不能准予：{names}。"
    hint = "请等申请人补齐（截止{due}）；逾期没有补齐的，按规则包处理。"
    basis = f"{_ANYANG}第二十四条第一款"


class NothingOwed(DomainError):
    """Nothing of this kind is waited for."""

    code = "case_nothing_owed"
    text = "现在没有等您补交的这份材料。"
    hint = "请核对办件页面上列出的待补材料。"


class NoCommitmentOffered(DomainError):
    """The guide offers no commitment."""

    code = "case_no_commitment_offered"
    text = "这个事项没有实行告知承诺。"
    hint = "请按一般程序提交材料办理。"
    basis = f"{_ANYANG}第二十五条"


class CommitmentBarred(DomainError):
    """Credit keeps the applicant from committing until it is repaired."""

    code = "case_commitment_barred"
    text = "现在不能用告知承诺的方式办理：{reason}"
    hint = "您可以按一般程序办理，不受影响；信用修复后可以重新选择告知承诺。"
    basis = "{basis}"


class CommitmentNotRead(DomainError):
    """What is told has to be shown, and read, before it is confirmed."""

    code = "case_commitment_not_read"
    status = 422
    text = "请先看完告知和承诺的内容再确认：{reason}。"
    hint = "请重新打开告知承诺页面，看完后再确认。"
    basis = f"{_ANYANG}第二十六条第二款"


class OwnWordOnly(DomainError):
    """Nobody commits for the applicant."""

    code = "case_own_word_only"
    status = 403
    text = "承诺要由申请人本人（或者有授权的经办人）作出，工作人员不能代为承诺，也不能要求承诺。"
    hint = "请申请人登录后自己选择；不选择告知承诺的，按一般程序办理。"
    basis = f"{_ANYANG}第二十六条第二款"


class NotCommitted(DomainError):
    """The case rests on no commitment."""

    code = "case_not_committed"
    text = "这件申请没有作出承诺，或者承诺已经撤回，不能按承诺决定。"
    hint = "请按一般程序办理。"
    basis = f"{_ANYANG}第二十六条第二款"


class CommitmentStands(DomainError):
    """An applicant who committed gets the decision on the spot, not the ordinary road."""

    code = "case_commitment_stands"
    text = "申请人选择了告知承诺，符合条件的应当按承诺当场决定。"
    hint = "请用“按承诺当场决定”；不符合条件的，写明理由作出不予决定。"
    basis = f"{_ANYANG}第二十六条第二款"


class NothingToVerify(DomainError):
    """No commitment of this case waits for a verification."""

    code = "case_nothing_to_verify"
    text = "这件办件没有待核查的承诺。"
    hint = "请核对办件编号；已经核查完的，结果在办理过程里。"
    basis = f"{_ANYANG}第二十七条"


class FindingUnknown(DomainError):
    """One of three findings, and words for it."""

    code = "case_finding_unknown"
    status = 422
    text = "请选择核查结论：已经履行、与承诺不符责令整改，或者没有履行拟撤销。"
    hint = "同时写明核查的时间、地点和看到的事实。"
    basis = f"{_ANYANG}第二十七条"


class OwedMaterialsMissing(DomainError):
    """A commitment is not kept while materials that it names are missing."""

    code = "case_owed_materials_missing"
    text = "承诺后补的材料还没有补齐：{names}，不能认定为已经履行。"
    hint = "请先督促补交；约定期限已过的，按没有履行处理。"
    basis = f"{_ANYANG}第二十七条"


class MendedOnce(DomainError):
    """After mending it is kept or broken."""

    code = "case_mended_once"
    text = "已经责令整改过一次，整改后仍不符合条件的应当撤销，不能再次责令整改。"
    hint = "请认定为已经履行，或者没有履行。"
    basis = f"{_ANYANG}第二十七条"


class MendingTooLong(DomainError):
    """The limit of an order to mend lies within the city's."""

    code = "case_mending_too_long"
    status = 422
    text = "整改期限要在1个到{most}之间。"
    hint = "请按实际需要写明工作日数。"


class NotGranted(DomainError):
    """Only a decision that grants can be revoked."""

    code = "case_not_granted"
    text = "这件办件没有准予的决定，没有可以撤销的内容。"
    hint = "不予决定有误的，凭复议决定、判决或者自行纠错文书恢复办理。"
    basis = "行政许可法第六十九条"


class NoPriorNotice(DomainError):
    """Nobody loses a decision without having been told and heard."""

    code = "case_no_prior_notice"
    text = "还没有书面告知当事人拟撤销的事实、理由和依据，不能撤销。"
    hint = "请先发出撤销决定前告知书，听取陈述申辩。"
    basis = "行政许可法第七条"


class PriorNoticeGiven(DomainError):
    """The notice is given once."""

    code = "case_prior_notice_given"
    text = "拟撤销的告知书已经发出（{number}）。"
    hint = "请等陈述申辩期满或者收到意见后，由另一位有决定权的工作人员决定。"


class StatementOpen(DomainError):
    """The time to speak is not over."""

    code = "case_statement_open"
    text = "当事人陈述、申辩的期限到{due}，现在还不能作出撤销决定。"
    hint = "当事人提出意见后，或者期限届满后再决定。"
    basis = "行政许可法第七条"


class StatementClosed(DomainError):
    """Nothing to speak about, or said already."""

    code = "case_statement_closed"
    text = "现在没有等您陈述申辩的事项，或者期限已过。"
    hint = "对已经作出的决定不服的，可以按决定书写明的期限申请行政复议或者提起行政诉讼。"
    basis = "行政许可法第七条"


class GroundMissing(DomainError):
    """A revocation names one of the grounds of the law."""

    code = "case_ground_missing"
    status = 422
    text = "请选择撤销的法定情形。"
    hint = "行政许可法第六十九条列明的情形，或者没有履行承诺。"
    basis = "行政许可法第六十九条"


class DocumentMissing(DomainError):
    """Reopening and moving rest on a written document."""

    code = "case_document_missing"
    status = 422
    text = "请写明{what}。"
    hint = "写明文书名称和文号，例如：同政复决〔2026〕3号行政复议决定书。"


class GrantStands(DomainError):
    """What was granted stays in force until it is revoked in due form."""

    code = "case_grant_stands"
    text = "这件办件已经准予，决定仍然有效，不能直接恢复办理。"
    hint = "确需纠正的，先按程序撤销决定，再恢复办理。"
    basis = "行政许可法第八条第一款"


class NeverReceived(DomainError):
    """A draft that was thrown away was never a case."""

    code = "case_never_received"
    text = "这份申请没有提交过，没有可以恢复的办理。"
    hint = "需要办理的，请重新申请。"


class NotEnded(DomainError):
    """Whether it is settled is asked after the end."""

    code = "case_not_ended"
    text = "这件事还在办理，办完以后再说明是否解决。"
    hint = "不想办了的，可以撤回申请。"


class SolvedAlready(DomainError):
    """It has been said."""

    code = "case_solved_already"
    text = "这件事已经标记为“已解决”。"
    hint = "申请人认为没有解决的，可以改回来。"


class NotMovable(DomainError):
    """This case does not go to the other version."""

    code = "case_not_movable"
    text = "这件办件不能改按新版办事指南办理：{reason}。"
    hint = "它继续按原来的版本办到底。"


class MoveNotUndone(DomainError):
    """Something was handed in under the new version."""

    code = "case_move_not_undone"
    text = "不能改回原来的版本：{reason}。"
    hint = "请继续按新版本办理。"
