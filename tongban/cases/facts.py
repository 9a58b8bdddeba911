"""What this room publishes. `data` holds codes and numbers of cases, never names or numbers of people."""

from __future__ import annotations

from tongban.ledger.facts import FactKind

CASE = "case"

CASE_DRAFTED = FactKind("case.drafted", text="开始填写申请", primary=CASE)
CASE_SUBMITTED = FactKind("case.submitted", text="提交申请", primary=CASE)
SUPPLEMENT_NOTIFIED = FactKind("case.supplement_notified", text="一次性告知补正", primary=CASE)
CASE_SUPPLEMENTED = FactKind("case.supplemented", text="提交补正材料", primary=CASE)
CASE_ACCEPTED = FactKind("case.accepted", text="受理", primary=CASE)
CASE_DEEMED_ACCEPTED = FactKind("case.deemed_accepted", text="视为受理", primary=CASE)
ACCEPTANCE_REFUSED = FactKind("case.refused_acceptance", text="不予受理", primary=CASE)
CASE_EXAMINED = FactKind("case.examined", text="审查", primary=CASE)
CASE_DECIDED = FactKind("case.decided", text="作出决定", primary=CASE)
RESULT_ISSUED = FactKind("case.result_issued", text="制作结果", primary=CASE)
RESULT_DELIVERED = FactKind("case.delivered", text="送达", primary=CASE)
CASE_CLOSED = FactKind("case.closed", text="办结", primary=CASE)
CASE_WITHDRAWN = FactKind("case.withdrawn", text="撤回", primary=CASE)
CASE_VIEWED = FactKind("case.viewed", text="工作人员查看", primary=CASE)
STEP_TAKEN = FactKind("case.step_taken", text="认领环节", primary=CASE, public=False)
STEP_GIVEN_BACK = FactKind("case.step_given_back", text="放回待办", primary=CASE, public=False)
STEP_HANDED_OVER = FactKind("case.step_handed_over", text="转交经办人", primary=CASE, public=False)
STEP_SIGNED = FactKind("case.step_signed", text="签署意见，等另一人签字", primary=CASE)
STEP_FINISHED = FactKind("case.step_finished", text="完成环节", primary=CASE)
STEP_RETURNED = FactKind("case.step_returned", text="退回上一环节", primary=CASE)
STEP_ORDERED = FactKind("case.step_ordered", text="请求协办", primary=CASE)
RETURNED_TO_EXAMINATION = FactKind("case.returned_to_examination", text="退回补充审查", primary=CASE)
CASE_TRANSFERRED = FactKind("case.transferred", text="移交办理部门", primary=CASE)
RESULT_PLACED = FactKind("case.result_placed", text="结果放到出件处", primary=CASE)
CASE_ENTERED = FactKind("case.entered", text="补录系统外办理的件", primary=CASE)
ENTRY_REFUSED = FactKind("case.entry_refused", text="退回补录", primary=CASE)
CASE_SUSPENDED = FactKind("case.suspended", text="启动特别程序，暂停计时", primary=CASE)
CASE_RESUMED = FactKind("case.resumed", text="特别程序结束", primary=CASE)
EXTENSION_ASKED = FactKind("case.extension_asked", text="提请延长办理期限", primary=CASE, public=False)
EXTENSION_GRANTED = FactKind("case.extension_granted", text="批准延长办理期限", primary=CASE)
EXTENSION_REFUSED = FactKind("case.extension_refused", text="不批准延长办理期限", primary=CASE, public=False)
HEARING_RIGHT_TOLD = FactKind("case.hearing_right_told", text="告知听证权利", primary=CASE)
INTERESTED_NAMED = FactKind("case.interested_named", text="告知利害关系人听证权利", primary=CASE)
INTEREST_STATED = FactKind("case.interest_stated", text="利害关系人陈述意见", primary=CASE)
HEARING_ASKED = FactKind("case.hearing_asked", text="申请听证", primary=CASE)
HEARING_RIGHT_EXPIRED = FactKind("case.hearing_right_expired", text="期限内没有申请听证", primary=CASE)
HEARING_HELD = FactKind("case.hearing_held", text="举行听证", primary=CASE)
PROMISE_SHORTENED = FactKind("case.promise_shortened", text="情况紧急，缩短承诺时限", primary=CASE)
TIME_STATED = FactKind("case.time_stated", text="出具办理用时说明", primary=CASE)
MESSAGE_WRITTEN = FactKind("case.message_written", text="在对话里发消息", primary=CASE)
MESSAGES_READ = FactKind("case.messages_read", text="看了对话里的新消息", primary=CASE, public=False)

