"""What the tests of promises, commitments and second lives share: items, a department head, a licence."""

from __future__ import annotations

import dataclasses
import datetime as dt
from contextlib import AbstractContextManager

from tongban.access.permissions import ROLE_PERMISSIONS
from tongban.access.tests.actors import officer
from tongban.cases import selectors, services
from tongban.cases.models import Case
from tongban.cases.tests.conftest import MORNING, SYSTEM, City, content, publish
from tongban.cases.tests.licensed import define_hygiene_licence, hygiene_licence
from tongban.catalogue.selectors import ItemVersionView
from tongban.catalogue.services import MaterialView, VersionContent
from tongban.duties import services as duties
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.ledger import services as ledger
from tongban.orgs.models import Officer

HYGIENE = "11100000000013338W109"
MAIN = MaterialView(1, "申请表", form="electronic", source="applicant", accept_standard="填写完整")
PLAN = MaterialView(2, "场所平面图", form="electronic", source="applicant", accept_standard="标明面积")
REPORT = MaterialView(
    3, "卫生检测报告", "tolerable", form="electronic", source="intermediary", accept_standard="一年内"
)
RULES = MaterialView(4, "卫生管理制度", "tolerable", form="electronic", source="applicant", accept_standard="签字")
TERMS = {
    "told": ["场所面积不少于十平方米", "有独立的消毒间"],
    "committed": ["所填内容真实", "场所已经符合告知的条件"],
    "liability": "不实承诺的，撤销许可并记入信用记录。",
    "document_no": "同政〔2026〕1号",
    "cleared": [
        "national_security", "state_secrets", "public_safety", "financial_prudence", "ecology", "health_life_property",
    ],
    "owed_orders": [2],
    "owed_days": 15,
}  # fmt: skip


def tolerant_guide(**changes: object) -> VersionContent:
    """A guide with two main and two secondary materials."""
    return content("公共场所卫生许可（容缺）", materials=(MAIN, PLAN, REPORT, RULES), **changes)


def tolerant(city: City, serial: int = 4, **changes: object) -> ItemVersionView:
    """The published item with secondary materials."""
    return publish(city.department_id, city.department_code, serial, tolerant_guide(**changes))


def committed_guide(**changes: object) -> VersionContent:
    """A guide that offers notice and commitment; its result is a licence."""
    terms = {"commitment": TERMS}
    licence = hygiene_licence(HYGIENE)
    guide = content("公共场所卫生许可（告知承诺）", materials=(MAIN, PLAN), result=licence, extra=terms)
    return dataclasses.replace(guide, **changes)  # type: ignore[arg-type]  # test data by field name


def offering(city: City, serial: int = 5, **changes: object) -> ItemVersionView:
    """The published item that offers a commitment."""
    define_hygiene_licence(HYGIENE, single_valid=False)
    return publish(city.department_id, city.department_code, serial, committed_guide(**changes))


def drafted(city: City, version: ItemVersionView, *orders: int) -> str:
    """A filled draft with these materials."""
    uid = city.draft(version, materials=False)
    for order in orders:
        city.hand_in(uid, order)
    return uid


def read(uid: str, by: Actor, *, seconds: float = 20) -> str:
    """The ticket of a commitment that was opened so long ago."""
    with clock.frozen(clock.now() - dt.timedelta(seconds=seconds)):
        offer = selectors.commitment_offer(uid, viewer=by)
    assert offer is not None
    return offer.ticket


def committed(city: City, version: ItemVersionView) -> str:
    """An application with a commitment, handed in without the material named for later."""
    uid = drafted(city, version, 1)
    services.commit(case_uid=uid, ticket=read(uid, city.resident), actor=city.resident)
    services.submit_case(case_uid=uid, actor=city.resident)
    return uid


def granted(city: City, version: ItemVersionView, *, licence: bool = True) -> str:
    """Granted on commitment, with the licence made."""
    uid = committed(city, version)
    services.decide_on_commitment(case_uid=uid, actor=city.approver)
    if licence:
        services.issue_result(case_uid=uid, actor=city.approver)
    return uid


def sweep() -> None:
    """What the worker does: ends that were missed take effect."""
    duties.look_again(clock.now(), actor=SYSTEM)
    ledger.drain(raising=True)


def after(days: float) -> AbstractContextManager[object]:
    """The clock stands so many days after the morning of the test city."""
    return clock.frozen(MORNING + dt.timedelta(days=days))


def head(city: City) -> Actor:
    """The department's administrator, who reopens and moves cases and confirms credit records; the same one in a
    test."""
    known = Officer.objects.filter(staff_no="H001").first()
    if known is None:
        return officer(city.department_id, "H001", "department_admin")
    return dataclasses.replace(city.clerk, officer_id=known.pk, permissions=ROLE_PERMISSIONS["department_admin"])


def running(uid: str) -> set[str]:
    """Kinds of the clocks that run on a case."""
    return {one.kind for one in selectors.clocks(uid, viewer=SYSTEM) if one.duty.running}


def row(uid: str) -> Case:
    """The row itself."""
    return Case.objects.get(uid=uid)


def papers(uid: str) -> list[str]:
    """Kinds of the instruments, in order."""
    return [one.kind for one in selectors.case_view(uid, viewer=SYSTEM).instruments]
