"""What the operations of the interface name and send, room by room, for the walk of every role."""

from __future__ import annotations

from collections.abc import Mapping

from tongban.cross_region import selectors as cross_region
from tongban.fees import selectors as fees
from tongban.kernel.actor import Actor
from tongban.openapi.tests.conftest import World
from tongban.regulation import selectors as oversight
from tongban.regulation import services as overseeing

SYSTEM = Actor.system()
NOWHERE = "00000000-0000-4000-8000-000000000000"
PAPER = "同卫健〔2026〕责改字第9号"
HOME = {"name": "赵小满", "phone": "13800000011", "address": "同安市文峰区学院路3号楼2单元501室"}


def api_objects(world: World, others: Mapping[str, object]) -> dict[str, object]:
    """Rows that only addresses of the interface name; those that pages name stand in `others`."""
    paid = fees.order(str(others["paid_order"]), viewer=SYSTEM)
    day = fees.reconciliation(str(others["reconciliation"]), viewer=SYSTEM)
    remote = cross_region.cross_region_case(str(others["cross_region"]), viewer=SYSTEM)
    department = world.city.department_id
    rule = overseeing.set_rule(scope="item_kind", key="reward", overseer_id=department, basis="三定规定", actor=SYSTEM)
    return {
        "api_refund": paid.payments[0].refunds[-1].uid,
        "api_difference": day.differences[0].uid,
        "api_rule": rule.uid,
        "api_object": oversight.objects(viewer=SYSTEM)[0].code,
        "api_inspector": oversight.inspectors(viewer=SYSTEM)[0].code,
        "api_original": remote.papers[0].uid,
        "api_talk": remote.assistance[0].uid,
    }


def api_places(others: Mapping[str, str]) -> dict[str, str]:
    """What stands at the end of which part of an address."""
    return {
        "counsels/{uid}": others["counsel"],
        "fees/{uid}": others["unpaid_order"],
        "refunds/{uid}": others["api_refund"],
        "reconciliations/{uid}": others["reconciliation"],
        "differences/{uid}": others["api_difference"],
        "parcels/{uid}": others["parcel"],
        "credit/records/{uid}": others["credit"],
        "handovers/{uid}": others["handover"],
        "objects/{code}": others["api_object"],
        "inspectors/{code}": others["api_inspector"],
        "rules/{uid}": others["api_rule"],
        "proposals/{uid}": NOWHERE,
        "inspections/plans/{uid}": others["plan"],
        "inspections/published/{uid}": others["plan"],
        "inspections/{uid}": others["inspection"],
        "cross-region/{uid}": others["cross_region"],
        "papers/{paper_uid}": others["api_original"],
        "assistance/{assistance_uid}": others["api_talk"],
        "documents/{digest}": others["remote_paper"],
        "opinions/{uid}": others["opinion"],
        "opinions/{opinion_uid}": others["opinion"],
        "interested/{uid}": others["interest"],
        "interested/{uid}/papers/{instrument_id}": others["interest_paper"],
        "batches/{uid}": others["batch"],
        "moves/{batch}": NOWHERE,
    }


def api_bodies(world: World, others: Mapping[str, object]) -> dict[str, object]:
    """For each operation of the rooms that takes a body, one that is complete."""
    department, resident, version = world.city.department_id, world.city.resident.party_id, world.city.promised.id
    return {
        **_cases(world),
        **_desk(department, version),
        **_money(),
        **_credit(department, resident),
        **_oversight(world),
        "ask_guides": {"peer_id": others["peer_id"]},
        "forward_application": {"peer_id": others["peer_id"], "item_code": others["remote_item"]}
        | {"applicant_id": resident},
        "send_supplement": {"materials": [{"order": 2, "paper": True}]},
        "ask_withdrawal": {"reason": "不办了"},
        "hand_over_result": {"receiver": "申请人本人"},
        "move_paper": {"verb": "send", "courier_no": "SF100"},
        "book_assistance": {"at": "2026-12-10T09:00:00+08:00"},
        "end_assistance": {"outcome": "已讲清"},
    }


def _cases(world: World) -> dict[str, object]:
    department, resident, version = world.city.department_id, world.city.resident.party_id, world.city.promised.id
    return {
        "transfer_case": {"department_id": department, "reason": "属本机关职权"},
        "ask_assistance": {"department_id": department, "reason": "核对"},
        "hand_over_step": {"officer_id": world.city.approver.officer_id},
        "return_to_examination": {"reason": "没有写面积"},
        "place_result": {"method": "window", "place": "出件窗口2号"},
        "fetch_result": {"code": "000000", "number": "1"},
        "promise_materials": {"signed": "申请人签字"},
        "accept_with_tolerance": {"signed": "申请人签字"},
        "hand_in_promised": {"paper": True},
        "commit": {"ticket": "x"},
        "verify_commitment": {"finding": "kept", "text": "已履行"},
        "report_mended": {"text": "已整改"},
        "notify_revocation": {"ground": "procedure", "reason": "程序"},
        "state_case_defence": {"text": "没有违法"},
        "revoke_decision": {"reason": "程序违法"},
        "drop_revocation": {"reason": "意见成立"},
        "reopen_case": {"document_no": "同政复决〔2026〕3号", "reason": "复议决定"},
        "mark_solved": {"reason": "电话回访"},
        "move_case": {"to_version_id": version, "reason": "条例修订", "basis": "第四条"},
        "undo_move": {"reason": "原版本仍可适用"},
        "give_counsel": {"party_id": resident, "version_id": version, "advice": "先办执照"},
        "draft_from_counsel": {"case_uid": NOWHERE},
        "enter_past_case": {
            "version_id": version,
            "applicant_id": resident,
            "received_at": "2026-11-02T09:00:00+08:00",
            "accepted_at": "2026-11-02T10:00:00+08:00",
            "evidence_digest": "0" * 64,
            "reason": "系统停机",
        },
        "confirm_past_case": {"confirmed": True},
    }


