"""Every page of the portal by Django's client: who sees it, what it says, what a second press does."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Protocol

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tongban.cases import services as cases
from tongban.cases.models import Case
from tongban.cases.selectors import case_view
from tongban.cases.states import DeliveryMethod
from tongban.cases.tests.conftest import MORNING, SYSTEM
from tongban.catalogue import services as items
from tongban.documents import selectors as documents
from tongban.kernel import clock
from tongban.ledger import services as ledger
from tongban.licences import services as licences
from tongban.orgs import services as orgs
from tongban.portal.tests.conftest import UPLOAD, Town
from tongban.portal.urls import urlpatterns
from tongban.ratings import selectors as ratings

FORM = {"name": "赵小满", "premises_name": "小满理发店"}
SIGNED_OUT = ("home", "search", "suggest", "verify")
OWN = ("cases", "licences", "inbox", "account")
OF_CASE = ("case", "tasks", "form", "materials", "check", "withdraw")


class Answer(Protocol):
    @property
    def content(self) -> bytes: ...


def text_of(answer: Answer) -> str:
    return answer.content.decode()


def page(name: str, *args: object) -> str:
    return reverse(f"portal:{name}", args=args)


def begun(town: Town, client: Client) -> str:
    """Start an application on the pages; returns the uid of the draft."""
    party = str(town.resident.party_id)
    answer = client.post(page("start", town.permit.id), {"applicant": party, "nonce": "n1"})
    assert answer.status_code == 302, text_of(answer)
    return str(re.findall(r"/cases/([0-9a-f-]{36})/", answer["Location"])[0])


def handed_in(town: Town, client: Client) -> str:
    """The whole way on the pages to the number; returns the uid."""
    uid = begun(town, client)
    assert client.post(page("form", uid), FORM).status_code == 302
    files = {f"m{order}": SimpleUploadedFile(f"{order}.pdf", UPLOAD + str(order).encode()) for order in (1, 2)}
    assert client.post(page("materials", uid), {**files, "next": "yes"})["Location"] == page("check", uid)
    answer = client.post(page("check", uid), {"promise": "yes"})
    assert answer["Location"] == page("submitted", uid)
    return uid


def closed(town: Town) -> str:
    """A case that went all the way, with the licence issued and the invitation to rate."""
    uid = handed_in(town, town.signed_in())
    city = town.city
    cases.accept_case(case_uid=uid, actor=city.clerk)
    cases.examine_case(case_uid=uid, opinion="符合条件。", actor=city.examiner)
    cases.decide_case(case_uid=uid, granted=True, reason="", actor=city.approver)
    cases.issue_result(case_uid=uid, actor=city.approver)
    cases.deliver_result(case_uid=uid, method=DeliveryMethod.ELECTRONIC, actor=city.clerk)
    cases.close_case(case_uid=uid, actor=city.clerk)
    ledger.drain()
    return uid


def test_every_view_says_who_may_open_it() -> None:
    for pattern in urlpatterns:
        assert getattr(pattern.callback, "access_rule", ""), pattern


def test_pages_open_to_everybody(town: Town) -> None:
    client = Client()
    for name in SIGNED_OUT:
        assert client.get(page(name)).status_code == 200, name
    assert client.get(page("guide", town.permit.item_id)).status_code == 200
    assert client.get(page("guide", 10**9)).status_code == 404


def test_signed_out_people_are_sent_to_sign_in_and_back(town: Town) -> None:
    client, uid = Client(), town.city.submitted(town.city.promised)
    addresses = [page(name) for name in OWN] + [page(name, uid) for name in OF_CASE]
    addresses += [page("start", town.permit.id), page("licence", town.id_card.identifier)]
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 302, address
        assert answer["Location"].startswith("/account/sign-in/?next=")


def test_somebody_elses_things_do_not_exist(town: Town) -> None:
    uid = town.city.submitted(town.city.promised)
    draft = town.city.draft(town.city.promised)
    stranger = town.signed_in("lixia")
    view = case_view(uid, viewer=town.resident)
    addresses = [page(name, one) for name in OF_CASE for one in (uid, draft)]
    addresses += [
        page("submitted", uid),
        page("instrument", uid, view.instruments[0].id),
        page("material", uid, 1),
        page("licence", town.id_card.identifier),
        page("licence_file", town.id_card.identifier),
    ]
    for address in addresses:
        assert stranger.get(address).status_code == 404, address
    assert stranger.post(page("check", draft), {"promise": "yes"}).status_code == 404
    assert stranger.post(page("withdraw", uid)).status_code == 404
    assert stranger.post(page("present", town.id_card.identifier)).status_code == 404
    assert Case.objects.get(uid=draft).state == "draft"


@pytest.mark.parametrize("number", ["²", "٣", "-1", "9" * 30, "9" * 5000])
def test_addresses_with_numbers_nobody_has_are_no_fault(town: Town, number: str) -> None:
    client, uid = town.signed_in(), town.city.submitted(town.city.promised)
    for name in ("cases", "inbox"):
        assert client.get(page(name), {"cursor": number}).status_code == 200
    assert client.post("/account/acting-for/", {"principal": number}).status_code in (302, 403, 422)
    draft = page("materials", town.city.draft(town.city.promised))
    assert client.post(draft, {"remove": f"m{number}"}).status_code == 422
    for address in (f"/items/{number}", f"/apply/{number}", f"/cases/{uid}/instruments/{number}.pdf"):
        assert client.get(address).status_code == 404, address[:60]


def test_own_pages_open(town: Town) -> None:
    client, uid = town.signed_in(), town.city.submitted(town.city.promised)
    for address in [page(name) for name in (*SIGNED_OUT, *OWN)] + [page("case", uid), page("submitted", uid)]:
        assert client.get(address).status_code == 200, address
    assert "小满理发店" in text_of(client.get(page("case", uid)))


def test_search_finds_by_the_words_of_citizens_and_keeps_the_filter(town: Town) -> None:
    found = text_of(Client().get(page("search"), {"q": "理发店卫生证"}))
    assert page("guide", town.permit.item_id) in found
    assert Client().get(page("search"), {"theme": "shop"}).status_code == 200
    nothing = Client().get(page("search"), {"q": "星际旅行", "kind": "licensing", "page": "0"})
    assert nothing.status_code == 200
    assert "没有找到" in text_of(nothing)
    assert "公共场所卫生许可（新办）" in Client().get(page("suggest"), {"q": "卫生"}).json()["suggestions"]
    for page_no in ("-1", "x", "99999999999"):
        assert Client().get(page("search"), {"page": page_no}).status_code == 200


def test_guide_is_not_sent_twice_and_depends_on_the_display(town: Town) -> None:
    client, address = Client(), page("guide", town.permit.item_id)
    tag = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    client.cookies["tongban_display"] = "elder"
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200
    assert "ETag" not in town.signed_in().get(address)


def test_guide_says_where_near_me_it_is_handled(town: Town) -> None:
    address, item = page("guide", town.permit.item_id), town.permit.item_id
    client = Client()
    before = client.get(address)
    assert "就近办" not in text_of(before)
    halls = [
        orgs.open_hall(
            name=f"第{number}便民服务站",
            region_code="410500",
            address=f"和平路{number}号",
            phone="0372-0000000",
            actor=SYSTEM,
        )
        for number in range(12)
    ]
    items.offer_items(item_ids=[item], hall_ids=[hall.id for hall in halls[:2]], basis="文件", actor=SYSTEM)
    few = client.get(address, headers={"If-None-Match": before["ETag"]})
    assert few.status_code == 200
    assert "2个便民服务点也能办这个事项" in text_of(few)
    assert "和平路1号" in text_of(few)
    assert 'name="near"' not in text_of(few)
    items.offer_items(item_ids=[item], hall_ids=[hall.id for hall in halls], basis="文件", actor=SYSTEM)
    many = text_of(client.get(address))
    assert "12个便民服务点" in many
    assert 'name="near"' in many
    assert "和平路1号" not in many
    with CaptureQueriesContext(connection) as asked:
        found = text_of(client.get(address, {"near": "和平路11号"}))
    assert len(asked) <= 8
    assert "第11便民服务站" in found
    assert "第3便民服务站" not in found
    assert "没有能办这个事项的便民服务点" in text_of(client.get(address, {"near": "\x00<没有>"}))


def test_the_guide_of_an_abolished_item_leads_to_what_took_its_place(town: Town) -> None:
    old, new = town.permit, town.city.instant
    items.abolish_item(item_id=old.item_id, reason="并入另一事项", successor_ids=[new.item_id], actor=SYSTEM)
    answer = text_of(Client().get(page("guide", old.item_id)))
    assert "这件事现在改在这里办" in answer
    assert page("guide", new.item_id) in answer
    assert "现在改在这里办" not in text_of(Client().get(page("guide", new.item_id)))


def test_guide_says_which_materials_are_not_asked_of_me(town: Town) -> None:
    address = page("guide", town.permit.item_id)
    assert "不用提交" in text_of(town.signed_in().get(address))
    assert "由居民身份证代替" not in text_of(Client().get(address))


def test_start_pressed_twice_makes_one_draft(town: Town) -> None:
    client = town.signed_in()
    assert begun(town, client) == begun(town, client)
    assert Case.objects.count() == 1


def test_start_for_nobody_shows_the_page_again(town: Town) -> None:
    answer = town.signed_in().post(page("start", town.permit.id), {"applicant": "999999", "nonce": "n"})
    assert answer.status_code == 422
    assert "请选择这次替谁办" in text_of(answer)
    assert not Case.objects.exists()


def test_held_licence_is_taken_and_known_values_name_their_register(town: Town) -> None:
    client = town.signed_in()
    uid = begun(town, client)
    assert "1份用电子证照代替" in text_of(client.get(page("tasks", uid)))
    form = text_of(client.get(page("form", uid)))
    assert "已从自然人登记信息带入" in form
    assert 'value="赵小满"' in form
    client.post(page("form", uid), {**FORM, "name": "赵大满"})
    assert "已从自然人登记信息带入" not in text_of(client.get(page("form", uid)))


def test_form_errors_stand_at_the_field_and_keep_what_was_typed(town: Town) -> None:
    client = town.signed_in()
    uid = begun(town, client)
    answer = client.post(page("form", uid), {"name": "", "premises_name": "小满理发店"})
    assert answer.status_code == 422
    body = text_of(answer)
    assert "请填写申请人" in body
    assert 'href="#f-name"' in body
    assert "小满理发店" in body
    later = client.post(page("form", uid), {"name": "", "premises_name": "小满", "later": "yes"})
    assert later["Location"] == page("tasks", uid)


def test_a_forbidden_file_is_refused_at_its_material_and_the_rest_kept(town: Town) -> None:
    client = town.signed_in()
    uid = begun(town, client)
    files = {"m1": SimpleUploadedFile("1.pdf", UPLOAD), "m2": SimpleUploadedFile("2.pdf", b"MZ\x90\x00" * 20)}
    answer = client.post(page("materials", uid), {**files, "next": "yes"})
    assert answer.status_code == 422
    assert 'href="#f-m2"' in text_of(answer)
    given = {m.order: m.provision for m in case_view(uid, viewer=town.resident).materials}
    assert given == {1: "upload", 2: "", 3: "licence"}
    client.post(page("materials", uid), {"remove": "m1"})
    assert case_view(uid, viewer=town.resident).materials[0].provision == ""


def test_submit_pressed_twice_gives_one_number(town: Town) -> None:
    client = town.signed_in()
    uid = handed_in(town, client)
    number = Case.objects.get(uid=uid).case_no
    again = client.post(page("check", uid), {"promise": "yes"})
    assert again["Location"] == page("submitted", uid)
    assert Case.objects.get(uid=uid).case_no == number
    assert number in text_of(client.get(page("submitted", uid)))
    assert client.get(page("tasks", uid))["Location"] == page("case", uid)


def test_incomplete_is_refused_kindly_and_taken_when_insisted_on(town: Town) -> None:
    client = town.signed_in()
    uid = begun(town, client)
    client.post(page("form", uid), FORM)
    assert "仍然提交" in text_of(client.get(page("check", uid)))
    refused = client.post(page("check", uid), {"promise": "yes"})
    assert refused.status_code == 422
    assert "还缺2份必要材料" in text_of(refused)
    assert client.post(page("check", uid), {"incomplete": "yes"}).status_code == 422  # without the promise
    taken = client.post(page("check", uid), {"promise": "yes", "incomplete": "yes"})
    assert taken["Location"] == page("submitted", uid)


def test_supplement_on_the_pages(town: Town) -> None:
    client = town.signed_in()
    uid = handed_in(town, client)
    with clock.frozen(MORNING + dt.timedelta(hours=1)):
        cases.notify_supplement(case_uid=uid, wanted={2: "平面图没有标明面积"}, actor=town.city.clerk)
    shown = text_of(client.get(page("case", uid)))
    assert "场所平面图" in shown
    assert page("materials", uid) in shown
    early = client.post(page("materials", uid), {"supplement": "yes"})
    assert early.status_code == 422
    assert "要求补交的还缺1份" in text_of(early)
    file = SimpleUploadedFile("2.pdf", UPLOAD + b"new")
    with clock.frozen(MORNING + dt.timedelta(hours=2)):
        done = town.signed_in().post(page("materials", uid), {"m2": file, "supplement": "yes"})
    assert done["Location"] == page("case", uid)
    assert Case.objects.get(uid=uid).state == "submitted"


def test_withdraw_asks_first(town: Town) -> None:
    client = town.signed_in()
    uid = handed_in(town, client)
    assert "不能恢复" in text_of(client.get(page("withdraw", uid)))
    assert Case.objects.get(uid=uid).state == "submitted"
    assert client.post(page("withdraw", uid), {"reason": "不开店了"})["Location"] == page("case", uid)
    assert Case.objects.get(uid=uid).state == "withdrawn"
    assert client.post(page("withdraw", uid)).status_code == 409


def test_papers_and_materials_can_be_downloaded(town: Town) -> None:
    client = town.signed_in()
    uid = handed_in(town, client)
    receipt = case_view(uid, viewer=town.resident).instruments[0]
    paper = client.get(page("instrument", uid, receipt.id))
    assert paper.content.startswith(b"%PDF")
    own = client.get(page("material", uid, 1))
    assert own.content == UPLOAD + b"1"
    assert own["Content-Disposition"].startswith("attachment")


def test_closed_case_leads_to_licence_and_rating(town: Town) -> None:
    uid = closed(town)
    client = town.signed_in()
    view = case_view(uid, viewer=town.resident)
    shown = text_of(client.get(page("case", uid)))
    assert page("licence", view.licence_identifier) in shown
    invitation = ratings.invitation_for(uid, viewer=town.resident)
    assert invitation is not None
    assert page("rate", invitation.token) in shown
    assert client.get(f"/ratings/{invitation.token}/")["Location"] == page("rate", invitation.token)


def test_rate_by_token_without_signing_in(town: Town) -> None:
    uid = closed(town)
    invitation = ratings.invitation_for(uid, viewer=town.resident)
    assert invitation is not None
    address, client = page("rate", invitation.token), Client()
    nothing = client.post(address, {"text": "办得快"})
    assert nothing.status_code == 422
    assert "办得快" in text_of(nothing)
    too_long = client.post(address, {"level": "5", "text": "好" * 501})
    assert too_long.status_code == 422
    assert client.post(address, {"level": "2", "anonymous": "yes"})["Location"] == address
    assert client.post(address, {"level": "5"}).status_code == 200
    given = ratings.rating_for(uid, viewer=town.resident)
    assert given is not None
    assert (given.level, given.anonymous) == (2, True)
    assert "谢谢您的评价" in text_of(client.get(address))
    assert client.get(page("rate", "no-such-token")).status_code == 404
    assert town.signed_in("lixia").get(address).status_code == 404


def test_licence_pages_and_public_verification(town: Town) -> None:
    client, identifier = town.signed_in(), town.id_card.identifier
    assert "居民身份证" in text_of(client.get(page("licences")))
    assert "赵小满" in text_of(client.get(page("licence", identifier)))
    assert client.get(page("licence_notice", town.id_card.uid))["Location"] == page("licence", identifier)
    assert town.signed_in("lixia").get(page("licence_notice", town.id_card.uid)).status_code == 404
    pdf = client.get(page("licence_file", identifier)).content
    assert pdf.startswith(b"%PDF")
    shown = text_of(client.post(page("present", identifier)))
    assert "data:image/svg+xml" in shown
    token = re.findall(r"(?<![\w-])P[\w-]{48}(?![\w-])", shown)[0]

    everybody = Client()
    verdict = text_of(everybody.get(page("verify"), {"code": token}, follow=True))
    assert "真实有效" in verdict
    assert "赵小满" not in verdict
    upload = SimpleUploadedFile("a.pdf", pdf)
    assert "真实有效" in text_of(everybody.post(page("verify"), {"file": upload}))
    changed = SimpleUploadedFile("a.pdf", pdf + b" ")
    assert "真实有效" not in text_of(everybody.post(page("verify"), {"file": changed}))
    assert everybody.get(page("verify_code", "x")).status_code == 404
    assert everybody.get(page("verify"), {"code": ""}).status_code == 422
    assert everybody.post(page("verify")).status_code == 422


def test_present_code_of_a_revoked_licence_says_why(town: Town) -> None:
    identifier = town.id_card.identifier
    licences.revoke_licence(identifier=identifier, reason="失效", basis="行政许可法第六十九条", actor=SYSTEM)
    answer = town.signed_in().post(page("present", identifier))
    assert answer.status_code >= 400
    assert "已撤销" in text_of(answer)


def test_legal_documents_can_be_verified_by_everybody(town: Town) -> None:
    client = town.signed_in()
    uid = handed_in(town, client)
    receipt = case_view(uid, viewer=town.resident).instruments[0]
    pdf = client.get(page("instrument", uid, receipt.id)).content
    issued = documents.document(cases.make_instrument(instrument_id=receipt.id, actor=SYSTEM))
    everybody = Client()
    found = text_of(everybody.get(page("verify"), {"code": issued.verification_code}, follow=True))
    assert receipt.number in found
    assert "赵小满" not in found
    assert receipt.number in text_of(everybody.post(page("verify"), {"file": SimpleUploadedFile("a.pdf", pdf)}))
    assert everybody.get(page("verify_document", "NOSUCHCODE")).status_code == 404


def test_messages_open_what_they_are_about(town: Town) -> None:
    client = town.signed_in()
    uid = handed_in(town, client)
    listed = text_of(client.get(page("inbox")))
    message = re.findall(r"/messages/([0-9a-f-]{36})", listed)[0]
    opened = client.post(page("message", message), {"to": page("case", uid)})
    assert opened["Location"] == page("case", uid)
    assert client.post(page("message", message), {"to": "https://example.org/"})["Location"] == page("inbox")
    assert town.signed_in("lixia").post(page("message", message)).status_code == 404
    assert client.post(page("read_all"))["Location"] == page("inbox")


def test_officers_have_no_things_of_their_own_here(town: Town) -> None:
    client = town.signed_in("examiner")
    for name in OWN:
        assert client.get(page(name)).status_code == 200, name
    assert client.get(page("start", town.permit.id)).status_code == 200


@pytest.mark.parametrize("method", ["present", "read_all"])
def test_changing_addresses_take_no_get(town: Town, method: str) -> None:
    args = [town.id_card.identifier] if method == "present" else []
    assert town.signed_in().get(page(method, *args)).status_code == 405


def test_no_template_carries_inline_style_or_script() -> None:
    folder = Path(__file__).parent.parent / "templates"
    for template in folder.rglob("*.html"):
        assert not re.search(r'\sstyle="|\son\w+="|<script', template.read_text()), template
