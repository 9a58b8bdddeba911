"""Refusals of the room `benchmarking`."""

from __future__ import annotations

from tongban.kernel.errors import DomainError


class NothingToCompare(DomainError):
    """One side of a comparison has no line."""

    code = "benchmarking_nothing_to_compare"
    status = 422
    text = "“{scope}”没有可以比对的事项。"
    hint = "请核对区划代码；外地事项请先用“tongban catalogue import”导入，或者用 --theirs-file 给出文件。"


class ListUnreadable(DomainError):
    """A file with another place's items that cannot be read as a whole."""

    code = "benchmarking_list_unreadable"
    status = 422
    text = "文件“{name}”不能作为事项清单读取：{reason}。"
    hint = "请提供 CSV、XLSX 或者每行一个 JSON 对象的文件，第一行写列名，至少有“事项名称”一列。"


class ItemNotCompared(DomainError):
    """A person pairs items that are not in the comparison."""

    code = "benchmarking_item_not_compared"
    status = 422
    text = "编码“{code}”不在这次比对的{side}事项里。"
    hint = "请从列出的事项中选择。"
