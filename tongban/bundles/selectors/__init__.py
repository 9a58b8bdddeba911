"""Questions of the room `bundles`. What is published is public; drafts ask for a viewer."""

from tongban.bundles.documents import asked_twice, document
from tongban.bundles.selectors.bundles import (
    BundleVersionView,
    BundleView,
    Implementation,
    bundle,
    bundle_version,
    bundle_versions,
    bundles,
    implementations,
    next_acts,
)
from tongban.bundles.selectors.compositions import (
    Look,
    compose_items,
    compose_shape,
    composition,
    look,
)
from tongban.bundles.shape import Choice, Edge, Member, Same, Shape, loose

__all__ = [
    "BundleVersionView",
    "BundleView",
    "Choice",
    "Edge",
    "Implementation",
    "Look",
    "Member",
    "Same",
    "Shape",
    "asked_twice",
    "bundle",
    "bundle_version",
    "bundle_versions",
    "bundles",
    "compose_items",
    "compose_shape",
    "composition",
    "document",
    "implementations",
    "look",
    "loose",
    "next_acts",
]
