"""The applicant's side of the conversation."""

from __future__ import annotations

from django.urls import reverse

from tongban.cases import services
from tongban.cases.models import CaseMessage
from tongban.portal.tests.conftest import Town


def test_the_applicant_reads_answers_and_sees_that_it_was_seen(town: Town) -> None:
    uid = town.city.submitted(town.permit)
    case, talk = reverse("portal:case", args=[uid]), reverse("portal:talk", args=[uid])
    client = town.signed_in()
    assert "和承办单位对话" in client.get(case).content.decode()
    services.write_message(case_uid=uid, text="备用间做什么用？", actor=town.city.clerk)
    assert "看承办单位的新消息（1条）" in client.get(case).content.decode()
    page = client.get(talk).content.decode()
    assert "备用间做什么用？" in page
    assert "必须另外出具补正告知书" in page
    assert "工作人员" not in page.split("<main")[1].split("</main>")[0]
    assert "看承办单位的新消息" not in client.get(case).content.decode()
    first = CaseMessage.objects.get()
    assert first.read_at is not None
    given = {"text": "做消毒间。", "after": str(first.pk)}
    assert "已发送" in client.post(talk, given, follow=True).content.decode()
    assert client.post(talk, given).status_code == 302
    assert CaseMessage.objects.count() == 2
    services.read_messages(case_uid=uid, actor=town.city.clerk)
    assert "对方2026年11月24日 9:30已看" in client.get(talk).content.decode().replace("09:30", "9:30")


def test_nobody_elses_conversation_and_none_after_the_end(town: Town) -> None:
    uid = town.city.submitted(town.permit)
    talk = reverse("portal:talk", args=[uid])
    stranger = town.signed_in("lixia")
    assert stranger.get(talk).status_code == 404
    assert stranger.post(talk, {"text": "你好"}).status_code == 404
    client = town.signed_in()
    for number in range(5):
        last = CaseMessage.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        assert client.post(talk, {"text": f"第{number}条", "after": str(last)}).status_code == 302
    last = CaseMessage.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    refused = client.post(talk, {"text": "还在吗", "after": str(last)})
    assert refused.status_code == 429
    assert "对方还没有回复" in refused.content.decode()
    assert "还在吗</textarea>" in refused.content.decode()
    services.withdraw_case(case_uid=uid, actor=town.resident)
    closed = client.get(talk).content.decode()
    assert "第4条" in closed
    assert "对话只能看，不能再写" in closed
    assert "<textarea" not in closed
    assert client.post(talk, {"text": "再说", "after": str(last)}).status_code == 409
