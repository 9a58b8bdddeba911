"""Every text of a guide with its path, and what is wrong with signs rather than sense."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from tongban.catalogue.content import VersionContent

_PLAIN = (
    "name", "accept_conditions", "review_points", "visit_reason", "quantity_limit", "commitment", "hours",
    "consulting", "complaining", "remedies", "statutory_note", "promised_note", "intermediary", "handle_area",
)  # fmt: skip


def texts(content: VersionContent) -> Iterator[tuple[str, str]]:
    """Path and text of everything a reader reads."""
    for name in _PLAIN:
        if value := getattr(content, name):
            yield name, value
    for name in ("places", "phones", "complaint_phones"):
        for index, value in enumerate(getattr(content, name)):
            yield f"{name}[{index}]", value
    for index, material in enumerate(content.materials):
        for part in ("name", "accept_standard", "filling_note", "basis"):
            if value := getattr(material, part):
                yield f"materials[{index}].{part}", value
    for index, step in enumerate(content.steps):
        yield f"steps[{index}].name", step.name
    for index, basis in enumerate(content.legal_bases):
        yield f"legal_bases[{index}].law", basis.law
        if basis.article:
            yield f"legal_bases[{index}].article", basis.article
    for index, fee in enumerate(content.fee.items):
        for part in ("name", "standard", "basis"):
            if value := getattr(fee, part):
                yield f"fees[{index}].{part}", value


FULL_WIDTH = re.compile(r"[０-９Ａ-Ｚａ-ｚ]")


def half_width(text: str) -> str:
    """Digits and Latin letters in half width; Chinese punctuation stays."""
    return FULL_WIDTH.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)


#: Traditional forms that simplified text never uses, with the simplified form. Forms that stand in both are left out.
_PAIRS = (
    "證证書书務务請请辦办業业單单戶户號号電电話话員员學学醫医藥药車车門门開开關关應应當当會会國国區区縣县鎮镇鄉乡"
    "產产權权動动銀银財财稅税費费繳缴審审批批許许認认變变註注銷销設设與与為为對对於于將将無无經经營营資资訊讯網网"
    "場场規规則则條条項项時时間间記记錄录錢钱億亿萬万個个從从來来這这們们說说語语讀读寫写見见現现實实驗验檢检"
    "測测圖图紙纸類类種种質质標标準准級级結结組组織织絕绝給给統统總总編编續续線线練练終终紅红約约納纳純纯細细"
    "農农漁渔環环護护獎奖勵励發发廣广東东華华龍龙馬马鳥鸟魚鱼黃黄麗丽衛卫術术裝装複复製制訂订計计訓训託托訴诉"
    "診诊評评詢询試试該该詳详誤误課课調调論论諮咨謝谢識识譯译議议讓让負负責责貨货販贩購购貿贸賃赁賠赔賣卖贈赠"
    "軍军輔辅輛辆輸输轉转農农進进運运過过達达違违遠远適适選选遺遗還还邊边郵邮釋释針针鐵铁鑑鉴長长閉闭陰阴陽阳"
    "隊队階阶際际隨随險险離离難难靈灵靜静響响頁页頂顶順顺須须預预領领頭头題题額额願愿顧顾顯显風风飛飞飯饭飲饮"
    "養养館馆騎骑驅驱體体齊齐齡龄執执據据導导島岛層层屬属師师帶带幣币強强後后復复徵征態态憑凭懷怀戰战擇择擔担撥拨擴扩攜携斷断"
)
SIMPLIFIED = {ord(old): new for old, new in zip(_PAIRS[::2], _PAIRS[1::2], strict=True) if old != new}
TRADITIONAL = re.compile("[" + "".join(chr(code) for code in SIMPLIFIED) + "]")

_DEBRIS = re.compile(
    r"<\s*/?\s*(?:br|p|div|span|font|table|tr|td|strong|b|o:p)\b[^>]*>|&(?:nbsp|amp|lt|gt|quot|#\d+);", re.I
)
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ENTITIES = {"&nbsp;": " ", "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"'}


def debris(text: str) -> str:
    """Markup, entities or invisible signs in a text; empty where there are none."""
    found = _DEBRIS.search(text)
    if found:
        return found[0]
    return "不可见字符" if _INVISIBLE.search(text) else ""


def swept(text: str) -> str:
    """The text without markup, entities and invisible signs; again, because entities can hide markup."""
    for _ in range(5):
        before = text
        text = _INVISIBLE.sub("", _DEBRIS.sub(lambda found: _ENTITIES.get(found[0].lower(), " "), text))
        if text == before:
            break
    return text.strip()
