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
    hint = "请按所说的位置改好文件，再比对一次；第一行写列名，至少有“事项名称”一列。"


class ItemNotCompared(DomainError):
    """A person pairs items that are not in the comparison."""

    code = "benchmarking_item_not_compared"
    status = 422
    text = "编码“{code}”不在这次比对的{side}事项里。"
    hint = "请从列出的事项中选择。"


class PairNotAccepted(DomainError):
    """A target rests on a pair that nobody has accepted."""

    code = "benchmarking_pair_not_accepted"
    status = 409
    text = "“{name}”的配对还没有确认，不能据此定目标。"
    hint = "请先核对双方事项，确认配对。"


class NothingStated(DomainError):
    """The guide does not state the element, so nothing can be measured against."""

    code = "benchmarking_nothing_stated"
    status = 422
    text = "“{name}”的办事指南没有写明{label}，不能定目标。"
    hint = "请先补齐办事指南，再定目标。"


class TargetReached(DomainError):
    """The guide is as good as the target already."""

    code = "benchmarking_target_reached"
    status = 409
    text = "“{name}”的{label}现在是{value}，已经达到目标{target}。"
    hint = "请定一个比现状更好的目标。"


class ImprovementExists(DomainError):
    """The same element of the same item is worked on."""

    code = "benchmarking_improvement_exists"
    status = 409
    text = "“{name}”的{label}已经有一个没有销号的优化任务。"
    hint = "请在原来的任务里办理，或者先把它销号。"


class NotLate(DomainError):
    """A deadline to rectify is for improvements that are late."""

    code = "benchmarking_not_late"
    status = 409
    text = "任务没有超过完成期限，不能责令限期整改。"
    hint = "请在完成期限届满以后再办理；未到期的可以督促报送进展。"


class AlreadyAppraised(DomainError):
    """The same document says the same of the same department twice."""

    code = "benchmarking_already_appraised"
    status = 409
    text = "文件{document_no}对该部门的{kind}已经登记过。"
    hint = "请核对文号。"
