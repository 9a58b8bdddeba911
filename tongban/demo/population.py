"""More residents and enterprises than anybody wants to write, the same from the same seed on every machine.

Draws come from SHA-256 over seed and counter, not from `random`, whose sequences may change between versions.
Every number has the region codes of the invented city, so that it cannot be anybody's.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from tongban.demo.model import DemoEnterprise, DemoResident
from tongban.kernel.standards import make_citizen_no, make_uscc

T = TypeVar("T")
MOST = 100_000
#: The written residents and enterprises use lower serials.
FIRST_SEQUENCE, SEQUENCES = 200, 800
FIRST_USCC = 20_000
_FIRST_BIRTH, _LAST_BIRTH = dt.date(1936, 1, 1), dt.date(2008, 12, 31)

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_COMPOUND = ("欧阳", "司徒", "上官", "诸葛", "慕容", "皇甫", "尉迟", "端木", "令狐", "东方")
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国志文博雨晨欣怡浩宇子涵思远佳慧俊豪雪婷嘉"
    "诚安宁康乐春秋松柏青山海云清岚书墨言希"
)
#: 生僻字, some outside the basic plane (four bytes in UTF-8).
_RARE = ("堃", "喆", "赟", "昇", "珺", "玥", "䶮", "㛃", "𬭚", "𬱖", "𬍛", "𣈶")
_UYGHUR = ("阿依古丽", "古丽娜尔", "艾力", "买买提", "吐尔逊", "热依汗", "玉素甫", "帕提古丽")
_TIBETAN = ("扎西", "卓玛", "顿珠", "次仁", "央金", "格桑", "尼玛", "旺堆")
_ROADS = ("和平路", "幸福街", "槐荫路", "柳岸街", "文庙巷", "商都路", "建业街", "光明路")
_TRADES = (
    ("餐饮店", "餐饮服务", "sole_trader"),
    ("理发店", "理发服务", "sole_trader"),
    ("便利店", "食品销售；日用百货销售", "sole_trader"),
    ("建材经营部", "建筑材料销售", "sole_trader"),
    ("物流有限公司", "道路普通货物运输", "enterprise"),
    ("信息科技有限公司", "软件开发；技术服务", "enterprise"),
    ("建筑工程有限公司", "房屋建筑工程施工", "enterprise"),
    ("农业发展有限公司", "农产品种植、销售", "enterprise"),
    ("种植专业合作社", "粮食种植", "unincorporated_enterprise"),
)
_REGISTRAR = {"sole_trader": "92", "enterprise": "91", "unincorporated_enterprise": "93"}
_WORDS = "恒信德润宏远泰和锦绣瑞祥嘉禾正阳盛世鼎新聚源万家永丰华茂安康明达"


@dataclass(frozen=True, slots=True)
class Population:
    """Generated people and organisations; legal representatives are among the residents."""

    residents: tuple[DemoResident, ...]
    enterprises: tuple[DemoEnterprise, ...]


class _Draws:
    """Numbers that depend on the seed and on how many were drawn before, and on nothing else."""

    def __init__(self, seed: int) -> None:
        self._seed, self._count = seed, 0

    def below(self, limit: int) -> int:
        self._count += 1
        digest = hashlib.sha256(f"tongban-demo:{self._seed}:{self._count}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % limit

    def pick(self, values: Sequence[T]) -> T:
        return values[self.below(len(values))]


def population(seed: int, n: int, *, towns: Sequence[tuple[str, str]], enterprises: int | None = None) -> Population:
    """`n` residents and `enterprises` organisations (a third of `n` where not given) in `towns` (code, full name).

    The same arguments give the same people; a larger `n` keeps the first ones. Raises `ValueError` above 100,000,
    below zero, or when there are organisations but nobody to represent them.
    """
    wanted = n // 3 if enterprises is None else enterprises
    if not 0 <= n <= MOST or not 0 <= wanted <= MOST or (wanted and not n) or not towns:
        raise ValueError("population: 0..100000 residents, somebody to represent each enterprise, at least one town")
    draws, taken = _Draws(seed), set[str]()
    residents = tuple(_resident(draws, index, towns, taken) for index in range(1, n + 1))
    firms = _Draws(seed + 1)
    return Population(residents, tuple(_enterprise(firms, index, towns, residents) for index in range(1, wanted + 1)))


def _resident(draws: _Draws, index: int, towns: Sequence[tuple[str, str]], taken: set[str]) -> DemoResident:
    town, town_name = draws.pick(towns)
    birth = _FIRST_BIRTH + dt.timedelta(days=draws.below((_LAST_BIRTH - _FIRST_BIRTH).days + 1))
    sequence = draws.below(SEQUENCES)
    number = make_citizen_no(town[:6], birth, FIRST_SEQUENCE + sequence)
    while number in taken:
        sequence = (sequence + 1) % SEQUENCES
        number = make_citizen_no(town[:6], birth, FIRST_SEQUENCE + sequence)
    taken.add(number)
    name, ethnicity = _name(draws)
    return DemoResident(
        key=f"g{index:05d}",
        name=name,
        citizen_no=number,
        birth_date=birth,
        sex="male" if int(number[16]) % 2 else "female",
        ethnicity=ethnicity,
        mobile=f"1541{index:07d}",
        region_code=town,
        address=f"{town_name}{draws.pick(_ROADS)}{1 + draws.below(300)}号（演示地址）",
        licences=("id_card",),
        tags=("generated",),
    )


def _name(draws: _Draws) -> tuple[str, str]:
    """A name with its ethnicity: one in 25 compound surnames, one in 20 rare characters, one in 30 with a dot."""
    kind = draws.below(300)
    if kind < 5:
        return f"{draws.pick(_UYGHUR)}·{draws.pick(_UYGHUR)}", "维吾尔族"
    if kind < 10:
        return f"{draws.pick(_TIBETAN)}·{draws.pick(_TIBETAN)}", "藏族"
    surname = draws.pick(_COMPOUND) if kind < 22 else draws.pick(_SURNAMES)
    if kind < 37:
        return surname + draws.pick(_RARE), "汉族"
    given = draws.pick(_GIVEN) + (draws.pick(_GIVEN) if draws.below(4) else "")
    return surname + given, "回族" if kind < 45 else "汉族"


def _enterprise(
    draws: _Draws, index: int, towns: Sequence[tuple[str, str]], residents: Sequence[DemoResident]
) -> DemoEnterprise:
    town, town_name = draws.pick(towns)
    trade, scope, kind = draws.pick(_TRADES)
    word = draws.pick(_WORDS) + draws.pick(_WORDS)
    return DemoEnterprise(
        key=f"h{index:05d}",
        kind=kind,
        name=f"{town_name}{word}{index:03d}号{trade}"
        if kind == "sole_trader"
        else f"{town_name}{word}{index:03d}{trade}",
        uscc=make_uscc(_REGISTRAR[kind], town[:6], FIRST_USCC + index),
        legal_representative=draws.pick(residents).key,
        region_code=town,
        scope=scope,
        address=f"{town_name}{draws.pick(_ROADS)}{1 + draws.below(300)}号（演示地址）",
        phone=f"0372-0000{index % 1000:03d}",
        licences=("business_licence",),
        tags=("generated",),
    )
