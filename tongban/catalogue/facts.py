"""Facts the room `catalogue` publishes: its contract upwards."""

from __future__ import annotations

from tongban.ledger.facts import FactKind, ObjectRef

ENTRY_CREATED = FactKind("catalogue.entry_created", text="登记基本目录", primary="entry")
ITEM_CREATED = FactKind("catalogue.item_created", text="登记事项", primary="item")
VERSION_DRAFTED = FactKind("catalogue.version_drafted", text="起草事项版本", primary="item", public=False)
VERSION_CHANGED = FactKind("catalogue.version_changed", text="修改事项版本草稿", primary="item", public=False)
VERSION_SUBMITTED = FactKind("catalogue.version_submitted", text="事项版本送审", primary="item", public=False)
VERSION_RETURNED = FactKind("catalogue.version_returned", text="退回事项版本", primary="item", public=False)
VERSION_DISCARDED = FactKind("catalogue.version_discarded", text="作废事项版本", primary="item", public=False)
VERSION_PUBLISHED = FactKind("catalogue.version_published", text="发布事项版本", primary="item")
VERSION_IMPORTED = FactKind("catalogue.version_imported", text="按来源原样发布事项版本", primary="item")
ITEM_SUSPENDED = FactKind("catalogue.item_suspended", text="暂停事项", primary="item")
ITEM_RESUMED = FactKind("catalogue.item_resumed", text="恢复事项", primary="item")
ITEM_ABOLISHED = FactKind("catalogue.item_abolished", text="取消事项", primary="item")
FEED_IMPORTED = FactKind("catalogue.feed_imported", text="导入事项目录", primary="feed", public=False)


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
