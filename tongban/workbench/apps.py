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
        add_link(NavLink("workbench", _("窗口收件"), "workbench:intake", 20, "cases.intake", group=work))
        add_link(NavLink("workbench", _("办件列表"), "workbench:queue", 30, "cases.view_department", group=work))
        add_link(NavLink("workbench", _("出件"), "workbench:results", 40, "cases.issue", group=work))
        add_link(NavLink("workbench", _("差评处理"), "workbench:ratings", 50, "ratings.handle", group=people))
