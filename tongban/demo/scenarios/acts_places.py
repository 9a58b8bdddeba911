"""What happens at windows, and between this place and another: take in, place, fetch; pass on, be told, hand over.

The other place is played by its letters, opened: how they travel sealed is the room of letters' own business.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import NAMESPACE_URL, uuid4, uuid5

from tongban.cases import services as cases
from tongban.cases.services import GivenMaterial, Upload
from tongban.cases.states import DELIVERY_LABELS, DeliveryMethod
from tongban.cross_region import selectors as questions
from tongban.cross_region import services as cross_region
from tongban.cross_region.selectors import CrossRegionView
from tongban.cross_region.states import STATE_LABELS, Mode, Side
from tongban.demo.errors import BadScenario
from tongban.demo.scenarios.reading import Given
from tongban.demo.scenarios.stage import FORM, PDF, REGION, SYSTEM, Stage
from tongban.exchange import services as exchange
from tongban.exchange.facts import ENVELOPE_POSTED, peer_ref
from tongban.exchange.gates import Letter
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.gm import Sm2PrivateKey
from tongban.kernel.standards import make_uscc
from tongban.kernel.standards.people import make_citizen_no
from tongban.ledger import selectors as ledger
from tongban.orgs import services as orgs
from tongban.parties import selectors as parties

THERE = "130400"
OTHER = "scenario-north"
_METHODS = {label: DeliveryMethod(code) for code, label in DELIVERY_LABELS.items()}


# --- windows -------------------------------------------------------------------------------------
def open_window(stage: Stage, who: Actor, given: Given) -> None:
    """开窗口: a comprehensive one, or one of the department of `部门人员` only."""
    if "大厅" not in stage.kept:
        stage.kept["大厅"] = orgs.open_hall(name="同安市情景政务服务大厅", region_code=REGION, actor=who).id
    number, officer = given.text("窗口"), given.text("部门人员")
    only = sorted(stage.actor(officer, given.where).department_ids) if officer else []
    kind = "department" if only else "comprehensive"
    found = orgs.open_window(hall_id=stage.kept["大厅"], no=number, kind=kind, department_ids=only, actor=who)
    stage.kept[f"窗口{number}"] = found.id


def place_result(stage: Stage, who: Actor, given: Given) -> None:
    """放到出件处: 方式 and 位置; the applicant gets the code."""
    method = _METHODS.get(given.text("方式", DELIVERY_LABELS[DeliveryMethod.WINDOW]), DeliveryMethod.ELECTRONIC)
    place = given.text("位置", "出件窗口2号")
    stage.kept["取件码"] = cases.place_result(case_uid=stage.case_uid, method=method, place=place, actor=who)


def fetch_result(stage: Stage, who: Actor, given: Given) -> None:
    """取件: with the document of somebody (`证件`), and the code or another one."""
    shown = parties.own_data(stage.actor(given.text("证件", "申请人"), given.where)).citizen_no
    code = given.text("取件码") or stage.left("取件码", given.where)
    cases.fetch_result(case_uid=stage.case_uid, code=code, number=shown, actor=who)


# --- another place -------------------------------------------------------------------------------
def other_item(stage: Stage) -> str:
    """The code of the other place's item."""
    return f"{make_uscc('11', THERE, 90_001)}{stage.version.code[18:]}"


def agree(stage: Stage, who: Actor, given: Given) -> None:
    """签订两地协议: the other place's item may be handed in here, and ours there; their guide has come."""
    theirs = other_item(stage)
    days = dt.date(2026, 1, 1), dt.date(2027, 12, 31)
    peer = exchange.register_peer(
        code=OTHER,
        name="邯山市政务服务平台",
        region_code=THERE,
        address="http://north.invalid",
        public_key_pem=Sm2PrivateKey.generate().public_key().to_pem(),
        our_code="scenario-south",
        department_id=stage.departments[0],
        agreement=exchange.Agreement("同邯通办〔2026〕1号", *days, (theirs,), (stage.version.code,)),
        actor=who,
    )
    stage.kept["对方平台"] = peer.id
    guide = {
        "item_code": theirs,
        "name": "公共场所卫生许可（外地）",
        "digest": "0" * 64,
        "materials": [
            {"order": one.order, "name": one.name, "necessity": "required", "accept_standard": "内容完整"}
            for one in stage.version.materials
        ],
        "form_schema": FORM,
        "applicant_kinds": ["person"],
        "limit": "5个工作日",
        "result": "",
    }
    cross_region.keep_guides(letter=_letter(stage, given, str(uuid4()), {"guides": [guide]}), actor=SYSTEM)


