"""The verbs of the room `regulation`."""

from tongban.regulation.services.handover import (
    acknowledge_handover,
    close_expired,
    close_for_case,
    close_for_licence,
    push_handover,
    return_handover,
    route_handover,
    take_under_regulation,
)
from tongban.regulation.services.inspect import (
    order_recheck,
    publish_due,
    publish_result,
    recheck_overdue,
    record_inspection,
    return_record,
    sign_inspection,
)
from tongban.regulation.services.plans import cancel_plan, commit_draw, draw_inspections, make_plan
from tongban.regulation.services.propose import decide_proposal, propose
from tongban.regulation.services.registers import (
    end_object,
    recuse_inspector,
    register_inspector,
    register_object,
    renew_objects,
    retire_inspector,
    set_risk,
)
from tongban.regulation.services.rules import end_rule, set_rule

__all__ = [
    "acknowledge_handover",
    "cancel_plan",
    "close_expired",
    "close_for_case",
    "close_for_licence",
    "commit_draw",
    "decide_proposal",
    "draw_inspections",
    "end_object",
    "end_rule",
    "make_plan",
    "order_recheck",
    "propose",
    "publish_due",
    "publish_result",
    "push_handover",
    "recheck_overdue",
    "record_inspection",
    "recuse_inspector",
    "register_inspector",
    "register_object",
    "renew_objects",
    "retire_inspector",
    "return_handover",
    "return_record",
    "route_handover",
    "set_risk",
    "set_rule",
    "sign_inspection",
    "take_under_regulation",
]
