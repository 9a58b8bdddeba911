"""What the papers of promises, commitments, revocations and second lives say (see `_texts`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tongban.cases.states import Instrument, RevocationGround
from tongban.cases.states_promise import GROUNDS, OWN_FAULT
from tongban.documents.services import DocumentBody, DocumentSection, chinese_date
from tongban.kernel import clock

if TYPE_CHECKING:
    from tongban.cases.services._texts import Writer

_RULES = "《安阳市政务服务条例》"
_LAW = "《中华人民共和国行政许可法》"


def _rows(w: Writer) -> tuple[tuple[str, str], ...]:
    return (("申请人", w.applicant), ("申请事项", w.case.item_name), ("办件编号", w.case.case_no))


def _contact(w: Writer) -> str:
    return f"联系方式：{w.contact}" if w.contact else ""


def _said(w: Writer, name: str) -> str:
    """What the verb has written into the content under a name."""
    return str(w.content.get(name) or "")


def _lines(text: object) -> tuple[str, ...]:
    return tuple(line.strip() for line in str(text).splitlines() if line.strip())


def _named(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else ()


def tolerance(w: Writer) -> DocumentBody:
    """容缺受理告知书: materials, day and consequence, told on the spot (安阳 24)."""
    return DocumentBody(
        addressee=w.applicant,
        paragraphs=(
            (
                f"你（单位）申请的“{w.case.item_name}”主要申请材料齐全、符合法定形式，仅欠缺次要材料。"
                f"根据{_RULES}第二十四条的规定和你（单位）的书面承诺，我单位先予受理并进行审查。"
            ),
            f"下列材料请在受理之日起{_said(w, 'limit')}内、即{w.due_text('due_on')}前补齐。",
            _said(w, "missed"),
            "承诺办理时限自受理之日起计算，不因等待补齐而中止；补齐全部材料的，在承诺办理时限内办结。",
        ),
        table=_rows(w),
        sections=(DocumentSection("需要补齐的材料", numbered=_named(w.content.get("materials"))),),
        contact=_contact(w),
    )


def commitment(w: Writer) -> DocumentBody:
    """告知承诺书: the authority's side and the applicant's, word for word as confirmed (安阳 26)."""
    kept = w.content["words"]
    words: Mapping[str, Any] = kept if isinstance(kept, dict) else {}
    confirmed = clock.local(dt.datetime.fromisoformat(str(w.content["confirmed_at"])))
    sections = [
        DocumentSection("行政机关告知的内容", numbered=_named(words.get("told"))),
        DocumentSection("申请人承诺的内容", numbered=_named(words.get("committed"))),
        DocumentSection("不实承诺的法律责任", paragraphs=_lines(words.get("liability", ""))),
    ]
    owed = _named(words.get("owed"))
    if owed and w.content.get("owed_until"):
        sections.append(
            DocumentSection(
                "约定后补的材料", paragraphs=(f"请在{w.due_text('owed_until')}前补交下列材料：",), numbered=owed
            )
        )
    return DocumentBody(
        addressee=w.applicant,
        paragraphs=(
            (
                f"你（单位）申请“{w.case.item_name}”，自愿选择告知承诺的方式，"
                f"于{chinese_date(confirmed.date())} {confirmed:%H:%M}（北京时间，{_said(w, 'channel')}）确认下列承诺，"
                f"愿意承担不实承诺的责任。根据{_RULES}第二十六条的规定，我单位当场作出准予的决定。"
            ),
            f"我单位将在{w.due_text('verify_until')}前核查承诺的履行情况（{_RULES}第二十七条）。",
        ),
        table=(*_rows(w), ("批准文号", str(words.get("document_no", "")))),
        sections=tuple(sections),
        contact=_contact(w),
        notes=(f"申请人一方：已在线确认，确认内容的摘要（SM3）为{_said(w, 'words_digest')}；行政机关一方：加盖印章。",),
    )


def mending_order(w: Writer) -> DocumentBody:
    """责令限期整改通知书 (安阳 27)."""
    return DocumentBody(
        addressee=w.applicant,
        paragraphs=(
            f"我单位按你（单位）的承诺对“{w.case.item_name}”作出了准予的决定。经核查，实际情况与承诺内容不符：",
            *_lines(w.content.get("finding", "")),
            (
                f"根据{_RULES}第二十七条的规定，责令你（单位）在{w.due_text('due_on')}前整改到位，并报告整改情况。"
                "逾期拒不整改或者整改后仍不符合条件的，将依法撤销决定。"
            ),
        ),
        table=_rows(w),
        remedies=w.remedies,
        contact=_contact(w),
    )


def prior_notice(w: Writer) -> DocumentBody:
    """撤销决定前告知书: facts, reasons, ground, and the right to speak (行政许可法 7)."""
    label, basis = GROUNDS[RevocationGround(str(w.content["ground"]))]
    return DocumentBody(
        addressee=w.applicant,
        paragraphs=(f"我单位拟撤销对“{w.case.item_name}”（办件编号{w.case.case_no}）作出的准予决定。",),
        table=_rows(w),
        sections=(
            DocumentSection("事实和理由", paragraphs=(f"情形：{label}。", *_lines(w.content.get("reason", "")))),
            DocumentSection("依据", paragraphs=(f"{w.manifest.cites(basis)}。",)),
            DocumentSection(
                "你（单位）的权利",
                paragraphs=(
                    f"{w.manifest.cites(f'根据{_LAW}第七条的规定')}，你（单位）享有陈述权、申辩权。",
                    f"请在{w.due_text('until')}前在网上“我的办件”或者到我单位提出；逾期不提出的，视为放弃。",
                ),
            ),
        ),
        contact=_contact(w),
    )


def revocation(w: Writer) -> DocumentBody:
    """撤销决定书 with reasons, what follows and remedies (行政许可法 69)."""
    ground = RevocationGround(str(w.content["ground"]))
    label, basis = GROUNDS[ground]
    after = (
        "你（单位）基于该决定取得的利益不受保护。"
        if ground in OWN_FAULT
        else f"因撤销受到损害的合法权益，{w.manifest.cites(f'依照{_LAW}第六十九条第四款')}由我单位依法给予赔偿。"
    )
    return DocumentBody(
        addressee=w.applicant,
        paragraphs=(f"我单位已于决定前书面告知（{_said(w, 'notice')}）并听取你（单位）的陈述、申辩，现作出如下决定。",),
        table=_rows(w),
        sections=(
            DocumentSection("事实和理由", paragraphs=(f"情形：{label}。", *_lines(w.content.get("reason", "")))),
            DocumentSection(
                "决定",
                paragraphs=(
                    f"{w.manifest.cites(f'根据{basis}的规定')}，撤销对“{w.case.item_name}”作出的准予决定。{after}",
                ),
            ),
        ),
        remedies=w.remedies,
        contact=_contact(w),
    )


def reopening(w: Writer) -> DocumentBody:
    """恢复办理告知书: on which document, and the fresh clock."""
    return DocumentBody(
        addressee=w.applicant,
        paragraphs=(
            (
                f"根据{_said(w, 'document_no')}，自{w.due_text('accepted_on')}起"
                f"恢复办理你（单位）申请的“{w.case.item_name}”。"
            ),
            *_lines(w.content.get("reason", "")),
            f"办理期限从恢复之日起重新计算：{_said(w, 'limit')}，应于{w.due_text('promise_due')}前作出决定。",
        ),
        table=_rows(w),
        contact=_contact(w),
    )


def version_notice(w: Writer) -> DocumentBody:
    """适用新版办事指南告知书: what changes for this case."""
    changes = _named(w.content.get("changes")) or ("申请材料、表单和时限都没有变化。",)
    return DocumentBody(
        addressee=w.applicant,
        paragraphs=(
            (
                f"根据{_said(w, 'basis')}，你（单位）申请的“{w.case.item_name}”"
                f"改按第{_said(w, 'number')}版办事指南办理。"
            ),
            *_lines(w.content.get("reason", "")),
        ),
        table=_rows(w),
        sections=(DocumentSection("与原来相比", numbered=changes),),
        contact=_contact(w),
    )


WRITERS: dict[Instrument, Callable[[Writer], DocumentBody]] = {
    Instrument.TOLERANCE_NOTICE: tolerance,
    Instrument.COMMITMENT: commitment,
    Instrument.MENDING_ORDER: mending_order,
    Instrument.REVOCATION_PRIOR_NOTICE: prior_notice,
    Instrument.REVOCATION: revocation,
    Instrument.REOPENING_NOTICE: reopening,
    Instrument.VERSION_NOTICE: version_notice,
}
