"""Every kind of items from application to its end: its own titles, words and rules, taken from its manifest."""

from __future__ import annotations

import dataclasses

import pytest

from tongban.cases import selectors, services
from tongban.cases.errors import promises as promise_errors
from tongban.cases.errors import time as refusals
from tongban.cases.models import CaseInstrument
from tongban.cases.policies.kinds import manifest, offered_commitment, tolerates
from tongban.cases.services._texts import instrument_body
from tongban.cases.states import DeliveryMethod, Instrument, StepKind
from tongban.cases.tests.conftest import MORNING, REGION, SYSTEM, City, content, new_item_of
from tongban.cases.tests.promising import TERMS
from tongban.catalogue.kinds import KindManifest, manifest_of, manifests, shipped_manifests
from tongban.catalogue.selectors import ItemVersionView
from tongban.catalogue.services import MaterialView
from tongban.catalogue.states import KIND_OF_TYPE_CODE, ItemKind
from tongban.kernel import clock
from tongban.kernel.caching import forget_all
from tongban.orgs import selectors as orgs
from tongban.reference.models import Parameter, RulePack

LAW = "行政许可法"
#: What the papers of each kind are called, and what the decision says; written down once more on purpose.
SAID = {
    "licensing": ("准予行政许可决定书", "我单位决定准予行政许可。", "不予行政许可决定书", "我单位决定不予行政许可。"),
    "confirmation": ("行政确认书", "我单位决定予以确认。", "不予行政确认决定书", "我单位决定不予确认。"),
    "benefit_payment": ("行政给付决定书", "我单位决定给予行政给付。", "不予行政给付决定书", "我单位决定不予行政给付。"),
    "reward": ("行政奖励决定书", "我单位决定给予行政奖励。", "不予行政奖励决定书", "我单位决定不予行政奖励。"),
    "adjudication": (
        "行政裁决书", "我单位决定支持您的裁决申请。", "驳回行政裁决申请决定书", "我单位决定驳回您的裁决申请。"
    ),
    "inspection": (
        "行政检查结果告知书", "我单位决定认定检查合格。", "行政检查结果告知书", "我单位决定认定检查不合格。"
    ),
    "other_power": ("办理决定书", "我单位决定同意办理。", "不予办理决定书", "我单位决定不予办理。"),
    "public_service": (
        "办理结果告知书", "我单位决定办理您申请的服务。", "不予办理告知书", "我单位决定不能办理您申请的服务。"
    ),
}  # fmt: skip
EIGHT = tuple(SAID)


def item_of(city: City, kind: str, **changes: object) -> ItemVersionView:
    """A published item of a kind, with one secondary material."""
    number = next(code for code, found in KIND_OF_TYPE_CODE.items() if found == kind)
    entry = f"41{number}23880001"
    tolerable = MaterialView(3, "补充说明", "tolerable", form="electronic", source="applicant", accept_standard="属实")
    guide = content(f"{manifest_of(kind).act}事项", **changes)
    guide = dataclasses.replace(guide, materials=(*guide.materials, tolerable))
    return new_item_of(city, guide, entry, kind)


def words(city: City, uid: str, kind: str) -> str:
    """All that the last paper of this kind says."""
    row = CaseInstrument.objects.filter(case__uid=uid, kind=kind).order_by("-pk")[0]
    body = instrument_body(row, orgs.department(city.department_id))
    parts = [*body.paragraphs, body.remedies]
    for section in body.sections:
        parts += [*section.paragraphs, *section.numbered]
    return "\n".join(parts)


def titles(uid: str) -> list[str]:
    """What the papers are called, as the applicant and the officers see them."""
    return [one.label for one in selectors.case_view(uid, viewer=SYSTEM).instruments]


