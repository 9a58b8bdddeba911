"""How names of items are read for comparison: what they are about, what is done, and what must not differ.

Pure. A name is three things: a core (the matter, without places and without words such as 核发 or 审批, which
authorities use interchangeably), acts (新办, 变更, 注销 …: the same matter in another situation is another item), and
marks (numbers, grades, kinds of persons: 一级 and 二级 are never the same).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from tongban.feeds.traditional import SIMPLIFIED

#: Abbreviations and other words for the same, written out; longer words first.
SYNONYMS: tuple[tuple[str, str], ...] = (
    ("非遗", "非物质文化遗产"),
    ("律所", "律师事务所"),
    ("高职院校", "高等职业学校"),
    ("职业院校", "职业学校"),
    ("融资性担保", "融资担保"),
    ("社保", "社会保险"),
    ("医保", "医疗保险"),
    ("驾照", "机动车驾驶证"),
    ("环评", "环境影响评价"),
    ("科技", "科学技术"),
    ("城镇职工", "企业职工"),
    ("不动产权", "不动产"),
    ("许可证书", "许可证"),
    ("资格证书", "资格证"),
    ("执业证书", "执业证"),
    ("续期", "延续"),
    ("延期", "延续"),
    ("延展", "延续"),
    ("续展", "延续"),
    ("到期换发", "延续"),
    ("到期换证", "延续"),
    ("更名", "名称变更"),
    ("设置审批", "设立审批"),
    ("申领", "申请"),
    ("购买", "购置"),
    ("占编", "在编"),
    ("占用编制", "在编"),
    ("港澳", "香港澳门"),
    ("检举", "举报"),
    ("减缴、免缴", "减免"),
    ("减征、免征", "减免"),
    ("裁定", "裁决"),
    ("渔业船舶", "渔船"),
    ("高等教育自学考试", "自考"),
    ("自学考试", "自考"),
    ("表彰和奖励", "奖励"),
    ("表彰、奖励", "奖励"),
    ("表彰奖励", "奖励"),
    ("表彰", "奖励"),
    ("嘉奖", "奖励"),
)

#: Words an authority adds or leaves out without changing what the item is.
_FILLER = (
    "行政许可", "许可证核发", "核发", "审批", "核准", "批准", "许可", "审核", "审查", "初审", "审定", "认定", "确认",
    "办理", "申请", "受理", "签发", "颁发", "发放", "出具", "提供", "服务", "事项", "工作", "业务", "有关", "相关",
    "及其", "以及", "或者", "存在", "采取", "实施", "进行", "开展", "予以", "给予", "获得", "作出", "中的", "对于",
    "关于", "负责", "组织实施",
    "省级权限", "市级权限", "县级权限", "省级", "市级", "县级", "区级", "省属", "市属", "本级", "权限内",
    "管理范围内", "行政区域内", "辖区内",
    "全省", "全市",
    "我省", "我市", "本省", "本市", "在粤", "驻粤", "入粤", "含", "的", "对", "和", "与", "及", "或", "等",
)  # fmt: skip
_FILLERS = re.compile("|".join(sorted(map(re.escape, _FILLER), key=len, reverse=True)))
_SIGNS = re.compile(r"[\s，,。.；;：:、“”\"'‘’()\[\]【】{}《》<>〈〉—\-_/·…]+")
_PLACE = re.compile(
    r"(北京|上海|天津|重庆)市?|(广东|广西|河南|河北|湖南|湖北|山东|山西|江苏|浙江|安徽|福建|江西|海南|四川|贵州|云南|陕西"
    r"|甘肃|青海|辽宁|吉林|黑龙江|台湾(?=省)|内蒙古|西藏|宁夏|新疆)(省|(壮族|回族|维吾尔)?自治区)?"
    r"|(广州|深圳|杭州|安阳|郑州|南京|成都|武汉|西安|苏州|宁波|厦门|青岛|佛山|东莞|珠海|乐昌|韶关)市?"
)


def half_width(text: str) -> str:
    """NFKC without blanks; full-width brackets become half-width, traditional characters simplified."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).translate(SIMPLIFIED)


