"""Texts the department keeps ready, as the forms of a case page offer them."""

from __future__ import annotations

from collections.abc import Mapping

from tongban.cases.selectors import CaseView
from tongban.cases.states import OpinionUse

Groups = list[tuple[str, list[tuple[str, str]]]]
#: The forms that can begin from a text kept ready: for which uses, and the field it goes into ("": one is chosen).
USES: Mapping[str, tuple[tuple[OpinionUse, ...], str]] = {
    "examine": ((OpinionUse.EXAMINE,), "opinion"),
    "finish_step": ((OpinionUse.EXAMINE,), "opinion"),
    "decide": ((OpinionUse.GRANT, OpinionUse.REFUSE), "reason"),
    "decide_on_the_spot": ((OpinionUse.GRANT, OpinionUse.REFUSE), "reason"),
    "refuse_acceptance": ((OpinionUse.REFUSE_ACCEPTANCE,), "reason"),
    "notify_supplement": ((OpinionUse.SUPPLEMENT,), ""),
}


def offers(view: CaseView) -> dict[str, Groups]:
    """For each form that is open to this officer: the texts that fit, by use. Forms without any are left out."""
    open_forms = {action.verb for action in view.actions if action.allowed} & set(USES)
    if any("finish" in step.may for step in view.steps):
        open_forms.add("finish_step")
    made: dict[str, Groups] = {}
    for verb in open_forms:
        groups = [
            (str(use.label), [(str(one.uid), one.title) for one in view.opinions if one.use == use])
            for use in USES[verb][0]
        ]
        if kept := [group for group in groups if group[1]]:
            made[verb] = kept
    return made
