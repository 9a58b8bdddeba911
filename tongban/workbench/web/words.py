"""Words and rows of the workbench's pages: facts, duties and forms as the furniture takes them. Asks nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.cases.selectors import CaseView, ClockView, MaterialState
from tongban.catalogue.selectors import for_applicant
from tongban.duties.selectors import DutyView
from tongban.files.selectors import StoredFile
from tongban.furniture import schema
from tongban.kernel.actor import CHANNEL_LABELS, Channel
from tongban.ledger.facts import FactView

LAMPS = ("red", "yellow", "green", "grey")
TAB_LABELS = {
    "intake": gettext_lazy("待受理"),
    "supplement": gettext_lazy("等申请人补正"),
    "examine": gettext_lazy("待审查"),
    "decide": gettext_lazy("待决定"),
    "suspended": gettext_lazy("停止计时"),
    "result": gettext_lazy("待出件"),
    "ended": gettext_lazy("已结束"),
}
PROVISION_WORDS = {
    "upload": gettext_lazy("上传的文件"),
    "licence": gettext_lazy("电子证照"),
    "paper": gettext_lazy("窗口核验原件"),
}
VIEWED = "case.viewed"
#: Looks are counted elsewhere, clocks are shown elsewhere, and who has read what stands in the conversation.
_ELSEWHERE = ("case.viewed", "case.messages_read", "duty.")
_INLINE = ("application/pdf", "image/jpeg", "image/png")
_PREVIEWED = ("image/jpeg", "image/png", "application/pdf")
_OUTCOMES = {"granted": gettext_lazy("准予"), "refused": gettext_lazy("不予批准")}


def may_stand_inline(media_type: str) -> bool:
    """Types a browser shows itself; everything else is handed out as a file."""
    return media_type in _INLINE


def form_rows(case: CaseView) -> list[dict[str, object]]:
    """The application as it was filled in, with the labels of its form."""
    rule = for_applicant(case.version.form_schema, case.applicant.kind)
    found: list[dict[str, object]] = []
    for row in schema.rows(rule, case.form_data, {}, {}):
        labels = dict(row.choices)
        values = row.value if isinstance(row.value, list) else [row.value]
        shown = [labels.get(str(value), str(value)) for value in values if value not in ("", None)]
        value = f"{shown[0]}{row.unit}" if len(shown) == 1 else shown
        found.append({"label": row.label, "value": value or _("未填写")})
    return found


def evidence_rows(case: CaseView, stored: Mapping[str, StoredFile]) -> list[dict[str, object]]:
    """Every material of the guide with what was handed in for it."""
    return [_evidence(case, material, stored.get(material.digest)) for material in case.materials]


def _evidence(case: CaseView, material: MaterialState, stored: StoredFile | None) -> dict[str, object]:
    row: dict[str, object] = {"name": material.name, "kind_text": PROVISION_WORDS.get(material.provision, "")}
    if material.accept_standard:
        row["points"] = [{"text": material.accept_standard}]
    if material.provision == "upload":
        address = reverse("workbench:material", args=[case.uid, material.order])
        row |= {"href": address, "source": material.file_name, "verdict": "unchecked", "verdict_text": _("已上传")}
        if stored is not None:
            row |= {"size": stored.size, "digest": stored.digest[:16], "media_type": stored.media_type}
            if stored.media_type in _PREVIEWED:
                row["preview_href"] = address
    elif material.provision == "licence":
        row |= {
            "href": reverse("workbench:licence", args=[case.uid, material.order]),
            "verdict": "good",
            "verdict_text": _("证照有效，免交"),
            "kind_text": f"{PROVISION_WORDS['licence']} {material.licence_identifier}",
        }
    elif material.provision == "paper":
        row |= {"verdict": "good", "verdict_text": _("原件已核验")}
    elif material.necessity == "required":
        row |= {"verdict": "bad", "verdict_text": _("还没有交")}
    else:
        row |= {
            "verdict": "unchecked",
            "verdict_text": _("选交，没有交") if material.necessity == "optional" else _("可以后补"),
        }
    return row


def clock_rows(found: Sequence[ClockView]) -> tuple[dict[str, object] | None, dict[str, object] | None, list[DutyView]]:
    """The promise, the statutory limit, and the other duties of a case. Of several of a kind the last counts."""
    promise = next((clock.duty for clock in reversed(found) if clock.kind == "case.promise"), None)
    statutory = next((clock.duty for clock in reversed(found) if clock.kind == "case.statutory"), None)
    rest = [clock.duty for clock in found if clock.kind not in ("case.promise", "case.statutory")]
    return (
        _clock(promise) if promise is not None else None,
        _clock(statutory) if statutory is not None else None,
        rest,
    )


def _clock(duty: DutyView) -> dict[str, object]:
    states = {"paused": "paused", "discharged": "done", "cancelled": "done"}
    late = duty.late and duty.overdue > 0
    return {
        "due_on": duty.due.due_on,
        "limit": duty.limit,
        "lamp": str(duty.lamp),
        "used": _whole(duty.used),
        "remaining": -_whole(duty.overdue) if late else _whole(duty.remaining),
        "unit": str(duty.limit.unit) if duty.limit is not None else "natural_day",
        "state": states.get(duty.state, "running"),
        "provisional": duty.provisional,
        "basis": duty.basis,
        "note": _("已过截止时间") if duty.late and not late else "",
    }


def _whole(number: float) -> int | float:
    return int(number) if float(number).is_integer() else round(number, 1)


def timeline_rows(case: CaseView, facts: Sequence[FactView], names: Mapping[int, str]) -> list[dict[str, object]]:
    """What happened, in words."""
    links = {row.number: (f"{row.label} {row.number}", instrument_address(case, row.id)) for row in case.instruments}
    rows: list[dict[str, object]] = []
    for fact in facts:
        if fact.kind.startswith(_ELSEWHERE):
            continue
        number = str(fact.data.get("instrument") or "")
        detail = str(_OUTCOMES.get(str(fact.data.get("outcome") or ""), ""))
        if fact.data.get("deemed"):
            detail = _("没有在期限内一次性告知，自收到之日起即为受理")
        rows.append(
            {
                "text": fact.text,
                "at": fact.occurred_at,
                "who": _who(fact, names),
                "channel": CHANNEL_LABELS[Channel(fact.channel)] if fact.channel != Channel.SYSTEM else "",
                "detail": detail,
                "documents": [links[number]] if number in links else [],
            }
        )
    if rows:
        rows[-1]["current"] = True
    return rows


def _who(fact: FactView, names: Mapping[int, str]) -> str:
    if fact.officer_id is not None:
        return names.get(fact.officer_id, _("工作人员"))
    return _("申请人") if fact.party_id is not None else _("平台自动")


def instrument_address(case: CaseView, instrument_id: int) -> str:
    """The PDF of an instrument."""
    return reverse("workbench:instrument", args=[case.uid, instrument_id])


def material_choices(case: CaseView) -> list[dict[str, Any]]:
    """The fields of the one-time notice: a text for each material; a second notice repeats the first one's only."""
    first = not any(material.noticed for material in case.materials)
    return [
        {
            "name": f"want-{material.order}",
            "label": material.name,
            "value": _("还没有提交，请补交。") if not material.provided and material.necessity == "required" else "",
            "hint": material.accept_standard,
            "given": material.provided or material.necessity != "required",
        }
        for material in case.materials
        if first or material.noticed
    ]


