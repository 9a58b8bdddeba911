"""What the resident sees of a case that another place handles."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tongban.cross_region.models import CrossRegionCase
from tongban.cross_region.tests.conftest import elsewhere
from tongban.exchange.models import OutgoingEnvelope
from tongban.files.tests.papers import PDF
from tongban.portal.tests.conftest import Town


def test_the_resident_sees_and_answers(town: Town) -> None:
    uid, _, _ = elsewhere(town.city)
    client = town.signed_in()
    assert "养老保险关系转移接续" in client.get(reverse("portal:cross_region")).content.decode()
    page = reverse("portal:cross_region_case", args=[uid])
    shown = client.get(page).content.decode()
    for text in ("没有盖章", "对方记载 2026-11-24 10:00", "办理地要您补正材料"):
        assert text in shown, text
    digest = CrossRegionCase.objects.get(uid=uid).steps.last().documents[0]["digest"]  # type: ignore[union-attr]  # there are steps
    paper = client.get(reverse("portal:cross_region_document", args=[uid, digest]))
    assert paper.content.startswith(b"%PDF")
    assert client.post(page, {"do": "supplement"}).status_code == 409
    assert client.post(page, {"do": "nothing"}).status_code == 422
    scan = SimpleUploadedFile("2.pdf", PDF + b"new", "application/pdf")
    assert client.post(page, {"do": "supplement", "material-2": scan}).status_code == 302
    assert client.post(page, {"do": "withdraw", "reason": "不办了"}).status_code == 302
    kinds = set(OutgoingEnvelope.objects.values_list("kind", flat=True))
    assert kinds == {"cross_region.applied", "cross_region.supplemented", "cross_region.withdrawal_asked"}


def test_nobody_else_does(town: Town) -> None:
    uid, _, _ = elsewhere(town.city)
    other, page = town.signed_in("lixia"), reverse("portal:cross_region_case", args=[uid])
    assert "养老保险关系转移接续" not in other.get(reverse("portal:cross_region")).content.decode()
    assert other.get(page).status_code == 404
    assert other.post(page, {"do": "withdraw"}).status_code == 404
    assert other.get(reverse("portal:cross_region_document", args=[uid, "0" * 64])).status_code == 404


def test_the_resident_applies_on_line(town: Town) -> None:
    _, peer, code = elsewhere(town.city)
    client = town.signed_in()
    address = reverse("portal:cross_region_apply", args=[peer, code])
    assert address in client.get(reverse("portal:cross_region_items")).content.decode()
    filled = {"form-name": "赵小满", "form-premises_name": "小满理发店"}
    refused = client.post(address, filled)
    assert refused.status_code == 422
    assert "单独同意" in refused.content.decode()
    wrong = client.post(address, {"form-name": "赵小满", "consent": "yes"})
    assert wrong.status_code == 422
    assert "场所名称" in wrong.content.decode()
    scan = SimpleUploadedFile("1.pdf", PDF + b"new", "application/pdf")
    answer = client.post(address, {**filled, "consent": "yes", "material-1": scan})
    new = CrossRegionCase.objects.latest("pk")
    assert answer["Location"] == reverse("portal:cross_region_case", args=[new.uid])
    assert (new.mode, new.channel, new.exit_region) == ("fully_online", "portal", new.competent_region)
