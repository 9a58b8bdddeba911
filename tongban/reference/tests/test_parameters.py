"""The rule packs: citations that stand in the law, validity, and which of two values binds."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from pytest_django import Settings

from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit, LimitUnit, articles
from tongban.kernel.errors import PermissionDenied
from tongban.reference import selectors, services
from tongban.reference.errors import UnknownParameter
from tongban.reference.models import Parameter, RulePack
from tongban.reference.services.loading import ParameterFile, pack_files
from tongban.reference.states import Stricter

SYSTEM = Actor.system()
CITED = [(pack["code"], entry) for pack in pack_files() for entry in pack["parameters"] if entry.get("law")]
NEEDED = [
    "one_time_notice.window",
    "one_time_notice.online",
    "one_time_notice.national",
    "delivery_limit",
    "bad_rating_contact",
    "supplement_limit",
    "supplement_missed",
    "instant_lamp",
    "rate_rounding",
]


def article_text(text: str, article: str) -> str:
    """The paragraphs of one article: from its heading to the next article."""
    found = re.search(rf"^{article}[ 　](.*?)(?=^第[一二三四五六七八九十百]+条[ 　]|\Z)", text, re.S | re.M)
    assert found, article
    return found[1]


@pytest.mark.real_data
@pytest.mark.parametrize(("pack", "entry"), CITED, ids=lambda value: value if isinstance(value, str) else value["key"])
def test_each_quoted_sentence_stands_in_its_article(real_data: Path, pack: str, entry: ParameterFile) -> None:
    (path,) = (real_data / "laws").glob(f"{entry['law']}(*.md")
    assert entry["quote"] in article_text(path.read_text("utf-8"), entry["article"])


@pytest.mark.real_data
def test_the_articles_that_counting_quotes_stand_in_the_law(real_data: Path) -> None:
    (path,) = (real_data / "laws").glob("行政许可法(*.md")
    law = path.read_text("utf-8")
    assert articles.WORKING_DAYS.partition("：")[2] in article_text(law, "第八十二条")
    assert articles.PAUSES.partition("：")[2].rstrip("。") in article_text(law, "第四十五条")


def test_every_parameter_is_cited_or_explained() -> None:
    for pack in pack_files():
        for entry in pack["parameters"]:
            assert Stricter(entry["stricter"])
            assert entry.get("quote") or entry.get("note"), entry["key"]
            assert bool(entry.get("law")) == bool(entry.get("article")) == bool(entry.get("quote")), entry["key"]


@pytest.mark.django_db
def test_loading_is_idempotent_and_asks_for_the_right() -> None:
    with pytest.raises(PermissionDenied):
        services.load_reference_data(actor=Actor())
    assert services.load_reference_data(actor=SYSTEM).changed
    assert not services.load_reference_data(actor=SYSTEM).changed
    Parameter.objects.filter(key="delivery_limit").update(value=99)
    assert services.load_reference_data(actor=SYSTEM).parameters == 1
    assert selectors.parameter("delivery_limit").value == 10


@pytest.mark.django_db
class TestBinding:
    @pytest.fixture(autouse=True)
    def _loaded(self) -> None:
        services.load_reference_data(actor=SYSTEM)

    @pytest.mark.parametrize("key", NEEDED)
    def test_what_other_rooms_ask_for(self, key: str) -> None:
        assert selectors.parameter(key).citation

    def test_the_stricter_local_rule_binds(self) -> None:
        window = selectors.parameter("one_time_notice.window")
        assert window.limit == Limit(0, LimitUnit.WORKING_DAY)
        assert window.citation == "《安阳市政务服务条例》第三十六条"
        assert selectors.parameter("one_time_notice.online").limit == Limit(1, LimitUnit.WORKING_DAY)

    def test_the_national_rule_stands_where_the_city_has_none(self) -> None:
        assert selectors.parameter("one_time_notice.national").limit == Limit(5, LimitUnit.WORKING_DAY)
        assert selectors.parameter("delivery_limit").citation == "《行政许可法》第四十四条"

    def test_a_laxer_local_rule_does_not_bind(self) -> None:
        Parameter.objects.filter(pack="anyang", key="one_time_notice.online").update(value=6)
        assert selectors.parameter("one_time_notice.online").number == 5
        Parameter.objects.filter(pack="anyang", key="one_time_notice.online").update(value=30, unit="hour")
        assert selectors.parameter("one_time_notice.online").limit == Limit(30, LimitUnit.HOUR)

    def test_where_more_is_stricter(self) -> None:
        Parameter.objects.create(
            pack_id="anyang", key="hearing_notice_ahead", value=10, unit="working_day", stricter="more",
            note="本地从严", valid_from=dt.date(2022, 1, 1),
        )  # fmt: skip
        assert selectors.parameter("hearing_notice_ahead").number == 10

    def test_before_the_ordinance_the_nation_alone(self) -> None:
        before = selectors.parameter("one_time_notice.window", on=dt.date(2021, 11, 30))
        assert before.pack == "national"
        assert selectors.parameter("one_time_notice.window", on=dt.date(2021, 12, 1)).pack == "anyang"

    def test_a_value_that_ended_no_longer_binds(self) -> None:
        Parameter.objects.filter(pack="anyang").update(valid_to=dt.date(2025, 12, 31))
        assert selectors.parameter("supplement_missed", on=dt.date(2026, 1, 1)).pack == "national"

    def test_another_citys_pack_stays_out(self, settings: Settings) -> None:
        settings.TONGBAN_CITY_PACK = "elsewhere"
        assert selectors.parameter("one_time_notice.window").number == 5
        services.register_region(code="41", name="河南省", level=1, actor=SYSTEM)
        services.register_region(code="4105", name="安阳市", level=2, parent_code="41", actor=SYSTEM)
        assert selectors.parameter("one_time_notice.window", region_code="410500").number == 0

    def test_a_countys_own_pack(self) -> None:
        services.register_region(code="41", name="河南省", level=1, actor=SYSTEM)
        services.register_region(code="4105", name="安阳市", level=2, parent_code="41", actor=SYSTEM)
        services.register_region(code="410522", name="安阳县", level=3, parent_code="4105", actor=SYSTEM)
        pack = RulePack.objects.create(code="county", name="县规则包", region_code="410522")
        Parameter.objects.create(
            pack=pack, key="delivery_limit", value=3, unit="working_day", stricter="less", note="县级从严",
            valid_from=dt.date(2022, 1, 1),
        )  # fmt: skip
        assert selectors.parameter("delivery_limit", region_code="410522").number == 3
        assert selectors.parameter("delivery_limit").number == 10

    def test_unknown_parameters_and_wrong_readings(self) -> None:
        with pytest.raises(UnknownParameter, match="no_such"):
            selectors.parameter("no_such")
        with pytest.raises(UnknownParameter):
            selectors.parameter("delivery_limit", on=dt.date(2000, 1, 1))
        with pytest.raises(ValueError, match="not a number"):
            selectors.parameter("supplement_missed").number  # noqa: B018

    def test_the_page_of_the_pack_lists_what_binds(self) -> None:
        binding = {view.key: view for view in selectors.parameters()}
        assert binding["one_time_notice.window"].number == 0
        assert binding["decision_limit"].article == "第四十二条"
        assert all(selectors.parameter(key) == view for key, view in binding.items())
