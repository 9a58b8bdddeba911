"""Laws as rows, their repeal, and the powers that rest on them (设定依据)."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from tongban.catalogue import facts
from tongban.catalogue.errors import LawExists, LawRepealed
from tongban.catalogue.models import CatalogueEntry, Law, PowerBasis
from tongban.catalogue.policies import PUBLISH
from tongban.catalogue.selectors.laws import LawView, law, law_by_title
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound
from tongban.ledger import services as ledger


@transaction.atomic
def register_law(*, title: str, document_no: str = "", in_force_from: dt.date | None = None, actor: Actor) -> LawView:
    """Register a law in force; guides that name it in their own way of writing are found by its title.

    Raises `PermissionDenied`, `InvalidInput`, `LawExists`.
    """
    actor.require(PUBLISH)
    name = title.strip().removeprefix("《").removesuffix("》").strip()
    if not 2 <= len(name) <= 200:
        raise InvalidInput(errors={"title": "请填写法规的全称，最多200个字。"})
    known = law_by_title(name)
    if known is not None:
        raise LawExists(title=known.title)
    try:
        with transaction.atomic():
            row = Law.objects.create(title=name, document_no=document_no.strip()[:100], in_force_from=in_force_from)
    except IntegrityError as error:
        raise LawExists(title=name) from error
    ledger.record(
        facts.LAW_REGISTERED,
        actor=actor,
        objects=[facts.law_ref(row.pk)],
        data={"title": name, "document_no": row.document_no},
    )
    return law(row.pk)


@transaction.atomic
def repeal_law(
    *, law_id: int, repealed_on: dt.date, document_no: str, repealed_by: int | None = None, actor: Actor
) -> LawView:
    """Record that a law ends on a day, which may be to come, and the law that takes its place, if any.

    `selectors.items_to_review` then names the items that rest on it; nothing else changes by itself. Raises
    `PermissionDenied`, `NotFound`, `LawRepealed`, `InvalidInput` (no document, ends before it begins).
    """
    actor.require(PUBLISH)
    row = Law.objects.select_for_update(no_key=True).filter(pk=law_id).first()
    if row is None or (repealed_by is not None and not Law.objects.filter(pk=repealed_by).exclude(pk=law_id).exists()):
        raise NotFound()
    if row.repealed_on is not None:
        raise LawRepealed(title=row.title, on=row.repealed_on.isoformat())
    errors = {} if document_no.strip() else {"document_no": "请填写宣布废止的文件。"}
    if row.in_force_from is not None and repealed_on < row.in_force_from:
        errors["repealed_on"] = "废止日期不能早于施行日期。"
    if errors:
        raise InvalidInput(errors=errors)
    row.repealed_on, row.repeal_document_no, row.repealed_by_id = repealed_on, document_no.strip()[:100], repealed_by
    row.save(update_fields=["repealed_on", "repeal_document_no", "repealed_by"])
    refs = [facts.law_ref(row.pk)] + ([facts.law_ref(repealed_by)] if repealed_by else [])
    data = {"title": row.title, "repealed_on": repealed_on.isoformat(), "document_no": row.repeal_document_no}
    ledger.record(facts.LAW_REPEALED, actor=actor, objects=refs, data=data)
    return law(row.pk)


@transaction.atomic
def base_power(*, catalog_code: str, law_id: int, article: str = "", actor: Actor) -> None:
    """Say that a power of the list (基本目录条目) rests on an article of a law in force; said again, nothing changes.

    Raises `PermissionDenied`, `NotFound`, `LawRepealed`.
    """
    actor.require(PUBLISH)
    entry = CatalogueEntry.objects.filter(catalog_code=catalog_code.strip().upper()).first()
    row = Law.objects.select_for_update(no_key=True).filter(pk=law_id).first()
    if entry is None or row is None:
        raise NotFound()
    if row.repealed_on is not None:
        raise LawRepealed(title=row.title, on=row.repealed_on.isoformat())
    _, new = PowerBasis.objects.get_or_create(entry=entry, law=row, article=article.strip()[:100])
    if new:
        ledger.record(
            facts.POWER_BASED,
            actor=actor,
            objects=[facts.entry_ref(entry.catalog_code), facts.law_ref(row.pk)],
            data={"title": row.title, "article": article.strip()[:100]},
        )