def desk_materials(case: CaseView, errors: Mapping[str, str]) -> list[dict[str, Any]]:
    """The materials as the desk takes them: tick the original seen, or upload, or use the licence held."""
    status = {"upload": "uploaded", "licence": "held", "paper": "received"}
    waiting = {"required": "needed", "optional": "optional", "tolerable": "tolerable"}
    return [
        {
            "name": material.name,
            "order": material.order,
            "status": status.get(material.provision) or waiting.get(material.necessity, "needed"),
            "field_name": f"material-{material.order}",
            "accept_standard": material.accept_standard,
            "file_name": material.file_name,
            "file_href": reverse("workbench:material", args=[case.uid, material.order]) if material.digest else "",
            "licence_no": material.licence_identifier,
            "source": _("电子证照") if material.licence_identifier else "",
            "noticed": material.noticed,
            "error": errors.get(f"material-{material.order}", ""),
        }
        for material in case.materials
    ]


def sources(case: CaseView, rule: Mapping[str, Any]) -> dict[str, str]:
    """Which fields of a fresh draft the register of persons and enterprises has filled in."""
    if case.state != "draft":
        return {}
    return {
        name: _("登记信息")
        for name, prop in rule.get("properties", {}).items()
        if case.form_data.get(name) and str(prop.get("x-element", "")).startswith(("person.", "enterprise.", "legal_"))
    }
