"""Console as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsoleConfig(AppConfig):
    """Console."""

    name = "tongban.console"
    label = "console"

    def ready(self) -> None:
        """Announce the pages to the frame; each role finds one way in from the masthead."""
        from tongban.furniture.frame import NavLink, add_link

        add_link(NavLink("portal", _("管理台"), "console:home", 90, "insight.view"))
        add_link(NavLink("portal", _("账号管理"), "console:accounts", 91, "access.manage"))
        add_link(NavLink("portal", _("事实账本"), "console:ledger", 92, "ledger.verify"))
        city, people, trust = _("城市"), _("人员"), _("监督")
        add_link(NavLink("console", _("事项和指南编制"), "console:guides", 5, "catalogue.edit", group=city))
        add_link(NavLink("console", _("一件事"), "console:bundles", 6, "bundles.compose", group=city))
        add_link(NavLink("console", _("目录统计"), "console:statistics", 10, "insight.view", group=city))
        add_link(NavLink("console", _("对标优化"), "console:benchmarking", 11, "insight.view", group=city))
        add_link(NavLink("console", _("就近办理点"), "console:points", 12, "insight.view", group=city))
        add_link(NavLink("console", _("规则和出处"), "console:rules", 20, group=city))
        add_link(NavLink("console", _("工作日历"), "console:calendar", 30, group=city))
        add_link(NavLink("console", _("发件箱"), "console:outbox", 40, "notices.outbox", group=city))
        add_link(NavLink("console", _("缴费对账"), "console:reconciliation", 45, "fees.reconcile", group=city))
        add_link(NavLink("console", _("部门和大厅"), "console:organisations", 50, group=people))
        add_link(NavLink("console", _("意见模板"), "console:opinions", 55, "cases.opinions", group=people))
        add_link(NavLink("console", _("角色和权限"), "console:roles", 60, group=people))
        add_link(NavLink("console", _("工作人员账号"), "console:accounts", 70, "access.manage", group=people))
        add_link(NavLink("console", _("本部门账号"), "console:staff", 71, "access.grant_department", group=people))
        add_link(NavLink("console", _("补录监督"), "console:entered", 74, "insight.view", group=trust))
        add_link(NavLink("console", _("暂停计时检查"), "console:suspensions", 75, "insight.view", group=trust))
        add_link(NavLink("console", _("双随机抽查"), "console:regulation", 76, "regulation.view", group=trust))
        add_link(NavLink("console", _("事实账本"), "console:ledger", 80, "ledger.view", group=trust))
