"""What each role permits, as data. Codes are `room.verb`; the room that owns the verb checks the code.

Changing a line here changes who may do what in every city, so it is reviewed like law.
"""

from __future__ import annotations

from dataclasses import dataclass

from tongban.access.states import Role

PERMISSIONS: dict[str, str] = {
    "cases.apply": "申请办理事项，查看和撤回自己的办件",
    "cases.intake": "在窗口替到场的人提交申请",
    "cases.accept": "受理、一次性告知、不予受理",
    "cases.examine": "审查办件",
    "cases.decide": "作出准予或不予决定",
    "cases.issue": "出件、送达",
    "cases.reopen": "凭复议决定、判决或者自行纠错文书恢复办理已结束的办件",
    "cases.move": "法律要求时，把在办件改按新版办事指南办理",
    "cases.extend": "作为单位负责人批准延长办理期限",
    "cases.view_department": "查看管辖部门的办件",
    "cases.opinions": "维护本部门的意见模板",
    "cases.import_log": "导入其他系统的办件日志",
    "catalogue.edit": "编制事项和版本",
    "catalogue.endorse": "为部门审核他人编制的事项版本",
    "catalogue.publish": "发布、暂停、取消事项版本",
    "catalogue.import": "导入事项目录",
    "licences.issue": "签发电子证照",
    "licences.revoke": "撤销、注销电子证照",
    "licences.fetch": "按用途调取电子证照",
    "ratings.handle": "核实和回应差评",
    "credit.view": "查看管辖范围内的信用信息，按用途查看信用档案（本人可见记录）",
    "credit.record": "报送、更正、撤销本部门的信用信息",
    "credit.confirm": "核查他人报送的信用信息，答复异议，决定信用修复",
    "fees.view": "查看管辖范围内的缴款单",
    "fees.charge": "按公布的收费项目开出、取消缴款单",
    "fees.cash": "窗口收取和退付现金",
    "fees.refund": "申请退费",
    "fees.grant_refund": "审批他人申请的退费",
    "fees.reconcile": "与支付渠道对账，清理差异",
    "post.view": "查看管辖范围内的寄递",
    "post.send": "安排寄递，确认收到原件，处理退回和丢失",
    "bundles.compose": "编制本部门牵头的一件事，按标准落地",
    "bundles.publish": "审核、发布、停办一件事",
    "benchmarking.manage": "对标：比对外地事项，确认和拒绝配对，定目标、交办、评估和通报",
    "benchmarking.work": "对标：办理本部门的优化任务，报送进展、退回",
    "regulation.view": "查看管辖部门的审批结果推送、抽查计划和检查",
    "regulation.plan": "管理检查对象和检查人员名录，编制抽查计划，抽取",
    "regulation.inspect": "签收审批结果、纳入监管；办理派给本人的检查",
    "regulation.decide": "决定他人提出的信用记录和撤销许可的建议",
    "regulation.route": "规定由谁监管，改派退回的审批结果",
    "duties.view": "查看管辖范围内的时限",
    "ledger.view": "查看事实账本",
    "ledger.verify": "校验事实账本",
    "ledger.export": "导出事实账本",
    "ledger.manage": "重投或者放弃搁置的后续事项",
    "notices.outbox": "查看短信和邮件发件箱",
    "parties.register": "登记个人和单位，登记委托",
    "parties.find": "按号码查找个人和单位",
    "parties.reveal": "按用途查看完整号码（本人可见记录）",
    "orgs.manage": "管理部门、大厅和窗口",
    "orgs.staff": "管理本部门的岗位和人员",
    "access.manage": "开通、停用账号，登记接入系统",
    "access.grant": "授予和收回角色",
    "access.grant_department": "在本部门内授予窗口和审批角色",
    "reference.manage": "管理区划、日历、代码表和城市规则",
    "insight.view": "查看统计和分析",
    "exchange.manage": "登记、暂停、撤销对方平台，查看往来函件",
}
"""Every permission code with its Chinese meaning."""

