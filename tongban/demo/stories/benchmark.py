"""对标优化的闭环: another city is faster, a target is set, the guide changes, and real cases show what it brought."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings

from tongban.access import services as access
from tongban.benchmarking import selectors as benchmarking
from tongban.benchmarking import services as benchmark
from tongban.benchmarking.selectors import ImprovementView
from tongban.benchmarking.services import PlannedStep
from tongban.benchmarking.states import RUNNING, ImprovementState
from tongban.cases import selectors as handled
from tongban.cases import services as cases
from tongban.cases.services import GivenMaterial, Upload
from tongban.cases.states import DeliveryMethod
from tongban.catalogue import selectors as catalogue
from tongban.catalogue import services as guides
from tongban.catalogue.selectors import Reapproval
from tongban.demo.loader import DATA, load_city
from tongban.demo.model import DemoCity, StoryUpload
from tongban.demo.reading import MARKS, read
from tongban.demo.stories.papers import paper_pdf
from tongban.demo.stories.report import StoryFailed, StoryReport, account_id_of
from tongban.furniture.frame import Frame
from tongban.kernel import clock
from tongban.kernel.actor import Actor, Channel
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.kernel.standards import make_uscc
from tongban.kernel.waiting import awaited
from tongban.ledger import services as ledger
from tongban.parties import selectors as parties
from tongban.reference import selectors as reference

DAY = dt.timedelta(days=1)
PROVINCE = "items/guangdong_province.jsonl"


@dataclass(frozen=True, slots=True)
class TheirLine:
    """An item of the other city; limits in working days."""

    name: str
    catalog_code: str
    department: str
    statutory: int
    promised: int
    visits: int
    materials: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Theirs:
    """The other city's list."""

    name: str
    region_code: str
    lines: tuple[TheirLine, ...]


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """A step of the timetable, so many days after the improvement is assigned."""

    after_days: int
    text: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The story's file: who, which item, how many working days before and after. Accounts are user names."""

    name: str
    title: str
    item_task_code: str
    region_code: str
    before_days: int
    target_days: int
    cases_before: tuple[int, ...]
    cases_after: tuple[int, ...]
    applicant: str
    agent: str
    bureau: str
    owner: str
    clerk: str
    examiner: str
    approver: str
    form_data: dict[str, Any]
    uploads: tuple[StoryUpload, ...]
    theirs: Theirs
    measures: tuple[str, ...]
    improvement_days: int
    timetable: tuple[PlannedDay, ...]
    commendation: str


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts, with the rights of their accounts; `principal_id` is the firm."""

    agent: Actor
    principal_id: int
    bureau: Actor
    owner: Actor
    clerk: Actor
    examiner: Actor
    approver: Actor


def tell(address: str, progress: Callable[[str], None]) -> StoryReport:
    """Tell it through the verbs, in the city of `address`; days pass, so it is for demonstration cities only.

    A second telling first takes the promise back to where it was, with a document, as the rule demands.
    """
    plan = load_plan()
    report = StoryReport(plan.name)
    progress(f"故事：{plan.title}（{address}）")
    cast = _cast(plan, load_city())
    item_id = catalogue.item_by_code(plan.item_task_code).id
    _set_back(plan, cast, item_id, report)

    _handle(plan, cast, plan.cases_before, item_id, report)
    pair_id = _compare(plan, cast, item_id, report)
    improvement = _assign(plan, cast, pair_id, report)
    improvement = _change_guide(plan, cast, improvement, report)
    _handle(plan, cast, plan.cases_after, item_id, report)
    improvement = _measure(plan, cast, improvement, report)
    _tell_the_mayor(cast, improvement, report)
    report.ended = improvement.state == ImprovementState.CLOSED and (improvement.quicker or 0) > 0
    for line in report.lines():
        progress(f"  {line}")
    return report


def load_plan() -> Plan:
    """The story's file. Raises `DemoDataUnreadable`."""
    name = "story_benchmark.json"
    data = json.loads((DATA / name).read_text("utf-8"))
    return read(Plan, {key: value for key, value in data.items() if key not in MARKS}, name)


