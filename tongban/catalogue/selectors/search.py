"""Find items: by words of any length from one character on, by sound (gzbl, gongzheng), by code.

Hand-written, because it is hot. What is asked is a list of tiers, each one condition with an index of its own: names
that begin with the text, names that hold it, aliases, departments, materials. A page is filled from the first tier
on, shorter names first, and the server reads no further than the page goes. Hits are counted up to `MOST_COUNTED`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import connection

from tongban.catalogue import tokens
from tongban.catalogue.models.search import BEGINNING
from tongban.catalogue.selectors.items import ItemCard, cards_of
from tongban.feeds.jsonlines import storable
from tongban.kernel.standards import normalise

MOST_COUNTED = 1000
"""Hits are counted so far: beyond it pages say "and more"."""
_LONGEST = 100
_SOUND = re.compile(r"[a-z]{2,60}")
_CODE = re.compile(r"[0-9A-Z]{6,33}")
_PAGE_MOST = 100
_SHORT_FIRST = "d.size, d.code"
_LISTED = f"left(d.pinyin, {BEGINNING}), d.code"
_DOCUMENTS = "catalogue_searchdocument d"
Values = dict[str, str | int | None]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of hits. `how`: words | any_word | sound | code | all.

    `total` counts the hits of all pages up to `MOST_COUNTED`, and on later pages as far as the page after this one.
    """

    text: str
    how: str
    total: int
    page: int
    page_size: int
    items: tuple[ItemCard, ...]

    @property
    def most(self) -> int:
        """From this number on `total` means "so many and more"."""
        return MOST_COUNTED

    @property
    def pages(self) -> int:
        """How many pages there are, as far as hits were counted."""
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


