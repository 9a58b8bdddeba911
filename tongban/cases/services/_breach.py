"""What was told untruly goes to the credit file, with the years that the law bars for it (行政许可法 78, 79)."""

from __future__ import annotations

from tongban.cases.policies.kinds import manifest
from tongban.cases.policies.reapply import permit_barred
from tongban.cases.services._common import Loaded
from tongban.credit import services as credit
from tongban.credit.selectors import CreditRecordView
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput


def check_finding(*, granted: bool, false_materials: bool) -> None:
    """Nobody finds the materials false and grants. Raises `InvalidInput`."""
    if granted and false_materials:
        raise InvalidInput(errors={"false_materials": "认定申请人隐瞒情况或者提供虚假材料的，不能作出准予决定。"})


def tell_credit(
    loaded: Loaded, kind: str, text: str, actor: Actor, *, permit: str = "", after_grant: bool = False
) -> CreditRecordView:
    """Put the record of this case forward; another officer checks it before it counts.

    A clerk who holds no seat of the credit room finds it as well (行政许可法 78: 不予受理): then the platform tells it.
    """
    case = loaded.case
    return credit.record_credit(
        party_id=case.applicant_id,
        kind=kind,
        about=loaded.ref,
        department_id=case.department_id,
        text=text,
        item_code=permit,
        after_grant=after_grant,
        actor=actor if actor.may("credit.record") else Actor.system(trace_id=actor.trace_id),
    )


def false_materials(loaded: Loaded, actor: Actor) -> dict[str, object]:
    """The refusal rests on hidden facts or false materials: record it; returns what the refusal says of it.

    The law's warning and its year are those of kinds that know a bar; for others only the credit file knows of it
    (河南省社会信用条例 20).
    """
    text = f"办件{loaded.case.case_no}：隐瞒有关情况或者提供虚假材料申请。"
    told = tell_credit(loaded, "false_materials", text, actor, permit=permit_barred(loaded.version))
    if not manifest(loaded.version).bar:
        return {}
    return {"warned": True, "barred_until": told.barred_until.isoformat() if told.barred_until else ""}