@pytest.mark.parametrize("kind", EIGHT)
def test_a_kind_goes_its_way_to_the_end_under_its_own_names(city: City, kind: str) -> None:
    granted_title, granted, refused_title, refused = SAID[kind]
    version = item_of(city, kind)
    uid = city.examined(version)
    services.decide_case(case_uid=uid, granted=True, actor=city.approver)
    services.deliver_result(case_uid=uid, method=DeliveryMethod.WINDOW, actor=city.clerk)
    services.close_case(case_uid=uid, actor=city.clerk)
    assert selectors.case_view(uid, viewer=city.resident).state == "closed"
    assert titles(uid) == ["收件回执", "受理通知书", granted_title]
    said = words(city, uid, Instrument.DECISION_GRANTED)
    assert granted in said
    assert ("六十日内" in said) == (kind == "adjudication")

    uid = city.examined(version)
    services.decide_case(case_uid=uid, granted=False, reason="不符合条件。", actor=city.approver)
    assert titles(uid)[-1] == refused_title
    assert refused in words(city, uid, Instrument.DECISION_REFUSED)
    assert manifest(version).remedies in words(city, uid, Instrument.DECISION_REFUSED)
    if kind != "licensing":
        everything = titles(uid) + [words(city, uid, one) for one in ("acceptance_notice", "decision_refused")]
        assert not [text for text in everything if "行政许可" in text]


@pytest.mark.parametrize("kind", EIGHT)
def test_rights_and_offers_of_a_kind(city: City, kind: str) -> None:
    """Hearing, third parties, tolerance: the button is there exactly where the verb is possible."""
    version = item_of(city, kind)
    found, uid = manifest_of(kind), city.accepted(version)
    view = selectors.case_view(uid, viewer=city.examiner)
    offered = {one.verb for one in view.actions}
    assert ("tell_hearing_right" in offered) == bool(found.hearing) == (kind == "licensing")
    assert ("name_interested" in offered) == bool(found.third_party)
    assert tolerates(version) == (kind not in ("adjudication", "inspection"))
    by_analogy = [one.basis for one in view.actions if one.basis.startswith(LAW)]
    assert bool(by_analogy) == (kind == "licensing")
    assert any(one.basis.startswith(f"参照{LAW}") for one in view.actions) == (kind != "licensing")
    if not found.hearing:
        with pytest.raises(refusals.NoHearingRight) as caught:
            services.tell_hearing_right(case_uid=uid, reason="相邻", actor=city.examiner)
        assert found.act in caught.value.sentence
    if not found.third_party:
        with pytest.raises(refusals.NoThirdParties):
            services.name_interested(case_uid=uid, interest="相邻", name="某某", address="某路1号", actor=city.examiner)


def test_the_other_side_of_a_dispute_may_speak_and_asks_for_no_hearing(city: City) -> None:
    uid = city.accepted(item_of(city, "adjudication"))
    services.name_interested(case_uid=uid, interest="要求其返还", party_id=city.stranger.party_id, actor=city.examiner)
    assert titles(uid)[-1] == "陈述申辩权利告知书"
    said = words(city, uid, Instrument.HEARING_RIGHT_NOTICE)
    assert "你（单位）是本事项的被申请人" in said
    assert f"参照《中华人民共和国{LAW}》第三十六条的规定，你（单位）有权进行陈述和申辩" in said
    assert "听证" not in said
    (row,) = selectors.interested_of(uid, viewer=city.examiner)
    own = selectors.own_interest(row.uid, viewer=city.stranger)
    assert (own.open, own.hears, own.may_ask, own.papers[0].label) == (True, False, False, "陈述申辩权利告知书")
    services.state_interest(interested_uid=row.uid, text="已经返还。", actor=city.stranger)
    with pytest.raises(refusals.NoHearingRight):
        services.ask_interested_hearing(interested_uid=row.uid, actor=city.stranger)
    services.examine_case(case_uid=uid, opinion="查明事实。", actor=city.examiner)
    services.decide_case(case_uid=uid, granted=True, actor=city.approver)  # no right to ask holds the decision up


def test_what_may_not_be_promised_is_handed_in(city: City) -> None:
    uid = city.draft(item_of(city, "inspection"), materials=False)
    for order in (1, 2):
        city.hand_in(uid, order)
    assert selectors.promise_offer(uid, viewer=city.resident).materials == ()
    with pytest.raises(promise_errors.NothingToPromise, match="行政检查事项不适用容缺受理"):
        services.promise_materials(case_uid=uid, actor=city.resident)


def test_a_guide_may_offer_a_commitment_only_where_the_kind_knows_it(city: City) -> None:
    version = dataclasses.replace(city.promised, extra={"commitment": TERMS})
    assert offered_commitment(version) is not None
    assert offered_commitment(dataclasses.replace(version, item_kind="confirmation")) is None


