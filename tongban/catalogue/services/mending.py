"""Mend a draft by rules of the linter whose cure is certain (按规则修改)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from tongban.catalogue import facts
from tongban.catalogue.errors import NothingToMend
from tongban.catalogue.lint import mended
from tongban.catalogue.selectors.lint import checking, chosen_rules
from tongban.catalogue.selectors.versions import ItemVersionView
from tongban.catalogue.services.compiling import _lock_version, _record, change_draft
from tongban.kernel.actor import Actor


@transaction.atomic
def mend_draft(*, version_id: int, rules: Sequence[str], actor: Actor) -> ItemVersionView:
    """Write the certain cures of these rules into a draft; the fact says which rules changed it.

    Raises `InvalidInput` (no such rule), `NothingToMend`, and what `change_draft` raises.
    """
    row, draft = _lock_version(version_id)
    checked = checking(version_id, viewer=actor)
    content = checked.line.content
    did: list[str] = []
    for rule in chosen_rules(rules):
        after = mended(checked.line.with_content(content), checked.context, [rule.code])
        if after != content:
            content, did = after, [*did, rule.code]
    if not did:
        raise NothingToMend(name=row.name, rules="、".join(rules))
    changed = change_draft(version_id=version_id, content=content, revision=draft.revision, actor=actor)
    _record(facts.VERSION_MENDED, row, actor, {"number": draft.number, "rules": " ".join(did)}, draft.pk)
    return changed
