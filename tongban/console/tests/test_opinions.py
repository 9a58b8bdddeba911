"""The administrator of a department keeps, changes and drops its texts."""

from __future__ import annotations

from tongban.cases.models import OpinionTemplate
from tongban.console.tests.test_pages import Town, text

LIST = "/console/opinions"
GIVEN = {"use": "examine", "title": "符合条件", "text": "{申请人}的材料齐全，符合条件。"}


def test_kept_changed_and_dropped(town: Town) -> None:
    client = town.signed_in("department_admin")
    assert "还没有模板" in text(client.get(LIST))
    assert "本部门的工作人员现在就能套用" in text(client.post(LIST, GIVEN, follow=True))
    page = text(client.get(LIST))
    assert "{申请人}的材料齐全" in page
    assert "全部事项" in page
    twice = client.post(LIST, GIVEN)
    assert twice.status_code == 409
    assert "已经有一个同样用途的模板叫“符合条件”" in text(twice)
    assert "{申请人}的材料齐全，符合条件。</textarea>" in text(twice)
    one = f"{LIST}/{OpinionTemplate.objects.get().uid}/"
    assert client.post(one, {"title": "符合", "text": "{身份证}", "revision": "0"}).status_code == 422
    assert client.post(one, {"title": "符合", "text": "符合。", "revision": "0"})["Location"] == LIST
    stale = client.post(one, {"title": "符合", "text": "我写的另一版。", "revision": "0"})
    assert stale.status_code == 409
    assert "我写的另一版。</textarea>" in text(stale)
    assert client.post(one, {"do": "drop"})["Location"] == LIST
    assert "已停用" in text(client.get(one))
    assert "还没有模板" in text(client.get(LIST))


def test_nobody_else(town: Town) -> None:
    town.signed_in("department_admin").post(LIST, GIVEN)
    one = f"{LIST}/{OpinionTemplate.objects.get().uid}/"
    for username in ("clerk", "bureau", "audit_admin"):
        client = town.signed_in(username)
        assert client.get(LIST).status_code == 403
        assert client.post(one, {"do": "drop"}).status_code == 403
    assert OpinionTemplate.objects.filter(dropped_at=None).count() == 1
