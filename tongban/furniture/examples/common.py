"""What several example pages share."""

from __future__ import annotations

import datetime as dt
from typing import Any

Context = dict[str, Any]
LONG_COMPANY = "河南省同安市阿勒泰·喀纳斯高新技术产业融合发展示范园区投资建设运营管理有限责任公司"
CHINA = dt.timezone(dt.timedelta(hours=8))


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> dt.datetime:
    """An instant of 2026 on China's clocks."""
    return dt.datetime(2026, month, day, hour, minute, tzinfo=CHINA)
