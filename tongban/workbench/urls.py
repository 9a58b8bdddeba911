"""Addresses of the workbench, mounted below `workbench/`."""

from __future__ import annotations

from django.urls import path

from tongban.workbench.web import (
    actions,
    case,
    counsel,
    credit,
    cross_region,
    cross_region_intake,
    desk,
    fees,
    intake,
    papers,
    past,
    post,
    ratings,
    regulation,
    steps,
    time,
    turning,
)

app_name = "workbench"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("turning", turning.turning, name="turning"),
    path("steps", steps.steps, name="steps"),
    *(
        path(f"cases/<uuid:uid>/hand/{verb}", steps.hand, {"verb": verb}, name=f"hand_{verb}")
        for verb in ("transfer", "ask_assistance", "hand_over_step")
    ),
    path("counsels", counsel.counsels, name="counsels"),
    path("counsels/<uuid:uid>/", counsel.counsel, name="counsel"),
    path("intake/for/<str:token>/counsel/<int:version_id>", counsel.give, name="counsel_give"),
    path("intake/for/<str:token>/past/<int:version_id>", past.enter, name="past"),
    path("queue", desk.queue, name="queue"),
    path("results", desk.results, name="results"),
    path("cases/<uuid:uid>/", case.case, name="case"),
    path("cases/<uuid:uid>/act/<slug:verb>", actions.act, name="act"),
    path("cases/<uuid:uid>/materials/<int:order>", case.material, name="material"),
    path("cases/<uuid:uid>/licences/<int:order>", case.licence, name="licence"),
    path("cases/<uuid:uid>/instruments/<int:instrument_id>.pdf", case.instrument, name="instrument"),
    path("cases/<uuid:uid>/receipt", papers.receipt, name="receipt"),
    path("extensions", time.extensions, name="extensions"),
    path("cases/<uuid:uid>/hearing", time.hearing, name="hearing"),
    path("cases/<uuid:uid>/records/<int:step_id>", time.record, name="record"),
    path("intake", intake.start, name="intake"),
    path("intake/for/<str:token>", intake.item, name="intake_item"),
    path("intake/<uuid:uid>/", papers.papers, name="intake_papers"),
    path("intake/<uuid:uid>/done", papers.done, name="intake_done"),
    path("credit", credit.records, name="credit"),
    path("credit/find", credit.lookup, name="credit_lookup"),
    path("credit/file/<str:note>", credit.file, name="credit_file"),
    path("credit/<uuid:uid>/", credit.record, name="credit_record"),
    path("credit/<uuid:uid>/papers/<int:paper_id>.pdf", credit.paper, name="credit_paper"),
    path("credit/<uuid:uid>/evidence/<str:digest>", credit.evidence, name="credit_evidence"),
    path("ratings", ratings.ratings, name="ratings"),
    path("regulation", regulation.handovers, name="regulation"),
    path("regulation/<uuid:uid>/", regulation.handover, name="handover"),
    path("inspections", regulation.inspections, name="inspections"),
    path("inspections/<uuid:uid>/", regulation.inspection, name="inspection"),
    path("ratings/<uuid:uid>/", ratings.rating, name="rating"),
    path("cases/<uuid:uid>/money", fees.money, name="money"),
    path("cases/<uuid:uid>/charge", fees.charge, name="charge"),
    path("fees/<uuid:uid>/", fees.order, name="fee"),
    path("fees/<uuid:uid>/receipt.pdf", fees.receipt, name="fee_receipt"),
    path("refunds", fees.refunds, name="refunds"),
    path("post/<uuid:uid>/", post.parcel, name="parcel"),
    path("cross-region", cross_region.cross_region, name="cross_region"),
    path("cross-region/<uuid:uid>/", cross_region.cross_region_case, name="cross_region_case"),
    path("cross-region/<uuid:uid>/documents/<str:digest>", cross_region.document, name="cross_region_document"),
    path("cross-region/for/<str:token>", cross_region_intake.items, name="cross_region_items"),
    path("cross-region/for/<str:token>/<int:peer_id>/<str:code>", cross_region_intake.form, name="cross_region_form"),
]
