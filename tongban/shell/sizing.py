"""The sizing table: how many people a machine serves, by formulas from what was measured.

`docs/reference/measurements.json` holds what `python -m bench --write-docs` found; a figure that is not there yet is
shown as open, never guessed.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MEASUREMENTS = Path(__file__).resolve().parents[2] / "docs" / "reference" / "measurements.json"
OPEN = "（待测）"

REQUESTS_PER_MILLION = 235.0
"""Requests per second at the peak for a million residents: the rule by which Open Zaak, a peer, is sized."""

CASES_PER_RESIDENT = 1.0
WORKING_DAYS = 250
PEAK_SHARE = 0.2
"""Of a day's cases, those of its busiest hour."""

PAPERS_PER_CASE = 3
LOAD = 0.6
"""How far a core is loaded at the peak; the rest is for bad days and for replacing processes."""

MEASURED_CORES = 2
KIB_PER_CASE = 60.0
"""Database and files of one closed case where `faults.json` has no figure: two small materials, four sealed papers."""

SIZES = (100_000, 300_000, 1_000_000, 3_000_000, 10_000_000)


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


@dataclass(frozen=True, slots=True)
class Measured:
    """What the table needs; None where it was not measured."""

    page_ms: float | None
    lives: float | None
    submissions: float | None
    papers: float | None
    memory_mib: float | None
    kib_per_case: float | None = None
    date: str = ""

    @classmethod
    def read(cls, path: Path = MEASUREMENTS) -> Measured:
        """From the document of the bench; all open where there is none."""
        document = _read(path)
        medians = {row["name"]: row["median"] for row in document.get("results", [])}
        return cls(
            page_ms=medians.get("case page"),
            lives=medians.get("whole lives, 16 clients"),
            submissions=medians.get("submissions, 16 clients"),
            papers=medians.get("papers drawn and sealed"),
            memory_mib=medians.get("memory of all processes with pages open"),
            kib_per_case=_read(path.with_name("faults.json")).get("kib_per_closed_case"),
            date=str(document.get("date", "")),
        )


@dataclass(frozen=True, slots=True)
class Need:
    """What a city of so many residents needs at its peak."""

    residents: int
    requests: float
    cases_a_day: float
    lives: float
    cores: int | None
    memory_gib: int | None
    disk_gib: float


def need(residents: int, measured: Measured) -> Need:
    """The formulas of the page."""
    requests = REQUESTS_PER_MILLION * residents / 1e6
    cases = residents * CASES_PER_RESIDENT / WORKING_DAYS
    lives = cases * PEAK_SHARE / 3600
    disk = residents * CASES_PER_RESIDENT * (measured.kib_per_case or KIB_PER_CASE) / 2**20
    cores = memory = None
    if measured.page_ms and measured.lives and measured.papers:
        busy = requests * measured.page_ms / 1000 + lives * MEASURED_CORES / measured.lives
        busy += lives * PAPERS_PER_CASE / measured.papers
        cores = max(2, math.ceil(busy / LOAD))
    if cores and measured.memory_mib:
        # A web process and half a worker a core, as measured; the database takes as much again, and no less than 2 GiB.
        memory = math.ceil(cores * measured.memory_mib / MEASURED_CORES / 1024 + max(2, cores))
    return Need(residents, requests, cases, lives, cores, memory, disk)


def page(head: str, table: Callable[[list[str], list[list[object]]], str], path: Path = MEASUREMENTS) -> str:
    """The page of the documentation, in Chinese like the other pages for operators."""
    measured = Measured.read(path)
    rows: list[list[object]] = []
    for residents in SIZES:
        n = need(residents, measured)
        rows.append(
            [
                f"{residents // 10_000} 万", f"{n.requests:,.0f}", f"{n.cases_a_day:,.0f}", f"{n.lives:.2f}",
                n.cores or OPEN, n.memory_gib or OPEN, f"{n.disk_gib:,.0f}",
            ]
        )  # fmt: skip
    titles = ["常住人口", "高峰请求/秒", "办件/工作日", "高峰办件/秒", "处理器核", "内存 GiB", "磁盘 GiB/年"]
    return head + "# 规模估算\n\n" + _inputs(measured, table) + _FORMULAS + table(titles, rows) + _NOTES


def _inputs(measured: Measured, table: Callable[[list[str], list[list[object]]], str]) -> str:
    def shown(value: float | None, digits: int = 1) -> str:
        return OPEN if value is None else f"{value:,.{digits}f}"

    rows: list[list[object]] = [
        ["`t` 一个办件页占用处理器", "ms", shown(measured.page_ms), "`case page`，一个客户端"],
        ["`v` 整件（提交到办结）", "件/秒，两核", shown(measured.lives), "`whole lives, 16 clients`"],
        ["`u` 提交", "件/秒，两核", shown(measured.submissions, 0), "`submissions, 16 clients`"],
        ["`w` 文书生成并盖章签名", "份/秒，一核", shown(measured.papers), "`papers drawn and sealed`"],
        ["`m` 全部进程的内存", "MiB，两核", shown(measured.memory_mib, 0), "`memory of all processes …`"],
        [
            "`k` 一件办结的办件占用磁盘",
            "KiB",
            shown(measured.kib_per_case or KIB_PER_CASE, 0),
            "`kib_per_closed_case`（faults.json）",
        ],
    ]
    when = f"（{measured.date}）" if measured.date else ""
    return f"## 测得的数{when}\n\n" + table(["量", "单位", "值", "测量项（measurements.json）"], rows) + "\n"


_FORMULAS = f"""## 算式

- 高峰请求：`r = {REQUESTS_PER_MILLION:.0f} × 人口 ÷ 1,000,000`（每百万人 235 次/秒，取自同类系统 Open Zaak 的规则）。
- 办件：`d = 人口 × {CASES_PER_RESIDENT:.0f} ÷ {WORKING_DAYS}`（每人每年一件，一年 250 个工作日；按本市的数改）。
- 高峰办件：`p = d × {PEAK_SHARE} ÷ 3600`（最忙的一小时占全天五分之一）。
- 处理器：`核 = (r × t ÷ 1000 + p × {MEASURED_CORES} ÷ v + p × {PAPERS_PER_CASE} ÷ w) ÷ {LOAD}`，至少 2。
  高峰时只用到六成；数据库在同一台机器上，已含在测得的数里。
- 内存：`核 × m ÷ {MEASURED_CORES} ÷ 1024`，另加数据库每核 1 GiB、至少 2 GiB。
- 磁盘：`人口 × 每年件数 × k`，扫描件按实际大小另加，备份另算。

## 表

"""
_NOTES = f"""
表里的请求都按最贵的办件页计，静态文件和办事指南更便宜。超过一台机器时，网页和后台可以放在几台机器上，数据库单独一台
（[进程、代理和不停机更换](../how-to/processes.md)）。
“{OPEN}”要先运行 `python -m bench --write-docs`，再运行 `tongban docs`。
"""
