"""Refusals of the room `orgs`."""

from __future__ import annotations

from tongban.kernel.errors import DomainError


class DepartmentExists(DomainError):
    """A department with this code is registered already."""

    code = "department_exists"
    text = "统一社会信用代码 {code} 已经登记为“{name}”。"
    hint = "如果名称有变化，请用“变更部门信息”；如果是另一个部门，请核对代码。"


class DepartmentClosed(DomainError):
    """A department that is no longer in use takes no new posts, officers or windows."""

    code = "department_closed"
    text = "“{name}”已经停用，不能再办理这一步。"
    hint = "请选择承接其职责的部门。"


class DepartmentLoop(DomainError):
    """A department cannot lie below itself."""

    code = "department_loop"
    status = 422
    text = "上级部门不能是本部门或者本部门的下级。"
    hint = "请重新选择上级部门。"


class StaffNoTaken(DomainError):
    """The staff number is in use in this department."""

    code = "staff_no_taken"
    text = "工号 {staff_no} 在本部门已经使用。"
    hint = "请核对工号；同一人不要重复登记。"


class PostExists(DomainError):
    """The department has a post of this name."""

    code = "post_exists"
    text = "本部门已经有岗位“{name}”。"
    hint = "请换一个岗位名称，或直接使用已有岗位。"


class PostAlreadyHeld(DomainError):
    """The officer holds this post at present."""

    code = "post_already_held"
    text = "该工作人员现在就在这个岗位上。"
    hint = "不需要重复任职；如要调整日期，请先结束现任职。"


class PostOfOtherDepartment(DomainError):
    """An officer holds posts of the own department only."""

    code = "post_of_other_department"
    text = "该岗位属于其他部门，不能由本部门的工作人员担任。"
    hint = "请选择本部门的岗位，或先把人员登记到该部门。"


class PostNotHeld(DomainError):
    """The officer does not hold this post."""

    code = "post_not_held"
    text = "该工作人员现在不在这个岗位上。"
    hint = "请刷新页面后核对。"


class HallExists(DomainError):
    """The region has a hall of this name."""

    code = "hall_exists"
    text = "本地已经有大厅“{name}”。"
    hint = "请核对名称；同一大厅不要重复登记。"


class WindowNoTaken(DomainError):
    """The hall has a window of this number."""

    code = "window_no_taken"
    text = "本大厅已经有 {no} 号窗口。"
    hint = "请换一个窗口号。"
