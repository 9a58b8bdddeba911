"""Items and versions in force in one call, as the tests of every room need them."""

from __future__ import annotations

from tongban.catalogue import services
from tongban.catalogue.content import VersionContent
from tongban.catalogue.selectors import ItemVersionView
from tongban.kernel.actor import Actor

SYSTEM = Actor.system()


def new_item(
    guide: VersionContent,
    *,
    entry: str,
    department_id: int,
    department_code: str,
    region_code: str,
    kind: str = "licensing",
) -> ItemVersionView:
    """An entry of the catalogue, an item of it and its first version, in force; all bear the name of the guide."""
    services.create_entry(catalog_code=entry, name=guide.name, item_kind=kind, actor=SYSTEM)
    item = services.create_item(
        code=f"{department_code}3{entry}", department_id=department_id, name=guide.name, region_code=region_code,
        actor=SYSTEM,
    )  # fmt: skip
    return put_in_force(item.id, guide)


def put_in_force(item_id: int, guide: VersionContent) -> ItemVersionView:
    """The next version of an item, compiled, reviewed and published."""
    draft = services.draft_version(item_id=item_id, content=guide, actor=SYSTEM)
    services.submit_for_review(version_id=draft.id, actor=SYSTEM)
    return services.publish_version(version_id=draft.id, actor=SYSTEM)
