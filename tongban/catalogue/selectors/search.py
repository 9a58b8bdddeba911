"""Find items: by words of any length from one character on, by sound (gzbl, gongzheng), by code.

One hand-written statement, because it is the hot one: GIN over the tsvector where there are words, a scan of the
small `searchdocument` table for pinyin. Order: name, then alias, then department, then materials.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from tongban.catalogue import tokens
from tongban.catalogue.selectors.items import ItemCard, cards_of
from tongban.feeds.jsonlines import storable
from tongban.kernel.standards import normalise

_LONGEST = 100
_SOUND = re.compile(r"[a-z]{2,60}")
_CODE = re.compile(r"[0-9A-Z]{6,33}")
_PAGE_MOST = 100

_SELECT = """
SELECT d.item_id, count(*) OVER () AS total
FROM catalogue_searchdocument d
JOIN catalogue_serviceitem i ON i.id = d.item_id
WHERE {where}
ORDER BY {order}
LIMIT %(limit)s OFFSET %(offset)s
"""
_RANK = """(CASE WHEN d.folded = %(folded)s THEN 8 WHEN starts_with(d.folded, %(folded)s) THEN 4
     WHEN strpos(d.folded, %(folded)s) > 0 THEN 3 WHEN strpos(d.aliases, %(folded)s) > 0 THEN 2 ELSE 0 END)
  + ts_rank('{0.05, 0.15, 0.5, 1.0}', d.vector, %(rank)s::tsquery) DESC, length(d.folded), i.code"""
_SOUND_RANK = """CASE WHEN starts_with(d.initials, %(sound)s) OR starts_with(d.pinyin, %(sound)s) THEN 0
     WHEN strpos(' ' || d.initials, ' ' || %(sound)s) > 0 OR strpos(' ' || d.pinyin, ' ' || %(sound)s) > 0 THEN 1
     ELSE 2 END, length(d.folded), i.code"""


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of hits. `how`: words | any_word | sound | code | all. `total` counts all pages."""

    text: str
    how: str
    total: int
    page: int
    page_size: int
    items: tuple[ItemCard, ...]

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return -(-self.total // self.page_size)

    @property
    def next_page(self) -> int | None:
        """The number of the next page, or None on the last."""
        return self.page + 1 if self.page < self.pages else None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name offered while typing."""

    item_id: int
    code: str
    name: str
    department_name: str


def search(
    text: str = "",
    *,
    region_code: str = "",
    kind: str = "",
    department_id: int | None = None,
    applicant_kind: str = "",
    page: int = 1,
    page_size: int = 20,
) -> SearchPage:
    """Items in use that fit, best first; an empty text lists all of them by name.

    Words are all wanted first; where nothing has them all, items with any of them follow. Letters are read as
    pinyin when no name has them as letters. Two or three queries.
    """
    page, page_size = max(1, min(page, 10_000)), max(1, min(page_size, _PAGE_MOST))
    typed = str(storable(text)).strip()[:_LONGEST]
    filters: Values = {"region": region_code, "kind": kind, "department": department_id, "applicant": applicant_kind}
    window: Values = {"limit": page_size, "offset": (page - 1) * page_size}
    for how, where, order, values in _ways(typed):
        ids, total = _hits(where, order, {**values, **filters, **window})
        if total:
            cards = cards_of(ids)
            found = tuple(cards[pk] for pk in ids if pk in cards)
            return SearchPage(typed, how, total, page, page_size, found)
    return SearchPage(typed, "words" if typed else "all", 0, page, page_size, ())


Values = dict[str, str | int | None]
Way = tuple[str, str, str, Values]


def _ways(typed: str) -> list[Way]:
    """The ways to look, in the order in which they are tried."""
    folded = tokens.fold(typed)
    if not folded:
        return [("all", "true", "d.pinyin, i.code", {})]
    ways: list[Way] = []
    code = normalise(typed)
    if _CODE.fullmatch(code) and any(symbol.isdigit() for symbol in code):
        where = "(starts_with(i.code, %(code)s) OR starts_with(substr(i.task_code, 20), %(code)s))"
        ways.append(("code", where, "i.code", {"code": code}))
    words = tokens.query_words(typed)
    exact = tokens.run_query(typed)
    match = "d.vector @@ %(query)s::tsquery"
    if exact:
        ways.append(("words", match, _RANK, {"query": exact, "rank": exact, "folded": folded}))
        every, either = tokens.words_query(words, "&"), tokens.words_query(words, "|")
        if every != exact:
            ways.append(("words", match, _RANK, {"query": every, "rank": either, "folded": folded}))
    if _SOUND.fullmatch(folded):
        where = "(strpos(d.initials, %(sound)s) > 0 OR strpos(d.pinyin, %(sound)s) > 0)"
        ways.append(("sound", where, _SOUND_RANK, {"sound": folded}))
    # A single character (开, 证) says too little to stand alone for the whole question.
    weighty = [word for word in words if len(word) > 1]
    if weighty and len(words) > 1:
        some = tokens.words_query(weighty, "|")
        ways.append(("any_word", match, _RANK, {"query": some, "rank": some, "folded": folded}))
    return ways


_FILTERS = {
    "region": "i.region_code = %(region)s",
    "kind": "i.item_kind = %(kind)s",
    "department": "i.department_id = %(department)s",
    "applicant": "(d.applicant_kinds ? %(applicant)s OR d.applicant_kinds = '[]'::jsonb)",
}


def _hits(where: str, order: str, values: Values) -> tuple[list[int], int]:
    conditions = [where, *(sql for name, sql in _FILTERS.items() if values[name] not in ("", None))]
    statement = _SELECT.format(where=" AND ".join(conditions), order=order)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall()
        if not rows and values["offset"]:
            # Beyond the last page the window function has no row to say the total on.
            cursor.execute(statement, {**values, "limit": 1, "offset": 0})
            return [], next((int(row[1]) for row in cursor.fetchall()), 0)
    return [int(row[0]) for row in rows], int(rows[0][1]) if rows else 0


def search_each(texts: Sequence[str], *, each: int = 4) -> tuple[ItemCard, ...]:
    """The best items for several texts, in the order of the texts and each item once: for life events (two queries).

    Only items that hold all words of a text; a text that nothing answers is left out.
    """
    parts, values, texts_of = list[str](), dict[str, str | int | None](), list[int]()
    for number, text in enumerate(texts):
        for how, where, order, given in _ways(text):
            if how != "words":
                continue
            mark = f"_{len(parts)}"
            values |= {f"{name}{mark}": value for name, value in given.items()}
            sql = _EACH.format(way=len(parts), where=where, order=order, each=max(1, min(each, _PAGE_MOST)))
            parts.append(re.sub(r"%\((\w+)\)s", rf"%(\1{mark})s", sql))
            texts_of.append(number)
    if not parts:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        rows = [(int(way), int(pk)) for way, pk in cursor.fetchall()]
    # Of the ways to read one text the first that finds anything counts, as in `search`.
    first: dict[int, int] = {}
    for way, _pk in rows:
        first[texts_of[way]] = min(way, first.get(texts_of[way], way))
    ids = dict.fromkeys(pk for way, pk in sorted(rows, key=lambda row: row[0]) if first[texts_of[way]] == way)
    cards = cards_of(ids)
    return tuple(cards[pk] for pk in ids if pk in cards)


_EACH = """
(SELECT {way} AS way, d.item_id
FROM catalogue_searchdocument d
JOIN catalogue_serviceitem i ON i.id = d.item_id
WHERE {where}
ORDER BY {order}
LIMIT {each})
"""
_SUGGEST = """
SELECT d.item_id, i.code, v.name, o.name
FROM catalogue_searchdocument d
JOIN catalogue_serviceitem i ON i.id = d.item_id
JOIN catalogue_itemversion v ON v.item_id = i.id AND v.state = 'published'
JOIN orgs_department o ON o.id = i.department_id
WHERE (strpos(d.folded, %(folded)s) > 0 OR strpos(d.aliases, %(folded)s) > 0
   OR starts_with(d.initials, %(folded)s) OR starts_with(d.pinyin, %(folded)s)
   OR strpos(' ' || d.initials, ' ' || %(folded)s) > 0 OR starts_with(i.code, upper(%(folded)s)))
  AND (%(region)s = '' OR i.region_code = %(region)s)
ORDER BY CASE WHEN starts_with(d.folded, %(folded)s) THEN 0 WHEN strpos(d.folded, %(folded)s) > 0 THEN 1
   WHEN starts_with(d.aliases, %(folded)s) THEN 2 WHEN starts_with(d.initials, %(folded)s) THEN 3 ELSE 4 END,
   length(d.folded), i.code
LIMIT %(limit)s
"""


def suggest(text: str, *, region_code: str = "", limit: int = 8) -> list[Suggestion]:
    """Names to offer while typing: beginning first, then inside, then by sound; one query."""
    folded = tokens.fold(text)[:_LONGEST]
    if not folded:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_SUGGEST, {"folded": folded, "region": region_code, "limit": max(1, min(limit, 20))})
        return [Suggestion(int(pk), code, name, department) for pk, code, name, department in cursor.fetchall()]
