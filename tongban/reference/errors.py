"""Refusals of the room `reference`."""

from __future__ import annotations

from tongban.kernel.errors import DomainError, NotFound


class UnknownRegion(NotFound):
    """No region has this code."""

    code = "unknown_region"
    text = "没有代码为“{code}”的行政区划。"
    hint = "请核对区划代码，或先导入行政区划。"


class BadRegion(DomainError):
    """A region that does not fit its level, its code or its parent."""

    code = "bad_region"
    status = 422
    text = "行政区划“{code}”不能登记：{reason}"
    hint = "省、市、县级代码六位，乡级九位，村级十二位；除省级外都要写明上级。"


class RegionFileMissing(DomainError):
    """One of the five files is not in the folder."""

    code = "region_file_missing"
    status = 422
    text = "文件夹里没有 {name}。"
    hint = "导入需要 provinces.csv、cities.csv、areas.csv、streets.csv 和 villages.csv（或 .csv.gz）。"


class RegionColumns(DomainError):
    """A file whose header lacks a column, or has one we do not know."""

    code = "region_columns"
    status = 422
    text = "{name} 的表头不对：缺少 {missing}，不认识 {unknown}。"
    hint = "请核对表头后重新导入；本次没有改动任何数据。"


class UnreadableRegionFile(DomainError):
    """Neither UTF-8 nor GB 18030, or not the compressed file its name says."""

    code = "unreadable_region_file"
    status = 422
    text = "{name} 不能读取：{reason}"
    hint = "请另存为 UTF-8 编码的 CSV 文件；本次没有改动任何数据。"


class UnknownParameter(NotFound):
    """The rule pack sets no such parameter on that day."""

    code = "unknown_parameter"
    text = "规则包里没有在 {on} 有效的参数“{key}”。"
    hint = "请系统管理员核对城市规则包。"


class UnknownCode(NotFound):
    """A code list or a value it does not hold."""

    code = "unknown_code"
    text = "代码表“{code_list}”里没有“{value}”。"
    hint = "请从列表中选择。"


class UnknownDataElement(NotFound):
    """No standard data element has this code."""

    code = "unknown_data_element"
    text = "没有代码为“{code}”的数据元。"
    hint = "请从数据元目录中选择，或先补充目录。"


class BadCalendar(DomainError):
    """A calendar change that contradicts itself or cites nothing."""

    code = "bad_calendar"
    status = 422
    text = "工作日历不能这样调整：{reason}"
    basis = "《全国年节及纪念日放假办法》"
    hint = "请按公布的放假通知填写文号、放假日期和调休上班日期。"
