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
    "cases.view_department": "查看管辖部门的办件",
    "catalogue.edit": "编制事项和版本",
    "catalogue.endorse": "为部门审核他人编制的事项版本",
    "catalogue.publish": "发布、暂停、取消事项版本",
    "catalogue.import": "导入事项目录",
    "licences.issue": "签发电子证照",
    "licences.revoke": "撤销、注销电子证照",
    "licences.fetch": "按用途调取电子证照",
    "ratings.handle": "核实和回应差评",
    "benchmarking.manage": "对标：比对外地事项，确认和拒绝配对，定目标、交办、评估和通报",
    "benchmarking.work": "对标：办理本部门的优化任务，报送进展、退回",
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
            "parties.find",
            "parties.reveal",
            "duties.view",
        }
    ),
    Role.DEPARTMENT_ADMIN: frozenset(
        {
            "cases.view_department",
            "catalogue.edit",
            "catalogue.endorse",
            "ratings.handle",
            "benchmarking.work",
            "parties.reveal",  # 差评要联系本人核实（安阳市政务服务条例第五十二条）；本人看得到谁看过
            "duties.view",
            "orgs.staff",
            "access.grant_department",
            "insight.view",
        }
    ),
    Role.BUREAU: frozenset(
        {
            "cases.view_department",
            "catalogue.edit",
            "catalogue.endorse",
            "catalogue.publish",
            "catalogue.import",
            "ratings.handle",
            "benchmarking.manage",
            "duties.view",
            "ledger.view",
            "notices.outbox",
            "orgs.manage",
            "orgs.staff",
            "reference.manage",
            "insight.view",
        }
    ),
    Role.SUPERVISOR: frozenset({"cases.view_department", "duties.view", "ledger.view", "insight.view"}),
    Role.HOTLINE_AGENT: frozenset({"parties.find", "duties.view"}),
    # The three administrators see no cases, no licences and nobody's data.
    Role.SYSTEM_ADMIN: frozenset(
        {"access.manage", "orgs.manage", "orgs.staff", "reference.manage", "notices.outbox", "ledger.manage"}
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
