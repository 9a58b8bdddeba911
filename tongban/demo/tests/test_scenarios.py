"""Every scenario that comes with the platform holds; a scenario that is wrong says where."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from tongban.demo.errors import BadScenario
from tongban.demo.scenarios import articles_of, played_alone, read_scenario, shipped
from tongban.demo.scenarios.playing import Played
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.tests.standing import standing
from tongban.reference import services as reference

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


def played(path: Path) -> Played:
    return played_alone(read_scenario(path))


@pytest.fixture(scope="module")
def ground(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[object]:
    """Calendar, regions, rule packs, once for the file."""
    load = functools.partial(reference.load_reference_data, actor=Actor.system())
    yield from standing(request, django_db_blocker, load, at=clock.now())


@pytest.mark.django_db
@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)
def test_the_scenario_holds(ground: object, path: Path) -> None:
    told = played(path)
    assert told.held, "\n".join([told.scenario.title, *told.lines, *told.failures])


def test_every_article_named_is_written_as_the_laws_write_it() -> None:
    scenarios = [read_scenario(path) for path in shipped()]
    assert len({scenario.title for scenario in scenarios}) == len(scenarios)
    assert all(law and head.startswith("第") for law, head in articles_of(scenarios))


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
def test_what_does_not_hold_is_told(ground: object, tmp_path: Path, more: str, said: str) -> None:
    failures = played(written(tmp_path, more)).failures
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
def test_a_misspelt_word_never_passes_as_held(ground: object, tmp_path: Path, more: str, said: str) -> None:
    with pytest.raises(BadScenario) as caught:
        played(written(tmp_path, more))
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
