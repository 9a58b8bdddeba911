"""Facts the room `bundles` publishes. `data` holds codes and numbers of bundles, never anything of a person."""

from __future__ import annotations

from tongban.ledger.facts import FactKind, ObjectRef

BUNDLE_CREATED = FactKind("bundles.created", text="登记一件事", primary="bundle", public=False)
VERSION_DRAFTED = FactKind("bundles.version_drafted", text="起草一件事版本", primary="bundle", public=False)
VERSION_CHANGED = FactKind("bundles.version_changed", text="修改一件事草稿", primary="bundle", public=False)
VERSION_SUBMITTED = FactKind("bundles.version_submitted", text="一件事版本送审", primary="bundle", public=False)
VERSION_RETURNED = FactKind("bundles.version_returned", text="退回一件事版本", primary="bundle", public=False)
VERSION_DISCARDED = FactKind("bundles.version_discarded", text="作废一件事版本", primary="bundle", public=False)
VERSION_PUBLISHED = FactKind("bundles.version_published", text="发布一件事", primary="bundle")
BUNDLE_RETIRED = FactKind("bundles.retired", text="停办一件事", primary="bundle")


def bundle_ref(code: str) -> ObjectRef:
    """A bundle by its code."""
    return ObjectRef("bundle", code)


def version_ref(version_id: int) -> ObjectRef:
    """A version of a bundle."""
    return ObjectRef("bundle_version", str(version_id))


def item_ref(item_code: str) -> ObjectRef:
    """An item that is part of a bundle."""
    return ObjectRef("item", item_code, "member")
