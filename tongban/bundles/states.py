"""Words of the room `bundles` and the moves of a version (pure)."""

from __future__ import annotations

from django.db import models

from tongban.kernel.lifecycle import Lifecycle, Move


class BundleKind(models.TextChoices):
    """What a bundle claims to be; `policies.kinds` checks the claim against what its items ask and give."""

    CASES = "cases", "联合办理"
    VERIFICATION = "verification", "信息核验"
    ZERO_MATERIAL_REPORT = "zero_material_report", "零材料报告"
    SERVICE = "service", "主动服务"
    TWO_PLACE_CHAIN = "two_place_chain", "两地联办"


class Act(models.TextChoices):
    """What a bundle wants of one of its items."""

    HANDLE = "handle", "办理"
    VERIFY = "verify", "核验"
    SERVE = "serve", "服务"


class Occasion(models.TextChoices):
    """What of one item another waits for."""

    ACCEPTED = "accepted", "受理后"
    GRANTED = "granted", "准予后"
    CLOSED = "closed", "办结后"


#: A verification is not accepted by anybody, and a service (使用社保卡乘车) neither asks nor answers an application.
OCCASIONS: dict[str, frozenset[str]] = {
    Act.HANDLE: frozenset({Occasion.ACCEPTED, Occasion.GRANTED, Occasion.CLOSED}),
    Act.VERIFY: frozenset({Occasion.GRANTED, Occasion.CLOSED}),
    Act.SERVE: frozenset({Occasion.CLOSED}),
}


class BundleVersionState(models.TextChoices):
    """State of a version."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待审核"
    PUBLISHED = "published", "已发布"
    SUPERSEDED = "superseded", "已被新版本取代"
    RETIRED = "retired", "已停办"
    DISCARDED = "discarded", "已作废"


#: Versions nobody has seen in force; a published one never comes back here.
OPEN_STATES = frozenset({BundleVersionState.DRAFT.value, BundleVersionState.SUBMITTED.value})
_BASIS = "《安阳市政务服务条例》第四十二条第二款"
BUNDLE_LIFECYCLE = Lifecycle(
    "bundle_version",
    {state.value: str(state.label) for state in BundleVersionState},
    BundleVersionState.DRAFT.value,
    [
        Move("submit_bundle", "送审", frozenset({"draft"}), "submitted", seat="department_admin"),
        Move("return_bundle", "退回修改", frozenset({"submitted"}), "draft", seat="bureau"),
        Move("publish_bundle", "发布", frozenset({"submitted"}), "published", seat="bureau", basis=_BASIS),
        Move("supersede", "以新版本取代", frozenset({"published"}), "superseded", seat="system"),
        Move("retire_bundle", "停办", frozenset({"published"}), "retired", seat="bureau"),
        Move("discard_bundle", "作废", frozenset({"draft", "submitted"}), "discarded", seat="department_admin"),
    ],
)
