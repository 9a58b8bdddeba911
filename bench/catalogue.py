"""The catalogue: the linter over real guides, statistics over 100,000 items of a large city."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

from django.db import connection
from django.test import Client

from bench.timing import Bench, take
from tongban.access import services as access
from tongban.access.models import Account
from tongban.catalogue import selectors as catalogue
from tongban.catalogue import services
from tongban.catalogue.lint import build_context
from tongban.catalogue.standings import keep_standings
from tongban.demo.profiles.services import load_profile
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.standards import make_uscc
from tongban.orgs import selectors as orgs
from tongban.orgs import services as orgs_verbs

SYSTEM = Actor.system()
DEPARTMENTS = 150
ENTRIES = 2_000

_ENTRY_ROWS = """
INSERT INTO catalogue_catalogueentry (catalog_code, name, item_kind, main_code, main_name, origin)
SELECT lpad(n::text, 12, '0'), '事项目录' || n, 'licensing', '', '', 'bench' FROM generate_series(1, %s) n
"""
#: Kinds, limits, visits and halls in the shares of a published list; nothing is taken from another city.
_ITEM_ROWS = """
INSERT INTO catalogue_serviceitem (code, task_code, handling_code, local_code, entry_id, department_id, region_code,
    name, aliases, item_kind, exercise_level, origin, state, revision)
SELECT lpad(n::text, 31, 'B'), lpad(n::text, 31, 'B'), '', '', (%s::bigint[])[n %% %s + 1],
    (%s::bigint[])[n %% %s + 1], lpad((410500 + n %% 10)::text, 6, '0'), '事项' || n, '[]',
    (ARRAY['licensing','confirmation','benefit_payment','other_power','public_service','reward'])[n * 7 %% 6 + 1],
    (n %% 3 + 3)::text, 'bench', 'in_use', 0
FROM generate_series(1, %s) n RETURNING id
"""
_VERSION_ROWS = """
INSERT INTO catalogue_itemversion (item_id, number, state, revision, as_published, name, case_kind, statutory_number,
    statutory_unit, promised_number, promised_unit, applicant_kinds, channels, visits, online, online_depth, in_hall,
    comprehensive_window, one_seat, result_kind, result_licence_type_code, material_count, free_material_count, guide,
    form_schema, digest, variant_digest, origin_digest, findings, drafted_at, published_at,
    compilers)
SELECT id, 1, 'published', 1, true, name, CASE WHEN id % 4 > 0 THEN 'instant' ELSE 'promised' END,
    id % 40 + 5, CASE WHEN id % 9 = 0 THEN 'natural_day' ELSE 'working_day' END, id % 40 % 7 + 1, 'working_day',
    '{}', '{}', id % 3, true, id % 4 + 1, id % 20 > 0, id % 5 > 0, false, '', '', id % 9, id % 9 / 2, '{}',
    '{}', '', '', '', '[]', now(), now() - (id % 700) * interval '1 day', '{}'
FROM catalogue_serviceitem WHERE origin = 'bench'
"""


def measure(bench: Bench) -> None:
    """Rules over real guides, then all measures over the large catalogue."""
    lint(bench)
    statistics(bench)
    profiles(bench)


def lint(bench: Bench) -> None:
    """The linter over every item of two real catalogues, and over one content as an editor asks for it."""
    folder = os.environ.get("TONGBAN_REAL_DATA", "")
    if not folder:
        bench.tell("lint: TONGBAN_REAL_DATA names no folder, not measured")
        return
    for name in ("guangzhou_city", "guangdong_province"):
        services.import_feed("guangdong", Path(folder) / "items" / f"{name}.jsonl", actor=SYSTEM)
    items = catalogue.lint_catalogue().items
    runs = 3 if bench.small else 7
    bench.seconds("lint, all items", "s", take(catalogue.lint_catalogue, runs=runs), note=f"{items:,} items", mark=5)
    line = max(catalogue.listings(region_code="440100"), key=lambda one: len(one.content.materials))
    near = catalogue.Checking(line, build_context(catalogue.listings(catalog_codes=[line.catalog_code]), clock.today()))
    note = f"{len(line.content.materials)} materials"
    bench.seconds("lint, content while it is typed", "ms", take(near.findings, runs=50), scale=1000, note=note, mark=10)


def statistics(bench: Bench) -> None:
    """Figures of the whole, by department, of a past day, and over a year."""
    number = 5_000 if bench.small else 100_000
    bench.shared("large catalogue", lambda: large_catalogue(number))
    runs = 5 if bench.small else 15
    note = f"{number:,} items"
    past = clock.today() - dt.timedelta(days=300)
    year = [clock.today() - dt.timedelta(days=30 * month) for month in range(12)]
    for name, ask in (
        ("statistics, whole and by department", lambda: catalogue.breakdown("department")),
        ("statistics, as of a past day, by kind", lambda: catalogue.breakdown("kind", as_of=past)),
        ("statistics, 50 items behind a rate", lambda: catalogue.counted_items("one_day_rate", "rest")),
        ("statistics, the whole page", page_opener()),
    ):
        ask()
        bench.seconds(name, "ms", take(ask, runs=runs), scale=1000, note=note, mark=200)
    bench.seconds(
        "statistics, trend of 12 days", "ms", take(lambda: catalogue.trend(year), runs=runs), scale=1000, note=note
    )


def page_opener() -> Callable[[], object]:
    """Opens the page of the statistics as the data bureau's officer does, in this process: what the server works."""
    department = orgs.department_by_code(make_uscc("11", "410500", 70_000))
    assert department is not None
    staff = orgs_verbs.register_officer(department_id=department.id, name="测量", staff_no="BENCH-1", actor=SYSTEM)
    opened = access.create_account(username="bench-bureau", officer_id=staff.id, actor=SYSTEM)
    access.grant_role(account_id=opened.id, role="bureau", actor=SYSTEM)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Account.objects.get(pk=opened.id))

    def ask() -> object:
        answer = client.get("/console/statistics")
        assert answer.status_code == 200, answer.status_code
        return answer

    return ask


def profiles(bench: Bench) -> None:
    """A whole made-up city: its items published, its points opened, its lists delegated."""
    name, note = ("lechang", "1,777 items") if bench.small else ("anyang", "2,185 items, 1,688 points")
    durations = take(lambda: load_profile(name=name, progress=lambda text: None), runs=1)
    bench.seconds(f"city profile {name}, loaded", "s", durations, note=note, mark=60)


def large_catalogue(number: int) -> int:
    """Items with one published version each, written by the database itself."""
    departments = [
        orgs_verbs.register_department(
            code=make_uscc("11", "410500", 70_000 + serial),
            name=f"测量部门{serial}",
            region_code="410500",
            actor=SYSTEM,
        ).id
        for serial in range(DEPARTMENTS)
    ]
    with connection.cursor() as cursor:
        cursor.execute(_ENTRY_ROWS, [ENTRIES])
        cursor.execute("SELECT id FROM catalogue_catalogueentry WHERE origin = 'bench'")
        entries = [row[0] for row in cursor.fetchall()]
        cursor.execute(_ITEM_ROWS, [entries, ENTRIES, departments, DEPARTMENTS, number])
        ids = [row[0] for row in cursor.fetchall()]
        cursor.execute(_VERSION_ROWS)
        cursor.execute("ANALYZE catalogue_serviceitem, catalogue_itemversion, catalogue_catalogueentry")
        for start in range(0, number, 5_000):
            keep_standings(ids[start : start + 5_000])
        cursor.execute("ANALYZE catalogue_standing")
    return len(ids)
