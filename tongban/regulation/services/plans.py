"""Inspection plans: make one, commit to its lists and a secret, draw, cancel.

Commit and reveal: what could favour anybody (both lists, the number to be drawn, the secret) is fixed by digests in a
fact before the other half of the seed exists. That half is the root of the ledger's seal over this fact: it comes from
everything that happened in the city in that minute. So neither whoever knows the secret nor whoever runs the ledger
chooses the seed alone; the limits of this are told in docs/explanation/regulation.md.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence

import orjson
from django.db import transaction

from tongban.catalogue.states import ItemKind
from tongban.duties import services as duties
from tongban.kernel import clock, vault
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound
from tongban.kernel.gm import sm3
from tongban.ledger import selectors as facts_of
from tongban.ledger import services as ledger
from tongban.ledger.facts import FactView
from tongban.ledger.services import FactProof
from tongban.orgs import selectors as orgs
from tongban.reference import selectors as reference
from tongban.regulation import draw, policies
from tongban.regulation.errors import ListChanged, NothingToDraw, NotSealedYet, TooFewInspectors
from tongban.regulation.facts import (
    DRAW_COMMITTED,
    DRAW_MADE,
    INSPECTION_OPENED,
    PLAN_CANCELLED,
    PLAN_MADE,
    inspection_ref,
    plan_ref,
)
from tongban.regulation.lists import listed_inspectors, listed_objects
from tongban.regulation.models import Inspection, InspectionPlan, Inspector, RegulatedObject
from tongban.regulation.selectors.plans import PlanView, plan_view
from tongban.regulation.services._rows import locked_plan, record_inspection_fact, record_plan
from tongban.regulation.states import INSPECT, PLAN_LIFECYCLE, Origin

END_OF_DAY = dt.time(23, 59, 59)
SECRET = "regulation.draw_secret"  # noqa: S105  # what the vault seals it for
MOST_LINES = 40


def make_plan(
    *,
    department_id: int,
    title: str,
    since: dt.date,
    until: dt.date,
    check_lines: Sequence[str],
    number: int | None = None,
    percent: int | None = None,
    item_kind: str = "",
    category: str = "",
    weighted: bool = True,
    actor: Actor,
) -> PlanView:
    """A plan: whom it may draw, how many (a number, or per cent of the list), when, what is looked at.

    Raises `PermissionDenied`, `NotFound`, `InvalidInput`, `WordsMissing`.
    """
    with transaction.atomic():
        policies.check_may(actor, policies.PLAN, department_id)
        _check_terms(since, until, number, percent, item_kind)
        lines = [policies.words(one, "检查内容", most=200) for one in check_lines if one.strip()]
        if not 0 < len(lines) <= MOST_LINES:
            raise InvalidInput(errors={"check_lines": f"检查清单应有1到{MOST_LINES}项。"})
        department, year = orgs.department(department_id), clock.today().year
        serial = ledger.next_serial(f"regulation:plan:{department_id}:{year}")
        row = InspectionPlan.objects.create(
            plan_no=f"{department.short_name}双随机〔{year}〕第{serial}号",
            title=policies.words(title, "计划名称", most=200),
            department_id=department_id,
            region_code=department.region_code,
            item_kind=item_kind,
            category=category.strip()[:40],
            number=number,
            percent=percent,
            weighted=weighted,
            since=since,
            until=until,
            check_lines=lines,
            made_at=clock.now(),
        )
        record_plan(PLAN_MADE, row, actor)
        return plan_view(row)


def _check_terms(since: dt.date, until: dt.date, number: int | None, percent: int | None, item_kind: str) -> None:
    errors = {}
    if until < since or until < clock.today():
        errors["until"] = "检查结束日期不能早于开始日期，也不能已经过去。"
    if (number is None) == (percent is None):
        errors["number"] = "抽取数量和抽取比例填写一个。"
    elif number is not None and not 1 <= number <= 100_000:
        errors["number"] = "抽取数量应为1到100000。"
    elif percent is not None and not 1 <= percent <= 100:
        errors["percent"] = "抽取比例应为1到100。"
    if item_kind and item_kind not in ItemKind.values:
        errors["item_kind"] = "请选择事项类型。"
    if errors:
        raise InvalidInput(errors=errors)


def commit_draw(*, uid: str, actor: Actor) -> PlanView:
    """锁定名单: freeze both lists, make the secret, publish the digests. From here on nothing can be chosen any more.

    Raises `PermissionDenied`, `NotFound`, `MoveNotAllowed`, `NothingToDraw`, `TooFewInspectors`.
    """
    with transaction.atomic():
        row = locked_plan(uid)
        policies.check_may(actor, policies.PLAN, row.department_id)
        PLAN_LIFECYCLE.check("commit", row.state)
        objects = listed_objects(row)
        inspectors = listed_inspectors(row, {one.code for one in objects})
        wanted = row.number if row.number is not None else -(-len(objects) * (row.percent or 0) // 100)
        if not 0 < wanted <= len(objects):
            raise NothingToDraw(listed=len(objects), wanted=wanted)
        each = _each(row)
        for one in objects:
            able = sum(inspector.may_inspect(one) for inspector in inspectors)
            if able < each:
                raise TooFewInspectors(code=one.code, able=able, wanted=each)
        secret = secrets.token_bytes(32)
        texts = draw.objects_text(objects), draw.inspectors_text(inspectors)
        fact = record_plan(
            DRAW_COMMITTED,
            row,
            actor,
            format=draw.FORMAT,
            objects=sm3(texts[0]).hex(),
            inspectors=sm3(texts[1]).hex(),
            secret=sm3(secret).hex(),
            listed=len(objects),
            number=wanted,
            each=each,
        )
        PLAN_LIFECYCLE.advance(
            row,
            "commit",
            committed_at=clock.now(),
            objects_list=texts[0],
            inspectors_list=texts[1],
            to_draw=wanted,
            secret_cipher=vault.encrypt(secret.hex(), SECRET),
            commitment_uid=fact.uid,
        )
        return plan_view(row)


def _each(row: InspectionPlan) -> int:
    return reference.parameter("regulation.inspectors", region_code=row.region_code).number


def draw_inspections(*, uid: str, actor: Actor) -> PlanView:
    """抽取: reveal the secret, join it with the root of the seal over the commitment, draw, open the inspections.

    Of two who draw at once one wins. Raises `PermissionDenied`, `NotFound`, `MoveNotAllowed` (not committed, drawn
    already), `NotSealedYet`, `ListChanged`.
    """
    with transaction.atomic():
        row = locked_plan(uid)
        policies.check_may(actor, policies.PLAN, row.department_id)
        PLAN_LIFECYCLE.check("draw", row.state)
        proof = _proof(row)
        said = _said(row)
        secret = bytes.fromhex(vault.decrypt(row.secret_cipher, SECRET))
        objects, inspectors = _frozen(row, said, secret)
        root = str(_seal(proof)["root"])
        seed = draw.seed_of(secret, bytes.fromhex(root))
        drawn = draw.draw(
            objects, inspectors, number=_whole(said.data["number"]), each=_whole(said.data["each"]), seed=seed
        )
        PLAN_LIFECYCLE.advance(
            row, "draw", drawn_at=clock.now(), seed=seed.hex(), draw_file=_file(row, proof, secret, seed, drawn)
        )
        _open(row, drawn, actor)
        record_plan(
            DRAW_MADE, row, actor, secret=secret.hex(), root=root, seed=seed.hex(), drawn=[one.object for one in drawn],
            file=sm3(bytes(row.draw_file)).hex(),
        )  # fmt: skip
        return plan_view(row)


def _proof(row: InspectionPlan) -> FactProof:
    try:
        return ledger.prove_fact(str(row.commitment_uid))
    except NotFound:
        raise NotSealedYet() from None


def _said(row: InspectionPlan) -> FactView:
    """The commitment as the ledger has it: what is kept in our own table proves nothing."""
    history = facts_of.timeline(plan_ref(row.uid), objects=False)
    return next(fact for fact in history if fact.uid == str(row.commitment_uid))


def _seal(proof: FactProof) -> dict[str, object]:
    found: dict[str, object] = orjson.loads(proof.seal_body.split(b"\n", 1)[1])
    return found


def _whole(value: object) -> int:
    if isinstance(value, int):
        return value
    raise ListChanged(what="锁定记录")


def _frozen(row: InspectionPlan, said: FactView, secret: bytes) -> tuple[list[draw.Candidate], list[draw.Sworn]]:
    """Both lists as committed to. Raises `ListChanged`."""
    kept = {
        "objects": (bytes(row.objects_list), "检查对象名单"),
        "inspectors": (bytes(row.inspectors_list), "检查人员名单"),
    }
    for name, (text, what) in {**kept, "secret": (secret, "秘密")}.items():
        if sm3(text).hex() != said.data[name]:
            raise ListChanged(what=what)
    return draw.read_objects(kept["objects"][0]), draw.read_inspectors(kept["inspectors"][0])


def _file(row: InspectionPlan, proof: FactProof, secret: bytes, seed: bytes, drawn: Sequence[draw.Assignment]) -> bytes:
    """Everything needed to draw again, in one JSON file; `docs/tools/check_draw.py` does it."""
    document = {
        "format": draw.FORMAT,
        "plan": {"plan_no": row.plan_no, "title": row.title, "uid": str(row.uid)},
        "commitment": {
            "body": proof.fact_body.decode(),
            "path": [[place, [one.hex() for one in siblings]] for place, siblings in proof.path],
            "seal": proof.seal_body.decode(),
            "signature": proof.signature.hex(),
            "key": proof.public_key,
        },
        "objects": bytes(row.objects_list).decode(),
        "inspectors": bytes(row.inspectors_list).decode(),
        "secret": secret.hex(),
        "seed": seed.hex(),
        "drawn": [{"object": one.object, "inspectors": list(one.inspectors)} for one in drawn],
    }
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2) + b"\n"


def _open(row: InspectionPlan, drawn: Sequence[draw.Assignment], actor: Actor) -> None:
    """An inspection for every drawn object, with the duty to end it within the period of the plan."""
    objects = {one.code: one for one in RegulatedObject.objects.filter(code__in=[one.object for one in drawn])}
    names = {code for one in drawn for code in one.inspectors}
    staff = {one.code: one for one in Inspector.objects.filter(code__in=names)}
    now = clock.now()
    for order, one in enumerate(drawn, 1):
        first, second = (staff[code] for code in one.inspectors[:2])
        inspection = Inspection.objects.create(
            origin=Origin.RANDOM, plan=row, object=objects[one.object], department_id=row.department_id,
            region_code=row.region_code, order=order, first=first, second=second, opened_at=now,
        )  # fmt: skip
        duties.open_duty(
            kind=INSPECT,
            subject=inspection_ref(inspection.uid),
            department_id=row.department_id,
            region_code=row.region_code,
            starts_at=now,
            limit=None,
            fixed_due_at=clock.at(row.until, END_OF_DAY),
            dedupe_key=f"regulation.inspect:{inspection.uid}",
            actor=actor,
        )
        record_inspection_fact(INSPECTION_OPENED, inspection, actor, plan_no=row.plan_no, order=order)


def cancel_plan(*, uid: str, reason: str, actor: Actor) -> PlanView:
    """取消: before the draw only. One that had committed stays on the public page, with the reason.

    Raises `PermissionDenied`, `NotFound`, `MoveNotAllowed`, `WordsMissing`.
    """
    with transaction.atomic():
        row = locked_plan(uid)
        policies.check_may(actor, policies.PLAN, row.department_id)
        PLAN_LIFECYCLE.check("cancel", row.state)
        why = policies.words(reason, "取消原因")
        PLAN_LIFECYCLE.advance(row, "cancel", cancelled_at=clock.now(), cancel_reason=why)
        record_plan(PLAN_CANCELLED, row, actor)
        return plan_view(row)