#: Acts that make the same matter another item, by class. What is written first is looked for first.
_ACTS: tuple[tuple[str, str], ...] = (
    ("again", r"再次|重新(认定|注册|申请|申领|核发|办理|登记|执业)?"),
    ("extend", r"延续|有效期满|续延|换届"),
    ("reissue", r"补发|补办|补领|补证|补换|遗失|损毁"),
    ("replace", r"换发|换证|换领|更换"),
    ("cancel", r"注销|终止|解散|收回"),
    ("strike", r"吊销"),
    ("revoke", r"撤销"),
    ("inward", r"转入|迁入"),
    ("outward", r"转出|迁出|调往"),
    ("transfer", r"转让|转移|过户|转所|转接"),
    ("add", r"增项|增加|增补"),
    ("change", r"变更|调整|减少|更正|修改"),
    ("resume", r"恢复|复业"),
    ("pause", r"停业|歇业|暂停"),
    ("new", r"新办|新申请|新设|新增|新证|新开展|首次|初次|初始|设立|成立|开办|开业|设置|申办"),
)
_ACT = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _ACTS))
ACT_LABELS = {
    "again": "重新办理", "extend": "延续", "reissue": "补办", "replace": "换发", "cancel": "注销", "transfer": "转移",
    "change": "变更", "pause": "暂停", "resume": "恢复", "new": "新办", "add": "增加",
    "inward": "转入", "outward": "转出", "revoke": "撤销",
    "strike": "吊销",
}  # fmt: skip

#: What kind of thing is done. Two items of different kinds are different, however alike their names.
_DEEDS: tuple[tuple[str, str], ...] = (
    ("progress", r"进度"),
    ("exam", r"报名|准考证|成绩|考试"),
    ("advice", r"咨询|指引|指南|解答|宣传|宣教|科普|培训|讲座|教育活动"),
    ("lookup", r"查询|查验|公布|公示|公告|公报|公开|目录|名录|名单|一览|列表|信息$|查看|浏览|验证"),
    ("complaint", r"举报|投诉|信访|申诉"),
    ("reward", r"奖|评优"),
    ("filing", r"备案"),
    ("booking", r"预约"),
    ("dispute", r"裁决|调解|仲裁|调处"),
    ("acceptance", r"验收"),
    ("check", r"监督检查|抽查"),
    ("benefit", r"补贴|补助|救助|津贴|抚恤|补偿|给付|减免"),
)
_DEED = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _DEEDS))
DEED_LABELS = {
    "progress": "进度查询", "exam": "考试", "advice": "咨询宣传", "lookup": "信息查询", "complaint": "举报投诉",
    "reward": "奖励", "filing": "备案", "booking": "预约", "dispute": "裁决调解", "acceptance": "验收",
    "check": "检查", "benefit": "给付",
}  # fmt: skip