def test_papers_of_other_kinds_name_the_ordinance_or_say_by_analogy(city: City) -> None:
    version = item_of(city, "confirmation")
    uid = city.submitted(version)
    services.refuse_acceptance(case_uid=uid, reason="不属于本单位职权。", actor=city.clerk)
    assert "根据《安阳市政务服务条例》第三十六条的规定，我单位决定不予受理" in words(city, uid, "refusal_of_acceptance")
    uid = city.accepted(version)
    services.suspend_case(
        case_uid=uid, kind=StepKind.TESTING, reason="检测。", expected_on=clock.local(MORNING).date().replace(day=30),
        actor=city.examiner,
    )  # fmt: skip
    said = words(city, uid, "special_procedure_notice")
    assert "根据《安阳市政务服务条例》第三十七条的规定，所需时间不计算" in said
    assert LAW not in said
    uid = city.examined(version)
    services.decide_case(case_uid=uid, granted=True, actor=city.approver)
    services.notify_revocation(case_uid=uid, ground="not_eligible", reason="不符合条件。", actor=city.examiner)
    said = words(city, uid, "revocation_prior_notice")
    assert f"参照《中华人民共和国{LAW}》第七条的规定" in said
    assert f"参照《{LAW}》第六十九条第一款第四项" in said


# --- the manifests themselves -----------------------------------------------------------------------
def test_the_licence_alone_cites_the_law_itself() -> None:
    texts = (f"根据《中华人民共和国{LAW}》第四十五条的规定", f"{LAW}第三十四条", f"《{LAW}》第七条、第六十九条")
    licensing, other = shipped_manifests()["licensing"], shipped_manifests()["reward"]
    assert [licensing.cites(text) for text in texts] == list(texts)
    assert [other.cites(text) for text in texts] == [
        f"参照《中华人民共和国{LAW}》第四十五条的规定", f"参照{LAW}第三十四条", f"参照《{LAW}》第七条、第六十九条"
    ]  # fmt: skip
    assert other.cites(other.cites(texts[0])) == other.cites(texts[0])
    assert other.cites("安阳市政务服务条例第二十四条") == "安阳市政务服务条例第二十四条"


def test_every_kind_leaves_the_way_to_review_and_to_the_court_open() -> None:
    """行政复议法 20: sixty days; 行政诉讼法 46: six months. A service is complained of first."""
    for kind, one in shipped_manifests().items():
        assert all(way in one.remedies for way in ("行政复议", "行政诉讼")), kind
        assert ("六十日内" in one.remedies and "六个月内" in one.remedies) == one.power, kind
    assert "另有规定的，从其规定" in shipped_manifests()["adjudication"].remedies


def test_the_loaded_packs_say_what_the_house_ships(city: City) -> None:
    assert dict(manifests()) == dict(shipped_manifests())


def test_a_pack_sets_single_fields_and_the_nation_the_rest(city: City) -> None:
    pack = RulePack.objects.get(code="anyang")
    row = Parameter.objects.get(key="kind.reward")
    row.pk, row.pack, row.value = None, pack, {"gives": "授予", "oversight": "oversight.other"}
    row.save(force_insert=True)
    forget_all()
    found = manifest_of("reward", REGION)
    assert (found.gives, found.oversight, found.granted_title) == ("授予", "oversight.other", "行政奖励决定书")
    assert manifest_of("confirmation", REGION) == shipped_manifests()["confirmation"]


@pytest.mark.parametrize("value", [{"gives": 3}, {"granted": "书"}, "书", {"power": "是"}])
def test_a_pack_that_holds_no_manifest_is_refused(city: City, value: object) -> None:
    Parameter.objects.filter(key="kind.reward").update(value=value)
    forget_all()
    with pytest.raises(ValueError, match=r"kind\.reward"):
        manifest_of("reward")


def test_packs_of_an_earlier_release_leave_the_nation_as_shipped(city: City) -> None:
    Parameter.objects.filter(key__startswith="kind.").delete()
    forget_all()
    assert isinstance(manifest_of("levy"), KindManifest)
    assert set(manifests()) == set(ItemKind.values)
