"""Every scenario that comes with the platform holds; a scenario that is wrong says where."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from tongban.demo.errors import BadScenario
from tongban.demo.scenarios import articles_of, covering, played_alone, read_scenario, shipped
from tongban.demo.scenarios.cited import articles_in, chinese, cited
from tongban.demo.scenarios.playing import Played
from tongban.demo.scenarios.stage import Town, build_town
from tongban.kernel.actor import Actor
from tongban.kernel.tests.standing import standing
from tongban.reference import services as reference

EARLIER = dt.datetime(2026, 11, 2, 1, 0, tzinfo=dt.UTC)
SMALL = """
标题: 没有告知
依据: [行政许可法 第三十二条第一款第四项]
事项: {{法定时限: 20个工作日, 承诺时限: 5个工作日}}
经过:
  - {{时间: 2026-11-24 09:30, 谁: 申请人, 做: 提交申请, {more}}}
"""


def written(tmp_path: Path, more: str) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL.format(more=more), encoding="utf-8")
    return path


def build() -> Town:
    """Calendar, regions, rule packs, and the people of every scenario."""
    reference.load_reference_data(actor=Actor.system())
    return build_town()


@pytest.fixture(scope="module")
def standing_town(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], Town]]:
    """The town, once for the file, before the first day of any scenario."""
    yield from standing(request, django_db_blocker, build, at=EARLIER)


@pytest.fixture
def play(standing_town: Callable[[], Town], db: None) -> Callable[[Path], Played]:
    """Play a file in the town."""
    return lambda path: played_alone(read_scenario(path), standing_town())


@pytest.mark.django_db
@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)
def test_the_scenario_holds(play: Callable[[Path], Played], path: Path) -> None:
    told = play(path)
    assert told.held, "\n".join([told.scenario.title, *told.lines, *told.failures])


def test_every_article_named_is_written_as_the_laws_write_it() -> None:
    scenarios = [read_scenario(path) for path in shipped()]
    assert len({scenario.title for scenario in scenarios}) == len(scenarios)
    assert all(law and head.startswith("第") for law, head in articles_of(scenarios))


def test_every_article_cited_is_shown_or_named_as_background_with_a_reason() -> None:
    scenarios = [read_scenario(path) for path in shipped()]
    assert covering.uncovered(scenarios) == []
    assert covering.superfluous(scenarios) == []
    assert all(len(reason) > 10 for reason in covering.BACKGROUND.values())
    told = covering.table(scenarios)
    assert "| 《行政许可法》第四十三条 | `规则包` | 规则包列出了数值" in told
    assert "| 《行政许可法》第四十二条 |" in told.split("## ")[0]


def test_a_newly_cited_article_is_told_and_so_is_background_that_a_scenario_shows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scenarios = [read_scenario(path) for path in shipped()]
    new = {**cited(), ("行政许可法", "第七十四条"): ("cases",)}
    monkeypatch.setattr(covering, "cited", lambda: new)
    assert covering.uncovered(scenarios) == ["《行政许可法》第七十四条（cases）"]
    monkeypatch.setitem(covering.BACKGROUND, ("行政许可法", "第七十四条"), "说的是法律责任")
    monkeypatch.setitem(covering.BACKGROUND, ("行政许可法", "第三十二条"), "受理是背景")
    assert covering.uncovered(scenarios) == []
    assert covering.superfluous(scenarios) == ["《行政许可法》第三十二条"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("行政许可法第五十八条、第五十九条", ["行政许可法 第五十八条", "行政许可法 第五十九条"]),
        ("依据个人信息保护法第二十三条", ["个人信息保护法 第二十三条"]),
        ("《中华人民共和国行政许可法》第三十二条第一款第四项", ["行政许可法 第三十二条"]),
        (
            "《行政许可法》第六十六条；《安阳市政务服务条例》第二十七条",
            ["行政许可法 第六十六条", "安阳市政务服务条例 第二十七条"],
        ),
        ("《安阳市政务服务条例》第九条至第十一条", [f"安阳市政务服务条例 第{n}条" for n in ["九", "十", "十一"]]),
        (
            "《安阳市政务服务条例》第九条（同条例第四十六条）",
            ["安阳市政务服务条例 第九条", "安阳市政务服务条例 第四十六条"],
        ),
        ("如：第十二条第一款；同安市条例第九条", []),
    ],
)
def test_the_articles_of_a_text(text: str, found: list[str]) -> None:
    laws = {"行政许可法", "个人信息保护法", "安阳市政务服务条例"}
    assert [" ".join(place) for place in articles_in(text, laws)] == found


def test_what_the_product_cites_is_found_in_packs_moves_sentences_and_pages() -> None:
    found = cited()
    assert "规则包" in found["行政许可法", "第四十二条"]
    assert "credit" in found["河南省社会信用条例", "第四十一条"]  # a move whose table names the law once
    assert "cases" in found["行政许可法", "第四十七条"]  # a sentence with the law's name put in
    assert "portal" in found["河南省社会信用条例", "第四十条"]  # a page
    assert [chinese(number) for number in (7, 10, 12, 20, 32, 100, 105, 110, 203)] == [
        "七", "十", "十二", "二十", "三十二", "一百", "一百零五", "一百一十", "二百零三"
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("应当: {状态: 已受理，审查中}", "状态应当是“已受理，审查中”"),
        ("应当被拒绝: 权限", "实际没有被拒绝"),
        ("应当: {文书: []}", "文书应当是"),
        ("应当: {时限: {一次性告知: {到期: 2026-11-24}}}", "一次性告知到期日应当是“2026-11-24”，实际是“2026-11-25”"),
        ("应当: {时限: {承诺时限: {灯: 正常}}}", "没有“承诺时限”这个时限"),
        ("应当: {按钮: {旁人: {可以: [受理]}}}", "旁人看不到这件办件"),
        ("应当: {告知申请人: [决定]}", "没有告知申请人“决定”"),
    ],
)
def test_what_does_not_hold_is_told(play: Callable[[Path], Played], tmp_path: Path, more: str, said: str) -> None:
    failures = play(written(tmp_path, more)).failures
    assert len(failures) == 1
    assert said in failures[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("应当: {情况: 好}", "不会检查“情况”"),
        ("缺少: 申请表, 应当: {状态: 草稿}", "不认识：缺少"),
        ("缺: 房产证, 应当: {状态: 草稿}", "没有“房产证”这份材料"),
        ("应当: {时限: {一次性告知: {到期日: 2026-11-25}}}", "不认识：到期日"),
        ("说: 好", "没有一处写明应当怎样"),
    ],
)
def test_a_misspelt_word_never_passes_as_held(
    play: Callable[[Path], Played], tmp_path: Path, more: str, said: str
) -> None:
    with pytest.raises(BadScenario) as caught:
        play(written(tmp_path, more))
    assert said in caught.value.sentence


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("标题: [", "不是UTF-8的YAML文件"),
        ("标题: 甲\n依据: [许可法32条]\n经过: []\n", "依据要写成"),
        ("标题: 甲\n依据: []\n经过: [{时间: 明天, 应当: {状态: 草稿}}]\n", "要写成 2026-11-24 09:30"),
        ("标题: 甲\n依据: []\n经过: [{时间: 2026-11-24 09:30, 谁: 申请人}]\n", "要一起写"),
        ("依据: []\n经过: []\n", "缺少“标题”"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadScenario) as caught:
        read_scenario(path)
    assert said in caught.value.sentence