def _cast(plan: Plan, city: DemoCity) -> Cast:
    agent = _actor(city.resident(plan.agent).username, Channel.PORTAL)
    firm = city.enterprise(plan.applicant).name
    principal = next((one.party.id for one in parties.principals(viewer=agent) if one.party.name == firm), None)
    if principal is None:
        raise StoryFailed(f"{firm} 不在可以代表的名单里")
    staff = {name: _actor(getattr(plan, name)) for name in ("bureau", "owner", "clerk", "examiner", "approver")}
    return Cast(agent=replace(agent, principal_id=principal), principal_id=principal, **staff)


def _actor(username: str, channel: Channel = Channel.WINDOW) -> Actor:
    return access.actor_for(account_id_of(username), channel=channel)


def _set_back(plan: Plan, cast: Cast, item_id: int, report: StoryReport) -> None:
    """What an earlier telling left is ended, and the guide promises what it did before."""
    for improvement in benchmarking.improvements(viewer=cast.bureau):
        if improvement.item_id != item_id or improvement.state == ImprovementState.CLOSED:
            continue
        if improvement.state in RUNNING:
            benchmark.return_improvement(uid=improvement.uid, reason="演示故事重新开始", actor=cast.owner)
        elif improvement.state == ImprovementState.GUIDE_CHANGED:
            benchmark.measure_improvement(uid=improvement.uid, actor=cast.bureau)
        benchmark.close_improvement(uid=improvement.uid, conclusion="演示故事重新开始", actor=cast.bureau)
    if catalogue.current_version(item_id).promised != _days(plan.before_days):
        reapproval = Reapproval("演示文号〔2026〕0号", "演示故事重新开始，恢复原来的承诺")
        _publish(cast, item_id, plan.before_days, reapproval)
        report.add("政数局", "恢复上一次演示以前的承诺时限", f"{plan.before_days}个工作日")


def _days(number: int) -> Limit:
    return Limit(number, LimitUnit.WORKING_DAY)


def _publish(cast: Cast, item_id: int, days: int, reapproval: Reapproval | None = None) -> int:
    """The ordinary way: the department compiles and sends, another hand reviews, the bureau publishes."""
    (line,) = catalogue.listings_of_versions([catalogue.current_version(item_id).id])
    # The decision takes a day of it; what is left is the examination.
    limits = {"examine": _days(days - 1), "decide": _days(1)}
    steps = tuple(replace(step, limit=limits.get(step.verb, step.limit)) for step in line.content.steps)
    content = replace(line.content, promised=_days(days), steps=steps)
    draft = guides.draft_version(item_id=item_id, content=content, actor=cast.owner)
    guides.submit_for_review(version_id=draft.id, reapproval=reapproval, actor=cast.owner)
    guides.endorse_version(version_id=draft.id, opinion="同意。", actor=cast.bureau)
    return guides.publish_version(version_id=draft.id, actor=cast.bureau).number


def _pass(working_days: int) -> None:
    """Let days pass until so many working days have; begun on a day off, the next working day is the first."""
    calendar = reference.work_calendar()
    while working_days or not calendar.is_working_day(clock.today()):
        clock.move(DAY)
        working_days -= working_days > 0 and calendar.is_working_day(clock.today())


def _handle(plan: Plan, cast: Cast, days: Sequence[int], item_id: int, report: StoryReport) -> None:
    """Cases handed in and accepted today, each decided, delivered and closed after so many working days."""
    _pass(0)
    began = clock.today()
    begun = [(number, _accepted(plan, cast)) for number in sorted(days)]
    passed = 0
    for number, uid in begun:
        _pass(number - passed)
        passed = number
        cases.examine_case(case_uid=uid, opinion="图纸齐全，符合消防技术标准。", actor=cast.examiner)
        cases.decide_case(case_uid=uid, granted=True, actor=cast.approver)
        cases.issue_result(case_uid=uid, actor=cast.approver)
        cases.deliver_result(case_uid=uid, method=DeliveryMethod.ELECTRONIC, actor=cast.clerk)
        cases.close_case(case_uid=uid, actor=cast.clerk)
    counted = handled.handling_of_versions(since=began, until=clock.today(), item_ids=[item_id], viewer=cast.bureau)
    found = counted[item_id, catalogue.current_version(item_id).id]
    said = f"{found.decided}件，中位数{found.median:g}个工作日，最慢{found.longest}个工作日"
    report.add("办事企业、承办部门", "受理、审查、决定、送达", said)