#: Words of one line exclude each other: where both names speak of it, they must speak of the same.
_EXCLUDING: tuple[tuple[str, str], ...] = (
    ("grade", r"(?P<v>[一二三四五六七八九特甲乙丙丁初中高]级|[IV1-5]{1,3}类|[A-Z]类|第[一二三四五六七八九十][类批次])"),
    ("sign", r"(?P<v>[A-Z]\d?(?=[字证型]))"),
    ("paper", r"报告(?P<v>书|表)|(?P<w>登记表)"),
    ("owner", r"(?P<v>公办|民办|国有|国资|集体|外资|内资|合资|政府投资|社会投资)"),
    ("work", r"(?P<v>新建|改建|扩建|拆除|搬迁)"),
    ("person", r"(?P<v>内地|大陆|外国人?|国际|外籍|境外|港澳台|港澳|香港|澳门|台湾)"),
    ("member", r"(?P<v>个人|公民|自然人|个体|企业|单位|公司|团体|组织)"),
    ("faith", r"(?P<v>佛教|道教|伊斯兰教|天主教|基督教)"),
    ("organ", r"(?P<v>心脏|肝脏|肾脏|肺脏|胰腺|小肠)"),
    ("medicine", r"(?P<v>临床|口腔|中医|公共卫生|护士|药师|兽医)"),
    ("trade", r"(?P<v>生产|制造|加工|经营|批发|零售|销售|使用|购置|进口|出口|进出口|运输|储存|携运|携带|邮寄)"),
    ("school", r"(?P<v>高等学校|高校|本科|专科|高级中学|初级中学|中等|高等|职业|小学|幼儿园|中小学)"),
    ("lawyer", r"(?P<v>专职|兼职|公职|公司律师|法律援助|合伙|协议|联营|个人所)"),
    ("staff", r"(?P<v>在编|聘用|一般任职|考核任职|占编|退休)"),
    ("range", r"(?P<v>跨省|跨市|市内|省内|省外|外省|出省|异地|城镇|城乡|农村|机关事业)"),
    ("size", r"(?P<v>大型|中型|小型|微型|简易|普通)"),
    ("craft", r"(?P<v>建筑师|建造师|(结构|监理|造价|消防)工程师|计量师|会计师|测绘师|估价师|公证员|律师)"),
    ("travel", r"(?P<v>护照|通行证|签注|签证|居留|停留|永久居留|定居)"),
    ("vehicle", r"(?P<v>机动车|非机动车|船舶|渔船|航空器|校车|摩托车)"),
    ("quality", r"(?P<v>良好|不良|优秀)"),
    ("resident", r"(?P<v>非居民|居民)"),
    ("time", r"(?P<v>临时|永久|长期|初始)"),
    ("entry", r"(?P<v>备案|登记(?![表证簿]))"),
    ("stage", r"(?P<v>预审|初审|立项|开工|竣工|招标|初步设计|施工图)"),
)  # fmt: skip
#: Different words of one line that mean the same.
_SAME_MARK = {
    "公民": "个人", "自然人": "个人", "公司": "企业", "高校": "高等", "高等学校": "高等", "外国": "外国人",
    "外籍": "外国人", "大陆": "内地", "外省": "省外", "制造": "生产", "零售": "销售",
}  # fmt: skip
_MARKS = tuple((name, re.compile(words)) for name, words in _EXCLUDING)
_NUMBER = re.compile(r"(?<![A-Za-z])\d+(?:\.\d+)?")

#: What a department is for, whatever it is called and wherever it is.
_FUNCTIONS: tuple[tuple[str, str], ...] = (
    ("治安出入境", r"公安|出入境|交警|警察"),
    ("司法", r"司法|公证|法律援助|律师"),
    ("教育", r"教育(?!装备)|考试院|招生"),
    ("民政", r"民政|社会组织"),
    ("财政", r"财政"),
    ("人社", r"人力资源|社会保[障险]|人事考试|人才|就业"),
    # Since the reform of 2018 forests are mostly under natural resources, civil air defence under housing.
    ("自然资源", r"自然资源|国土|规划|不动产|地质|测绘|海洋局|南海局"),
    ("林业", r"林业|园林|自然资源"),
    ("住建", r"住房|建设局|建设厅|建设委|住建|房产"),
    ("交通", r"交通|公路|道路运输|海事|港口|航道"),
    ("水利", r"水利|水务|流域"),
    ("农业", r"农业|农村|畜牧|渔业|水产"),
    ("商务", r"商务|贸易"),
    ("文旅体育", r"文化|旅游|广播|广电|体育|文物|图书馆"),
    ("卫生", r"卫生|健康|中医药|医学|疾控"),
    ("市场监管", r"市场监督|工商|质监|质量技术|药品|知识产权|食品|特种设备|计量"),
    ("应急", r"应急|安全生产"),
    ("消防", r"消防"),
    ("生态环境", r"生态环境|环境保护|环保"),
    ("统计", r"统计|调查总队"),
    ("税务", r"税务"),
    ("科技", r"科学技术|科技|科创"),
    ("发改", r"发展和改革|发改"),
    ("工信", r"工业和信息|经济和信息|无线电"),
    ("审计", r"审计"),
    ("退役军人", r"退役军人"),
    ("医保", r"医疗保障"),
    ("民族宗教", r"民族|宗教"),
    ("外事", r"外事|侨"),
    ("新闻出版", r"新闻出版|版权|电影|宣传"),
    ("金融", r"金融|银行|证券|银保监"),
    ("气象", r"气象|地震"),
    ("邮政", r"邮政"),
    ("档案", r"档案|地方志"),
    ("残联", r"残疾人"),
    ("人防", r"人民防空|人防|住房"),
    ("国安", r"国家安全"),
    ("公积金", r"公积金"),
    ("水电气", r"供水|自来水|水务集团|电网|供电|燃气"),
)  # fmt: skip
_FUNCTION = tuple((name, re.compile(words)) for name, words in _FUNCTIONS)


