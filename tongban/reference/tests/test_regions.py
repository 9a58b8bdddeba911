"""Import of published divisions: what is taken, mended, refused; and the questions about places."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tongban.kernel.actor import Actor
from tongban.kernel.errors import PermissionDenied
from tongban.ledger import selectors as ledger
from tongban.ledger.facts import ObjectRef
from tongban.reference import region_codes, selectors, services
from tongban.reference.errors import BadRegion, RegionColumns, RegionFileMissing, UnknownRegion, UnreadableRegionFile
from tongban.reference.models import Region

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()

FILES = {
    "provinces.csv": "code,name\n41,河南省\n44,广东省\n",
    "cities.csv": "code,name,provinceCode\n4105,安阳市,41\n4190,省直辖县级行政区划,41\n4419,东莞市,44\n",
    "areas.csv": (
        "code,name,cityCode,provinceCode\n410502,文峰区,4105,41\n"
        "410571,安阳高新技术产业开发区,4105,41\n441900,东莞市,4419,44\n"
    ),
    "streets.csv": (
        "code,name,areaCode,provinceCode,cityCode\n410502001,东大街街道,410502,41,4105\n"
        "410502400,第一农场,410502,41,4105\n441900003,东城街道,441900,44,4419\n"
    ),
    "villages.csv": (
        "code,name,streetCode,provinceCode,cityCode,areaCode\n410502001001,仁义巷社区,410502001,41,4105,410502\n"
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def replace(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def test_import_takes_every_row_once(folder: Path) -> None:
    said: list[str] = []
    first = services.import_regions(folder, actor=SYSTEM, progress=said.append)
    assert (first.rows, first.taken, first.mended, first.unchanged, first.refused) == (12, 12, 1, 0, 0)
    assert first.clean
    assert [finding.code for finding in first.findings] == ["441900"]
    assert said
    before = list(Region.objects.order_by("code").values())
    second = services.import_regions(folder, actor=SYSTEM)
    assert (second.taken, second.unchanged) == (0, 12)
    assert list(Region.objects.order_by("code").values()) == before
    assert len(ledger.timeline(ObjectRef("region_table", "china"))) == 1


def test_a_renamed_place_is_taken_alone(folder: Path) -> None:
    services.import_regions(folder, actor=SYSTEM)
    replace(folder, "streets.csv", "东大街街道", "东大街道")
    report = services.import_regions(folder, actor=SYSTEM)
    assert (report.taken, report.unchanged) == (1, 11)
    assert selectors.region("410502001").name == "东大街道"


def test_codes_parents_and_kinds(folder: Path) -> None:
    services.import_regions(folder, actor=SYSTEM)
    assert selectors.region("4105") == selectors.region("410500") == selectors.region("410500000000")
    assert [place.name for place in selectors.ancestors("410502001001")] == [
        "河南省",
        "安阳市",
        "文峰区",
        "东大街街道",
        "仁义巷社区",
    ]
    kinds = {place.code: place.kind for place in selectors.regions("410500")}
    assert kinds == {"410502": "real", "410571": "zone"}
    assert selectors.region("419000").kind == "group"
    assert selectors.region("410502400").kind == "zone"
    assert [place.code for place in selectors.regions()] == ["410000", "440000"]


def test_a_city_without_counties_keeps_its_code_and_its_towns(folder: Path) -> None:
    services.import_regions(folder, actor=SYSTEM)
    assert selectors.region("441900").level == 2
    assert selectors.region("441901").kind == "own_level"
    assert [place.code for place in selectors.ancestors("441900003")] == ["440000", "441900", "441901", "441900003"]


def test_search_by_name_pinyin_and_initials(folder: Path) -> None:
    services.import_regions(folder, actor=SYSTEM)
    assert selectors.search_regions("文峰")[0].code == "410502"
    assert selectors.search_regions("anyang")[0].code == "410500"
    assert [place.code for place in selectors.search_regions("ays")] == ["410500"]
    assert selectors.search_regions(" ") == []
    assert selectors.region_names(["4105", "999999"]) == {"4105": "安阳市"}


def test_covered_codes_hold_everything_below_and_unknown_codes_themselves(folder: Path) -> None:
    services.import_regions(folder, actor=SYSTEM)
    assert selectors.covered_codes(["410502", "999999"]) == {
        "410502",
        "410502001",
        "410502400",
        "410502001001",
        "999999",
    }
    assert selectors.covered_codes([]) == frozenset()


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "words"),
    [
        ("areas.csv", "410502,文峰区", "4105,文峰区", 2, "不是第 3 级"),
        ("areas.csv", "410502,文峰区", "41050X,文峰区", 2, "不是第 3 级"),
        ("streets.csv", "410502400,第一农场", "410502001,第一农场", 3, "重复"),
        ("streets.csv", "第一农场,410502,", "第一农场,410599,", 3, "不在表中"),
        ("streets.csv", "第一农场", " ", 3, "名称"),
        ("streets.csv", "第一农场", "场" * 65, 3, "名称"),
        ("villages.csv", "410502001001,仁义巷社区,410502001,41,4105,410502", "410502001001", 2, "列"),
    ],
)
def test_bad_rows_are_refused_with_line_and_reason(
    folder: Path, name: str, old: str, new: str, line: int, words: str
) -> None:
    replace(folder, name, old, new)
    report = services.import_regions(folder, actor=SYSTEM)
    refusal = next(finding for finding in report.findings if not finding.note)
    assert (refusal.file, refusal.line) == (name, line)
    assert words in refusal.text
    assert report.rows == report.taken + report.refused
    assert not report.clean


def test_columns_are_found_by_header(folder: Path) -> None:
    (folder / "cities.csv").write_text("name,provinceCode,code\n安阳市,41,4105\n东莞市,44,4419\n", "utf-8")
    assert services.import_regions(folder, actor=SYSTEM).clean
    assert selectors.region("410500").name == "安阳市"


@pytest.mark.parametrize("header", ["code,name,provinceCode,人口", "code,name", "code,code,name,provinceCode"])
def test_unknown_and_missing_columns_refuse_everything(folder: Path, header: str) -> None:
    (folder / "cities.csv").write_text(f"{header}\n", "utf-8")
    with pytest.raises(RegionColumns, match=r"cities\.csv"):
        services.import_regions(folder, actor=SYSTEM)
    assert not Region.objects.exists()


def test_byte_order_mark_and_gbk_are_read_with_a_finding(folder: Path) -> None:
    (folder / "provinces.csv").write_bytes("\ufeff".encode() + FILES["provinces.csv"].encode())
    (folder / "cities.csv").write_bytes(FILES["cities.csv"].encode("gb18030"))
    report = services.import_regions(folder, actor=SYSTEM)
    assert (report.taken, report.refused) == (12, 0)
    texts = "".join(finding.text for finding in report.findings)
    assert "BOM" in texts
    assert "GB 18030" in texts
    assert selectors.region("4105").name == "安阳市"


def test_compressed_files_and_broken_ones(folder: Path) -> None:
    raw = gzip.compress((folder / "villages.csv").read_bytes())
    (folder / "villages.csv").unlink()
    (folder / "villages.csv.gz").write_bytes(raw[:-12])
    with pytest.raises(UnreadableRegionFile):
        services.import_regions(folder, actor=SYSTEM)
    (folder / "villages.csv.gz").write_bytes(raw)
    assert services.import_regions(folder, actor=SYSTEM).taken == 12
    (folder / "streets.csv").write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(UnreadableRegionFile, match="编码"):
        services.import_regions(folder, actor=SYSTEM)
    (folder / "streets.csv").unlink()
    with pytest.raises(RegionFileMissing, match=r"streets\.csv"):
        services.import_regions(folder, actor=SYSTEM)


def test_names_with_odd_characters_survive_the_copy(folder: Path) -> None:
    replace(folder, "streets.csv", "第一农场", "克\\孜·勒苏农场")
    services.import_regions(folder, actor=SYSTEM)
    assert selectors.region("410502400").name == "克\\孜·勒苏农场"


def test_register_one_region() -> None:
    services.register_region(code="41", name="河南省", level=1, actor=SYSTEM)
    city = services.register_region(code="410500", name="安阳市", level=2, parent_code="41", actor=SYSTEM)
    assert services.register_region(code="4105", name="安阳市", level=2, parent_code="41", actor=SYSTEM) == city
    assert len(ledger.timeline(ObjectRef("region", "410500"))) == 1
    own = services.register_region(
        code="410501", name="安阳市本级", level=3, parent_code="4105", kind="own_level", actor=SYSTEM
    )
    assert own.kind == "own_level"
    with pytest.raises(BadRegion, match="上级"):
        services.register_region(code="410502", name="文峰区", level=3, actor=SYSTEM)
    with pytest.raises(BadRegion, match="上级"):
        services.register_region(code="410502", name="文峰区", level=3, parent_code="4199", actor=SYSTEM)
    with pytest.raises(BadRegion, match="级"):
        services.register_region(code="410502", name="文峰区", level=4, parent_code="4105", actor=SYSTEM)


def test_only_those_who_manage_reference_data(folder: Path) -> None:
    with pytest.raises(PermissionDenied):
        services.import_regions(folder, actor=Actor())
    with pytest.raises(PermissionDenied):
        services.register_region(code="41", name="河南省", level=1, actor=Actor())
    with pytest.raises(UnknownRegion):
        selectors.region("41")


@pytest.mark.parametrize(
    ("code", "expected"),
    [("41", "410000"), ("4105", "410500"), ("410500000000", "410500"), ("410502001000", "410502001"), ("x", "x")],
)
def test_canonical_codes(code: str, expected: str) -> None:
    assert region_codes.canonical(code) == expected


def test_pseudo_codes_of_feeds_are_own_level() -> None:
    assert region_codes.kind_of("430101", "长沙市直", 3) == "own_level"
    assert region_codes.kind_of(region_codes.canonical("430102999000"), "芙蓉区本级", 4) == "own_level"


@pytest.mark.real_data
def test_the_published_divisions(real_data: Path) -> None:
    report = services.import_regions(real_data / "divisions", actor=SYSTEM)
    assert list(report.per_file.values()) == [31, 342, 2978, 41352, 620573]
    assert (report.rows, report.taken, report.refused, report.mended) == (665276, 665276, 0, 3)
    assert selectors.region_counts() == {1: 31, 2: 342, 3: 2978, 4: 41352, 5: 620573}
    again = services.import_regions(real_data / "divisions", actor=SYSTEM)
    assert (again.taken, again.unchanged) == (0, 665276)
    towns = [town for county in selectors.regions("4105") for town in selectors.regions(county.code)]
    assert len(towns) == 137
    assert {town.name for town in towns if town.kind == "zone"} == {"步行街综合治理办公室", "北大街综合治理办公室"}
