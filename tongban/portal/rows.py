"""From views of other rooms to the rows the furniture draws. Pure: words and shapes, no questions asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from django.urls import reverse
from django.utils.translation import gettext as _

from tongban.cases.selectors import CaseView, ClockView, MaterialState
from tongban.cases.states import PROMISE, STATUTORY
from tongban.catalogue.selectors import Guide, ItemVersionView, MaterialView
from tongban.duties.selectors import DutyView
from tongban.files.selectors import StoredFile
from tongban.furniture import schema as drawing
from tongban.furniture.formatting import limit
from tongban.kernel.deadline import LimitUnit
from tongban.licences.selectors import LicenceView
from tongban.parties.states import PartyKind

Row: TypeAlias = dict[str, object]
FORMS = {"original": "原件", "copy": "复印件", "electronic": "电子文件", "original_or_copy": "原件或复印件"}
SOURCES = {"government": "政府部门", "intermediary": "中介或检测机构"}
_DAYS = (LimitUnit.MONTH, LimitUnit.YEAR)


def guide_facts(guide: Guide) -> list[Row]:
    """The key facts on top of a guide, in the order people ask for them."""
    version = guide.version
    promise = {"label": _("办结时限"), "value": limit(version.effective_promise)}
    if version.limit_source != "promised":
        promise["note"] = guide.limit_source_label
    facts: list[Row] = [
        dict(promise),
        {"label": _("法定时限"), "value": limit(version.statutory)},
        {"label": _("要跑几次"), "value": _visits(version)},
        {"label": _("收费"), "value": _fee(version)},
        {"label": _("谁能申请"), "value": applicants(version)},
    ]
    if version.result is not None and version.result.kind != "none":
        facts.append({"label": _("办好后拿到"), "value": version.result.name or _("办理结果")})
        if version.result.validity_months:
            facts.append({"label": _("有效期"), "value": months(version.result.validity_months)})
    return facts


def months(number: int) -> str:
    """48 -> 4年, 18 -> 18个月."""
    return _("%(n)s年") % {"n": number // 12} if number % 12 == 0 else _("%(n)s个月") % {"n": number}


def applicants(version: ItemVersionView) -> str:
    """服务对象 in words; no list means everybody."""
    return "、".join(str(PartyKind(kind).label) for kind in version.applicant_kinds) or _("个人和单位都可以")


def _visits(version: ItemVersionView) -> str:
    if version.visits is None:
        return _("没有写明")
    return _("不用跑") if version.visits == 0 else _("最多%(n)s次") % {"n": version.visits}


def _fee(version: ItemVersionView) -> str:
    if version.fee.charged is None:
        return _("没有写明，请电话咨询")
    return _("收费，标准见“办理须知”") if version.fee.charged else _("不收费")


def why_not_online(version: ItemVersionView) -> str:
    """Why the item cannot be applied for here now; empty where it can."""
    if not version.item_in_use:
        return _("这个事项已暂停或取消，现在不能办理。")
    if version.online is False:
        return _("这个事项还不能网上办理，请带材料到窗口。")
    return ""


def guide_material(material: MaterialView, held: LicenceView | None) -> Row:
    """One material on the guide: 不用提交 where the person's own licence stands in."""
    return {**_base(material), **_state(material, held)}


def _state(material: MaterialView, held: LicenceView | None) -> Row:
    if held is not None:
        return {"status": "held", "source": held.type_name, "licence_no": ""}
    return {"status": {"required": "needed"}.get(material.necessity, material.necessity)}


def _base(material: MaterialView) -> Row:
    form = FORMS.get(material.form, "")
    if form and material.copies and material.form != "electronic":
        form += f"{material.copies}份"
    if material.licence_type_code:
        form = _("有电子证照的不用提交") + (f"；{form}" if form else "")
    why = _("依据：%(basis)s。") % {"basis": material.basis} if material.basis else ""
    standard = material.accept_standard
    if material.sample:
        standard = f"{standard} {_('样式：')}{material.sample}".strip()
    return {
        "name": material.name,
        "form": form,
        "source": SOURCES.get(material.source, ""),
        "why": why,
        "accept_standard": standard,
    }


