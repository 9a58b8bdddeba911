"""The whole history of one's own case as a file that holds off-line, and the fingerprints it is checked against."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tongban.access import services as access
from tongban.access.models import Account
from tongban.access.tests.actors import officer
from tongban.cases import facts, services
from tongban.cases.tests.conftest import SYSTEM
from tongban.kernel import clock
from tongban.kernel import keys as key_store
from tongban.kernel.standards.uscc import make_uscc
from tongban.ledger import services as ledger
from tongban.ledger.facts import HISTORY_GIVEN
from tongban.ledger.models import Fact
from tongban.ledger.services.seal_terms import PURPOSE
from tongban.orgs import services as orgs
from tongban.parties import services as parties
from tongban.portal.tests.conftest import Town


def address(uid: str) -> str:
    return reverse("portal:history", args=[uid])


def check(file: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The checking program as the portal gives it, alone with the file."""
    program = file.with_name("check_history.py")
    program.write_bytes(b"".join(Client().get(reverse("portal:checker"))))
    return subprocess.run(
        [sys.executable, "-I", str(program), str(file), *words], capture_output=True, text=True, check=False
    )


def published() -> list[str]:
    """The fingerprints on the public page, the one in use first, as somebody types them off."""
    page = Client().get(reverse("portal:keys"))
    assert page.status_code == 200
    found = re.findall(r'class="code">((?:[0-9a-f]{8} ?){8})<', page.content.decode())
    assert found
    return found


def given(uid: str) -> int:
    """How often this case's history was given."""
    return Fact.objects.filter(kind=HISTORY_GIVEN.kind, touched__object_id=uid).count()


def test_the_applicant_takes_the_history_home_and_checks_it(town: Town, tmp_path: Path) -> None:
    uid, client = town.city.accepted(town.permit), town.signed_in()
    ledger.seal()
    page = client.get(reverse("portal:case", args=[uid])).content.decode()
    assert f'action="{address(uid)}"' in page
    assert reverse("portal:keys") in page
    answer = client.post(address(uid))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment; ")
    file = tmp_path / "history.json"
    file.write_bytes(answer.content)
    good = check(file, "--fingerprint", published()[0])
    assert good.returncode == 0, good.stdout + good.stderr
    for line in ("提交申请", "受理", "公钥指纹与公布的一致", "核对通过。"):
        assert line in good.stdout
    for secret in ("赵小满", "小满理发店", "13800"):
        assert secret not in answer.content.decode()
    assert given(uid) == 1
    assert not Fact.objects.filter(kind=facts.CASE_VIEWED.kind).exists(), "one's own case is no look"
    file.write_bytes(answer.content.replace("受理".encode(), "收下".encode(), 1))
    assert check(file).returncode == 1
    assert check(file, "--fingerprint", "0" * 64).returncode == 1


def test_an_old_key_stays_published(town: Town, tmp_path: Path) -> None:
    before = published()
    number = key_store.store().rotate(PURPOSE)
    assert published()[1:] == before
    page = Client().get(reverse("portal:keys")).content.decode()
    assert page.count("现在使用") == 1
    assert f"第{number}号密钥" in page
    uid = town.city.submitted(town.permit)
    file = tmp_path / "history.json"
    file.write_bytes(town.signed_in().post(address(uid)).content)
    assert check(file, "--fingerprint", published()[0]).returncode == 0
    assert check(file, "--fingerprint", before[0]).returncode == 1


def test_nobody_else_gets_it(town: Town) -> None:
    uid = town.city.accepted(town.permit)
    assert town.signed_in("lixia").post(address(uid)).status_code == 404
    signed_out = Client().post(address(uid))
    assert signed_out.status_code == 302
    assert "sign-in" in signed_out["Location"]
    assert town.signed_in().get(address(uid)).status_code == 405
    assert given(uid) == 0


def test_an_agent_gets_it_while_the_mandate_lasts(town: Town) -> None:
    uid = town.city.accepted(town.permit)
    principal, agent = town.city.resident.party_id, town.city.stranger.party_id
    assert principal is not None
    assert agent is not None
    mandate = parties.grant_mandate(
        principal_id=principal, agent_id=agent, valid_to=clock.today() + dt.timedelta(days=30), actor=SYSTEM
    )
    client = town.signed_in("lixia")
    client.post(reverse("account_acting_for"), {"principal": principal})
    assert client.post(address(uid)).status_code == 200
    parties.revoke_mandate(mandate_uid=mandate.uid, actor=town.resident)
    assert client.post(address(uid)).status_code == 404


def test_an_officer_gets_it_within_the_scope_and_is_seen(town: Town) -> None:
    uid = town.city.accepted(town.permit)
    code = make_uscc("11", "410502", 77)
    elsewhere = orgs.register_department(
        code=code, name="另一个局", short_name="另局", region_code="410526", actor=SYSTEM
    )
    for name, who in (("inside", town.city.clerk), ("outside", officer(elsewhere.id, "Z001", "clerk"))):
        account = access.create_account(
            username=name, password="correct-horse-battery", officer_id=who.officer_id, actor=SYSTEM
        )
        access.grant_role(account_id=account.id, role="clerk", actor=SYSTEM)
        assert Account.objects.filter(username=name).exists()
    assert town.signed_in("outside").post(address(uid)).status_code == 404
    assert given(uid) == 0
    assert town.signed_in("inside").post(address(uid)).status_code == 200
    assert given(uid) == 1
    looks = Fact.objects.filter(kind=facts.CASE_VIEWED.kind, primary_id=uid)
    assert [look.officer_id for look in looks] == [town.city.clerk.officer_id]
    assert "工作人员查看记录（1次）" in town.signed_in().get(reverse("portal:case", args=[uid])).content.decode()


@pytest.mark.django_db
def test_the_history_is_the_same_as_the_command_gives(town: Town) -> None:
    """Portal and `tongban ledger history` go through one function: neither shows more than the other."""
    uid = town.city.accepted(town.permit)
    name, made = services.give_history(case_uid=uid, actor=town.resident)
    assert name.startswith("办件")
    assert made.facts == Fact.objects.filter(primary_type="case", primary_id=uid).count()
