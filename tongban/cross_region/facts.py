"""What this room publishes. `data` holds codes, states and numbers of cases, never names or numbers of people."""

from __future__ import annotations

from tongban.ledger.facts import FactKind

CROSS_REGION_CASE = "cross_region_case"
PAPER = "original_paper"

GUIDES_ASKED = FactKind("cross_region.guides_asked", text="向对方索取办事指南", primary="peer", public=False)
GUIDES_TOLD = FactKind("cross_region.guides_told", text="向对方提供办事指南", primary="peer", public=False)
GUIDES_KEPT = FactKind("cross_region.guides_kept", text="保存对方办事指南", primary="peer", public=False)
CASE_FORWARDED = FactKind("cross_region.forwarded", text="收件并转送办理地", primary=CROSS_REGION_CASE)
CASE_TAKEN = FactKind("cross_region.taken", text="收到外地转来的申请", primary=CROSS_REGION_CASE)
CASE_NOT_TAKEN = FactKind("cross_region.not_taken", text="外地转来的申请未能收件", primary="conversation", public=False)
STEP_TOLD = FactKind("cross_region.told", text="向收件地告知进度", primary=CROSS_REGION_CASE)
STEP_NOTED = FactKind("cross_region.noted", text="收到办理地的进度", primary=CROSS_REGION_CASE)
PAPERS_SENT = FactKind("cross_region.papers_sent", text="向收件地送文书", primary=CROSS_REGION_CASE)
PAPERS_KEPT = FactKind("cross_region.papers_kept", text="收到办理地的文书", primary=CROSS_REGION_CASE)
SUPPLEMENT_SENT = FactKind("cross_region.supplement_sent", text="转送补正材料", primary=CROSS_REGION_CASE)
SUPPLEMENT_TAKEN = FactKind("cross_region.supplement_taken", text="收到转来的补正材料", primary=CROSS_REGION_CASE)
WITHDRAWAL_ASKED = FactKind("cross_region.withdrawal_asked", text="转送撤回申请", primary=CROSS_REGION_CASE)
WITHDRAWAL_TAKEN = FactKind("cross_region.withdrawal_taken", text="收到转来的撤回申请", primary=CROSS_REGION_CASE)
RESULT_HANDED_OVER = FactKind("cross_region.result_handed_over", text="交付办理结果", primary=CROSS_REGION_CASE)
RESULT_KNOWN_HANDED_OVER = FactKind(
    "cross_region.result_known_handed_over", text="收件地已交付结果", primary=CROSS_REGION_CASE
)
PAPER_MOVED = FactKind("cross_region.paper_moved", text="原件交接", primary=CROSS_REGION_CASE)
PAPER_MOVE_NOTED = FactKind("cross_region.paper_move_noted", text="收到对方的原件交接记录", primary=CROSS_REGION_CASE)
ASSISTANCE_BOOKED = FactKind("cross_region.assistance_booked", text="约定远程帮办", primary=CROSS_REGION_CASE)
ASSISTANCE_BEGUN = FactKind("cross_region.assistance_begun", text="远程帮办开始", primary=CROSS_REGION_CASE)
ASSISTANCE_ENDED = FactKind("cross_region.assistance_ended", text="远程帮办结束", primary=CROSS_REGION_CASE)