def _desk(department: int, version: int) -> dict[str, object]:
    text = {"title": "材料齐全、符合条件", "text": "材料真实。"}
    return {
        "write_message": {"text": "备用间做什么用？"},
        "act_in_batch": {"act": "take", "lines": [{"case_uid": NOWHERE, "revision": 1}]},
        "keep_opinion": {**text, "department_id": department, "use": "grant"},
        "change_opinion": {**text, "revision": 0},
        "name_interested": {"interest": "相邻", "name": "孙秋分", "address": "槐荫街5号"},
        "state_interest": {"text": "排烟口正对我家窗户。"},
        "move_cases": {"from_version_id": version, "to_version_id": version, "reason": "修订", "basis": "第四条"},
        "undo_moves": {"reason": "原版本仍可适用"},
        "record_rectification": {"measure": "增开窗口", "reply": "已经增开窗口。"},
        "record_call_back": {"note": "表示满意", "satisfied": True},
    }


def _money() -> dict[str, object]:
    return {
        "charge_case": {"lines": [{"name": "证照工本费", "unit_amount": 1000}]},
        "take_cash": {"received": 1000, "receipt_no": "A009"},
        "cancel_order": {"reason": "不再办理"},
        "request_refund": {"amount": 100, "reason": "多收"},
        "grant_refund": {},
        "refuse_refund": {"reason": "没有多收"},
        "pay_out_refund": {"receipt_no": "T009"},
        "reconcile": {"day": "2026-11-23", "statement": ""},
        "clear_difference": {"note": "银行已撤销"},
        "send_papers": {"sender": HOME, "orders": [1]},
        "confirm_contents": {"complete": True},
        "settle_parcel": {"note": "补办"},
    }


def _credit(department: int, resident: int | None) -> dict[str, object]:
    record = {"party_id": resident, "kind": "false_commitment", "paper": PAPER, "department_id": department}
    return {
        "open_credit_file": {"party_id": resident, "purpose": "许可审查"},
        "record_credit": {**record, "text": "核查发现不符。"},
        "confirm_record": {},
        "refuse_record": {"reason": "没有写日期"},
        "resubmit_record": {"text": "核查发现不符。"},
        "drop_record": {"reason": "证据不足"},
        "revoke_record": {"reason": "决定被撤销", "document_no": "同政复决〔2026〕8号"},
        "state_credit_defence": {"text": "没有变"},
        "weigh_defence": {"heeded": True, "reason": "属实"},
        "object_record": {"ground": "content", "text": "已整改"},
        "answer_objection": {"outcome": "upheld", "answer": "不成立"},
        "apply_for_repair": {"text": "已整改"},
        "decide_repair": {"granted": True, "answer": "合格"},
    }


def _oversight(world: World) -> dict[str, object]:
    department, entry = world.city.department_id, {"category": "公共场所", "risk": "low"}
    return {
        "take_under_regulation": entry,
        "return_handover": {"reason": "不属于本部门"},
        "route_handover": {"department_id": department, "basis": "三定规定"},
        "register_object": {
            **entry,
            "licence_identifier": world.held,
            "department_id": department,
            "item_kind": "licensing",
        },
        "set_risk": {"risk": "high"},
        "end_object": {"reason": "停业"},
        "register_inspector": {"officer_id": world.city.clerk.officer_id},
        "recuse_inspector": {"object_code": "D0", "reason": "近亲属"},
        "set_rule": {"scope": "item_kind", "key": "benefit_payment", "overseer_id": department, "basis": "三定规定"},
        "make_plan": {
            "department_id": department,
            "title": "抽查",
            "since": "2026-12-01",
            "until": "2026-12-31",
            "check_lines": ["证照齐全"],
            "number": 1,
        },
        "cancel_plan": {"reason": "重复"},
        "record_inspection": {"answers": ["yes", "yes"], "finding": "ok", "note": "正常"},
        "return_record": {"reason": "没有写台账"},
        "propose": {"kind": "credit", "text": "仍未整改"},
        "decide_proposal": {"accepted": True, "note": "属实"},
    }
