"""Words of the console: what each page is for, parameters, rates, values."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from tongban.catalogue.selectors import rounding_of
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.reference.selectors import ParameterView

HINTS = {
    "console:guides": gettext_lazy("认领事项，编制、送审和发布办事指南"),
    "console:statistics": gettext_lazy("事项目录的各项比率，都带分子和分母"),
    "console:benchmarking": gettext_lazy("和先进城市比对，定目标、交办、评估成效"),
    "console:regulation": gettext_lazy("编制抽查计划，锁定名单，抽取，看结果；监管分工"),
    "console:points": gettext_lazy("乡镇、社区和村各能办哪些事项，够不够数"),
    "console:outbox": gettext_lazy("发给办事人的短信和邮件"),
    "console:rules": gettext_lazy("时限等参数和它们的法律出处"),
    "console:calendar": gettext_lazy("哪天上班、哪天放假、哪年还没公布"),
    "console:organisations": gettext_lazy("部门、岗位、人员和大厅"),
    "console:roles": gettext_lazy("每个角色能做什么"),
    "console:accounts": gettext_lazy("工作人员账号，授予和收回角色"),
    "console:ledger": gettext_lazy("谁在什么时候做了什么，校验有没有被改动"),
}
PARAMETERS = {
    "one_time_notice.window": gettext_lazy("一次性告知期限（窗口收件）"),
    "one_time_notice.online": gettext_lazy("一次性告知期限（网上收件）"),
    "one_time_notice.national": gettext_lazy("一次性告知期限（国家规定）"),
    "one_time_notice.late": gettext_lazy("逾期没有告知的后果"),
    "supplement_limit": gettext_lazy("申请人补正期限"),
    "supplement_missed": gettext_lazy("逾期未补正的后果"),
    "tolerance_missed": gettext_lazy("容缺材料逾期未补的后果"),
    "tolerance_limit": gettext_lazy("容缺材料补齐的期限"),
    "tolerance_refusal_limit": gettext_lazy("容缺材料逾期后作出不予决定的期限"),
    "commitment_excluded": gettext_lazy("不得实行告知承诺的领域"),
    "reapply_bar_fields": gettext_lazy("不实申请以后限制再次申请的许可领域"),
    "commitment_reading": gettext_lazy("确认承诺前的阅读时间"),
    "commitment_verification": gettext_lazy("告知承诺事后核查的期限"),
    "commitment_second_look": gettext_lazy("整改后再次核查的期限"),
    "commitment_mending": gettext_lazy("责令整改的最长期限"),
    "revocation_statement": gettext_lazy("撤销前陈述申辩的期限"),
    "revocation_limit": gettext_lazy("告知拟撤销后作出决定的期限"),
    "decision_limit": gettext_lazy("作出许可决定的期限"),
    "decision_extension": gettext_lazy("决定期限可以延长"),
    "joint_decision_limit": gettext_lazy("联合办理的期限"),
    "joint_decision_extension": gettext_lazy("联合办理可以延长"),
    "first_review_limit": gettext_lazy("下级机关初审期限"),
    "delivery_limit": gettext_lazy("送达期限"),
    "excluded_time": gettext_lazy("不计入时限的时间"),
    "hearing_request_limit": gettext_lazy("申请听证的期限"),
    "hearing_limit": gettext_lazy("组织听证的期限"),
    "hearing_notice_ahead": gettext_lazy("提前通知听证"),
    "renewal_ahead": gettext_lazy("提前申请延续"),
    "reapply_bar_false_materials": gettext_lazy("材料造假后不得再申请"),
    "reapply_bar_fraud": gettext_lazy("骗取许可后不得再申请"),
    "lamp_warning_share": gettext_lazy("黄灯的提前量"),
    "instant_lamp": gettext_lazy("即办件的灯色"),
    "rate_rounding": gettext_lazy("比率保留小数"),
    "statistics.rounding": gettext_lazy("事项统计的比率怎样保留小数"),
    "statistics.day_conversion": gettext_lazy("统计时各种时限单位折算为工作日"),
    "statistics.hall_negative_list": gettext_lazy("不进驻大厅的事项（负面清单）"),
    "points.minimum_items": gettext_lazy("就近办理点的最少事项数"),
    "credit.check": gettext_lazy("信用信息入库核查期限"),
    "credit.publication.most": gettext_lazy("失信信息最长公示期"),
    "credit.publication.ordinary": gettext_lazy("一般失信信息公示期"),
    "credit.publication.serious": gettext_lazy("严重失信信息公示期"),
    "credit.defence": gettext_lazy("列入名单前陈述申辩的期限"),
    "credit.objection.own": gettext_lazy("信用异议处理期限（平台自己处理）"),
    "credit.objection.verified": gettext_lazy("信用异议处理期限（要向提供单位核实）"),
    "credit.objection.provider": gettext_lazy("信用异议核实期限（提供单位）"),
    "credit.removal": gettext_lazy("撤销失信信息的期限"),
    "credit.repair": gettext_lazy("信用修复期限"),
    "credit.never_collected": gettext_lazy("自然人信用信息里不得有的内容"),
    "credit.commitment_barred_by": gettext_lazy("哪些失信记录不适用告知承诺"),
    "credit.good_standing": gettext_lazy("守信记录满几条算守信"),
    "regulation.acknowledge": gettext_lazy("监管部门签收审批结果的期限"),
    "regulation.item_kinds": gettext_lazy("准予以后推送监管部门的事项类型"),
    "regulation.inspectors": gettext_lazy("每个检查对象派几名检查人员"),
    "regulation.publish": gettext_lazy("检查结果公示的期限"),
    "regulation.mend_longest": gettext_lazy("责令整改的最长期限（监督检查）"),
    "regulation.recheck": gettext_lazy("整改复查的期限"),
    "regulation.risk_weights": gettext_lazy("抽查的权数（风险等级）"),
    "regulation.standing_weights": gettext_lazy("抽查的权数（信用状况）"),
    "regulation.former_authority": gettext_lazy("许可权集中后由原行政机关监管"),
    "bad_rating_contact": gettext_lazy("差评联系核实期限"),
    "bad_rating_rectification": gettext_lazy("差评整改期限"),
    "rating_default_after": gettext_lazy("多久不评价按默认评价"),
    "hotline_limit": gettext_lazy("热线工单办理期限"),
    "hotline_extension": gettext_lazy("热线工单可以延长"),
    "hotline_return_limit": gettext_lazy("热线工单退回期限"),
    "receipt_voucher_on_the_spot": gettext_lazy("当场办结的件出具收件凭证"),
    "commitment_decision": gettext_lazy("告知承诺件的决定期限"),
    "business_hours": gettext_lazy("办公时间"),
    "formal_review_decision": gettext_lazy("形式审查件的决定期限"),
    "enterprise_setup_limit": gettext_lazy("企业开办期限"),
    "real_estate_registration_limit": gettext_lazy("不动产登记期限"),
    "real_estate_registration_longest": gettext_lazy("不动产登记最长期限"),
    "default_limit.licensing": gettext_lazy("没有公布时限时的默认期限（行政许可）"),
    "default_limit.confirmation": gettext_lazy("没有公布时限时的默认期限（行政确认）"),
    "default_limit.benefit_payment": gettext_lazy("没有公布时限时的默认期限（行政给付）"),
    "default_limit.reward": gettext_lazy("没有公布时限时的默认期限（行政奖励）"),
    "default_limit.adjudication": gettext_lazy("没有公布时限时的默认期限（行政裁决）"),
    "default_limit.inspection": gettext_lazy("没有公布时限时的默认期限（行政检查）"),
    "default_limit.levy": gettext_lazy("没有公布时限时的默认期限（行政征收）"),
    "default_limit.other_power": gettext_lazy("没有公布时限时的默认期限（其他行政权力）"),
    "default_limit.public_service": gettext_lazy("没有公布时限时的默认期限（公共服务）"),
    "default_limit.punishment": gettext_lazy("没有公布时限时的默认期限（行政处罚）"),
    "default_limit.coercion": gettext_lazy("没有公布时限时的默认期限（行政强制）"),
}
_VALUES = {
    "withdrawn": gettext_lazy("视为撤回申请"),
    "licensing": gettext_lazy("行政许可"),
    "confirmation": gettext_lazy("行政确认"),
    "other_power": gettext_lazy("其他行政权力"),
    "refused": gettext_lazy("作出不予受理决定"),
    "deemed_accepted": gettext_lazy("自收到之日起视为受理"),
    "True": gettext_lazy("是"),
    "False": gettext_lazy("否"),
    "hearing": gettext_lazy("听证"),
    "tender": gettext_lazy("招标"),
    "auction": gettext_lazy("拍卖"),
    "inspection": gettext_lazy("检验"),
    "testing": gettext_lazy("检测"),
    "quarantine": gettext_lazy("检疫"),
    "appraisal": gettext_lazy("鉴定"),
    "expert_review": gettext_lazy("专家评审"),
    "site_inspection": gettext_lazy("现场勘查"),
    "technical_review": gettext_lazy("技术审查"),
    "false_commitment": gettext_lazy("虚假承诺"),
    "commitment_broken": gettext_lazy("不履行承诺"),
    "false_materials": gettext_lazy("提供虚假材料"),
    "national_security": gettext_lazy("国家安全"),
    "state_secrets": gettext_lazy("国家秘密"),
    "public_safety": gettext_lazy("公共安全"),
    "financial_prudence": gettext_lazy("金融业审慎监管"),
    "ecology": gettext_lazy("生态环境保护"),
    "health_life_property": gettext_lazy("人身健康、生命财产安全"),
}
_KEYS = {
    "working_day": gettext_lazy("工作日"),
    "natural_day": gettext_lazy("自然日"),
    "month": gettext_lazy("月"),
    "year": gettext_lazy("年"),
    "hour": gettext_lazy("小时"),
    "instant": gettext_lazy("即办件"),
    "town": gettext_lazy("乡镇、街道"),
    "community": gettext_lazy("社区"),
    "village": gettext_lazy("村"),
    "low": gettext_lazy("低风险"),
    "medium": gettext_lazy("中风险"),
    "high": gettext_lazy("高风险"),
    "good": gettext_lazy("守信"),
    "plain": gettext_lazy("正常"),
    "restricted": gettext_lazy("有失信记录"),
}
_NONE = gettext_lazy("没有")
_UNITS = {
    "percent": gettext_lazy("%"),
    "decimal_places": gettext_lazy("位小数"),
    "second": gettext_lazy("秒"),
    "times": gettext_lazy("次"),
}


def parameter_text(view: ParameterView) -> str:
    """A parameter's value with its unit, in words."""
    if view.unit in set(LimitUnit) and isinstance(view.value, int) and not isinstance(view.value, bool):
        return str(Limit(view.value, LimitUnit(view.unit)))
    if isinstance(view.value, list):
        joined = "—" if view.key == "business_hours" else "、"
        return joined.join(str(_VALUES.get(str(part), part)) for part in view.value) or str(_NONE)
    if view.key == "statistics.rounding":
        return rounding_of(view.value).words
    if isinstance(view.value, dict):
        return "，".join(f"{_KEYS.get(key, key)}：{_KEYS.get(str(part), part)}" for key, part in view.value.items())
    return f"{_VALUES.get(str(view.value), view.value)}{_UNITS.get(view.unit, '')}"
