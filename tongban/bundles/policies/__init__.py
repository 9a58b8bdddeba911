"""What a bundle asks, takes and may promise: pure functions of its members' guides and of its shape."""

from tongban.bundles.policies.composing import JOINT_BASIS, compose, compose_chosen
from tongban.bundles.policies.differences import Change, changes
from tongban.bundles.policies.forms import fanned_out
from tongban.bundles.policies.graph import working_days
from tongban.bundles.policies.implementing import implementation_findings
from tongban.bundles.policies.kinds import claim_findings
from tongban.bundles.policies.terms import (
    Alike,
    Ask,
    Composition,
    Constituent,
    Figure,
    Finding,
    MergedField,
    MergedForm,
    MergedMaterial,
    Path,
    Question,
    constituent,
)

__all__ = [
    "JOINT_BASIS",
    "Alike",
    "Ask",
    "Change",
    "Composition",
    "Constituent",
    "Figure",
    "Finding",
    "MergedField",
    "MergedForm",
    "MergedMaterial",
    "Path",
    "Question",
    "changes",
    "claim_findings",
    "compose",
    "compose_chosen",
    "constituent",
    "fanned_out",
    "implementation_findings",
    "working_days",
]
