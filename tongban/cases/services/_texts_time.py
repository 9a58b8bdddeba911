"""What the papers about time say: special procedures, extensions, hearings, and the statement of time."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tongban.cases.states import Instrument
from tongban.documents.services import DocumentBody, DocumentSection, chinese_date
from tongban.kernel import clock
from tongban.reference import selectors as reference

if TYPE_CHECKING:
    from collections.abc import Callable

    from tongban.cases.services._texts import Writer

_LAW = "《中华人民共和国行政许可法》"


def _body(w: Writer, *paragraphs: str, sections: tuple[DocumentSection, ...] = (), remedies: str = "") -> DocumentBody:
    return DocumentBody(
        addressee=_text(w, "to") or w.applicant,
        paragraphs=paragraphs,
        table=(("申请人", w.applicant), ("申请事项", w.case.item_name), ("办件编号", w.case.case_no)),
        sections=sections,
        remedies=remedies,
        contact=w.contact and f"联系方式：{w.contact}",
    )


def _text(w: Writer, name: str) -> str:
    return str(w.content.get(name) or "")


def _bare(text: str) -> str:
    return text.strip().rstrip("。")


def special_procedure(w: Writer) -> DocumentBody:
    """特别程序告知书: which procedure, why, until when, and that the time is not counted (行政许可法 45, 安阳 37)."""
    law = reference.parameter("excluded_time")
    named = [] if law.law == "行政许可法" else [law.citation]
    basis = "和".join([f"{_LAW}第四十五条", *named] if w.licensing or not named else named)
    return _body(
        w,
        (
            f"你（单位）于{chinese_date(w.day_of(w.case.accepted_at))}被受理的“{w.case.item_name}”申请，"
            f"依法需要进行{_text(w, 'procedure')}。事由：{_bare(_text(w, 'reason'))}。"
        ),
        (
            f"{w.manifest.cites(f'根据{basis}的规定')}，所需时间不计算在办理期限内。自{chinese_date(w.issued_on)}起停止计算办理期限，"
            f"预计{w.due_text('expected_on')}结束；结束后恢复计算，我单位将另行告知。"
        ),
    )


def extension(w: Writer) -> DocumentBody:
    """延长办理期限告知书: how long, why, who approved, the new ends (行政许可法 42)."""
    joint = bool(w.content.get("joint"))
    head, article = ("本级人民政府负责人", "第二款") if joint else ("本单位负责人", "第一款")
    law = w.manifest.cites(f"根据{_LAW}第四十二条{article}的规定，")
    ends = w.content.get("ends")
    named = {"case.promise": "承诺时限", "case.statutory": "法定时限"}
    until = [
        f"{named[kind]}延长至{chinese_date(dt.date.fromisoformat(str(day)))}" if day else f"{named[kind]}恢复计算后顺延"
        for kind, day in (ends.items() if isinstance(ends, dict) else ())
    ]
    return _body(
        w,
        (
            f"你（单位）于{chinese_date(w.day_of(w.case.accepted_at))}被受理的“{w.case.item_name}”申请，"
            f"在规定期限内不能作出决定，理由：{_bare(_text(w, 'reason'))}。"
        ),
        f"{law}经{head}批准，办理期限延长{_text(w, 'days')}个工作日，{'，'.join(until)}。期限只延长这一次。",
    )


def hearing_right(w: Writer) -> DocumentBody:
    """听证权利告知书: the right, the five days, how to ask, and that it costs nothing (行政许可法 47)."""
    if w.content.get("interested"):
        return _interested_right(w)
    return _body(
        w,
        (
            f"你（单位）于{chinese_date(w.day_of(w.case.accepted_at))}被受理的“{w.case.item_name}”申请，"
            f"{_bare(_text(w, 'reason'))}。根据{_LAW}第四十七条第一款的规定，你（单位）享有要求听证的权利。"
        ),
        (
            f"要求听证的，请在{w.due_text('until')}前提出，可以在网上“我的办件”或者窗口提出；逾期没有提出的，"
            "我单位将依法作出决定。提出听证申请的，我单位在二十个工作日内组织听证。听证不收取费用。"
        ),
    )


def _interested_right(w: Writer) -> DocumentBody:
    """The same to a third party: what is applied for, what it means for them, and that they may speak (36, 47)."""
    if not w.manifest.hearing:
        return _statement_right(w)
    until = w.due_text("until")
    ask = (
        f"要求听证的，请在{until}前向我单位提出；提出听证申请的，我单位在二十个工作日内组织听证。听证不收取费用。"
        if until
        else "已经有人申请听证，听证的时间、地点另行书面通知。听证不收取费用。"
    )
    return _body(
        w,
        (
            f"{w.applicant}于{chinese_date(w.day_of(w.case.accepted_at))}被受理的“{w.case.item_name}”申请，"
            f"直接关系你（单位）的重大利益：{_bare(_text(w, 'reason'))}。"
        ),
        (
            f"根据{_LAW}第三十六条的规定，你（单位）有权进行陈述和申辩，我单位在作出决定前听取你（单位）的意见；"
            f"根据第四十七条第一款的规定，你（单位）享有要求听证的权利。"
        ),
        ask,
    )


def _statement_right(w: Writer) -> DocumentBody:
    """To a third party of an item whose kind knows no right to a hearing: they may speak before the decision."""
    harmed = w.manifest.third_party
    return _body(
        w,
        (
            f"{w.applicant}于{chinese_date(w.day_of(w.case.accepted_at))}被受理的“{w.case.item_name}”申请，"
            f"直接关系你（单位）的重大利益，你（单位）是本事项的{harmed}：{_bare(_text(w, 'reason'))}。"
        ),
        (
            f"{w.manifest.cites(f'根据{_LAW}第三十六条的规定')}，你（单位）有权进行陈述和申辩，"
            "我单位在作出决定前听取你（单位）的意见。请在收到本告知书后尽快提出，可以在网上提出，也可以书面提交。"
        ),
    )


def hearing(w: Writer) -> DocumentBody:
    """听证通知书: time, place, chair, the right to have the chair replaced, and that time stands still (48, 45)."""
    held_at = clock.local(dt.datetime.fromisoformat(_text(w, "held_at")))
    whose = w.applicant if w.content.get("interested") else "你（单位）"
    return _body(
        w,
        (
            f"{whose}于{chinese_date(w.day_of(w.case.accepted_at))}被受理的“{w.case.item_name}”申请，我单位决定举行听证。"
            f"事由：{_bare(_text(w, 'reason'))}。"
        ),
        (
            f"时间：{chinese_date(held_at.date())} {held_at:%H:%M}。地点：{_text(w, 'place')}。"
            f"主持人：{_text(w, 'chair')}。"
            "听证公开举行，你（单位）可以提出证据，进行申辩和质证，可以委托代理人参加；认为主持人与本事项有直接利害关系的，"
            "有权申请回避。听证笔录交参加人确认无误后签字或者盖章，我单位根据听证笔录作出决定。"
        ),
        (
            f"{w.manifest.cites(f'根据{_LAW}第四十五条、第四十八条的规定')}，听证所需时间不计算在办理期限内，自{chinese_date(w.issued_on)}起停止计算，"
            "听证结束后恢复计算。"
        ),
    )


def time_statement(w: Writer) -> DocumentBody:
    """办理用时说明: each clock day by day, and its sums."""
    clocks = w.content.get("clocks")
    sections: list[DocumentSection] = []
    for one in clocks if isinstance(clocks, list) else []:
        basis = f"依据：{one['basis']}。" if one["basis"] else ""
        totals = "；".join(f"{label}：{value}" for label, value in one["totals"])
        paragraphs = tuple(text for text in (basis, f"{totals}。") if text)
        sections.append(DocumentSection(heading=one["label"], numbered=tuple(one["lines"])))
        sections.append(DocumentSection(paragraphs=paragraphs))
    return _body(
        w,
        f"截至{w.due_text('as_of')}，“{w.case.item_name}”办理期限的计算情况如下。停止计时和延长期限都有书面文书，文号在各行列出。",
        sections=tuple(sections),
    )


def after_hearing(w: Writer) -> str:
    """What a decision after a hearing says: that it was held, and that the decision rests on its minutes (48 ¶2)."""
    held = w.content.get("hearings")
    days = [chinese_date(dt.date.fromisoformat(str(day))) for day in held] if isinstance(held, list) else []
    if not days:
        return ""
    return (
        f"我单位于{'、'.join(days)}举行听证，本决定根据听证笔录作出（{w.manifest.cites(f'{_LAW}第四十八条第二款')}）。"
    )


WRITERS: dict[Instrument, Callable[[Writer], DocumentBody]] = {
    Instrument.SPECIAL_PROCEDURE_NOTICE: special_procedure,
    Instrument.EXTENSION_NOTICE: extension,
    Instrument.HEARING_RIGHT_NOTICE: hearing_right,
    Instrument.HEARING_NOTICE: hearing,
    Instrument.TIME_STATEMENT: time_statement,
}
