"""What follows from a finding: one seat proposes, another decides; the act is a verb of credit, cases or licences.

A decision that came of a case of this platform is undone as the law has it (行政许可法 7, 69): the proposal that is
accepted announces the revocation in the case, the party speaks, a further officer revokes, the licence goes with it.
A licence from before has no case here and is revoked itself.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction

from tongban.cases import selectors as cases_asked
from tongban.cases import services as cases
from tongban.cases.facts import CASE
from tongban.cases.states import Finding as CommitmentFinding
from tongban.cases.states import RevocationGround
from tongban.credit import services as credit
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput
from tongban.kernel.ids import uid_of
from tongban.ledger.facts import ObjectRef
from tongban.licences import selectors as licences
from tongban.licences import services as licence_verbs
from tongban.regulation import policies
from tongban.regulation.errors import NoLicence, ProposalExists
from tongban.regulation.facts import PROPOSAL_DECIDED, PROPOSED, inspection_ref
from tongban.regulation.models import Inspection, Proposal
from tongban.regulation.selectors.inspections import ProposalView, proposal_view
from tongban.regulation.services._rows import found, locked_inspection, record_inspection_fact
from tongban.regulation.states import PROPOSAL_LIFECYCLE, Finding, ProposalKind

CREDIT_KINDS = {
    Finding.MINOR: "inspection_finding",
    Finding.COMMITMENT_BROKEN: "commitment_broken",
    Finding.FALSE_MATERIALS: "false_materials",
    Finding.SERIOUS: "inspection_finding",
}
"""The kind of credit record that a finding becomes."""

IN_THE_CASE = (Finding.COMMITMENT_BROKEN, Finding.FALSE_MATERIALS)
"""Findings about how the permit was got, not about how it is used."""

GROUNDS = {
    Finding.MINOR: RevocationGround.NOT_ELIGIBLE,
    Finding.FALSE_MATERIALS: RevocationGround.FRAUD,
    Finding.SERIOUS: RevocationGround.NOT_ELIGIBLE,
}
"""The ground on which the decision of a case is undone; a broken commitment is announced by its verification."""

BASES = {
    Finding.MINOR: "安阳市政务服务条例第二十七条（逾期拒不整改或者整改后仍不符合条件）",
    Finding.COMMITMENT_BROKEN: "安阳市政务服务条例第二十七条",
    Finding.FALSE_MATERIALS: "行政许可法第六十九条第二款",
    Finding.SERIOUS: "行政许可法第六十九条第一款第四项",
}
"""On what a licence is revoked after such a finding, unless the proposer writes another basis."""


def propose(*, uid: str, kind: str, text: str, basis: str = "", actor: Actor) -> ProposalView:
    """One of the inspectors proposes a credit record, or that the licence be revoked.

    About credit the overseeing department decides, about the licence the authority that granted it (行政许可法 69).
    Raises `PermissionDenied`, `NotFound`, `NotYourInspection`, `ProposalNotDue`, `NoLicence`, `ProposalExists`,
    `WordsMissing`, `InvalidInput`.
    """
    with transaction.atomic():
        row = locked_inspection(uid)
        officer_id = policies.check_inspector(actor, row)
        if kind not in ProposalKind.values:
            raise InvalidInput(errors={"kind": "请选择建议的种类。"})
        chosen, department_id = ProposalKind(kind), row.department_id
        if chosen == ProposalKind.REVOCATION:
            department_id = _granting(row)
        policies.check_proposable(row, chosen)
        proposal = Proposal(
            inspection=row,
            kind=chosen,
            department_id=department_id,
            text=policies.words(text, "事实和理由"),
            basis=policies.words(basis or BASES[Finding(row.finding)], "依据", most=300),
            proposed_by=officer_id,
            proposed_at=clock.now(),
        )
        try:
            with transaction.atomic():
                proposal.save(force_insert=True)
        except IntegrityError:
            raise ProposalExists(kind=str(chosen.label)) from None
        record_inspection_fact(PROPOSED, row, actor, proposal=chosen.value)
        return proposal_view(proposal, actor)


def _granting(row: Inspection) -> int:
    """The department whose decision or licence it is. Raises `NoLicence`."""
    if row.object.handover is not None:
        return row.object.handover.approver_id
    if not row.object.licence_identifier:
        raise NoLicence()
    return licences.licence(row.object.licence_identifier, viewer=Actor.system()).issuer_id


def decide_proposal(*, uid: str, accepted: bool, note: str, actor: Actor) -> ProposalView:
    """Another seat decides; what is decided is done in the same transaction, or not decided at all.

    Raises `PermissionDenied`, `NotFound`, `ProposerDecides`, `MoveNotAllowed`, `WordsMissing`, and what the verbs of
    credit and licences refuse.
    """
    with transaction.atomic():
        rows = Proposal.objects.select_for_update(no_key=True, of=("self",)).select_related(
            "inspection",
            "inspection__object",
            "inspection__object__handover",
            "inspection__first",
            "inspection__second",
        )
        proposal = found(rows.filter(uid=uid_of(uid)).first())
        officer_id = policies.check_decider(actor, proposal)
        verb = "carry_out" if accepted else "reject"
        PROPOSAL_LIFECYCLE.check(verb, proposal.state)
        why = policies.words(note, "决定的理由")
        PROPOSAL_LIFECYCLE.advance(proposal, verb, decided_by=officer_id, decided_at=clock.now(), decision_note=why)
        if accepted:
            _carry_out(proposal, actor)
        record_inspection_fact(PROPOSAL_DECIDED, proposal.inspection, actor, proposal=proposal.kind, accepted=accepted)
        return proposal_view(proposal, actor)


def _carry_out(proposal: Proposal, actor: Actor) -> None:
    row = proposal.inspection
    if proposal.kind == ProposalKind.REVOCATION:
        _revoke(proposal, actor)
        return
    party_id, about = _act(row)
    credit.record_credit(
        party_id=party_id,
        kind=CREDIT_KINDS[Finding(row.finding)],
        about=about,
        department_id=row.department_id,
        text=proposal.text,
        actor=actor,
        serious=row.finding == Finding.SERIOUS,
    )


def _act(row: Inspection) -> tuple[int, ObjectRef]:
    """Who did what: a commitment broken, or false materials, is an act of the applicant in the case that was granted,
    where its revocation tells of it as well; everything else is what this inspection found of the holder."""
    handover = row.object.handover
    if handover is None or row.finding not in IN_THE_CASE:
        return row.object.party_id, inspection_ref(row.uid)
    case = cases_asked.case_view(handover.case_uid, viewer=Actor.system())
    return case.applicant.id, ObjectRef(CASE, str(case.uid))


def _revoke(proposal: Proposal, actor: Actor) -> None:
    row, finding = proposal.inspection, Finding(proposal.inspection.finding)
    handover = row.object.handover
    if handover is None:
        licence_verbs.revoke_licence(
            identifier=row.object.licence_identifier, reason=proposal.text, basis=proposal.basis, actor=actor
        )
    elif finding in GROUNDS:
        cases.notify_revocation(case_uid=handover.case_uid, ground=GROUNDS[finding], reason=proposal.text, actor=actor)
    else:
        cases.verify_commitment(
            case_uid=handover.case_uid, finding=CommitmentFinding.BROKEN, text=proposal.text, actor=actor
        )
