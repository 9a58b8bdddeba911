"""JSON, the national tables and CPSV-AP: what each carries comes back, and what it cannot is listed."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path

import pytest
from rdflib import DCTERMS, RDF, Graph, Literal, URIRef

from tongban.catalogue.content import FaqView, FeeItemView, FeeView, MaterialView, VersionContent
from tongban.catalogue.exchange.cpsv import CPSV, CV, duration, jsonld_pieces, turtle_pieces
from tongban.catalogue.exchange.documents import fields_from, json_pieces, line_from
from tongban.catalogue.exchange.national import NOT_CARRIED, national_tables, write_national
from tongban.catalogue.exchange.writing import FORMATS, write
from tongban.catalogue.import_mapping import content_of
from tongban.catalogue.listing import Listing
from tongban.catalogue.tests.conftest import guide
from tongban.catalogue.tests.test_exchange_sheet import AWKWARD, CODE, line
from tongban.feeds import national_tables as tables
from tongban.feeds.registry import feed_named
from tongban.kernel.deadline import Limit, LimitUnit

FULL = guide(
    visits=1,
    visit_reason="当面核验",
    online_depth=3,
    special_procedures=("听证", "检验"),
    hours="周一至周五",
    consulting="网络：example.cn",
    power_source="法定本级行使",
    handle_area="全市",
    entrusted_by="某委",
    intermediary="检测",
    quantity_limit="无数量限制",
    result_sample="样本1",
    pay_online=False,
    self_service=True,
    booking=True,
    courier=False,
    online_url="https://example.cn",
    fee=FeeView(charged=True, items=(FeeItemView("工本费", "每证10元", "条例"),)),
    faqs=(FaqView("问", "答"),),
    themes=("公共安全", "准营准办"),
    materials=(
        MaterialView(1, "申请表", "required", form="original", medium="both", copies=2, source="applicant"),
        MaterialView(2, "照片", "optional", form="copy", paper_size="A4", source_note="自拍", filling_note="须知"),
    ),
)  # fmt: skip


def test_json_comes_back_whole() -> None:
    lines = [line(), line(AWKWARD), line(FULL)]
    found = json.loads(b"".join(json_pieces(lines)))
    assert [line_from(one) for one in found["items"]] == lines
    with pytest.raises(TypeError):
        fields_from({"unknown": 1})


@pytest.mark.parametrize("ending", [".json", ".xlsx", ".zip"])
def test_the_national_tables_carry_all_but_what_is_listed(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"national{ending}"
    ours = replace(FULL, steps=tuple(replace(step, standard="") for step in FULL.steps))
    assert write_national([line(ours, item_kind="public_service"), line(guide(), CODE + "01")], file) == 2
    by_code = {row.code: row for row in feed_named("national").read(file)}
    assert set(by_code) == {CODE, CODE + "01"}
    item = by_code[CODE].item
    assert item is not None
    assert item.item_kind == "public_service"
    back = content_of(item)
    listed = {name.partition(".")[0] for name in NOT_CARRIED} | {"defaults"}
    differing = {one.name for one in fields(VersionContent) if getattr(back, one.name) != getattr(ours, one.name)}
    assert differing <= listed
    carried = {"materials", "steps", "legal_bases", "fee", "faqs", "themes", "channels", "phones", "online_depth"}
    assert differing & carried == set()
    assert back.result is not None
    assert ours.result is not None
    assert (back.result.kind, back.result.name) == (ours.result.kind, ours.result.name)
    assert back.defaults == ("form",)


def test_every_table_of_the_layout_stands_even_when_it_is_empty() -> None:
    found = national_tables([])
    assert len(found) == 11
    assert all(not rows for rows in found.values())


def test_written_codes_are_in_the_dictionary() -> None:
    found = national_tables([line(FULL), line(guide(applicant_kinds=("sole_trader",)))])
    first, second = found["up_task_general_basic"]
    assert (first["anticipate_day"], first["anticipate_type"], first["server_type"]) == ("20", "W", "2^9")
    assert second["server_type"] == "9"  # listed in NOT_CARRIED
    assert {one["material_format"] for one in found["up_task_general_material"]} <= {"", *tables.MATERIAL_FORMATS}
    assert "个体工商户" in NOT_CARRIED["applicant_kinds"]


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        (Limit(5, LimitUnit.WORKING_DAY), "P5D"),
        (Limit(2, LimitUnit.HOUR), "PT2H"),
        (Limit(3, LimitUnit.MONTH), "P3M"),
        (Limit(1, LimitUnit.YEAR), "P1Y"),
        (Limit(0, LimitUnit.WORKING_DAY), "PT0S"),
    ],
)
def test_durations(limit: Limit, text: str) -> None:
    assert duration(limit) == text


def test_turtle_and_json_ld_say_the_same() -> None:
    lines = [line(FULL), line(guide(fee=FeeView(charged=False)), CODE[:-1] + "2")]
    turtle = Graph().parse(data=b"".join(turtle_pieces(lines)), format="turtle")
    linked = Graph().parse(data=b"".join(jsonld_pieces(lines)), format="json-ld")
    assert set(turtle) == set(linked)
    services = list(turtle.subjects(RDF.type, CPSV.PublicService))
    assert len(services) == 2
    node = URIRef(f"urn:tongban:item:{CODE}")
    assert turtle.value(node, DCTERMS.title) == Literal("公共场所卫生许可（新证）", lang="zh")
    assert str(turtle.value(node, CV.processingTime)) == "P5D"
    for predicate, count in ((CPSV.hasInput, 2), (CV.hasChannel, 2), (CV.hasLegalResource, 1), (CPSV.produces, 1)):
        assert len(list(turtle.objects(node, predicate))) == count
    cost = turtle.value(node, CV.hasCost)
    assert float(str(turtle.value(cost, CV.hasValue))) == 10.0
    rule = turtle.value(node, CPSV.follows)
    assert "承诺办结时限：5个工作日" in str(turtle.value(rule, DCTERMS.description))


def test_an_empty_telephone_is_none() -> None:
    graph = Graph().parse(data=b"".join(turtle_pieces([line(guide(phones=("", " ", "12345")))])), format="turtle")
    assert [str(one) for one in graph.objects(None, CV.telephone)] == ["12345"]


def test_unknown_fees_are_left_out() -> None:
    graph = Graph().parse(data=b"".join(turtle_pieces([line(guide(fee=FeeView()))])), format="turtle")
    assert not list(graph.objects(None, CV.hasCost))


def real_lines(real_data: Path) -> list[Listing]:
    rows = feed_named("guangdong").read(real_data / "items/guangzhou_city.jsonl")
    return [line(content_of(row.item), row.item.code, item_kind=row.item.item_kind) for row in rows if row.item]


@pytest.mark.real_data
def test_the_shapes_find_nothing_wrong(real_data: Path) -> None:
    """The standard's own example gives six results; ours none."""
    from pyshacl import validate

    shapes = Graph().parse(real_data / "shapes/cpsv-ap-3.2.0-SHACL.ttl")
    lines = [line(FULL), line(guide(), CODE[:-1] + "2"), *real_lines(real_data)[:60]]
    graph = Graph().parse(data=b"".join(turtle_pieces(lines)), format="turtle")
    conforms, _, text = validate(graph, shacl_graph=shapes)
    assert conforms, text
    example = Graph().parse(real_data / "shapes/cpsv-ap-example.ttl")
    assert "Results (6)" in validate(example, shacl_graph=shapes)[2]


@pytest.mark.parametrize(
    ("form", "ending"), [(form, ending) for form, endings in FORMATS.items() for ending in endings]
)
def test_every_shape_is_written_whole_or_not_at_all(tmp_path: Path, form: str, ending: str) -> None:
    file = tmp_path / f"out{ending}"
    assert write(form, [line(), line(FULL, CODE[:-1] + "2")], file) == 2
    assert file.stat().st_size > 500
    size = file.stat().st_size

    def broken() -> object:
        yield line()
        raise OSError

    with pytest.raises(OSError):
        write(form, broken(), file)  # type: ignore[arg-type]
    assert [one.name for one in tmp_path.iterdir()] == [file.name]
    assert file.stat().st_size == size


def test_a_wrong_ending_is_said(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\.ttl、\.jsonld"):
        write("cpsv", [], tmp_path / "a.xlsx")


def test_the_table_of_elements_is_safe_to_open(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    write("csv", [line(AWKWARD)], file)
    text = file.read_bytes().decode("utf-8-sig")
    assert text.startswith("事项名称,基本编码")
    assert "\n'=1+1," in text.replace("\r", "")
