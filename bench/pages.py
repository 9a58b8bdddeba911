"""Pages at the size of a city: a queue of a hundred out of a million open cases, a case, a guide, the search.

Over HTTP through the real processes (two web workers), signed in as an officer whose rights are half of the city. The
rows behind are made in bulk: cases by `bench.history`, then copied by SQL; items as distinct names with the search
documents that publication would have given them.
"""

from __future__ import annotations

import contextlib
import itertools
import re
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.db import connection
from django.test import Client

from bench.history import seed_history, writer
from bench.history_indexes import without_indexes
from bench.timing import Bench
from bench.town import memory, served
from tongban.access import services as access
from tongban.access.models import Account
from tongban.cases.tests.conftest import City, build
from tongban.catalogue import tokens
from tongban.kernel.actor import Actor
from tongban.orgs import selectors as orgs
from tongban.shell.processes import Serving

SYSTEM = Actor.system()
OPEN = {"small": 20_000, "full": 1_000_000}
ITEMS = {"small": 5_000, "full": 100_000}
SEEDED = {"small": 1_000, "full": 20_000}
SECONDS = {"small": 2.0, "full": 10.0}
ROUNDS = 3
WORDS = ("卫生许可", "食品经营", "出生登记", "身份证", "社保", "采伐许可", "企业登记", "备案", "注销", "许可")
"""What people type: names, parts of names, and words that thousands of items have."""


