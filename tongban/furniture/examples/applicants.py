"""Example pages of the portal."""

from __future__ import annotations

import datetime as dt

from tongban.furniture.examples.common import LONG_COMPANY, Context, at


def form() -> Context:
    """Content of this family."""
    return {
        "errors": {
            "mobile": "手机号少了一位。请填写11位手机号。",
            "area": "营业面积要填数字，例如 86.5。",
            "kind": "请选择经营场所的类别。",
        },
        "schema": {
            "type": "object",
            "required": ["premises_name", "premises_area", "opened_on", "water"],
            "properties": {
                "premises_name": {
                    "type": "string",
                    "title": "经营场所名称",
                    "maxLength": 60,
                    "x-element": "premises.name",
                },
                "premises_area": {"type": "number", "title": "营业面积", "x-unit": "平方米"},
                "opened_on": {"type": "string", "format": "date", "title": "计划开业日期"},
                "water": {
                    "type": "string",
                    "title": "生活饮用水",
                    "oneOf": [{"const": "mains", "title": "市政供水"}, {"const": "own", "title": "自备水源"}],
                },
                "services": {"type": "array", "title": "提供的服务", "items": {"enum": ["理发", "美容", "足浴"]}},
                "note": {"type": "string", "title": "补充说明", "maxLength": 500, "description": "没有可以不填。"},
            },
        },
        "schema_values": {"premises_name": "古丽米热·阿卜杜热合曼美发店", "services": ["理发"]},
        "schema_sources": {"premises_name": "营业执照"},
    }


def cards() -> Context:
    """Content of this family."""
    return {
        "items": [
            {
                "name": "公共场所卫生许可（新办）",
                "department": "同安市卫生健康委员会",
                "promised": (1, "working_day"),
                "statutory": (20, "working_day"),
                "visits": 0,
                "online": "全程网办",
                "materials": 4,
                "licence_free": 2,
                "code": "11410500MB0P11111X4000123017000",
            },
            {
                "name": "新生儿出生登记",
                "department": "同安市公安局",
                "instant": True,
                "visits": 1,
                "online": "可预约",
                "materials": 3,
                "licence_free": 3,
                "code": "11410500005611112G2000709001000",
            },
            {
                "name": (
                    "跨设区的市行政区域从事林木采伐（含国有林业企业事业单位、机关、团体、部队、"
                    "学校和其他国有企业事业单位采伐）许可"
                ),
                "department": "同安市林业和草原局",
                "promised": (7, "working_day"),
                "statutory": (20, "working_day"),
                "visits": 2,
                "materials": 0,
                "code": "11410500005612341A3000164033000",
            },
        ],
        "cases": [
            {
                "name": "公共场所卫生许可（新办）",
                "case_no": "11410500MB0P11111X4000123017000202611210001",
                "state_text": "审查中",
                "lamp": "green",
                "days": 3,
                "at": at(11, 18),
                "next_step": "市卫生健康委正在审查，不用您做什么。应在11月26日前办结。",
            },
            {
                "name": "食品经营许可（变更）",
                "case_no": "11410500MB0P22222Y4000123018000202611100007",
                "state_text": "要补正",
                "lamp": "grey",
                "at": at(11, 10),
                "next_step": "还差1份材料：食品安全管理人员培训证明。请在12月1日前补交。",
            },
            {
                "name": "劳务派遣经营许可",
                "case_no": "11410500005610011E4000114009000202610080002",
                "state_text": "审查中",
                "lamp": "red",
                "days": -2,
                "at": at(10, 8),
                "next_step": "已经超过承诺时限，平台已督促承办单位。",
            },
        ],
        "licences": [
            {
                "name": "公共场所卫生许可证",
                "number": "豫卫公证字〔2026〕第0500-00128号",
                "holder": LONG_COMPANY,
                "issuer": "同安市卫生健康委员会",
                "valid_to": dt.date(2030, 11, 20),
                "state": "valid",
            },
            {
                "name": "食品经营许可证",
                "number": "JY24105000012345",
                "holder": "欧阳青云",
                "issuer": "同安市市场监督管理局",
                "valid_to": dt.date(2026, 10, 1),
                "state": "expired",
            },
        ],
    }


def guide() -> Context:
    """Content of this family."""
    return {
        "parts": [("overview", "办理须知"), ("materials", "申请材料"), ("steps", "办理流程"), ("law", "设定依据")],
        "facts": [
            ("承诺时限", "1个工作日"),
            {"label": "法定时限", "value": "20个工作日", "note": "《行政许可法》第四十二条"},
            ("收费", "不收费"),
            ("跑动", "不用跑"),
            ("结果", "公共场所卫生许可证"),
            ("有效期", "4年"),
        ],
        "steps": [
            {"name": "申请和收件", "seat": "综合窗口", "limit": (0, "working_day"), "note": "网上提交的当天收件。"},
            {"name": "受理", "seat": "窗口人员", "limit": (1, "working_day")},
            {"name": "审查", "seat": "审批人", "limit": (1, "working_day"), "note": "需要现场核查时，核查不计入时限。"},
            {"name": "送达", "seat": "综合窗口", "limit": (0, "working_day")},
        ],
        "laws": [
            {
                "law": "公共场所卫生管理条例",
                "article": "第四条",
                "verified": True,
                "text": "国家对公共场所实行“卫生许可证”制度。“卫生许可证”由县以上卫生行政部门签发。",
            },
            {"law": "公共场所卫生管理条例实施细则", "article": "第二十二条", "verified": False},
        ],
        "materials": materials()["materials"][:3],
    }