# Advice before a case.
COUNSEL = "counsel"

COUNSEL_GIVEN = FactKind("counsel.given", text="办前辅导", primary=COUNSEL)
COUNSEL_USED = FactKind("counsel.used", text="按辅导意见申请", primary=COUNSEL)

# Texts a department keeps ready.
OPINION = "opinion_template"

OPINION_KEPT = FactKind("opinion_template.kept", text="增加意见模板", primary=OPINION, public=False)
OPINION_CHANGED = FactKind("opinion_template.changed", text="修改意见模板", primary=OPINION, public=False)
OPINION_DROPPED = FactKind("opinion_template.dropped", text="停用意见模板", primary=OPINION, public=False)

# Promises, commitments and what follows from them.
MATERIALS_PROMISED = FactKind("case.materials_promised", text="书面承诺后补次要材料", primary=CASE)
PROMISED_HANDED_IN = FactKind("case.promised_handed_in", text="补交材料", primary=CASE)
PROMISE_MISSED = FactKind("case.promise_missed", text="承诺后补的材料逾期没有补齐", primary=CASE)
COMMITMENT_MADE = FactKind("case.commitment_made", text="选择告知承诺并确认承诺", primary=CASE)
COMMITMENT_WITHDRAWN = FactKind("case.commitment_withdrawn", text="撤回承诺，按一般程序办理", primary=CASE)
COMMITMENT_IN_FORCE = FactKind("case.commitment_in_force", text="告知承诺书生效", primary=CASE)
COMMITMENT_VERIFIED = FactKind("case.commitment_verified", text="核查承诺履行情况", primary=CASE)
OWED_OVERDUE = FactKind("case.owed_overdue", text="约定期限内没有补齐承诺的材料", primary=CASE)
MENDING_REPORTED = FactKind("case.mending_reported", text="报告整改完成", primary=CASE)
MENDING_MISSED = FactKind("case.mending_missed", text="整改期限届满", primary=CASE)
REVOCATION_NOTICED = FactKind("case.revocation_noticed", text="告知拟撤销决定", primary=CASE)
DEFENCE_STATED = FactKind("case.defence_stated", text="陈述、申辩", primary=CASE)
REVOCATION_DROPPED = FactKind("case.revocation_dropped", text="采纳意见，不撤销决定", primary=CASE)
CASE_REVOKED = FactKind("case.revoked", text="撤销决定", primary=CASE)

# Second lives and other versions.
CASE_REOPENED = FactKind("case.reopened", text="恢复办理", primary=CASE)
CASE_SOLVED = FactKind("case.solved", text="标记为已解决", primary=CASE)
CASE_UNSOLVED = FactKind("case.unsolved", text="申请人认为没有解决", primary=CASE)
VERSION_MOVED = FactKind("case.version_moved", text="改按新版办事指南办理", primary=CASE)
VERSION_MOVE_UNDONE = FactKind("case.version_move_undone", text="改回原来的办事指南", primary=CASE)

# Cases that another system handled, taken over from its log.
LOGGED_CASE, CASE_LOG = "logged_case", "case_log"

CASE_LOGGED = FactKind("case.logged", text="收录办件日志中的办件", primary=LOGGED_CASE, public=False)
CASE_STEP_LOGGED = FactKind("case.step_logged", text="办件日志中的环节", primary=LOGGED_CASE, public=False)
LOG_IMPORTED = FactKind("case.log_imported", text="办件日志收录完毕", primary=CASE_LOG, public=False)
