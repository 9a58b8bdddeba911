"""Addresses of the portal."""

from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

from tongban.access.services import public
from tongban.portal.web import account, apply, cases, find, guide, home, inbox, keys, licences, rate, verify

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("items", find.search, name="search"),
    path("suggest", find.suggest, name="suggest"),
    path("items/<int:item_id>", guide.guide, name="guide"),
    path("apply/<int:version_id>", apply.start, name="start"),
    path("cases", cases.mine, name="cases"),
    path("cases/<uuid:uid>/", cases.case, name="case"),
    path("cases/<uuid:uid>/apply", apply.tasks, name="tasks"),
    path("cases/<uuid:uid>/form", apply.form, name="form"),
    path("cases/<uuid:uid>/materials", apply.materials, name="materials"),
    path("cases/<uuid:uid>/check", apply.check, name="check"),
    path("cases/<uuid:uid>/submitted", apply.submitted, name="submitted"),
    path("cases/<uuid:uid>/history", cases.history, name="history"),
    path("cases/<uuid:uid>/withdraw", cases.withdraw, name="withdraw"),
    path("cases/<uuid:uid>/instruments/<int:instrument_id>.pdf", cases.instrument, name="instrument"),
    path("cases/<uuid:uid>/materials/<int:order>", cases.material, name="material"),
    path("licences", licences.mine, name="licences"),
    path("licences/<uuid:uid>/", licences.by_uid, name="licence_notice"),
    path("licences/<str:identifier>/", licences.licence, name="licence"),
    path("licences/<str:identifier>/file.pdf", licences.file, name="licence_file"),
    path("licences/<str:identifier>/present", licences.present, name="present"),
    path("verify", verify.verify, name="verify"),
    path("verify/document/<str:code>", verify.document, name="verify_document"),
    path("verify/<str:code>", verify.code, name="verify_code"),
    path("keys", keys.keys, name="keys"),
    path("keys/check_history.py", keys.checker, name="checker"),
    path("rate/<str:token>", rate.rate, name="rate"),
    path("ratings/<str:token>/", public(RedirectView.as_view(pattern_name="portal:rate")), name="rate_notice"),
    path("messages", inbox.inbox, name="inbox"),
    path("messages/read", inbox.read_all, name="read_all"),
    path("messages/<uuid:uid>", inbox.open_message, name="message"),
    path("me", account.me, name="account"),
]
