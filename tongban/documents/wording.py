"""What the law wants said in each kind of document (pure): the caller brings facts, this brings words and articles.

`licensing` says whether 行政许可法 governs the item; other items follow their own laws and the city's rules, so
their documents do not cite it. What kind of act a decision is (`act`), the manifest of the item's kind says.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from tongban.documents.body import DocumentBody, DocumentSection, chinese_date

_LAW = "《中华人民共和国行政许可法》"
EITHER = "你（单位）"
"""How the national templates address whoever applies; `addressed` settles it."""


def addressed(body: DocumentBody, *, person: bool) -> DocumentBody:
    """The body speaking to the one it goes to: a person is 您, an organisation 你单位."""
    you = "您" if person else "你单位"

    def settled(texts: Sequence[str]) -> tuple[str, ...]:
        return tuple(text.replace(EITHER, you) for text in texts)

    sections = tuple(dataclasses.replace(section, paragraphs=settled(section.paragraphs)) for section in body.sections)
    return dataclasses.replace(body, paragraphs=settled(body.paragraphs), sections=sections)


def receipt_note(
    *,
    applicant: str,
    item_name: str,
    case_no: str,
    received_at: dt.datetime,
    channel: str,
    materials: Sequence[str],
    reply_by: str,
) -> DocumentBody:
    """收件回执: what was handed in and by when the authority answers. It is not yet an acceptance."""
    rows = (
        ("申请人", applicant),
        ("申请事项", item_name),
        ("办件编号", case_no),
        ("收件时间", f"{chinese_date(received_at.date())} {received_at:%H:%M}"),
        ("收件渠道", channel),
    )
    return DocumentBody(
        addressee=applicant,
        paragraphs=("我单位已收到你（单位）提交的申请材料，收件情况如下：",),
        table=rows,
        sections=(_materials("收到的材料", materials),),
        notes=(f"本回执只证明收到材料。是否受理，将在{reply_by}前告知；逾期不告知的，自收到材料之日起即为受理。",),
    )


def acceptance_notice(
    *,
    applicant: str,
    item_name: str,
    case_no: str,
    received_on: dt.date,
    accepted_on: dt.date,
    limit_text: str,
    due_text: str,
    licensing: bool,
    materials: Sequence[str] = (),
    owed_materials: Sequence[str] = (),
    contact: str = "",
) -> DocumentBody:
    """受理通知书 (行政许可法 32.1(5)). `limit_text` such as `5个工作日`, `due_text` such as `2026年12月1日`."""
    law = f"根据{_LAW}第三十二条第一款第五项的规定，" if licensing else ""
    paragraphs = (
        (
            f"你（单位）于{chinese_date(received_on)}提出的“{item_name}”申请，材料齐全、符合法定形式。"
            f"{law}我单位决定自{chinese_date(accepted_on)}起受理。"
        ),
        (
            f"本事项承诺在受理后{limit_text}内办结，应于{due_text}前作出决定。依法需要听证、检验、检测、鉴定和专家评审等的，"
            "所需时间不计算在内，我单位将另行书面告知。"
        ),
    )
    sections = [_materials("收到的材料", materials)] if materials else []
    if owed_materials:
        sections.append(_materials("承诺后补的材料", owed_materials))
    rows = (("申请人", applicant), ("申请事项", item_name), ("办件编号", case_no))
    return DocumentBody(
        addressee=applicant, paragraphs=paragraphs, table=rows, sections=tuple(sections), contact=_contact(contact)
    )


def supplement_notice(
    *,
    applicant: str,
    item_name: str,
    case_no: str,
    received_on: dt.date,
    missing: Sequence[tuple[str, str]],
    how: str,
    supplement_by: str = "",
    missed: str = "",
    licensing: bool,
    contact: str = "",
) -> DocumentBody:
    """补正告知书: everything that is missing, at once (行政许可法 32.1(4)). `missing` = (material, what is wrong).

    `missed` says what the city's rule makes of a late supplement; nothing is threatened where it is empty.
    """
    law = f"根据{_LAW}第三十二条第一款第四项的规定，" if licensing else ""
    paragraphs = (
        (
            f"你（单位）于{chinese_date(received_on)}提出的“{item_name}”申请（办件编号{case_no}），材料不齐全或者不符合法定形式。"
            f"{law}现将需要补正的全部内容一次告知如下："
        ),
    )
    entries = tuple(f"{name}：{problem}" for name, problem in missing)
    until = f"请于{supplement_by}前补正。" if supplement_by else "请尽快补正。"
    ending = f"{until}补正方式：{how}。补正材料经核对齐全后，我单位即予受理。{missed}"
    return DocumentBody(
        addressee=applicant,
        paragraphs=paragraphs,
        sections=(DocumentSection(numbered=entries), DocumentSection(paragraphs=(ending,))),
        contact=_contact(contact),
    )


def refusal_of_acceptance(
    *,
    applicant: str,
    item_name: str,
    case_no: str,
    received_on: dt.date,
    reason: str,
    basis: str,
    by_analogy: bool = False,
    competent_authority: str = "",
    remedies: str,
) -> DocumentBody:
    """不予受理决定书 with reason, article and, where another authority is competent, its name (32.1(2))."""
    under = "参照" if by_analogy else "根据"
    paragraphs = [
        f"你（单位）于{chinese_date(received_on)}提出的“{item_name}”申请（办件编号{case_no}）收悉。",
        f"经审查，{reason.rstrip('。')}。{under}{basis}的规定，我单位决定不予受理。",
    ]
    if competent_authority:
        paragraphs.append(f"该事项由{competent_authority}办理，请向其提出申请。")
    return DocumentBody(addressee=applicant, paragraphs=tuple(paragraphs), remedies=remedies)


def decision_granted(
    *,
    applicant: str,
    item_name: str,
    case_no: str,
    accepted_on: dt.date,
    basis: str,
    act: str,
    gives: str = "出具",
    result_name: str = "",
    valid_text: str = "",
    conditions: Sequence[str] = (),
    remedies: str = "",
    licensing: bool,
) -> DocumentBody:
    """准予行政许可决定书, or the favourable decision that another kind of act is (行政许可法 38.1).

    `act` such as 准予行政许可 or 予以确认; `gives` (颁发, 出具) the result; `remedies` where somebody else is harmed.
    """
    law = (
        f"{_LAW}第三十八条第一款和{basis}" if licensing and basis else f"{_LAW}第三十八条第一款" if licensing else basis
    )
    result = f"，{gives}{result_name}" if result_name else ""
    ground = f"根据{law}的规定，" if law else ""
    paragraphs = [
        (
            f"你（单位）于{chinese_date(accepted_on)}被受理的“{item_name}”申请（办件编号{case_no}），经审查，符合法定条件、标准。"
            f"{ground}我单位决定{act}{result}。"
        )
    ]
    if valid_text:
        paragraphs.append(f"有效期：{valid_text}。")
    sections = (DocumentSection("应当遵守的事项", numbered=tuple(conditions)),) if conditions else ()
    return DocumentBody(addressee=applicant, paragraphs=tuple(paragraphs), sections=sections, remedies=remedies)


def decision_refused(
    *,
    applicant: str,
    item_name: str,
    case_no: str,
    accepted_on: dt.date,
    reasons: Sequence[str],
    basis: str,
    act: str,
    remedies: str,
    licensing: bool,
) -> DocumentBody:
    """不予行政许可决定书 and the like: reasons and remedies are its lawful content (行政许可法 38.2)."""
    law = f"{_LAW}第三十八条第二款" if licensing else ""
    ground = "和".join(part for part in (law, basis) if part)
    return DocumentBody(
        addressee=applicant,
        paragraphs=(
            f"你（单位）于{chinese_date(accepted_on)}被受理的“{item_name}”申请（办件编号{case_no}），经审查，不符合法定条件、标准。",
        ),
        sections=(
            DocumentSection("理由", numbered=tuple(reasons)),
            DocumentSection("决定", paragraphs=(f"{f'根据{ground}的规定，' if ground else ''}我单位决定{act}。",)),
        ),
        remedies=remedies,
    )


def case_receipt(
    *, applicant: str, item_name: str, case_no: str, rows: Sequence[tuple[str, str]], contact: str = ""
) -> DocumentBody:
    """办件回执: how a case ended, in one table."""
    table = (("申请人", applicant), ("办理事项", item_name), ("办件编号", case_no), *rows)
    return DocumentBody(
        addressee=applicant,
        paragraphs=("你（单位）申请的事项已经办结，办理情况如下：",),
        table=table,
        contact=_contact(contact),
        notes=("请对本次办理作出评价。对办理结果有异议的，可以向出具单位查询或者拨打12345热线反映。",),
    )


def withdrawal_note(*, applicant: str, item_name: str, case_no: str, withdrawn_on: dt.date) -> DocumentBody:
    """撤回申请确认书: the procedure ends, a new application remains open."""
    return DocumentBody(
        addressee=applicant,
        paragraphs=(
            f"你（单位）于{chinese_date(withdrawn_on)}撤回“{item_name}”申请（办件编号{case_no}）。我单位予以确认，终止办理。",
            "撤回申请不影响你（单位）以后再次提出申请。已提交的材料原件可凭本确认书取回。",
        ),
    )


def _materials(heading: str, names: Sequence[str]) -> DocumentSection:
    return DocumentSection(heading=heading, numbered=tuple(names))


def _contact(contact: str) -> str:
    return f"联系方式：{contact}" if contact else ""
