"""What the papers of a record and its page say (pure)."""

from __future__ import annotations

from collections.abc import Mapping

from tongban.credit.models import CreditRecord
from tongban.credit.states import GOOD_KINDS, LAW
from tongban.documents.services import DocumentBody, DocumentSection
from tongban.orgs.selectors import DepartmentView

MEASURES = ("在实施行政许可等工作中，列为重点审查对象，不适用告知承诺等简化程序；", "对社会公开名单。")
"""What this platform does to a listed party (arts. 32(1), 36); other authorities follow their own law."""


def prior_notice(record: CreditRecord, content: Mapping[str, str], department: DepartmentView) -> DocumentBody:
    """Art. 28: basis, reason, measures, and the right to object, in writing, before anything is listed."""
    return DocumentBody(
        addressee=record.party.name,
        paragraphs=(
            f"我单位拟将你（单位）列入失信联合惩戒对象名单。根据{LAW}第二十八条第三款，现将有关事项告知如下。",
        ),
        table=(("记录编号", record.number), ("行为", str(record.get_kind_display())), ("依据", content["basis"])),
        sections=(
            DocumentSection("事实和理由", (content["text"],)),
            DocumentSection("拟采取的惩戒措施", numbered=MEASURES),
            DocumentSection(
                "你（单位）的权利",
                (
                    f"对上述内容有异议的，可以在{content['until']}前陈述、申辩，并提交证明材料。",
                    "我单位将由另一名工作人员核查处理，并告知结果。逾期没有陈述、申辩的，不影响以后提出异议。",
                    f"对核查处理结果仍有异议的，可以向省社会信用工作主管部门申请复核（{LAW}第二十八条第四款）。",
                ),
            ),
        ),
        contact=f"联系电话：{department.phone}" if department.phone else "",
    )


def repair_proof(record: CreditRecord, content: Mapping[str, str], department: DepartmentView) -> DocumentBody:
    """Art. 43: the breach was put right, and the record is neither shown nor used any more."""
    return DocumentBody(
        addressee=record.party.name,
        paragraphs=(
            f"你（单位）{content['in_force']}记入的失信信息，已经主动纠正、消除不良影响。",
            f"根据{LAW}第四十三条，我单位已于{content['repaired']}完成信用修复，停止公示，不再作为限制办理的依据。",
        ),
        table=(
            ("记录编号", record.number),
            ("行为", str(record.get_kind_display())),
            ("修复日期", content["repaired"]),
            ("修复理由", content["reason"]),
        ),
        contact=f"联系电话：{department.phone}" if department.phone else "",
        notes=("扫描二维码可以核验本证明的真伪。",),
    )


def meanings(record: CreditRecord, *, counts: bool, bars_commitment: bool) -> tuple[str, ...]:
    """What the record means for whoever it is about, in plain words."""
    if record.kind in GOOD_KINDS:
        return ("守信记录，可以长期公示。守信的，办理行政许可可以享受优先办理、简化程序等便利。",) if counts else ()
    found = []
    if counts and bars_commitment:
        found.append("信用修复前，申请许可时不能用告知承诺的方式，要按普通程序交齐材料。")
    elif counts:
        found.append("这条记录供部门办事和监管时参考，不限制您用告知承诺的方式办事。")
    if record.item_code and record.barred_until is not None:
        until = record.barred_until
        found.append(
            f"{until.year}年{until.month}月{until.day}日前不能再次申请有关的行政许可，这一期限不因信用修复缩短。"
        )
    return tuple(found)