@dataclass(frozen=True, slots=True)
class Wording:
    """What a name says. `only_act`: nothing but an act; the core is then the act itself."""

    text: str
    core: str
    only_act: bool
    acts: frozenset[str]
    deeds: frozenset[str]
    marks: Mapping[str, frozenset[str]]
    numbers: frozenset[str]


def written_out(text: str, synonyms: Iterable[tuple[str, str]] = ()) -> str:
    """Half width, upper case, without the names of places, abbreviations written out."""
    plain = _PLACE.sub("", half_width(text)).upper()
    for short, long in (*synonyms, *SYNONYMS):
        if long not in plain or short not in long:
            plain = plain.replace(short, long)
    return plain


#: The formula of honours (对…中成绩显著的单位和个人给予奖励, 先进集体和个人): who may be honoured, not for what.
_MERIT = r"(先进|表现突出|业绩突出|成绩(显著|突出)|贡献突出|有功|[做作]?出?(突出|显著|重大)(贡献|成绩))的?"
_WHO = r"(先进)?(单位|集体|组织|机构|个人|公民|人员|工作者)"
_HONOURED = re.compile(rf"{_MERIT}({_WHO}[、和及与或者]*)*|{_WHO}([、和及与或者]+{_WHO})+")


@lru_cache(maxsize=20000)
def wording(name: str, synonyms: tuple[tuple[str, str], ...] = ()) -> Wording:
    """The parts of a name; `synonyms` are those learned in addition to the built-in ones."""
    text = written_out(name, synonyms)
    found: dict[str, frozenset[str]] = {}
    for group, pattern in _MARKS:
        words = (next(filter(None, match.groups()), "") for match in pattern.finditer(text))
        values = frozenset(_SAME_MARK.get(word, word) for word in words)
        if values:
            found[group] = values
    honoured = _HONOURED.sub("", text) if "奖" in text else text
    bare = _SIGNS.sub("", honoured)
    matter = _FILLERS.sub("", _ACT.sub("", bare))
    return Wording(
        text=_SIGNS.sub("", text),
        core=matter or _FILLERS.sub("", bare) or bare,
        only_act=not matter,
        acts=frozenset(match.lastgroup or "" for match in _ACT.finditer(text)),
        deeds=frozenset(match.lastgroup or "" for match in _DEED.finditer(honoured)),
        marks=found,
        numbers=frozenset(_NUMBER.findall(text)),
    )


@lru_cache(maxsize=4000)
def functions_of(department: str) -> frozenset[str]:
    """What a department is for; empty where its name does not say (行政审批局 may do anything)."""
    return frozenset(name for name, pattern in _FUNCTION if pattern.search(department))
