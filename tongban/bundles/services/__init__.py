"""Verbs of the room `bundles`. Versions are drafted from a `Shape`."""

from tongban.bundles.services.composing import change_bundle, create_bundle, draft_bundle, implement_standard
from tongban.bundles.services.publishing import (
    discard_bundle,
    publish_bundle,
    retire_bundle,
    return_bundle,
    submit_bundle,
)
from tongban.bundles.shape import Choice, Edge, Member, Same, Shape
from tongban.bundles.shape import from_json as read_shape

__all__ = [
    "Choice",
    "Edge",
    "Member",
    "Same",
    "Shape",
    "change_bundle",
    "create_bundle",
    "discard_bundle",
    "draft_bundle",
    "implement_standard",
    "publish_bundle",
    "read_shape",
    "retire_bundle",
    "return_bundle",
    "submit_bundle",
]
