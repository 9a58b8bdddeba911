"""Words and moves of the room `catalogue` (pure)."""

from __future__ import annotations

from django.db import models

from tongban.kernel.lifecycle import Lifecycle, Move


class ItemKind(models.TextChoices):
    """事项类型. National numbers live in the mapping tables of `feeds` only."""

    LICENSING = "licensing", "行政许可"
    CONFIRMATION = "confirmation", "行政确认"
    BENEFIT_PAYMENT = "benefit_payment", "行政给付"
    REWARD = "reward", "行政奖励"
    ADJUDICATION = "adjudication", "行政裁决"
    INSPECTION = "inspection", "行政检查"
    LEVY = "levy", "行政征收"
    OTHER_POWER = "other_power", "其他行政权力"
    PUBLIC_SERVICE = "public_service", "公共服务"
    PUNISHMENT = "punishment", "行政处罚"
    COERCION = "coercion", "行政强制"


#: Kinds a person applies for (依申请); the others are the authority's own motion.
ON_APPLICATION = frozenset(
    {
        ItemKind.LICENSING,
        ItemKind.CONFIRMATION,
        ItemKind.BENEFIT_PAYMENT,
        ItemKind.REWARD,
        ItemKind.ADJUDICATION,
        ItemKind.OTHER_POWER,
        ItemKind.PUBLIC_SERVICE,
    }
)
#: GB/T 39554.1 numbers of the kinds, to check that a code fits its item (only national and own codes; feeds differ).
KIND_OF_TYPE_CODE = {
    "01": ItemKind.LICENSING,
    "02": ItemKind.PUNISHMENT,
    "03": ItemKind.COERCION,
    "04": ItemKind.LEVY,
    "05": ItemKind.BENEFIT_PAYMENT,
    "06": ItemKind.INSPECTION,
    "07": ItemKind.CONFIRMATION,
    "08": ItemKind.REWARD,
    "09": ItemKind.ADJUDICATION,
    "10": ItemKind.OTHER_POWER,
    "20": ItemKind.PUBLIC_SERVICE,
}


class CaseKind(models.TextChoices):
    """办件类型: decided on the spot, or within a promised time."""

    INSTANT = "instant", "即办件"
    PROMISED = "promised", "承诺件"


class LimitSource(models.TextChoices):
    """Where the effective promise comes from (standards §1.8)."""

    PROMISED = "promised", "承诺时限"
    STATUTORY = "statutory", "没有公布承诺时限，按法定时限"
    DEFAULT = "default", "没有公布时限，按本市规定的默认时限"


class Necessity(models.TextChoices):
    """材料必要性."""

    REQUIRED = "required", "必要"
    OPTIONAL = "optional", "非必要"
    TOLERABLE = "tolerable", "容缺后补"


class ItemState(models.TextChoices):
    """State of an item."""

    IN_USE = "in_use", "在用"
    SUSPENDED = "suspended", "暂停"
    ABOLISHED = "abolished", "取消"


class VersionState(models.TextChoices):
    """State of a version."""

    DRAFT = "draft", "草稿"
    IN_DEPARTMENT_REVIEW = "in_department_review", "待部门审核"
    IN_REVIEW = "in_review", "待审核"
    SCHEDULED = "scheduled", "待到期发布"
    PUBLISHED = "published", "已发布"
    SUPERSEDED = "superseded", "已被新版本取代"
    DISCARDED = "discarded", "已作废"


#: Versions nobody has seen in force; a published one never comes back here.
OPEN_STATES = frozenset(
    {VersionState.DRAFT, VersionState.IN_DEPARTMENT_REVIEW, VersionState.IN_REVIEW, VersionState.SCHEDULED}
)

VERSION_LIFECYCLE = Lifecycle(
    "item_version",
    {state.value: str(state.label) for state in VersionState},
    VersionState.DRAFT,
    [
        Move("submit_for_review", "送审", frozenset({"draft"}), "in_department_review", seat="department_admin"),
        # The compiler holds the right of review as well: the department's own step would be asked of the same hand.
        Move("submit_to_bureau", "送审", frozenset({"draft"}), "in_review", seat="bureau"),
        Move(
            "endorse_version", "部门审核通过", frozenset({"in_department_review"}), "in_review", seat="department_admin"
        ),
        Move(
            "return_version",
            "退回修改",
            frozenset({"in_department_review", "in_review"}),
            "draft",
            seat="department_admin, bureau",
        ),
        Move(
            "publish_version",
            "发布",
            frozenset({"in_review"}),
            "published",
            seat="bureau",
            basis="安阳市政务服务条例第十二条",
        ),
        Move(
            "schedule_version",
            "定期发布",
            frozenset({"in_review"}),
            "scheduled",
            seat="bureau",
            basis="安阳市政务服务条例第十二条",
        ),
        Move("withdraw_schedule", "撤回定期发布", frozenset({"scheduled"}), "in_review", seat="bureau"),
        Move("take_effect", "到期发布", frozenset({"scheduled"}), "published", seat="system"),
        Move("hold_version", "到期未能发布", frozenset({"scheduled"}), "in_review", seat="system"),
        Move("take_over", "按来源原样发布", frozenset({"draft"}), "published", seat="system"),
        Move("supersede", "以新版本取代", frozenset({"published"}), "superseded", seat="system"),
        Move(
            "discard_version",
            "作废",
            frozenset({"draft", "in_department_review", "in_review", "scheduled"}),
            "discarded",
            seat="department_admin",
        ),
    ],
)
ITEM_LIFECYCLE = Lifecycle(
    "service_item",
    {state.value: str(state.label) for state in ItemState},
    ItemState.IN_USE,
    [
        Move(
            "suspend_item",
            "暂停",
            frozenset({"in_use"}),
            "suspended",
            seat="bureau",
            basis="安阳市政务服务条例第十二条",
        ),
        Move("resume_item", "恢复", frozenset({"suspended"}), "in_use", seat="bureau"),
        Move(
            "abolish_item",
            "取消",
            frozenset({"in_use", "suspended"}),
            "abolished",
            seat="bureau",
            basis="安阳市政务服务条例第十二条",
        ),
    ],
)
OWN = "own"


class ChangeVerb(models.TextChoices):
    """动态管理: what is done to an item as a whole. A change of its guide is a new version."""

    INSERT = "insert", "新增"
    SPLIT = "split", "拆分"
    MERGE = "merge", "合并"
    DEVOLVE = "devolve", "下放"
    TRANSFER = "transfer", "划转"
    SUSPEND = "suspend", "暂停"
    RESUME = "resume", "恢复"
    ABOLISH = "abolish", "取消"


class ChangeState(models.TextChoices):
    """State of such an act: decided for a later day or until its successors are published, done, or called off."""

    PENDING = "pending", "待生效"
    DONE = "done", "已生效"
    CANCELLED = "cancelled", "已撤销"


CHANGE_LIFECYCLE = Lifecycle(
    "item_change",
    {state.value: str(state.label) for state in ChangeState},
    ChangeState.PENDING,
    [
        Move("take_effect", "生效", frozenset({"pending"}), "done", seat="system"),
        Move("cancel_change", "撤销", frozenset({"pending"}), "cancelled", seat="bureau"),
    ],
)
