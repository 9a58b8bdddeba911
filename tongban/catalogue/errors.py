"""Refusals of the room `catalogue`."""

from __future__ import annotations

from collections.abc import Sequence

from tongban.kernel.errors import DomainError

GUIDE_BASIS = "《安阳市政务服务条例》第十三条；《国务院关于在线政务服务的若干规定》第七条"


class PublishBlocked(DomainError):
    """One of our own versions is not fit for publication. `findings` holds all of them at once."""

    code = "publish_blocked"
    status = 422
    text = "“{name}”还不能发布，有{count}处要改：{listed}"
    basis = GUIDE_BASIS
    hint = "请退回草稿，按上面列出的各处逐一修改后再送审。"

    def __init__(self, *, name: str, findings: Sequence[str]) -> None:
        self.findings = tuple(findings)
        listed = "".join(f"（{number}）{finding}" for number, finding in enumerate(findings, 1))
        super().__init__(name=name, count=len(findings), listed=listed, findings=list(findings))


class EntryExists(DomainError):
    """The basic catalogue has this code already."""

    code = "entry_exists"
    text = "基本编码{catalog_code}已经登记为“{name}”。"
    hint = "同一基本编码只有一个名称；如确需更名，请修改原来的目录。"


class ItemExists(DomainError):
    """An item with this code is registered already."""

    code = "item_exists"
    text = "事项编码{item_code}已经登记为“{name}”。"
    hint = "如果内容有变化，请为原事项起草新版本。"


class ItemOfOtherIssuer(DomainError):
    """The code's issuer is another department than the one the item is registered for."""

    code = "item_of_other_issuer"
    status = 422
    text = "事项编码的前18位是“{issuer}”，与实施主体“{department}”的统一社会信用代码不一致。"
    hint = "请核对实施编码，或选择正确的实施主体。"


class EntryMismatch(DomainError):
    """The catalog code inside the item code is not the entry's."""

    code = "entry_mismatch"
    status = 422
    text = "事项编码里的基本编码是{inside}，与所选目录{catalog_code}不一致。"
    hint = "请核对实施编码，或先登记对应的目录。"


class DraftExists(DomainError):
    """An item has one draft at a time, so that two people do not compile against each other."""

    code = "draft_exists"
    text = "“{name}”已有一个未发布的版本（第{number}版），不能再起草。"
    hint = "请继续修改那一版，或者先作废它。"


class ItemClosed(DomainError):
    """An abolished item takes no new version."""

    code = "item_closed"
    text = "“{name}”已经取消，不能再起草或发布版本。"
    hint = "如果恢复实施，请按新的设定依据重新登记事项。"


class ForeignItem(DomainError):
    """Items of an imported catalogue change with their source, not by hand."""

    code = "foreign_item"
    text = "“{name}”来自{source}，内容以来源为准，不能在本平台修改。"
    hint = "请在来源更正后重新导入。"


class SituationUnknown(DomainError):
    """The version has no such situation."""

    code = "situation_unknown"
    status = 422
    text = "这个事项没有情形“{situation}”。"
    hint = "请从页面列出的情形里选择。"
