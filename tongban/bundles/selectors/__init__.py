"""Questions of the room `bundles`. What is published is public; drafts ask for a viewer."""

from tongban.bundles.documents import asked_twice, document
from tongban.bundles.selectors.bundles import (
    BundleVersionView,
    BundleView,
    bundle,
    bundle_version,
    bundle_versions,
    bundles,
)
from tongban.bundles.selectors.compositions import (
    Implementation,
    Look,
    Renewal,
    compose_items,
    compose_shape,
    composition,
    implementations,
    look,
    newer_guides,
    publication_findings,
)
from tongban.bundles.shape import Choice, Edge, Member, Same, Shape

__all__ = [
    "BundleVersionView",
    "BundleView",
    "Choice",
    "Edge",
    "Implementation",
    "Look",
    "Member",
    "Renewal",
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
    "newer_guides",
    "publication_findings",
]
