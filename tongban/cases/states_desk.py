"""What can be done to several cases at once, how far one of them has come, and for what texts are kept ready."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class BatchAct(models.TextChoices):
    """Acts that may be the same for several cases. A refusal is none of them: each states its own reasons."""

    TAKE = "take", _("认领环节")
    HAND_OVER = "hand_over", _("转给同事")
    EXAMINE = "examine", _("提交审查意见")
    GRANT = "grant", _("准予")


class LineState(models.TextChoices):
    """One case of a batch."""

    WAITING = "waiting", _("没有办到")
    DONE = "done", _("已办")
    REFUSED = "refused", _("没有办成")


class OpinionUse(models.TextChoices):
    """For what a department keeps texts ready (意见模板)."""

    EXAMINE = "examine", _("审查意见")
    GRANT = "grant", _("准予的理由")
    REFUSE = "refuse", _("不予批准的理由")
    REFUSE_ACCEPTANCE = "refuse_acceptance", _("不予受理的理由")
    SUPPLEMENT = "supplement", _("补正要求")
