"""The page of running cases and new versions, and the command that does the same."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from tongban.access.models import Account
from tongban.cases.models import Case, VersionMove
from tongban.cases.tests.test_versions import LAW, WHY, next_version
from tongban.console.tests.test_pages import Town


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client


def test_dry_run_move_and_back_on_the_page(town: Town) -> None:
    city = town.city
    uid = city.accepted(city.promised)
    next_version(city)
    bureau = signed_in("bureau")
    here = reverse("console:guides_moves", args=[city.promised.item_id])
    assert "看看改按现行版本会怎样" in bureau.get(here).content.decode()
    shown = bureau.get(here, {"from": city.promised.id}).content.decode()
    assert "新增材料：卫生检测报告" in shown
    assert Case.objects.get(uid=uid).version_id == city.promised.id
    go = {"do": "move", "from": str(city.promised.id), "reason": WHY}
    refused = bureau.post(here, go)
    assert refused.status_code == 422
    assert bureau.post(here, {**go, "basis": LAW}).status_code == 302
    assert Case.objects.get(uid=uid).version_id != city.promised.id
    batch = VersionMove.objects.get().batch
    assert "整批改回" in bureau.get(here).content.decode()
    assert bureau.post(here, {"do": "undo", "batch": "x", "reason": "y"}).status_code == 404
    assert bureau.post(here, {"do": "undo", "batch": str(batch), "reason": "没有溯及力。"}).status_code == 302
    assert Case.objects.get(uid=uid).version_id == city.promised.id


def test_who_may_open_it(town: Town) -> None:
    here = reverse("console:guides_moves", args=[town.city.promised.item_id])
    assert signed_in("clerk").get(here).status_code == 403
    assert Client().get(here).status_code == 302
    assert signed_in("bureau").get(reverse("console:guides_moves", args=[10**17])).status_code == 404