ROLE_PERMISSIONS: dict[str, frozenset[str]] = {
    Role.RESIDENT: frozenset({"cases.apply"}),
    Role.CLERK: frozenset(
        {
            "cases.intake",
            "cases.accept",
            "cases.issue",
            "cases.view_department",
            "licences.fetch",
            "parties.register",
            "parties.find",
            "parties.reveal",
            "duties.view",
            "fees.view",
            "fees.charge",
            "fees.cash",
            "fees.refund",
            "post.view",
            "post.send",
        }
    ),
    Role.APPROVER: frozenset(
        {
            "cases.accept",
            "cases.examine",
            "cases.decide",
            "cases.issue",
            "cases.view_department",
            "licences.issue",
            "licences.revoke",
            "licences.fetch",
            "credit.view",
            "credit.record",
            "parties.find",
            "parties.reveal",
            "regulation.view",
            "regulation.inspect",
            "regulation.decide",
            "duties.view",
            "fees.view",
            "fees.charge",
            "fees.grant_refund",
            "post.view",
            "post.send",
        }
    ),
    # 行政许可法 42: limits are lengthened by the head in person, of the people's government for joint handling.
    Role.HEAD: frozenset({"cases.extend", "cases.view_department", "duties.view", "insight.view"}),
    Role.DEPARTMENT_ADMIN: frozenset(
        {
            "cases.view_department",
            # 恢复办理和改按新版本，不由办这件事的窗口和审批人自己决定
            "cases.reopen",
            "cases.move",
            "cases.opinions",
            "catalogue.edit",
            "catalogue.endorse",
            "ratings.handle",
            "credit.view",
            "credit.record",
            "credit.confirm",
            "regulation.view",
            "regulation.plan",
            "regulation.decide",
            "bundles.compose",
            "benchmarking.work",
            "parties.reveal",  # 差评要联系本人核实（安阳市政务服务条例第五十二条）；本人看得到谁看过
            "duties.view",
            "orgs.staff",
            "access.grant_department",
            "insight.view",
            "fees.view",
            "post.view",
        }
    ),
    Role.BUREAU: frozenset(
        {
            "cases.view_department",
            "cases.import_log",
            "cases.reopen",
            "cases.move",
            "catalogue.edit",
            "catalogue.endorse",
            "catalogue.publish",
            "catalogue.import",
            "ratings.handle",
            "credit.view",
            "credit.confirm",
            "regulation.view",
            "regulation.route",
            "bundles.compose",
            "bundles.publish",
            "benchmarking.manage",
            "duties.view",
            "ledger.view",
            "notices.outbox",
            "orgs.manage",
            "orgs.staff",
            "reference.manage",
            "insight.view",
            "fees.view",
            "fees.reconcile",
            "post.view",
        }
    ),
    Role.SUPERVISOR: frozenset(
        {
            "cases.view_department",
            "credit.view",
            "duties.view",
            "ledger.view",
            "insight.view",
            "regulation.view",
            "fees.view",
            "post.view",
        }
    ),
    Role.HOTLINE_AGENT: frozenset({"parties.find", "duties.view"}),
    # The three administrators see no cases, no licences and nobody's data.
    Role.SYSTEM_ADMIN: frozenset(
        {
            "access.manage",
            "orgs.manage",
            "orgs.staff",
            "reference.manage",
            "notices.outbox",
            "ledger.manage",
            "exchange.manage",
        }
    ),
    Role.SECURITY_ADMIN: frozenset({"access.grant", "access.manage"}),
    Role.AUDIT_ADMIN: frozenset({"ledger.view", "ledger.verify", "ledger.export"}),
}
"""Role → permission codes."""

DEPARTMENT_GRANTS: frozenset[str] = frozenset({Role.CLERK, Role.APPROVER})
"""Roles a department administrator may give in the own department."""


@dataclass(frozen=True, slots=True)
class PermissionLine:
    """One line of the reference page: a permission, its meaning, the roles that carry it."""

    code: str
    meaning: str
    roles: tuple[str, ...]


def permission_lines() -> list[PermissionLine]:
    """The whole table, permission by permission, for documentation and the console."""
    return [
        PermissionLine(
            code=code,
            meaning=meaning,
            roles=tuple(str(Role(role).label) for role, codes in ROLE_PERMISSIONS.items() if code in codes),
        )
        for code, meaning in PERMISSIONS.items()
    ]
