"""Enumerations of the room: kinds of regions and how two rules are compared."""

from __future__ import annotations

import enum

from django.db import models
from django.utils.translation import gettext_lazy as _


class RegionLevel(models.IntegerChoices):
    """The five levels (层级)."""

    PROVINCE = 1, _("省级")
    CITY = 2, _("市级")
    COUNTY = 3, _("县级")
    TOWN = 4, _("乡镇（街道）")
    VILLAGE = 5, _("村（社区）")


class RegionKind(models.TextChoices):
    """What stands behind a code: not every row of the published lists is a place with a government of its own."""

    REAL = "real", _("行政区划")
    OWN_LEVEL = "own_level", _("本级")
    ZONE = "zone", _("功能区或类似单位")
    GROUP = "group", _("汇总项")


class Stricter(enum.StrEnum):
    """Which of a national and a local value binds: the smaller, the larger, or simply the more local one."""

    LESS = "less"
    MORE = "more"
    LOCAL = "local"
