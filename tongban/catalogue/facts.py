"""Facts the room `catalogue` publishes: its contract upwards."""

from __future__ import annotations

from tongban.ledger.facts import FactKind, ObjectRef

ENTRY_CREATED = FactKind("catalogue.entry_created", text="登记基本目录", primary="entry")
ITEM_CREATED = FactKind("catalogue.item_created", text="登记事项", primary="item")
VERSION_DRAFTED = FactKind("catalogue.version_drafted", text="起草事项版本", primary="item", public=False)
VERSION_CHANGED = FactKind("catalogue.version_changed", text="修改事项版本草稿", primary="item", public=False)
VERSION_MENDED = FactKind("catalogue.version_mended", text="按检查规则修改事项版本草稿", primary="item", public=False)
VERSION_SUBMITTED = FactKind("catalogue.version_submitted", text="事项版本送审", primary="item", public=False)
VERSION_ENDORSED = FactKind("catalogue.version_endorsed", text="部门审核通过事项版本", primary="item", public=False)
VERSION_SCHEDULED = FactKind("catalogue.version_scheduled", text="确定事项版本发布日期", primary="item", public=False)
VERSION_SCHEDULE_WITHDRAWN = FactKind(
    "catalogue.version_schedule_withdrawn", text="撤回事项版本的定期发布", primary="item", public=False
)
VERSION_HELD = FactKind("catalogue.version_held", text="事项版本到期未能发布", primary="item", public=False)
VERSION_RETURNED = FactKind("catalogue.version_returned", text="退回事项版本", primary="item", public=False)
VERSION_DISCARDED = FactKind("catalogue.version_discarded", text="作废事项版本", primary="item", public=False)
VERSION_PUBLISHED = FactKind("catalogue.version_published", text="发布事项版本", primary="item")
VERSION_IMPORTED = FactKind("catalogue.version_imported", text="按来源原样发布事项版本", primary="item")
ITEM_SUSPENDED = FactKind("catalogue.item_suspended", text="暂停事项", primary="item")
ITEM_RESUMED = FactKind("catalogue.item_resumed", text="恢复事项", primary="item")
ITEM_ABOLISHED = FactKind("catalogue.item_abolished", text="取消事项", primary="item")
ITEM_SPLIT = FactKind("catalogue.item_split", text="拆分事项", primary="item")
ITEMS_MERGED = FactKind("catalogue.items_merged", text="合并事项", primary="item")
ITEM_DEVOLVED = FactKind("catalogue.item_devolved", text="下放事项", primary="item")
ITEM_TRANSFERRED = FactKind("catalogue.item_transferred", text="划转事项", primary="item")
CHANGE_PLANNED = FactKind("catalogue.change_planned", text="决定到期调整事项", primary="item")
CHANGE_CANCELLED = FactKind("catalogue.change_cancelled", text="撤销事项调整", primary="item")
LAW_REGISTERED = FactKind("catalogue.law_registered", text="登记法规", primary="law")
LAW_REPEALED = FactKind("catalogue.law_repealed", text="登记法规废止", primary="law")
POWER_BASED = FactKind("catalogue.power_based", text="登记权力依据", primary="entry")
ELEMENT_SET_DEFINED = FactKind("catalogue.element_set_defined", text="确定要素集", primary="element_set", public=False)
FEED_IMPORTED = FactKind("catalogue.feed_imported", text="导入事项目录", primary="feed", public=False)

STATISTICS_KEPT = FactKind("catalogue.statistics_kept", text="留存事项统计", primary="statistics")
ITEM_OFFERED = FactKind("catalogue.item_offered", text="事项下放到就近办理点", primary="item")
OFFERING_WITHDRAWN = FactKind("catalogue.offering_withdrawn", text="收回下放到办理点的事项", primary="item")


def entry_ref(catalog_code: str) -> ObjectRef:
    """A catalogue entry by its code."""
    return ObjectRef("entry", catalog_code)


def item_ref(item_code: str) -> ObjectRef:
    """An item by its code of 31 or 33 characters."""
    return ObjectRef("item", item_code)


def version_ref(version_id: int) -> ObjectRef:
    """A version of an item."""
    return ObjectRef("item_version", str(version_id))


def feed_ref(feed: str) -> ObjectRef:
    """A source of items."""
    return ObjectRef("feed", feed)


def law_ref(law_id: int) -> ObjectRef:
    """A registered law."""
    return ObjectRef("law", str(law_id))


def element_set_ref(code: str) -> ObjectRef:
    """An element set by its code."""
    return ObjectRef("element_set", code)


def snapshot_ref(snapshot_id: int) -> ObjectRef:
    """Figures once kept."""
    return ObjectRef("statistics", str(snapshot_id))
