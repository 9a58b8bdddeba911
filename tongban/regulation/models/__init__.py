"""Tables of the room `regulation`."""

from tongban.regulation.models.inspections import Inspection, MendOrder, Proposal
from tongban.regulation.models.oversight import OversightRule, RegulatedObject, RegulationHandover
from tongban.regulation.models.plans import InspectionPlan, Inspector, Recusal

__all__ = [
    "Inspection",
    "InspectionPlan",
    "Inspector",
    "MendOrder",
    "OversightRule",
    "Proposal",
    "Recusal",
    "RegulatedObject",
    "RegulationHandover",
]
