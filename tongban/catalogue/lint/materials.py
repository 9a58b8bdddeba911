"""TB3: the papers that a guide asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from rapidfuzz import fuzz

from tongban.catalogue.content import MaterialView, VersionContent
from tongban.catalogue.elements import plain
from tongban.catalogue.lint.context import Context
from tongban.catalogue.lint.papers import core, held, proof, telling
from tongban.catalogue.lint.rule import Found, Severity, Write, each, example, numbered, rule
from tongban.catalogue.listing import Listing
from tongban.catalogue.states import Necessity
from tongban.feeds.wording import vague

_NAMED = "《安阳市政务服务条例》第十三条；《优化营商环境条例》第三十五条"
_TWICE = "《安阳市政务服务条例》第二十三条"
_SHARED = "《国务院关于在线政务服务的若干规定》第七条；《安阳市政务服务条例》第二十三条"
_PROOFS = "《优化营商环境条例》第四十四条"
_LISTED = "《行政许可法》第三十条"
#: GB/T 36903: the defining body's code of 18 characters and a serial of three.
LICENCE_TYPE = re.compile(r"[0-9A-Z]{21}")
_ALIKE = 90
#: So many materials of one item are compared with each other.
_COMPARED = 300
_LONG_NAME = 80


def _one(name: str, **changes: object) -> tuple[MaterialView, ...]:
    return (MaterialView(1, name, form="original", copies=1, **changes),)  # type: ignore[arg-type]  # examples only


def _materials(content: VersionContent) -> Iterator[tuple[str, MaterialView]]:
    return numbered("materials", content.materials)


@rule(
    "TB301",
    "vague_material",
    "兜底材料",
    Severity.ERROR,
    blocks=True,
    basis=_NAMED,
    bad=example("其他相关材料", materials=_one("其他相关材料")),
    good=example("经营场所平面图", materials=_one("经营场所平面图")),
)
@each(_materials)
def vague_material(material: MaterialView, line: Listing, context: Context) -> Found | None:
    """Every paper is named."""
    if not (found := vague(material.name)):
        return None
    return Found(".name", f"材料“{material.name}”含兜底用语“{found}”，应当逐一明确（《安阳市政务服务条例》第十三条）。")


@rule(
    "TB302",
    "material_repeated",
    "材料重复",
    Severity.ERROR,
    blocks=True,
    basis=_TWICE,
    bad=example("章程列了两次", materials=(*_one("章程"), *_one("章程 "))),
    good=example("章程列一次", materials=_one("章程")),
)
def material_repeated(line: Listing, context: Context) -> Iterator[Found]:
    """One paper once, but for situations that exclude each other. The cure takes the later one out where it says
    nothing else than the first."""
    seen: dict[str, list[MaterialView]] = {}
    told: set[str] = set()
    for path, material in _materials(line.content):
        name = material.name.strip()
        before = seen.setdefault(name, [])
        first = next((one for one in before if _together(one, material)), None)
        before.append(material)
        if first is None:
            continue
        write = Write(path, None) if _said(material) == _said(first) else None
        if name not in told or write:
            yield Found(f"{path}.name", f"材料“{name}”列了不止一次（《安阳市政务服务条例》第二十三条）。", write)
        told.add(name)


def _together(one: MaterialView, other: MaterialView) -> bool:
    """Whether somebody is asked for both; no situation means every situation."""
    return not one.situations or not other.situations or bool(set(one.situations) & set(other.situations))


def _said(material: MaterialView) -> MaterialView:
    """What a material says besides its name and place."""
    return replace(material, name="", order=0, id=0)


@rule(
    "TB303",
    "material_alike",
    "材料近似重复",
    Severity.WARNING,
    basis=_TWICE,
    bad=example("章程、章程复印件", materials=(*_one("公司章程"), *_one("公司章程复印件"))),
    good=example("甲方意见书、乙方意见书", materials=(*_one("甲方书面意见书"), *_one("乙方书面意见书"))),
)
def material_alike(line: Listing, context: Context) -> Iterator[Found]:
    """Two names for one paper; papers of different situations are not compared."""
    known: list[tuple[str, str, MaterialView]] = []
    for index, material in enumerate(line.content.materials[:_COMPARED]):
        name, full = core(material.name), plain(material.name)
        for other, other_full, earlier in known:
            if full == other_full and material.name.strip() == earlier.name.strip():
                continue  # TB302
            if material.situations != earlier.situations:
                continue
            alike = name == other or (
                min(len(name), len(other)) >= 6
                and fuzz.ratio(name, other, score_cutoff=_ALIKE) > 0
                and not telling(name, other)
            )
            if alike:
                yield Found(
                    f"materials[{index}].name",
                    f"材料“{material.name}”与“{earlier.name}”像是同一份：同一份材料不得要求重复提供。",
                )
                break
        known.append((name, full, material))


@rule(
    "TB304",
    "material_held",
    "向申请人索要政府已有的材料",
    Severity.WARNING,
    basis=_SHARED,
    bad=example("要求提交居民身份证，没有写可用证照", materials=_one("居民身份证")),
    good=example(
        "居民身份证，写明可用电子证照", materials=_one("居民身份证", licence_type_code="11100000000013127D001")
    ),
)
@each(_materials)
def material_held(material: MaterialView, line: Listing, context: Context) -> Found | None:
    """What the administration issued itself it takes from its own store. The cure names the licence type, where this
    catalogue names one, and only one, for the same paper elsewhere."""
    if material.licence_type_code or material.necessity == Necessity.OPTIONAL:
        return None
    paper = held(material.name) or (material.source == "government" and material.name)
    if not paper:
        return None
    code = context.licences.get(plain(material.name), "")
    return Found(
        ".name",
        f"材料“{material.name}”（{paper}）由政府部门核发或者掌握：通过数据共享能够获得的，不得要求申请人提供；"
        "请写明可用的证照类型，改为免提交。",
        Write(".licence_type_code", code) if LICENCE_TYPE.fullmatch(code) else None,
    )


@rule(
    "TB305",
    "proof_asked",
    "索要应当清理的证明",
    Severity.WARNING,
    basis=_PROOFS,
    bad=example("村委会出具的居住证明", materials=_one("村委会出具的居住证明")),
    good=example("以告知承诺代替", materials=_one("居住情况承诺书")),
)
@each(_materials)
def proof_asked(material: MaterialView, line: Listing, context: Context) -> Found | None:
    """Proofs that registers, other departments or a word of honour answer for."""
    found = "" if material.licence_type_code or held(material.name) else proof(material.name)
    if not found:
        return None
    return Found(
        ".name",
        f"材料“{material.name}”是证明事项（{found}）：能够通过部门核查或者告知承诺办理的不得设定；"
        "确需保留的，请写明法律、法规或者国务院决定依据。",
    )


_OPEN_LIST = re.compile(r"等(?:[^，。、；（）()的]{0,4})(?:材料|资料|文件|手续)(?:原件|复印件)?[。；]?$")


@rule(
    "TB306",
    "open_list",
    "材料清单没有写完",
    Severity.WARNING,
    basis=_NAMED,
    bad=example("审计报告、验资报告等材料", materials=_one("审计报告、验资报告等材料")),
    good=example("审计报告和验资报告", materials=_one("审计报告和验资报告")),
)
@each(_materials)
def open_list(material: MaterialView, line: Listing, context: Context) -> Found | None:
    """“等材料” leaves the list open as a catch-all does."""
    found = None if vague(material.name) else _OPEN_LIST.search(material.name)
    return Found(".name", f"材料“{material.name}”以“{found[0]}”结尾，没有列完：请逐份写明。") if found else None


@rule(
    "TB307",
    "situation_unknown",
    "材料指向没有的情形",
    Severity.ERROR,
    blocks=True,
    basis=_NAMED,
    bad=example("材料指向没有定义的情形", materials=_one("章程", situations=("moon",))),
    good=example("材料适用于所有情形"),
)
@each(_materials)
def situation_unknown(material: MaterialView, line: Listing, context: Context) -> Found | None:
    """Materials name situations that exist. The cure takes the unknown ones out."""
    if not material.situations:
        return None
    known = {situation.code for situation in line.content.situations}
    lost = sorted(set(material.situations) - known)
    left = tuple(code for code in material.situations if code in known)
    # With no situation left the material would be asked from everybody: that is for a person to decide.
    write = Write(".situations", left) if left else None
    return Found(".situations", f"材料“{material.name}”指向没有的情形{lost}。", write) if lost else None


@rule(
    "TB308",
    "copies_missing",
    "材料没有写明形式和份数",
    Severity.NOTE,
    basis=_LISTED,
    bad=example("章程，没有写原件还是复印件", materials=(MaterialView(1, "章程"),)),
    good=example("章程，原件1份", materials=_one("章程")),
)
@each(_materials)
def copies_missing(material: MaterialView, line: Listing, context: Context) -> Found | None:
    """A paper to bring: which kind and how many. What a licence replaces is not brought."""
    if material.licence_type_code or not context.speaks_of(line, "materials.copies"):
        return None
    if material.form and (material.copies is not None or material.form == "electronic"):
        return None
    return Found(".copies", f"材料“{material.name}”没有写明原件还是复印件、几份。")


_ASKS = re.compile(
    r"(?:应当?|须|需要?|请)(?:同时)?(?:提交|提供|携带|出具|交验)(?:以下|下列)[^，。；：:]{0,8}(?:材料|资料|文件|证明|证件)"
    r"|(?:提交|提供|携带)(?:的)?(?:材料|资料|文件)(?:包括|如下|：|:)"
)


@rule(
    "TB309",
    "materials_in_words",
    "材料写在条件里",
    Severity.WARNING,
    basis=_LISTED,
    bad=example(
        "材料栏空着，条件写“应当提交下列材料：……”",
        materials=(),
        materials_stated=False,
        accept_conditions="申请人应当提交下列材料：章程、验资报告。",
    ),
    good=example("材料逐份列在材料栏"),
)
def materials_in_words(line: Listing, context: Context) -> Iterator[Found]:
    """The list of papers is the list of papers: pre-review and pre-fill cannot read it out of the conditions."""
    if not line.content.materials and (found := _ASKS.search(line.content.accept_conditions)):
        yield Found("accept_conditions", f"受理条件里写“{found[0]}”，申请材料栏却没有材料：请逐份移到材料栏。")


@rule(
    "TB310",
    "material_name_long",
    "材料名称是一段说明",
    Severity.NOTE,
    basis=_NAMED,
    bad=example(
        "把要求写进名称",
        materials=_one(
            "申请人所在单位出具的关于申请人具备从事该项工作所需要的专业知识、工作经历和业务能力"
            "并且没有受过处罚的书面意见，由单位负责人签字盖章，日期在三个月以内，一式三份，双面打印装订成册"
        ),
    ),
    good=example("单位书面意见", materials=_one("单位书面意见")),
)
@each(_materials)
def material_name_long(material: MaterialView, line: Listing, context: Context) -> Found | None:
    """A name names; requirements belong into the accepting standard."""
    if len(material.name) <= _LONG_NAME:
        return None
    return Found(".name", f"材料名称有{len(material.name)}个字：名称只写是什么材料，要求写进受理标准。")


_SIGNS = "；;，,、。"
#: A number before a name; “一、二类医疗器械” and “1.5米围挡” begin with words, not with a number.
_HEAD = re.compile(
    r"^(?:[（(]?[0-9一二三四五六七八九十]{1,2}[)）](?![（(])|[0-9]{1,2}[.、．](?!\s*[0-9])|"
    r"[一二三四五六七八九十]{1,2}、(?!\s*[一二三四五六七八九十])|[①-⑳])\s*"
)


@rule(
    "TB311",
    "material_name_untidy",
    "材料名称带序号或句末标点",
    Severity.NOTE,
    basis=_NAMED,
    bad=example("1.章程；", materials=_one("1.章程；")),
    good=example("章程", materials=_one("章程")),
)
@each(_materials)
def material_name_untidy(material: MaterialView, line: Listing, context: Context) -> Found | None:
    """Numbers and closing signs keep equal papers from being seen as equal."""
    name = material.name.strip()
    tidy = _HEAD.sub("", name).rstrip(_SIGNS)
    if tidy in ("", name):
        return None
    return Found(".name", f"材料名称“{material.name}”带着序号或句末标点。", Write(".name", tidy))


@rule(
    "TB312",
    "bad_licence_type",
    "证照类型代码不正确",
    Severity.ERROR,
    blocks=True,
    basis="GB/T 36903—2018《电子证照 元数据规范》",
    bad=example("把证照名称写在代码栏", materials=_one("执照", licence_type_code="营业执照")),
    good=example("21位代码", materials=_one("执照", licence_type_code="11100000MB0143028R001")),
)
def bad_licence_type(line: Listing, context: Context) -> Iterator[Found]:
    """The licence type is a code of 21 characters, in materials and in the result."""
    result = line.content.result
    named = [(f"{path}.licence_type_code", one.licence_type_code) for path, one in _materials(line.content)]
    named += [("result.licence_type_code", result.licence_type_code)] if result else []
    for path, code in named:
        if code and not LICENCE_TYPE.fullmatch(code):
            yield Found(path, f"证照类型代码“{code}”应为21位数字和大写字母。")
