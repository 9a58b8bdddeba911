"""一次办成公共场所卫生许可: two materials are licences the city holds, decided in the same visit, verified, rated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tongban.demo.loader import load_city
from tongban.demo.model import DemoCity
from tongban.demo.stories.papers import paper_pdf
from tongban.demo.stories.report import Caller, StoryFailed, StoryReport
from tongban.kernel import clock


def tell(address: str, progress: Callable[[str], None]) -> StoryReport:
    """Tell it against a serving city; a second telling revokes the first licence, as one shop holds one."""
    city = load_city()
    story = city.story
    report = StoryReport(story.name)
    resident = Caller(address, city.resident(story.agent).username, "办事人")
    clerk, approver = Caller(address, story.clerk, "窗口"), Caller(address, story.approver, "审批人")
    progress(f"故事：{story.title}")

    principal = _principal(resident, city)
    _hand_back(resident, approver, city, report)
    uid = _apply(resident, principal, city, report)
    case_no = _submit(resident, uid, report)
    _handle(clerk, approver, uid, city, report)
    _verify(resident, uid, report)
    _rate(resident, case_no, city, report)
    report.ended = resident.get(f"/cases/{uid}")["state"] == "closed"
    for fact in resident.get(f"/cases/{uid}/timeline"):
        progress(f"  {fact['occurred_at'][:19]}  {fact['text']}")
    return report


def _principal(resident: Caller, city: DemoCity) -> int:
    name = city.enterprise(city.story.applicant).name
    for row in resident.get("/me/principals"):
        if row["name"] == name:
            return int(row["party_id"])
    raise StoryFailed(f"{name} 不在可以代表的名单里")


def _hand_back(resident: Caller, approver: Caller, city: DemoCity, report: StoryReport) -> None:
    """One shop holds one valid licence: what an earlier telling left is revoked first."""
    kind = city.licence_type(city.story.expected.result_licence_type)
    principal = _principal(resident, city)
    for licence in resident.get("/licences", holder_id=str(principal)):
        if licence["type_code"] == kind.code and licence["status"] == "valid":
            body = {"reason": "演示故事重新开始", "basis": "行政许可法第七十条"}
            approver.post(f"/licences/{licence['identifier']}/revoke", body)
            report.add(approver.title, "撤销上一次演示发的证", licence["licence_no"])


def _apply(resident: Caller, principal: int, city: DemoCity, report: StoryReport) -> str:
    story = city.story
    hits = resident.get("/items", q="理发店卫生证")["items"]
    item = next(hit for hit in hits if hit["name"] == story.item_name)
    guide = resident.get(f"/items/{item['item_id']}")
    report.add(resident.title, "查到事项，看办事指南", f"{guide['name']}，{len(guide['materials'])}份材料")
    draft = {"version_id": guide["version_id"], "applicant_id": principal}
    uid: str = resident.post("/cases", draft, key=f"draft-{clock.now().timestamp()}")["uid"]
    errors = resident.put(f"/cases/{uid}/form", {"form_data": dict(story.form_data)})["errors"]
    if errors:
        raise StoryFailed(f"申请表有误：{errors}")
    report.add(resident.title, "填写申请表", f"{len(story.form_data)}项")
    orders = resident.post(f"/cases/{uid}/use-licences")["orders"]
    if orders != sorted(licence.material_order for licence in story.licences):
        raise StoryFailed(f"免证办的材料不对：{orders}")
    report.add(resident.title, "免证办", f"{len(orders)}份材料由电子证照代替，不用提交")
    for paper in story.uploads:
        stored = resident.upload("/files", paper.file_name, paper_pdf(paper))
        body = {"digest": stored["digest"], "file_name": paper.file_name}
        resident.put(f"/cases/{uid}/materials/{paper.material_order}", body)
    report.add(resident.title, "上传材料", f"{len(story.uploads)}份")
    return uid


def _submit(resident: Caller, uid: str, report: StoryReport) -> str:
    case_no: str = resident.post(f"/cases/{uid}/submit", key=f"submit-{uid}")["case_no"]
    again: str = resident.post(f"/cases/{uid}/submit", key=f"submit-{uid}")["case_no"]
    if again != case_no:
        raise StoryFailed("重复提交得到了两个编号")
    report.add(resident.title, "提交申请", f"办件编号 {case_no}")
    return case_no


def _handle(clerk: Caller, approver: Caller, uid: str, city: DemoCity, report: StoryReport) -> None:
    story = city.story
    queue = clerk.get("/cases/queue", tab="intake")["rows"]
    if uid not in [row["uid"] for row in queue]:
        raise StoryFailed("窗口的待受理队列里没有这件申请")
    clerk.post(f"/cases/{uid}/accept", {"opinion": "材料齐全，符合法定形式。"}, key=f"accept-{uid}")
    report.add(clerk.title, "受理", "即办件，当场办理，不出具受理凭证")
    decision = {"granted": story.decision.granted, "reason": story.decision.opinion}
    number = approver.post(f"/cases/{uid}/decide", decision, key=f"decide-{uid}")["number"]
    report.add(approver.title, "作出决定", f"准予，{number}")
    identifier = approver.post(f"/cases/{uid}/issue-result", key=f"issue-{uid}")["licence_identifier"]
    report.add(approver.title, "签发电子证照", identifier)
    clerk.post(f"/cases/{uid}/deliver", {"method": "electronic"}, key=f"deliver-{uid}")
    clerk.post(f"/cases/{uid}/close", key=f"close-{uid}")
    report.add(clerk.title, "送达并办结", "电子送达")


def _verify(resident: Caller, uid: str, report: StoryReport) -> None:
    identifier: str = resident.get(f"/cases/{uid}")["licence_identifier"]
    verdict = resident.get(f"/verify/{identifier}")
    by_file = resident.upload("/verify", "licence.pdf", resident.download(f"/licences/{identifier}/file"))
    if not (verdict["ok"] and by_file["ok"]):
        raise StoryFailed(f"证照核验没有通过：{verdict['sentence']} {by_file['sentence']}")
    report.add("任何人", "核验证照（标识和文件）", verdict["sentence"])


def _rate(resident: Caller, case_no: str, city: DemoCity, report: StoryReport) -> None:
    def invited() -> Any:
        return [row for row in resident.get("/ratings/invitations") if row["case_no"] == case_no and row["can_rate"]]

    token = resident.wait(invited)[0]["token"]
    rating = city.story.rating
    done = resident.post(
        "/ratings", {"token": token, "level": rating.level, "text": rating.text}, key=f"rate-{case_no}"
    )
    report.add(resident.title, "评价", done["level_label"])
