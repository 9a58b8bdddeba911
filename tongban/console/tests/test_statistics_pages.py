"""Statistics and points in the console: filters in the address, lists, charts, files, kept figures; who may."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pypdf
import pytest

from tongban.cases.tests.conftest import SYSTEM
from tongban.catalogue import selectors as catalogue
from tongban.catalogue import services as items
from tongban.console.tests.test_pages import Town, text
from tongban.kernel import clock
from tongban.orgs import services as orgs

NONSENSE = {"as_of": "nie", "department": "9" * 30, "kind": "x", "level": "9", "region": "abc", "by": "x", "base": "0"}


def test_the_address_holds_the_filters(town: Town) -> None:
    client = town.signed_in("bureau")
    units = catalogue.statistics().units
    assert units == 3
    for query in ({}, NONSENSE, {"by": "kind"}, {"by": "level"}, {"by": "region", "base": "2020-01-01"}):
        page = client.get("/console/statistics", query)
        assert page.status_code == 200
        assert "即办率" in text(page)
    past = text(client.get("/console/statistics", {"as_of": "2020-01-01"}))
    assert "2020年1月1日" in past
    assert "as_of=2020-01-01" in past
    assert 'value="2020-01-01"' in past
    one = text(client.get("/console/statistics", {"department": str(town.city.department_id), "kind": "licensing"}))
    assert "selected" in one


def test_visits_are_weighted_by_cases_where_that_is_asked(town: Town) -> None:
    client = town.signed_in("bureau")
    assert "按办件量加权）：" not in text(client.get("/console/statistics"))
    page = text(client.get("/console/statistics", {"weigh": "1", "by": "kind"}))
    assert "平均跑动次数（按办件量加权）：" in page
    # The filters of the page go on to the list, the report and the table.
    assert "weigh=1" in page


def test_numbers_are_shown_in_their_own_units(town: Town) -> None:
    """Parts of days and of shares are the machine's; people read working days and items."""
    found, rule = catalogue.statistics(), catalogue.rules()
    mean, days = (catalogue.TERMS[name] for name in ("compression_mean", "compression_converted"))
    rate = found.rates[days.name]
    assert rate.denominator
    assert rule.shown(days, 56 * 20) == "20"
    assert rule.shown(mean, 1_500_000) == "1.50"
    page = text(town.signed_in("bureau").get("/console/statistics"))
    assert rule.shown(days, rate.denominator) in page
    assert f"{rate.denominator:,}</a>" not in page


def test_every_figure_leads_to_its_items(town: Town) -> None:
    client = town.signed_in("bureau")
    over = text(client.get("/console/statistics/items", {"rate": "instant_rate", "part": "over"}))
    rest = text(client.get("/console/statistics/items", {"rate": "instant_rate", "part": "rest"}))
    codes = [row.code for row in catalogue.counted_items("instant_rate", "over").rows]
    assert len(codes) == 2
    assert all(code in over and code not in rest for code in codes)
    for rate in catalogue.TERMS:
        assert client.get("/console/statistics/items", {"rate": rate, "part": "under"}).status_code == 200
    assert client.get("/console/statistics/items", {"rate": "nonsense"}).status_code == 404
    assert client.get("/console/statistics/items", {"rate": "instant_rate", "part": "x"}).status_code == 404
    assert client.get("/console/statistics/items", {"rate": "instant_rate", "cursor": "\x00%"}).status_code == 200


def test_charts_are_drawings_with_their_numbers_beside_them(town: Town) -> None:
    client = town.signed_in("bureau")
    for name in ("groups", "trend"):
        drawn = client.get(f"/console/statistics/{name}.svg", {"by": "kind"})
        assert drawn["Content-Type"] == "image/svg+xml"
        assert drawn.content.startswith(b"<svg")
    assert client.get("/console/statistics/other.svg").status_code == 404
    assert "即办率" in text(client.get("/console/statistics/trend"))


def test_the_table_has_what_the_page_has(town: Town) -> None:
    content = town.signed_in("bureau").get("/console/statistics/table.csv", {"by": "department"}).content
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    (instant,) = [row for row in rows if row["名称"] == "全部" and row["指标代码"] == "instant_rate"]
    assert (instant["分子"], instant["分母"], instant["比率"]) == ("2", "3", "66.6%")
    assert {row["名称"] for row in rows} > {"全部"}


def test_the_report_is_a_pdf_that_names_its_rules(town: Town) -> None:
    answer = town.signed_in("bureau").get("/console/statistics/report.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert len(answer.content) < 400_000
    text_of = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages)
    assert all(
        words in text_of for words in ("图2", "最近12个月", "规则包", catalogue.TERMS["compression"].formula[:6])
    )
    past = {"as_of": (clock.today() - dt.timedelta(days=40)).isoformat()}
    assert town.signed_in("bureau").get("/console/statistics/report.pdf", past).content.startswith(b"%PDF-")


def test_figures_are_kept_and_counted_again(town: Town) -> None:
    client = town.signed_in("bureau")
    assert client.post("/console/statistics/keep", {"title": " "}).status_code == 302
    assert not catalogue.snapshots()
    assert client.post("/console/statistics/keep?kind=licensing", {"title": "季度通报"}).status_code == 302
    (kept,) = catalogue.snapshots()
    assert kept.scope == {"item_kind": "licensing"}
    assert "都一致" in text(client.get("/console/statistics/kept", {"prove": str(kept.id)}))
    assert client.get("/console/statistics/kept", {"prove": "999999"}).status_code == 404
    assert client.get("/console/statistics/keep").status_code == 405
    assert town.signed_in("department_admin").post("/console/statistics/keep", {"title": "x"}).status_code == 403


def test_points_show_what_they_lack(town: Town) -> None:
    client = town.signed_in("bureau")
    assert client.get("/console/points").status_code == 200
    hall = orgs.open_hall(name="某站", region_code="410500", actor=SYSTEM)
    items.offer_item(item_id=town.city.promised.item_id, hall_id=hall.id, basis="文件", actor=SYSTEM)
    assert town.city.promised.name in text(client.get(f"/console/points/{hall.id}/"))
    assert client.get(f"/console/points/{10**30}/").status_code == 404


ADDRESSES = ("statistics/items?rate=instant_rate", "statistics/trend", "statistics/kept", "statistics/groups.svg",
             "statistics/table.csv", "statistics/report.pdf", "points", "points/1/")  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_who_may(town: Town, address: str) -> None:
    assert town.signed_in("clerk").get(f"/console/{address}").status_code == 403
    assert town.signed_in("department_admin").get(f"/console/{address}").status_code in (200, 404)
