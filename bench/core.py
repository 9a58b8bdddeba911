"""Single verbs in one process: arithmetic, ledger, papers, imports, search. Every measure ends by itself."""

from __future__ import annotations

import datetime as dt
import os
import time
from pathlib import Path

from bench.timing import Bench, take
from tongban.cases import services as cases
from tongban.cases.tests.conftest import City, build
from tongban.catalogue import selectors as catalogue
from tongban.catalogue import services as items
from tongban.documents import services as documents
from tongban.documents.body import DocumentBody
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit, LimitUnit, Pause, due
from tongban.ledger import services as ledger
from tongban.reference import selectors as reference
from tongban.reference import services as reference_verbs

SYSTEM = Actor.system()
QUERIES = ("卫生许可", "食品经营", "出生", "身份证", "社保", "林木", "采伐", "企业登记", "gjj", "备案")


def measure(bench: Bench) -> None:
    """All measures, the quick ones first."""
    data = Path(os.environ["TONGBAN_REAL_DATA"]) if os.environ.get("TONGBAN_REAL_DATA") else None
    reference_verbs.load_reference_data(actor=SYSTEM)
    deadlines(bench)
    city = bench.shared("city", build)
    applications(bench, city)
    papers(bench, city)
    if data is None:
        bench.tell("TONGBAN_REAL_DATA is not set: imports and search were not measured")
        return
    feed(bench, data)
    search(bench)
    if bench.scale == "full":
        regions(bench, data)


def deadlines(bench: Bench) -> None:
    """Pure arithmetic over the city's calendar."""
    calendar = reference.work_calendar()
    start = dt.date(2026, 2, 2)
    pause = [Pause(dt.date(2026, 2, 24), dt.date(2026, 2, 25))]
    for name, limit, pauses in (
        ("deadline, 20 working days over Spring Festival", Limit(20, LimitUnit.WORKING_DAY), []),
        ("deadline, 20 working days with a pause", Limit(20, LimitUnit.WORKING_DAY), pause),
        ("deadline, 3 months", Limit(3, LimitUnit.MONTH), []),
    ):
        bench.seconds(name, "µs", take(lambda: due(start, limit, calendar, pauses), runs=2000), scale=1e6)  # noqa: B023


def applications(bench: Bench, city: City) -> None:
    """Draft, form, two uploads, submission, acceptance by the verbs, in one process."""
    submitted = []
    drafts = [city.draft(city.promised) for _ in range(30)]
    for first in range(0, 30, 10):
        started = time.perf_counter()
        for uid in drafts[first : first + 10]:
            cases.submit_case(case_uid=uid, actor=city.resident)
        submitted.append((10, time.perf_counter() - started))
    bench.rate("cases, submit", "cases/s", submitted, note="one process")
    whole = take(lambda: city.accepted(city.promised), runs=10)
    bench.seconds("cases, draft to acceptance", "ms", whole, scale=1000, note="six verbs")
    started = time.perf_counter()
    done = ledger.drain(max_deliveries=40)
    bench.rate("reactions", "deliveries/s", [(done, time.perf_counter() - started)], note="mostly sealed PDFs")


def papers(bench: Bench, city: City) -> None:
    """A written instrument: drawn, sealed, signed, stored."""
    serial = iter(range(1, 1000))

    def issue() -> None:
        documents.issue_document(
            kind="acceptance_notice",
            number=f"测量〔2026〕受字第{next(serial)}号",
            title="受理通知书",
            body=DocumentBody(
                addressee="同安小满餐饮管理有限公司", paragraphs=("你单位提出的申请，本机关予以受理。",) * 3
            ),
            authority_name="同安市卫生健康委员会",
            seal_department_code=city.department_code,
            issued_on=dt.date(2026, 11, 21),
            actor=SYSTEM,
        )

    issue()
    bench.seconds("PDF, drawn, sealed and signed", "ms", take(issue, runs=15), scale=1000)


def feed(bench: Bench, data: Path) -> None:
    """The guides of a province, first and again."""
    path = data / "items" / "guangdong_province.jsonl"
    for note in ("first time", "again, nothing changes"):
        started = time.perf_counter()
        report = items.import_feed("guangdong", path, actor=SYSTEM)
        bench.seconds("feed import", "s", [time.perf_counter() - started], note=f"{report.rows:,} rows, {note}")


def search(bench: Bench) -> None:
    """Words of two and more characters and pinyin initials over the imported items."""
    for word in QUERIES:
        catalogue.search(word)
    times = [seconds for word in QUERIES * 10 for seconds in take(lambda: catalogue.search(word), runs=1)]  # noqa: B023
    total = catalogue.search("").total
    bench.percentile(
        "search, 95th percentile", "ms", times, 95, scale=1000, note=f"{total:,} items; spread: median to max"
    )


def regions(bench: Bench, data: Path) -> None:
    """The national divisions down to villages."""
    started = time.perf_counter()
    report = reference_verbs.import_regions(data / "divisions", actor=SYSTEM)
    bench.seconds("regions import", "s", [time.perf_counter() - started], note=f"{report.rows:,} rows")
