"""Workbench as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkbenchConfig(AppConfig):
    """Workbench."""

    name = "tongban.workbench"
    label = "workbench"

    def ready(self) -> None:
        """Announce the pages to the frame."""
        from tongban.furniture.frame import NavLink, add_link

        work, people = _("办件"), _("群众评价")
        add_link(NavLink("portal", _("工作台"), "workbench:desk", 80, "duties.view"))
        add_link(NavLink("workbench", _("我的工作台"), "workbench:desk", 10, "duties.view", group=work))
        add_link(NavLink("workbench", _("马上转灯"), "workbench:turning", 12, "duties.view", group=work))
        add_link(NavLink("workbench", _("我的环节"), "workbench:steps", 15, "cases.examine", group=work))
        add_link(NavLink("workbench", _("辅导台"), "workbench:counsels", 18, "cases.intake", group=work))
        add_link(NavLink("workbench", _("窗口收件"), "workbench:intake", 20, "cases.intake", group=work))
        add_link(NavLink("workbench", _("办件列表"), "workbench:queue", 30, "cases.view_department", group=work))
        add_link(NavLink("workbench", _("申请人的新消息"), "workbench:talks", 32, "cases.view_department", group=work))
        add_link(NavLink("workbench", _("延期审批"), "workbench:extensions", 35, "cases.extend", group=work))
        add_link(
            NavLink("workbench", _("跨域通办专窗"), "workbench:cross_region", 35, "cases.view_department", group=work)
        )
        add_link(NavLink("workbench", _("出件"), "workbench:results", 40, "cases.issue", group=work))
        add_link(NavLink("workbench", _("退费"), "workbench:refunds", 45, "fees.view", group=work))
        add_link(NavLink("workbench", _("公共信用"), "workbench:credit", 60, "credit.view", group=_("信用")))
        add_link(NavLink("workbench", _("差评处理"), "workbench:ratings", 50, "ratings.handle", group=people))
        watch = _("监管")
        add_link(NavLink("workbench", _("审批结果签收"), "workbench:regulation", 60, "regulation.view", group=watch))
        add_link(NavLink("workbench", _("检查"), "workbench:inspections", 61, "regulation.view", group=watch))
