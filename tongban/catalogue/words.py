"""Chinese words of the codes that content is kept in; national numbers stand in `feeds` only."""

from __future__ import annotations

from tongban.kernel.actor import CHANNEL_LABELS
from tongban.parties.states import PartyKind

LEVELS = {
    "1": "国家级",
    "2": "省级",
    "3": "市级",
    "4": "县级",
    "5": "镇（乡、街道）级",
    "6": "村（社区）级",
}
"""行使层级 (standards §1.6)."""

NATURES = {
    "data_bureau": "法定机关",
    "authority": "法定机关",
    "town": "法定机关",
    "authorised_body": "授权组织",
    "public_utility": "授权组织",
    "village": "受委托组织",
}
"""实施主体性质, from the kind of department."""

PARTY_KINDS = {kind.value: str(kind.label) for kind in PartyKind}
CHANNELS = {channel.value: label for channel, label in CHANNEL_LABELS.items()}
DEPTHS = {1: "Ⅰ级（信息发布）", 2: "Ⅱ级（预约、表格下载）", 3: "Ⅲ级（网上申报预审）", 4: "Ⅳ级（全程网办）"}
FORMS = {"original": "原件", "copy": "复印件", "original_or_copy": "原件或复印件", "electronic": "电子件"}
SOURCES = {"applicant": "申请人自备", "government": "政府部门核发", "intermediary": "中介机构等出具"}
SEATS = {"clerk": "窗口人员", "approver": "审批人", "chief_delegate": "首席代表"}
STEP_VERBS = {
    "accept": "受理",
    "examine": "审查",
    "inspect": "勘验",
    "countersign": "会签",
    "joint_review": "会审",
    "publicity": "公示",
    "site_inspection": "现场勘验",
    "expert_review": "专家评审",
    "technical_review": "技术审查",
    "hearing": "听证",
    "tender": "招标",
    "auction": "拍卖",
    "inspection": "检验",
    "testing": "检测",
    "quarantine": "检疫",
    "appraisal": "鉴定",
    "decide": "决定",
    "deliver": "送达",
}
"""What a step of a guide does; what stands between acceptance and decision becomes a step of every case."""
RESULTS = {"licence": "证照", "approval": "批文", "other": "其他", "none": "无"}


def yes_no(value: bool) -> str:
    """是 or 否."""
    return "是" if value else "否"