def tasks() -> Context:
    """Content of this family."""
    return {
        "sections": [
            {
                "title": "告诉我们办什么",
                "tasks": [
                    {"title": "选择办理情形", "status": "done", "href": "#"},
                    {"title": "申请人", "status": "done", "href": "#", "hint": "买买提江·吐尔逊，本人办理"},
                ],
            },
            {
                "title": "填写和上传",
                "tasks": [
                    {"title": "经营场所", "status": "error", "href": "#", "hint": "营业面积没有填写"},
                    {"title": "从业人员", "status": "todo", "href": "#"},
                    {"title": "材料", "status": "todo", "href": "#", "hint": "4份，其中2份由政府部门掌握，不用您提交"},
                    {"title": "邮寄地址", "status": "optional", "href": "#"},
                    {"title": "法定代表人确认", "status": "waiting", "hint": "已发送给诸葛明月"},
                ],
            },
            {
                "title": "提交",
                "tasks": [{"title": "核对并提交", "status": "blocked", "hint": "上面的都完成后才能提交"}],
            },
        ],
    }


def materials() -> Context:
    """Content of this family."""
    return {
        "materials": [
            {
                "name": "营业执照",
                "status": "held",
                "source": "电子营业执照",
                "licence_no": "9141********1A2B",
                "why": "《公共场所卫生管理条例实施细则》第二十三条要求说明经营主体。",
                "field_name": "m1",
            },
            {
                "name": "公共场所卫生许可证申请表",
                "status": "uploaded",
                "file_name": "申请表（已签字盖章）.pdf",
                "file_size": 218000,
                "file_href": "#",
                "field_name": "m2",
                "form": "原件1份",
                "sample_href": "#",
            },
            {
                "name": "公共场所地址方位示意图、平面图和卫生设施平面布局图",
                "status": "needed",
                "form": "电子件1份",
                "sample_href": "#",
                "field_name": "m3",
                "accept_standard": "图上标明各区域用途和面积，字迹清楚。",
                "why": "用来判断功能分区是否符合卫生要求。",
                "error": "文件是程序，不是图纸，没有保存。请换成 PDF 或照片。",
            },
            {
                "name": "公共场所卫生检测或者评价报告",
                "status": "tolerable",
                "form": "复印件1份",
                "source": "有资质的检测机构",
                "field_name": "m4",
                "promise_allowed": True,
                "promise_by": dt.date(2026, 12, 11),
            },
            {
                "name": "公共场所卫生管理制度",
                "status": "promised",
                "promise_by": dt.date(2027, 1, 8),
                "field_name": "m5",
            },
            {
                "name": "集中空调通风系统卫生检测报告",
                "status": "optional",
                "form": "使用集中空调的才要交",
                "field_name": "m6",
            },
        ],
    }


def summary() -> Context:
    """Content of this family."""
    return {
        "rows": [
            {"label": "申请人", "value": LONG_COMPANY, "source": "电子营业执照"},
            {"label": "法定代表人", "value": "古丽米热·阿卜杜热合曼", "source": "电子营业执照"},
            {"label": "联系电话", "value": "138****5678", "href": "#"},
            {
                "label": "经营场所地址",
                "value": ["河南省同安市文峰区中华路街道紫薇社区", "人民大道与中华路交叉口东南角同安广场B座17层1705室"],
                "href": "#",
            },
            {"label": "营业面积", "value": "", "missing": True, "href": "#"},
        ],
    }


def instrument() -> Context:
    """Content of this family."""
    return {
        "paragraphs": [
            (
                "你（单位）于2026年11月2日提出的公共场所卫生许可（新办）申请，经审查，申请材料不齐全，需要补正。"
                "请自收到本告知书之日起15个工作日内补正下列内容："
            ),
        ],
        "lines": ["平面布局图：标明消毒间的位置和面积。", "卫生管理制度：补充从业人员健康检查一章。"],
        "company": LONG_COMPANY,
    }


def rating() -> Context:
    """Content of this family."""
    return {
        "groups": {
            5: [("fast", "办得快"), ("kind", "态度好"), ("clear", "说得清楚"), ("once", "一次办成")],
            2: [("slow", "办得慢"), ("again", "跑了多次"), ("unclear", "要求没说清楚")],
            1: [("refused", "该受理的不受理"), ("extra", "要了清单以外的材料"), ("rude", "态度生硬")],
        },
    }