def _accepted(plan: Plan, cast: Cast) -> str:
    given = [(one.material_order, Upload(paper_pdf(one), one.file_name, "application/pdf")) for one in plan.uploads]
    received = cases.submit_application(
        item_code=plan.item_task_code,
        applicant_id=cast.principal_id,
        form_data=plan.form_data,
        materials=[GivenMaterial(order, upload) for order, upload in given],
        actor=cast.agent,
    )
    cases.accept_case(case_uid=received.uid, opinion="材料齐全，符合法定形式。", actor=cast.clerk)
    return str(received.uid)


def _compare(plan: Plan, cast: Cast, item_id: int, report: StoryReport) -> int:
    """The other city's list beside ours; returns the accepted pair of the item that lags most by gap × cases."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "theirs.jsonl"
        file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in _rows(plan.theirs)), encoding="utf-8")
        found = _started(plan, cast, file, plan.theirs.name)
    report.add("政数局", f"导入{plan.theirs.name}的事项并比对", f"我方{found.ours_count}项，配上{found.proposed}项")
    province = Path(settings.TONGBAN_REAL_DATA) / PROVINCE
    if settings.TONGBAN_REAL_DATA and province.exists():
        other = _started(plan, cast, province, "广东省")
        said = f"对方{other.theirs_count}项，可能对应{other.proposed}项，待人工确认"
        report.add("政数局", "导入广东省的事项并比对", said)
    for pair in benchmarking.pairs(found.uid, viewer=cast.bureau):
        benchmark.accept_pair(pair_id=pair.id, note="基本编码一致", actor=cast.bureau)
    weakest = benchmarking.lagging(found.uid, viewer=cast.bureau)[0]
    if weakest.ours.item_id != item_id:
        raise StoryFailed(f"差距乘以办件量最大的是{weakest.ours.name}")
    behind = "；".join(f"{gap.label}我方{gap.ours}、对方{gap.theirs}" for gap in weakest.gaps if gap.amount)
    report.add("政数局", "找出短板（差距×办件量）", f"{weakest.ours.name}：{behind}；近一年{weakest.cases}件")
    pairs = benchmarking.pairs(found.uid, viewer=cast.bureau, item_id=item_id)
    return next(pair.id for pair in pairs if pair.state == "accepted")


def _started(plan: Plan, cast: Cast, file: Path, name: str) -> benchmarking.ComparisonView:
    return benchmark.start_comparison(
        ours_region=plan.region_code, theirs_file=file, feed="guangdong", theirs_name=name, actor=cast.bureau
    )


def _rows(theirs: Theirs) -> list[dict[str, Any]]:
    """The list as the feed writes it."""
    issuer = make_uscc("11", theirs.region_code, 1)
    return [
        {
            "TASK_CODE": f"{issuer}3{line.catalog_code}",
            "TASK_TYPE": "01",
            "TASK_TYPE_TEXT": "行政许可",
            "matter_type": "行政许可",
            "matter_level": "市级",
            "CATAID": line.catalog_code,
            "CATANAME": line.name,
            "AREACODE": theirs.region_code,
            "DEPT_NAME": f"{theirs.name}{line.department}",
            "TASK_NAME": line.name,
            "matter_name": line.name,
            "handle_time": f"{line.statutory}(工作日)",
            "handle_time_limit": f"{line.promised}(工作日)",
            "visit_number": str(line.visits),
            "LIMIT_SCENE_NUM": str(line.visits),
            "ONLINECHECK": "1",
            "service_object_name": ["企业法人"],
            "material_intro": list(line.materials),
        }
        for line in theirs.lines
    ]


def _assign(plan: Plan, cast: Cast, pair_id: int, report: StoryReport) -> ImprovementView:
    improvement = benchmark.set_target(
        pair_id=pair_id,
        element="promised_limit",
        target=plan.target_days,
        measures=plan.measures,
        actor=cast.bureau,
    )
    report.add(
        "政数局",
        f"定目标：{improvement.item_name}",
        f"{improvement.aim.label}{improvement.before}→{improvement.target}",
    )
    today = clock.today()
    steps = [PlannedStep(step.text, today + step.after_days * DAY) for step in plan.timetable]
    due_on = today + plan.improvement_days * DAY
    improvement = benchmark.assign_improvement(uid=improvement.uid, due_on=due_on, timetable=steps, actor=cast.bureau)
    report.add(
        "政数局", f"交办{improvement.department_name}", f"{'、'.join(improvement.measures)}；{due_on.isoformat()}前完成"
    )
    return improvement


def _change_guide(plan: Plan, cast: Cast, improvement: ImprovementView, report: StoryReport) -> ImprovementView:
    _pass(2)
    benchmark.report_progress(
        uid=improvement.uid, text="局务会已研究，首席代表获得充分授权。", done=[1], actor=cast.owner
    )
    report.add("承办部门", "报送进展", "完成时间表第1步")
    _pass(3)
    number = _publish(cast, improvement.item_id, plan.target_days)
    report.add("承办部门、政数局", "编制、审核、发布新的办事指南", f"第{number}版，承诺{plan.target_days}个工作日")
    improvement = _recognised(cast, improvement)
    report.add("系统", "认出指南已达标，任务按期完成", f"指南压缩{(improvement.compressed or 0):.0%}")
    return improvement


def _recognised(cast: Cast, improvement: ImprovementView, *, seconds: float = 60.0) -> ImprovementView:
    """The worker recognises the new guide; where none runs, what is owed is paid out here."""

    def recognised() -> ImprovementView | None:
        ledger.drain(200, heavy=False)
        found = benchmarking.improvement(improvement.uid, viewer=cast.bureau)
        return found if found.state == ImprovementState.GUIDE_CHANGED else None

    if found := awaited(recognised, seconds=seconds, every=0.2):
        return found
    raise StoryFailed(f"等了{seconds:.0f}秒，新的办事指南没有被认出")


def _measure(plan: Plan, cast: Cast, improvement: ImprovementView, report: StoryReport) -> ImprovementView:
    improvement = benchmark.measure_improvement(uid=improvement.uid, actor=cast.bureau)
    said = (
        f"改前{improvement.cases_before}件中位数{improvement.median_before:g}个工作日，"
        f"改后{improvement.cases_after}件中位数{improvement.median_after:g}个工作日，"
        f"实际压缩{(improvement.quicker or 0):.0%}"
    )
    report.add("政数局", "评估成效", said + "".join(improvement.caveats))
    benchmark.close_improvement(uid=improvement.uid, conclusion=f"达到目标，予以销号。{said}。", actor=cast.bureau)
    number = f"{plan.commendation}（{clock.local(clock.now()):%Y%m%d%H%M%S}）"
    benchmark.commend(
        department_id=improvement.department_id,
        document_no=number,
        reason=f"{improvement.item_name}承诺时限由{improvement.before}压缩到{improvement.guide}。",
        uid=improvement.uid,
        actor=cast.bureau,
    )
    report.add("政数局", "销号，通报表扬", number)
    return benchmarking.improvement(improvement.uid, viewer=cast.bureau)


def _tell_the_mayor(cast: Cast, improvement: ImprovementView, report: StoryReport) -> None:
    """The board since the improvement was assigned, and the report on paper."""
    since = clock.local(improvement.set_at).date()
    board = benchmarking.scoreboard(since=since, until=clock.today(), viewer=cast.bureau)
    paper = benchmarking.report_pdf(board, city=Frame().city_name)
    mine = next(score for score in board.departments if score.department_id == improvement.department_id)
    report.add("政数局", "分档评价", f"{mine.name}：{mine.band_label}，达标{mine.reached}项，逾期{mine.late}项")
    report.add("政数局", "向市政府报告", f"{benchmarking.summary(board)}（PDF，{len(paper) // 1024} KiB）")
