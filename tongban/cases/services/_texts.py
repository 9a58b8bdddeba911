"""What each written instrument says: the facts of the case put into the words of `documents`."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable

from tongban.cases.models import Case, CaseInstrument
from tongban.cases.policies.kinds import manifest
from tongban.cases.services import _texts_promise, _texts_time
from tongban.cases.states import Instrument
from tongban.catalogue import selectors as catalogue
from tongban.catalogue.selectors import ItemVersionView
from tongban.documents import services as documents
from tongban.documents.services import DocumentBody, chinese_date
from tongban.kernel import clock
from tongban.kernel.actor import CHANNEL_LABELS, Actor, Channel
from tongban.orgs.selectors import DepartmentView
from tongban.parties import selectors as parties
from tongban.reference import selectors as reference

_LAW = "《中华人民共和国行政许可法》"
MISSED = {"withdrawn": "逾期未补正的，视为撤回申请。", "refused": "逾期未补正的，将作出不予受理决定。"}


class Writer:
    """The facts of one instrument, collected once."""

    def __init__(self, row: CaseInstrument, department: DepartmentView) -> None:
        self.case: Case = row.case
        self.content: dict[str, object] = row.content
        self.issued_on = clock.local(row.issued_at).date()
        self.version: ItemVersionView = catalogue.version(self.case.version_id)
        self.department = department
        self.to = parties.party(self.case.applicant_id, viewer=Actor.system())
        self.applicant = self.to.name
        self.manifest = manifest(self.version)
        self.licensing = self.manifest.governed

    @property
    def contact(self) -> str:
        """Whom to ring."""
        return "、".join(self.version.phones) or self.department.phone

    @property
    def basis(self) -> str:
        """The first law the item rests on."""
        for found in self.version.legal_bases:
            return f"《{found.law.strip('《》')}》{found.article}"
        return ""

    @property
    def remedies(self) -> str:
        """What may be done against a decision of this kind: review, action in court, or a complaint first."""
        return self.manifest.remedies

    @property
    def result_name(self) -> str:
        """What is handed out beside the decision; "" where the decision itself is what results."""
        result = self.version.result
        named = result.name if result and result.kind != "none" else ""
        return "" if named == self.manifest.granted_title else named

    def law_of(self, key: str) -> str:
        """《law》article of a parameter where the item is."""
        return reference.parameter(key, region_code=self.version.region_code).citation

    def day_of(self, instant: dt.datetime | None) -> dt.date:
        """The day in China, of issue where the instant is not known."""
        return clock.local(instant).date() if instant is not None else self.issued_on

    def materials(self) -> list[str]:
        """Names of what was handed in."""
        return list(self.case.materials.order_by("order").values_list("name", flat=True))

    def due_text(self, name: str) -> str:
        """A day that the verb has written into the content."""
        value = str(self.content.get(name) or "")
        return chinese_date(dt.date.fromisoformat(value)) if value else ""


def _receipt(w: Writer) -> DocumentBody:
    received = clock.local(w.case.received_at) if w.case.received_at else clock.local(clock.now())
    return documents.receipt_note(
        applicant=w.applicant,
        item_name=w.case.item_name,
        case_no=w.case.case_no,
        received_at=received,
        channel=CHANNEL_LABELS[Channel(w.case.channel)],
        materials=[str(name) for name in _listed(w.content.get("materials"))],
        reply_by=w.due_text("reply_by") or "规定期限",
    )


def _supplement(w: Writer) -> DocumentBody:
    wanted = _listed(w.content.get("wanted"))
    return documents.supplement_notice(
        applicant=w.applicant,
        item_name=w.case.item_name,
        case_no=w.case.case_no,
        received_on=w.day_of(w.case.received_at),
        missing=[(str(one["name"]), str(one["text"])) for one in wanted if isinstance(one, dict)],
        how="网上“我的办件”或者窗口提交",
        supplement_by=w.due_text("due_on"),
        missed=MISSED.get(reference.parameter("supplement_missed").text, ""),
        licensing=w.licensing,
        contact=w.contact,
    )


def _acceptance(w: Writer) -> DocumentBody:
    accepted_on = dt.date.fromisoformat(str(w.content["accepted_on"]))
    if w.content.get("deemed"):
        law = f"{_LAW}第三十二条第一款第四项" if w.licensing else w.law_of("one_time_notice.late")
        return DocumentBody(
            addressee=w.applicant,
            paragraphs=(
                (
                    f"你（单位）提出的“{w.case.item_name}”申请（办件编号{w.case.case_no}），"
                    "我单位未在规定期限内一次性告知需要补正的内容。"
                    f"{w.manifest.cites(f'根据{law}的规定')}，"
                    f"自收到申请材料之日（{chinese_date(accepted_on)}）起即为受理，办理期限从该日起计算。"
                ),
            ),
            contact=w.contact and f"联系方式：{w.contact}",
        )
    return documents.acceptance_notice(
        applicant=w.applicant,
        item_name=w.case.item_name,
        case_no=w.case.case_no,
        received_on=w.day_of(w.case.received_at),
        accepted_on=accepted_on,
        limit_text=str(w.content.get("limit") or ""),
        due_text=w.due_text("promise_due"),
        licensing=w.licensing,
        materials=w.materials(),
        contact=w.contact,
    )


def _acceptance_refusal(w: Writer) -> DocumentBody:
    basis = f"{_LAW}第三十二条" if w.licensing else w.law_of(w.manifest.acceptance)
    return documents.refusal_of_acceptance(
        applicant=w.applicant,
        item_name=w.case.item_name,
        case_no=w.case.case_no,
        received_on=w.day_of(w.case.received_at),
        reason=str(w.content["reason"]),
        basis=basis,
        by_analogy=w.manifest.cites(basis) != basis,
        remedies=w.remedies,
    )


def _granted(w: Writer) -> DocumentBody:
    return documents.decision_granted(
        applicant=w.applicant,
        item_name=w.case.item_name,
        case_no=w.case.case_no,
        accepted_on=w.day_of(w.case.accepted_at),
        basis=w.basis,
        act=w.manifest.grants,
        gives=w.manifest.gives,
        result_name=w.result_name,
        remedies=w.remedies if w.manifest.contested else "",
        licensing=w.licensing,
    )


def _refused(w: Writer) -> DocumentBody:
    return documents.decision_refused(
        applicant=w.applicant,
        item_name=w.case.item_name,
        case_no=w.case.case_no,
        accepted_on=w.day_of(w.case.accepted_at),
        reasons=[line for line in str(w.content["reason"]).splitlines() if line.strip()],
        basis=w.basis,
        act=w.manifest.refuses,
        remedies=w.remedies,
        licensing=w.licensing,
    )


def _warning(w: Writer) -> str:
    """行政许可法 78: a refusal for hidden facts or false materials warns, and says until when no one applies again."""
    if not w.content.get("warned"):
        return ""
    until = w.due_text("barred_until")
    years = f"；{until}前不得再次申请该行政许可" if until else ""
    return (
        f"申请人隐瞒有关情况或者提供虚假材料申请行政许可，根据《中华人民共和国行政许可法》第七十八条，给予警告{years}。"
    )


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


_WRITERS: dict[Instrument, Callable[[Writer], DocumentBody]] = {
    Instrument.RECEIPT_NOTE: _receipt,
    Instrument.SUPPLEMENT_NOTICE: _supplement,
    Instrument.ACCEPTANCE_NOTICE: _acceptance,
    Instrument.ACCEPTANCE_REFUSAL: _acceptance_refusal,
    Instrument.DECISION_GRANTED: _granted,
    Instrument.DECISION_REFUSED: _refused,
    **_texts_promise.WRITERS,
    **_texts_time.WRITERS,
}


def instrument_body(row: CaseInstrument, department: DepartmentView) -> DocumentBody:
    """The body of one instrument, ready for `documents.issue_document`."""
    writer = Writer(row, department)
    body = _WRITERS[Instrument(row.kind)](writer)
    if heard := _texts_time.after_hearing(writer):
        body = dataclasses.replace(body, paragraphs=(*body.paragraphs, heard))
    if warned := _warning(writer):
        body = dataclasses.replace(body, paragraphs=(*body.paragraphs, warned))
    if writer.content.get("interested"):
        return body
    return documents.addressed(body, person=writer.to.is_person)
