"""Tables of the room `orgs`. Regions are kept by code, because a foreign catalogue names departments of
places whose regions a city never loads."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tongban.orgs.states import DepartmentKind, Seat, WindowKind


class Department(models.Model):
    """An authority, public utility or other body that handles service items (部门, 实施主体)."""

    code = models.CharField("统一社会信用代码", max_length=36, unique=True)
    code_valid = models.BooleanField("代码校验正确", default=True)
    name = models.CharField("名称", max_length=200)
    short_name = models.CharField("简称", max_length=100)
    region_code = models.CharField("行政区划", max_length=12, blank=True, default="", db_index=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    kind = models.CharField("性质", max_length=24, choices=DepartmentKind.choices, default=DepartmentKind.AUTHORITY)
    phone = models.CharField("电话", max_length=60, blank=True, default="")
    address = models.CharField("地址", max_length=300, blank=True, default="")
    active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = "部门"
        constraints = [
            models.CheckConstraint(
                condition=Q(code_valid=False) | Q(code__regex=r"^[0-9A-HJ-NPQRTUWXY]{18}$"),
                name="orgs_department_own_code_has_18_characters",
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="orgs_department_not_its_own_parent"),
            models.CheckConstraint(condition=~Q(name=""), name="orgs_department_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A post in a department with the seat it gives (岗位)."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="posts")
    name = models.CharField("岗位名称", max_length=100)
    seat = models.CharField("席位", max_length=24, choices=Seat.choices)

    class Meta:
        verbose_name = "岗位"
        constraints = [models.UniqueConstraint(fields=["department", "name"], name="orgs_post_once_in_department")]

    def __str__(self) -> str:
        return self.name


class Officer(models.Model):
    """A member of staff of a department (工作人员)."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="officers")
    name = models.CharField("姓名", max_length=100)
    staff_no = models.CharField("工号", max_length=40)
    active = models.BooleanField("在岗", default=True)

    class Meta:
        verbose_name = "工作人员"
        constraints = [
            models.UniqueConstraint(fields=["department", "staff_no"], name="orgs_officer_staff_no_once_in_department")
        ]

    def __str__(self) -> str:
        return self.name


class Holding(models.Model):
    """Which officer holds which post, from when to when, both days included (任职)."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="holdings")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings")
    valid_from = models.DateField("任职日期")
    valid_to = models.DateField("离任日期", null=True, blank=True)

    class Meta:
        verbose_name = "任职"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="orgs_holding_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["officer", "post"], condition=Q(valid_to__isnull=True), name="orgs_holding_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id}@{self.post_id}"


class Hall(models.Model):
    """An administrative service centre or service point (政务服务中心, 便民服务站)."""

    name = models.CharField("名称", max_length=200)
    region_code = models.CharField("行政区划", max_length=12, db_index=True)
    address = models.CharField("地址", max_length=300, blank=True, default="")
    hours = models.CharField("服务时间", max_length=200, blank=True, default="")
    phone = models.CharField("电话", max_length=60, blank=True, default="")
    active = models.BooleanField("开放", default=True)

    class Meta:
        verbose_name = "大厅"
        constraints = [models.UniqueConstraint(fields=["region_code", "name"], name="orgs_hall_once_in_region")]

    def __str__(self) -> str:
        return self.name


class Window(models.Model):
    """A window of a hall and the departments whose items are handled there (窗口)."""

    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="windows")
    no = models.CharField("窗口号", max_length=20)
    name = models.CharField("名称", max_length=100, blank=True, default="")
    kind = models.CharField("类型", max_length=24, choices=WindowKind.choices, default=WindowKind.COMPREHENSIVE)
    departments = models.ManyToManyField(Department, related_name="windows", blank=True)
    active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = "窗口"
        constraints = [models.UniqueConstraint(fields=["hall", "no"], name="orgs_window_no_once_in_hall")]

    def __str__(self) -> str:
        return self.no