@dataclass(frozen=True, slots=True)
class Way:
    """One way to look: `tiers` from best to least, `whole` what fits any of them, `order` within a tier."""

    how: str
    tiers: tuple[str, ...]
    whole: str
    values: Values
    order: str = _SHORT_FIRST


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
    pinyin when no name has them as letters. Three queries, one more for each way that finds nothing.
    """
    page, page_size = max(1, min(page, 10_000)), max(1, min(page_size, _PAGE_MOST))
    typed = str(storable(text)).strip()[:_LONGEST]
    filters: Values = {"region": region_code, "kind": kind, "department": department_id, "applicant": applicant_kind}
    start = (page - 1) * page_size
    for way in _ways(typed):
        narrow = " AND ".join(sql for name, sql in _FILTERS.items() if filters[name] not in ("", None)) or "true"
        total = _count(way, narrow, filters, max(MOST_COUNTED, start + page_size + 1))
        if total:
            cards = cards_of(ids := _hits(way, narrow, filters, page_size, start) if start < total else [])
            found = tuple(cards[pk] for pk in ids if pk in cards)
            return SearchPage(typed, way.how, total, page, page_size, found)
    return SearchPage(typed, "words" if typed else "all", 0, page, page_size, ())


_FILTERS = {
    "region": "d.region_code = %(region)s",
    "kind": "d.item_kind = %(kind)s",
    "department": "d.owner = %(department)s",
    "applicant": "(d.applicant_kinds ? %(applicant)s OR d.applicant_kinds = '[]'::jsonb)",
}


# --- ways to look ---------------------------------------------------------------------------------
def _ways(typed: str) -> list[Way]:
    """The ways to look, in the order in which they are tried."""
    folded = tokens.fold(typed)
    if not folded:
        return [Way("all", ("true",), "true", {}, _LISTED)]
    ways: list[Way] = []
    code = normalise(typed)
    if _CODE.fullmatch(code) and any(symbol.isdigit() for symbol in code):
        where = "d.vector @@ %(code)s::tsquery"
        ways.append(Way("code", (where,), where, {"code": f"'{code.lower()}':*BC"}, "d.code"))
    words = tokens.query_words(typed)
    exact = tokens.run_query(typed)
    if exact:
        name, *wider = _fields("query")
        begins = f"({_begins('folded')} AND {name})"
        ways.append(Way("words", (begins, name, *wider), wider[-1], {"query": exact, "start": _start(folded)}))
        every = tokens.words_query(words, "&")
        if every != exact:
            # Words that lie scattered over name, department and materials count for more where the name has some.
            alias, owner, whole = wider
            some = f"({_fields('any')[0]} AND {whole})"
            values: Values = {"query": every, "any": tokens.words_query(words, "|")}
            ways.append(Way("words", (name, alias, some, owner, whole), whole, values))
    if _SOUND.fullmatch(folded):
        ways.append(_by_sound(folded))
    # A single character (开, 证) says too little to stand alone for the whole question.
    weighty = [word for word in words if len(word) > 1]
    if weighty and len(words) > 1:
        ways.append(_by_any(weighty))
    return ways


def _fields(query: str) -> tuple[str, str, str, str]:
    """That a query holds within the name, with aliases, with entry and department, with all that is indexed."""
    return (
        f"ts_filter(d.vector, '{{a}}') @@ %({query})s::tsquery",
        f"ts_filter(d.vector, '{{a,b}}') @@ %({query})s::tsquery",
        f"ts_filter(d.vector, '{{a,b,c}}') @@ %({query})s::tsquery",
        f"d.vector @@ %({query})s::tsquery",
    )


def _begins(field: str) -> str:
    return f'left(d.{field}, {BEGINNING}) COLLATE "C" LIKE %(start)s'


def _start(text: str) -> str:
    """What LIKE takes for "begins with": its own signs are read as themselves."""
    return re.sub(r"([\\%_])", r"\\\1", text[:BEGINNING]) + "%"


def _by_sound(letters: str) -> Way:
    """Letters that readings begin with, then letters anywhere among the initials or within a reading."""
    initials, reading = tokens.sound_queries(letters)
    begins = f"({_begins('initials')} OR {_begins('pinyin')})"
    inside = ["(d.sounds @@ %(initials)s::tsquery AND strpos(d.initials, %(sound)s) > 0)"]
    if reading:
        inside.append("(d.sounds @@ %(reading)s::tsquery AND strpos(d.pinyin, %(sound)s) > 0)")
    values: Values = {"sound": letters, "start": _start(letters), "initials": initials, "reading": reading}
    anywhere = f"({' OR '.join(inside)})"
    return Way("sound", (begins, anywhere), f"({begins} OR {anywhere})", values)


def _by_any(words: Sequence[str]) -> Way:
    """All of the words but one, then any of them; within names first."""
    values: Values = {"any": tokens.words_query(words, "|")}
    name, *_, whole = _fields("any")
    if len(words) == 2:
        return Way("any_word", (name, whole), whole, values)
    groups = (tokens.words_query(some, "&") for some in itertools.combinations(words, max(1, len(words) - 1)))
    values["near"] = " | ".join(f"({group})" for group in groups)
    near_name, *_, near = _fields("near")
    return Way("any_word", (near_name, near, name, whole), whole, values)


# --- statements -----------------------------------------------------------------------------------
def _count(way: Way, narrow: str, filters: Values, most: int) -> int:
    """How many there are, counted up to `most`."""
    # Every piece of these statements stands in this file; what people typed comes as values only.
    sql = f"SELECT count(*) FROM (SELECT FROM {_DOCUMENTS} WHERE {way.whole} AND {narrow} LIMIT %(most)s) found"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, {**filters, **way.values, "most": most})
        (found,) = cursor.fetchone()
    return int(found)


def _hits(way: Way, narrow: str, filters: Values, most: int, start: int = 0) -> list[int]:
    """The items from place `start` on."""
    with connection.cursor() as cursor:
        sql = f"SELECT item_id FROM ({_filled(way, narrow)}) hits LIMIT %(most)s OFFSET %(start_at)s"  # noqa: S608
        cursor.execute(sql, {**filters, **way.values, "most": most, "start_at": start, "upto": start + most})
        return [int(pk) for (pk,) in cursor.fetchall()]


def _filled(way: Way, narrow: str) -> str:
    """The tiers one after another. The server reads the parts of UNION ALL in turn, and stops when it has enough."""
    parts, before = list[str](), list[str]()
    for tier in way.tiers:
        others = f" AND NOT ({' OR '.join(before)})" if before else ""
        parts.append(
            f"(SELECT d.item_id FROM {_DOCUMENTS} WHERE {tier}{others} AND {narrow}"  # noqa: S608  # as above
            f" ORDER BY {way.order} LIMIT %(upto)s)"
        )
        before.append(tier)
    return " UNION ALL ".join(parts)


def search_each(texts: Sequence[str], *, each: int = 4) -> tuple[ItemCard, ...]:
    """The best items for several texts, in the order of the texts and each item once: for life events (two queries).

    Only items that hold all words of a text; a text that nothing answers is left out.
    """
    most = max(1, min(each, _PAGE_MOST))
    parts, values, texts_of = list[str](), dict[str, str | int | None](), list[int]()
    for number, text in enumerate(texts):
        for asked in _ways(text):
            if asked.how != "words":
                continue
            mark = f"_{len(parts)}"
            values |= {f"{name}{mark}": value for name, value in {**asked.values, "upto": most}.items()}
            sql = f"(SELECT {len(parts)} AS way, item_id FROM ({_filled(asked, 'true')}) hits LIMIT %(upto)s)"  # noqa: S608
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


# --- suggestions ----------------------------------------------------------------------------------
_SUGGESTED = {"code": 1, "words": 3, "sound": 1}
"""How many tiers of a way are good enough to be offered while typing: names and aliases, not materials."""
_NAMES = """
SELECT i.id, i.code, v.name, o.name
FROM catalogue_serviceitem i
JOIN catalogue_itemversion v ON v.item_id = i.id AND v.state = 'published'
JOIN orgs_department o ON o.id = i.department_id
WHERE i.id = ANY(%s)
"""


def suggest(text: str, *, region_code: str = "", limit: int = 8) -> list[Suggestion]:
    """Names to offer while typing: beginning first, then inside, then by sound; at most four queries."""
    limit = max(1, min(limit, 20))
    found: dict[int, None] = {}
    narrow = _FILTERS["region"] if region_code else "true"
    for way in _ways(str(storable(text)).strip()[:_LONGEST]) if tokens.fold(text) else ():
        if len(found) < limit and (tiers := way.tiers[: _SUGGESTED.get(way.how, 0)]):
            ids = _hits(replace(way, tiers=tiers), narrow, {"region": region_code}, limit)
            found |= dict.fromkeys(ids)
    if not found:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_NAMES, [list(found)])
        names = {int(row[0]): Suggestion(int(row[0]), *row[1:]) for row in cursor.fetchall()}
    return [names[pk] for pk in found if pk in names][:limit]