def apply_material(
    given: MaterialState,
    material: MaterialView,
    held: Mapping[str, LicenceView],
    stored: Mapping[str, StoredFile],
    error: str = "",
    href: str = "",
) -> Row:
    """One material on the page where it is handed in."""
    row: Row = {**_base(material), "field_name": f"m{given.order}", "error": error}
    if given.provision == "licence":
        licence = held.get(given.licence_identifier)
        return {
            **row,
            "status": "held",
            "source": licence.type_name if licence else _("电子证照"),
            "licence_no": licence.licence_no if licence else given.licence_identifier,
        }
    if given.provision == "paper":
        return {**row, "status": "received", "form": _("窗口已核验原件"), "source": ""}
    if given.provision == "upload":
        file = stored.get(given.digest)
        size = file.size if file else None
        return {**row, "status": "uploaded", "file_name": given.file_name, "file_size": size, "file_href": href}
    return {**row, "status": {"required": "needed"}.get(given.necessity, given.necessity)}


def material_line(case: CaseView, given: MaterialState) -> Row:
    """One material on the check page and the case page: what is there, as a summary row."""
    if given.provision == "upload":
        value = given.file_name
    elif given.provision == "licence":
        value = _("用您的电子证照代替，不用提交")
    elif given.provision == "paper":
        value = _("窗口已核验原件")
    elif given.necessity == "required":
        value = _("还没有提交（必要材料）")
    else:
        value = _("没有提交（可以不交）") if given.necessity == "optional" else _("没有提交（可以后补）")
    return {"label": given.name, "value": value}


def answers(schema: Mapping[str, object], data: Mapping[str, object], href: str = "") -> list[Row]:
    """The filled form as summary rows, in the order of the form; required ones that are empty are marked."""
    found: list[Row] = []
    for row in drawing.rows(schema, data, {}, {}):
        words = dict(row.choices)
        values = row.value if isinstance(row.value, list) else [row.value]
        text = "、".join(words.get(str(value), str(value)) for value in values if value not in ("", None))
        line: Row = {"label": row.label, "value": text + (row.unit if text else "")}
        if not text and row.required:
            line["missing"] = True
        elif not text:
            line["value"] = _("没有填写")
        if href:
            line["href"] = f"{href}#f-{row.name}"
        found.append(line)
    return found


def clock(duty: DutyView) -> Row:
    """A duty as one half of the clock pair."""
    running = {"open": "running", "paused": "paused"}.get(duty.state, "done")
    unit = duty.limit.unit if duty.limit is not None else LimitUnit.NATURAL_DAY
    return {
        "due_on": duty.due.due_on,
        "limit": duty.limit,
        "lamp": duty.lamp.value,
        "used": whole(duty.used),
        "remaining": -whole(duty.overdue) if duty.overdue else whole(duty.remaining),
        "unit": "natural_day" if unit in _DAYS else str(unit),
        "state": "overdue" if duty.late and duty.running else running,
        "provisional": duty.provisional,
        "basis": duty.basis,
        "still": None,
        "note": "",
    }


def whole(number: float) -> int | float:
    """A count without a needless fraction."""
    return int(number) if float(number).is_integer() else round(number, 1)


def clock_pair(clocks: Iterable[ClockView]) -> dict[str, Row | None]:
    """Promise and statutory clock of a case; cancelled ones say nothing."""
    latest = {one.kind: one.duty for one in clocks if one.duty.state != "cancelled"}
    promise, statutory = latest.get(str(PROMISE)), latest.get(str(STATUTORY))
    return {
        "promise": clock(promise) if promise and promise.limit else None,
        "statutory": clock(statutory) if statutory and statutory.limit else None,
    }


def case_links(case: CaseView) -> dict[str, str]:
    """Addresses of one case."""
    names = ("case", "tasks", "form", "materials", "check", "submitted", "withdraw")
    return {name: reverse(f"portal:{name}", args=[case.uid]) for name in names}