def forward(stage: Stage, who: Actor, given: Given) -> None:
    """转送外地: the applicant's papers go to the other place; `单独同意` is asked of the applicant."""
    materials = [
        GivenMaterial(one.order, upload=Upload(PDF + one.name.encode(), f"{one.name}.pdf"))
        for one in stage.version.materials
    ]
    made = cross_region.forward_application(
        peer_id=stage.left("对方平台", given.where),
        item_code=other_item(stage),
        applicant_id=stage.person_id,
        form_data={"name": "赵小满", "premises_name": "文峰路一号"},
        materials=materials,
        consent=given.yes("单独同意"),
        actor=who,
    )
    stage.kept["跨域"] = str(made.uid)
    posted = [one for one in ledger.timeline(peer_ref(OTHER)) if one.kind == ENVELOPE_POSTED.kind]
    stage.kept["函号"] = posted[-1].primary.id


def told(stage: Stage, who: Actor, given: Given) -> None:
    """办理地来函: 进度 as its label, what is wanted, and whether the result is to be handed over here."""
    word = given.text("进度")
    state = next((code for code, label in STATE_LABELS.items() if label == word), "")
    if not state:
        raise BadScenario(where=given.where, reason=f"没有“{word}”，可以写：{'、'.join(STATE_LABELS.values())}")
    body = {
        "at": clock.local(clock.now()).isoformat(),
        "source": str(uuid4()),
        "step": state,
        "state": state,
        "case_no": "130400202600001",
        "text": given.text("说明"),
        "hand_over": given.yes("在本地交付"),
    }
    conversation = str(stage.left("函号", given.where))
    cross_region.note_step(letter=_letter(stage, given, conversation, body), actor=SYSTEM)


def hand_over(stage: Stage, who: Actor, given: Given) -> None:
    """交付外地结果: to whom."""
    cross_region.hand_over_result(uid=stage.left("跨域", given.where), receiver=given.text("交给"), actor=who)


def taken_in(stage: Stage, who: Actor, given: Given) -> None:
    """收件地来函: an application for our item, taken in there; from here on it is an ordinary case."""
    digests = {one.order: stage.paper(one.name, SYSTEM) for one in stage.version.materials}
    body = {
        "item_code": stage.version.code,
        "guide_digest": stage.version.digest if given.yes("现行指南", default=True) else "0" * 64,
        "applicant": {
            "kind": "person",
            "name": "周白露",
            "citizen_no": make_citizen_no(THERE[:4] + "02", dt.date(1991, 9, 8), 821),
            "uscc": "",
            "mobile": "13800000821",
        },
        "form_data": {"name": "周白露", "premises_name": "建安路二号"},
        "materials": [
            {"order": one.order, "name": one.name, "digest": digests[one.order], "file_name": f"{one.name}.pdf"}
            for one in stage.version.materials
        ],
        "originals": [],
        "mode": str(Mode.COLLECT_ON_BEHALF),
        "intake_region": THERE,
        "exit_region": THERE,
        "consent": {"text": "我同意提供给同安市。", "at": clock.local(clock.now()).isoformat()},
    }
    letter = _letter(stage, given, str(uuid4()), body, *digests.values())
    cross_region.take_application(letter=letter, actor=SYSTEM)
    found = view(stage, Side.COMPETENT)
    if found is not None:
        stage.kept["跨域"], stage.case_uid = found.row.uid, str(found.case_uid)


def view(stage: Stage, side: str = "") -> CrossRegionView | None:
    """The case between the two places, as the department here sees it."""
    rows = questions.cross_region_cases(viewer=stage.people["审批人"], side=side, limit=1).rows
    return questions.cross_region_case(rows[0].uid, viewer=SYSTEM) if rows else None


def _letter(stage: Stage, given: Given, conversation: str, body: Mapping[str, object], *files: str) -> Letter:
    return Letter(
        peer_id=stage.left("对方平台", given.where),
        peer_code=OTHER,
        conversation=conversation,
        number=1,
        envelope=str(uuid5(NAMESPACE_URL, f"{conversation}{given.where}")),
        kind="scenario",
        body=body,
        files=files,
        received_at=clock.now(),
        peer_sent_at=clock.local(clock.now()).isoformat(),
    )


ACTS = {
    "开窗口": open_window,
    "放到出件处": place_result,
    "取件": fetch_result,
    "签订两地协议": agree,
    "转送外地": forward,
    "办理地来函": told,
    "交付外地结果": hand_over,
    "收件地来函": taken_in,
}