def measure(bench: Bench) -> None:
    """Fill the city, serve it, open its pages."""
    city = build()
    for username, actor, role in (("clerk", city.clerk, "clerk"), ("approver", city.approver, "approver")):
        opened = access.create_account(username=username, officer_id=actor.officer_id, actor=SYSTEM)
        access.grant_role(account_id=opened.id, role=role, actor=SYSTEM)
    begun = time.perf_counter()
    items = fill_items(bench, city)
    cases = fill_cases(bench, city)
    bench.tell(f"filled in {time.perf_counter() - begun:.0f} s")
    cookie = signed_in("clerk")
    with served(web=2) as serving:
        pages = Pages(serving, bench)
        queue = "/workbench/queue?size=100"
        note = f"of {cases:,} open cases, rights applied"
        pages.median("queue page of 100", [queue], cookie, clients=1, mark=20, note=note)
        pages.median("queue page of 100, 16 clients", [queue], cookie, clients=16, mark=150, note=note)
        pages.median("queue page of 100, a tab", [queue + "&tab=decide"], cookie, clients=1, mark=20, note=note)
        pages.median("desk by lamp", ["/workbench/"], cookie, clients=1, mark=None, note=note)
        seen = pages.links(queue, cookie, r"/workbench/cases/[0-9a-f-]{36}/")
        pages.median("case page", seen, cookie, clients=1, mark=20, note="each view is recorded in the ledger")
        guides = [f"/items/{pk}" for pk in items[:: max(1, len(items) // 500)]]
        shelf = f"{len(items):,} items"
        pages.tail("guide page", guides, "", mark=20, note=shelf)
        pages.tail("search", [f"/items?q={quote(word)}" for word in WORDS], "", mark=20, note=shelf)
        used = memory(serving) / 2**20
        bench.size("memory of all processes with pages open", "MiB", [used], note="PSS, database included", mark=1024)


def signed_in(username: str) -> str:
    """The session cookie of an account."""
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


# --- clients ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Pages:
    """Opens pages of a served city and reports how long each took."""

    serving: Serving
    bench: Bench

    def median(self, name: str, paths: list[str], cookie: str, *, clients: int, mark: float | None, note: str) -> None:
        """Milliseconds a page, median of all rounds' pages."""
        self.bench.seconds(name, "ms", self._take(paths, cookie, clients), scale=1000, mark=mark, note=note)

    def tail(self, name: str, paths: list[str], cookie: str, *, mark: float, note: str) -> None:
        """The 95th percentile of all rounds' pages, in milliseconds."""
        times = self._take(paths, cookie, 1)
        self.bench.percentile(f"{name}, p95", "ms", times, 95, scale=1000, mark=mark, note=note)

    def links(self, path: str, cookie: str, pattern: str) -> list[str]:
        """Addresses that a page leads to."""
        status, body = Browser(self.serving, cookie).get(path)
        if status != 200:
            raise SystemExit(f"{path} answered {status}")
        return sorted(set(re.findall(pattern, body.decode())))

    def _take(self, paths: list[str], cookie: str, clients: int) -> list[float]:
        each = SECONDS[self.bench.scale] / ROUNDS
        return [time_ for _ in range(ROUNDS) for time_ in self._round(paths, cookie, clients, each)]

    def _round(self, paths: list[str], cookie: str, clients: int, seconds: float) -> list[float]:
        times, wrong = list[float](), list[str]()
        turn = itertools.cycle(paths)
        until = time.perf_counter() + seconds + 0.5

        def work() -> None:
            browser, own = Browser(self.serving, cookie), list[float]()
            begun = time.perf_counter()
            while (now := time.perf_counter()) < until:
                path = next(turn)
                status, body = browser.get(path)
                if status != 200:
                    wrong.append(f"{path} {status} {body[:200]!r}")
                    return
                if now - begun > 0.5:  # the first half second warms up
                    own.append(time.perf_counter() - now)
            times.extend(own)

        threads = [threading.Thread(target=work) for _ in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if wrong:
            raise SystemExit(wrong[0])
        return times


class Browser:
    """One kept-alive connection that only reads."""

    def __init__(self, serving: Serving, cookie: str) -> None:
        host, _, port = serving.address.removeprefix("http://").partition(":")
        self.socket = socket.create_connection((host, int(port)))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.file = self.socket.makefile("rb")
        self.head = f"Host: {host}:{port}\r\n" + (f"Cookie: {cookie}\r\n" if cookie else "")

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body."""
        self.socket.sendall(f"GET {path} HTTP/1.1\r\n{self.head}\r\n".encode())
        status, length = int(self.file.readline().split()[1]), 0
        while (line := self.file.readline().strip()) != b"":
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return status, self.file.read(length)


# --- rows ---------------------------------------------------------------------------------------
@contextlib.contextmanager
def _writing(tables: Sequence[str], rows: int) -> Iterator[psycopg.Cursor[tuple[Any, ...]]]:
    """A cursor that fills these tables: as `bench.history` does, without their indexes and, on the embedded server,
    without looking foreign keys up again. The planner learns what it will meet when the block ends."""
    address, quick = writer()
    with psycopg.connect(address, autocommit=True) as link:
        if quick:
            link.execute("SET session_replication_role = replica")
        with without_indexes(link, tables, rows), link.cursor() as cursor:
            yield cursor
        for table in tables:
            link.execute(f"VACUUM (ANALYZE) {table}")


_SWEPT = """
UPDATE duties_duty SET overdue_at = CASE WHEN due_at < now() THEN due_at END,
    warned_at = CASE WHEN due_at >= now() AND warn_at <= now() THEN warn_at END,
    look_at = CASE WHEN due_at < now() THEN NULL ELSE greatest(now() + interval '30 days', due_at) END
WHERE state = 'open'
"""


def fill_cases(bench: Bench, city: City) -> int:
    """Open cases with all that belongs to them, then as many copies of case and clocks as are asked for."""
    wanted, seeded = OPEN[bench.scale], SEEDED[bench.scale]
    seed_history(city, seeded, open_share=1.0)
    with _writing(("cases_case", "duties_duty"), wanted) as cursor:
        there = _number(cursor, "SELECT count(*) FROM cases_case")
        # As the sweep leaves them: while pages are measured no duty waits to be looked at.
        cursor.execute(_SWEPT)
        bench.tell(f"copying {there:,} cases {wanted // there - 1} times")
        cursor.execute(
            "CREATE TEMP TABLE copied AS SELECT c.uid AS old, gen_random_uuid() AS uid, g AS round"
            " FROM cases_case c CROSS JOIN generate_series(1, %s) g",
            [wanted // there - 1],
        )
        cursor.execute("ANALYZE copied")
        own = _columns("cases_case", {"id", "uid", "case_no"}, "c")
        cursor.execute(
            f"INSERT INTO cases_case (uid, case_no, {own[0]})"
            f" SELECT m.uid, left(c.case_no, 30) || left(m.uid::text, 13), {own[1]}"
            " FROM copied m JOIN cases_case c ON c.uid = m.old ORDER BY m.round, c.id"
        )
        clocks = _columns("duties_duty", {"id", "subject_id", "dedupe_key"}, "d")
        cursor.execute(
            f"INSERT INTO duties_duty (subject_id, {clocks[0]}) SELECT m.uid::text, {clocks[1]}"
            " FROM copied m JOIN duties_duty d ON d.subject_type = 'case' AND d.subject_id = m.old::text"
            " AND d.state IN ('open', 'paused')"
        )
        cursor.execute("DROP TABLE copied")
        return _number(cursor, "SELECT count(*) FROM cases_case WHERE ended_at IS NULL")


_DOCUMENT = """
INSERT INTO catalogue_searchdocument (item_id, vector, folded, aliases, pinyin, initials, sounds, applicant_kinds, code,
    region_code, item_kind, owner)
SELECT i.id, m.vector::tsvector, lower(m.name), '', m.pinyin, m.initials, m.sounds::tsvector, '[]'::jsonb, i.code,
    i.region_code, i.item_kind, i.department_id
FROM made m JOIN catalogue_serviceitem i ON i.name = m.name
"""


def fill_items(bench: Bench, city: City) -> list[int]:
    """Items of distinct names, each published in one version; returns their ids."""
    names = [f"{what}{act}（{place}）" for place in PLACES for what in THINGS for act in ACTS][: ITEMS[bench.scale]]
    bench.tell(f"publishing {len(names):,} items")
    tables = ("catalogue_serviceitem", "catalogue_itemversion", "catalogue_searchdocument")
    with _writing(tables, len(names)) as cursor:
        item = _columns("catalogue_serviceitem", {"id", "code", "task_code", "handling_code", "name"}, "i")
        cursor.execute(
            "CREATE TEMP TABLE made (n int, name text, vector text, pinyin text, initials text, sounds text)"
        )
        beside = _beside(city)
        with cursor.copy("COPY made FROM STDIN") as copy:
            for number, name in enumerate(names):
                pinyin, initials = tokens.spell(name)
                vector = tokens.vector([("A", tokens.index_tokens(name, single=True)), *beside])
                copy.write_row((number, name, vector, pinyin, initials, tokens.sounds(pinyin, initials)))
        cursor.execute("ANALYZE made")
        cursor.execute(
            f"INSERT INTO catalogue_serviceitem (code, task_code, handling_code, name, {item[0]})"
            " SELECT left(i.task_code, 24) || lpad(m.n::text, 7, '0'),"
            " left(i.task_code, 24) || lpad(m.n::text, 7, '0'),"
            f" '', m.name, {item[1]} FROM made m JOIN catalogue_serviceitem i ON i.id = %s",
            [city.promised.item_id],
        )
        version = _columns("catalogue_itemversion", {"id", "item_id", "name"}, "v")
        cursor.execute(
            f"INSERT INTO catalogue_itemversion (item_id, name, {version[0]}) SELECT i.id, i.name, {version[1]}"
            " FROM made m JOIN catalogue_serviceitem i ON i.name = m.name"
            " JOIN catalogue_itemversion v ON v.id = %s",
            [city.promised.id],
        )
        cursor.execute(_DOCUMENT)
        cursor.execute("SELECT i.id FROM made m JOIN catalogue_serviceitem i ON i.name = m.name ORDER BY i.id")
        ids = [int(pk) for (pk,) in cursor.fetchall()]
        cursor.execute("DROP TABLE made")
    return ids


def _beside(city: City) -> list[tuple[str, list[str]]]:
    """The words that publication puts beside those of the name: department, entry, materials."""
    version = city.promised
    department = orgs.department(version.department_id).name
    owner = [token for text in (version.entry_name, department) for token in tokens.index_tokens(text)]
    materials = [token for material in version.materials for token in tokens.index_tokens(material.name)]
    return [("C", owner), ("D", materials)]


def _number(cursor: psycopg.Cursor[tuple[Any, ...]], sql: str) -> int:
    row = cursor.execute(sql).fetchone()
    return int(row[0]) if row else 0


def _columns(table: str, without: set[str], alias: str) -> tuple[str, str]:
    """All other columns, for the two halves of an INSERT … SELECT."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'"
            " ORDER BY ordinal_position",
            [table],
        )
        names = [name for (name,) in cursor.fetchall() if name not in without]
    return ", ".join(f'"{name}"' for name in names), ", ".join(f'{alias}."{name}"' for name in names)


ACTS = ("核发", "变更", "延续", "注销", "补证", "备案", "年度报告", "信息查询", "转让审批", "许可")
THINGS = (
    "公共场所卫生许可", "食品经营许可证", "药品零售许可", "出生登记", "居民身份证", "居住证", "社保卡", "养老保险关系",
    "失业登记", "林木采伐许可", "取水许可", "排污许可证", "企业登记", "个体工商户登记", "特种设备使用登记",
    "道路货物运输经营许可", "施工许可证", "商品房预售许可", "不动产登记", "教师资格", "民办学校办学许可",
    "医疗机构执业许可", "护士执业注册", "出版物经营许可", "营业性演出许可", "旅行社经营许可", "危险化学品经营许可",
    "烟花爆竹零售许可", "劳务派遣经营许可", "兽药经营许可", "种子生产经营许可", "动物防疫条件合格证", "渔业捕捞许可",
    "户外广告设置", "临时占用绿地", "建筑垃圾处置", "燃气经营许可", "供水报装", "用电报装", "印章刻制",
)  # fmt: skip
PLACES = tuple(
    f"{district}第{number}分局" for district in ("东城", "西城", "南关", "北郊", "高新") for number in range(1, 51)
)
