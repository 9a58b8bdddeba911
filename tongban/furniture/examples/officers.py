"""Example pages of the workbench."""

from __future__ import annotations

import datetime as dt

from tongban.furniture.examples.common import LONG_COMPANY, Context, at


def timeline() -> Context:
    """Content of this family."""
    return {
        "events": [
            {"text": "已提交申请", "at": at(11, 2, 20, 14), "who": "欧阳青云", "channel": "网上", "used": 0},
            {
                "text": "要求补正",
                "at": at(11, 3, 15, 30),
                "who": "同安市卫生健康委员会",
                "channel": "窗口",
                "used": 0,
                "detail": "平面图没有标明消毒间。请在11月16日前补交。",
                "documents": [("补正材料一次性告知书", "#")],
            },
            {"text": "已补正", "at": at(11, 9, 10, 2), "who": "欧阳青云", "channel": "移动端", "still": 5},
            {
                "text": "已受理",
                "at": at(11, 9, 14, 0),
                "who": "同安市卫生健康委员会",
                "used": 0,
                "documents": [("受理通知书", "#")],
            },
            {
                "text": "现场核查",
                "at": at(11, 12),
                "who": "同安市卫生计生监督所",
                "used": 1,
                "still": 3,
                "detail": "核查不计入时限（《行政许可法》第四十五条）。",
                "documents": [("停止计时告知书", "#")],
            },
            {"text": "审查中", "at": at(11, 18), "who": "同安市卫生健康委员会", "current": True, "used": 2},
        ],
        "clocks": {
            "running": (
                {
                    "due_on": dt.date(2026, 11, 26),
                    "limit": (7, "working_day"),
                    "lamp": "green",
                    "used": 3,
                    "remaining": 4,
                    "still": 3,
                },
                {
                    "due_on": dt.date(2026, 12, 11),
                    "limit": (20, "working_day"),
                    "lamp": "green",
                    "used": 3,
                    "remaining": 17,
                    "basis": "《行政许可法》第四十二条",
                },
            ),
            "overdue": (
                {
                    "due_on": dt.date(2026, 11, 19),
                    "limit": (7, "working_day"),
                    "lamp": "red",
                    "used": 9,
                    "remaining": -2,
                },
                {
                    "due_on": dt.date(2027, 1, 5),
                    "limit": (20, "working_day"),
                    "lamp": "yellow",
                    "used": 18,
                    "remaining": 2,
                    "provisional": True,
                },
            ),
            "paused": (
                {
                    "due_on": dt.date(2026, 11, 26),
                    "limit": (7, "working_day"),
                    "lamp": "grey",
                    "used": 1,
                    "remaining": 6,
                    "state": "paused",
                    "note": "等待检测报告，见停止计时告知书。",
                },
                {
                    "due_on": None,
                    "limit": (0, "working_day"),
                    "lamp": "green",
                    "used": 0,
                    "remaining": 0,
                    "state": "done",
                },
            ),
        },
    }


def talk() -> Context:
    """Content of this family."""
    asked = "平面图上的“备用间”以后做什么用？\n如果做消毒间，请在电话里告诉我们面积。"
    return {
        "messages": [
            {
                "who": "同安市卫生健康委员会 李卫东",
                "at": at(11, 3, 15, 30),
                "text": asked,
                "mine": True,
                "seen_at": at(11, 3, 19),
            },
            {"who": "经办人", "at": at(11, 4, 8, 5), "text": "做消毒间，6平方米。", "mine": False, "fresh": True},
            {"who": "同安市卫生健康委员会 李卫东", "at": at(11, 4, 9, 40), "text": "收到。", "mine": True},
        ]
    }


def queue() -> Context:
    """Content of this family."""
    names = [
        ("公共场所卫生许可（新办）", LONG_COMPANY, "red", -2, "审查中"),
        ("食品经营许可（变更）", "欧阳青云", "yellow", 1, "待受理"),
        ("新生儿出生登记", "买买提江·吐尔逊", "green", 0, "待受理"),
        ("劳务派遣经营许可", "同安市东方红人力资源有限公司", "green", 6, "待决定"),
        ("林木采伐许可", "诸葛明月", "grey", None, "停止计时"),
    ]
    return {
        "columns": [
            {"key": "item", "label": "事项", "wide": True},
            {"key": "applicant", "label": "申请人"},
            {"key": "state", "label": "状态"},
            {"key": "due", "label": "时限", "sortable": True},
            {"key": "submitted", "label": "提交时间", "sortable": True},
            {"key": "materials", "label": "材料", "numeric": True},
        ],
        "rows": [
            {
                "id": f"c{number}",
                "item": item,
                "applicant": applicant,
                "lamp": lamp,
                "days": days,
                "state": state,
                "case_no": f"11410500MB0P11111X40001230170002026112100{number:02d}",
                "submitted": at(11, 20 - number, 9, 5),
                "materials": 3 + number,
            }
            for number, (item, applicant, lamp, days, state) in enumerate(names, start=1)
        ],
        "views": [
            {"label": "全部待办", "href": "#", "count": 10482, "current": True},
            {"label": "超期", "href": "#", "count": 1},
            {"label": "今天到期", "href": "#", "count": 12},
            {"label": "等申请人补正", "href": "#", "count": 0},
        ],
    }


def evidence() -> Context:
    """Content of this family."""
    return {
        "items": [
            {
                "name": "营业执照",
                "kind_text": "电子证照",
                "source": "市场监管总局",
                "verdict": "good",
                "at": at(11, 18, 9, 31),
                "digest": "a3f1c05e77d2b94c",
                "points": [
                    {"text": "经营范围包含理发、美容", "machine": "pass"},
                    {"text": "住所与申请的经营场所一致", "machine": "fail", "basis": "相差楼层：17层与7层"},
                ],
            },
            {
                "name": "公共场所平面布局图",
                "kind_text": "申请人上传",
                "size": 1834000,
                "verdict": "unchecked",
                "media_type": "image/svg+xml",
                "preview": True,
            },
            {"name": "卫生检测报告", "kind_text": "申请人上传", "verdict": "bad", "verdict_text": "签名不符"},
        ],
        "points": [
            {"text": "功能分区符合要求", "checked": True},
            {"text": "消毒设施与规模相适应", "basis": "《公共场所卫生管理条例实施细则》第十二条"},
        ],
    }


def chart() -> Context:
    """Content of this family."""
    bars = [("卫生健康", 1204), ("市场监管", 3310), ("公安", 2855), ("人力资源社会保障", 1976), ("自然资源和规划", 611)]
    drawing = "".join(
        f'<rect x="{60 + 120 * place}" y="{180 - value / 20:.0f}" width="70" height="{value / 20:.0f}" fill="#144b91"/>'
        f'<text x="{95 + 120 * place}" y="{172 - value / 20:.0f}" font-size="14" text-anchor="middle">{value:,}</text>'
        f'<text x="{95 + 120 * place}" y="200" font-size="14" text-anchor="middle">{name}</text>'
        for place, (name, value) in enumerate(bars)
    )
    return {
        "svg": f'<svg viewBox="0 0 660 210">{drawing}<path d="M20 180h620" stroke="#737b85"/></svg>',
        "table": [(name, f"{value:,}") for name, value in bars],
        "bars": [{"label": name, "value": value, "href": "#"} for name, value in bars]
        + [{"label": LONG_COMPANY, "value": 12, "note": "企业自建系统"}],
    }
