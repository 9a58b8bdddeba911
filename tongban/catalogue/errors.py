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


class PromiseTakenBack(DomainError):
    """A version promises less than what the public was promised before, and nobody approved it."""

    code = "promise_taken_back"
    status = 422
    text = "“{name}”的承诺时限由{before}改为{after}，比已经向社会公布的长。"
    basis = "《优化营商环境条例》第三十一条"
    hint = "承诺时限只能缩短；确需延长的，请填写批准文件的文号和理由后再送审。"


class OwnWork(DomainError):
    """Who compiled a version does not review it for the department."""

    code = "own_work"
    status = 403
    text = "您参与了“{name}”第{number}版的编制，不能再由您作部门审核。"
    hint = "请由本部门另一位管理员审核；只有一位管理员的，请政务服务主管部门审核。"


class ChangePending(DomainError):
    """An item is already being split, merged, devolved or transferred."""

    code = "change_pending"
    text = "“{name}”的{verb}已经决定，还没有完成。"
    hint = "请先完成或者撤销那一次调整，再作新的调整。"


class ChangeUnderway(DomainError):
    """An act whose successors are published already cannot be called off."""

    code = "change_underway"
    text = "“{name}”的{verb}已有后继事项发布，不能撤销。"
    hint = "请对已发布的事项另行办理暂停或者取消。"


class NothingToInherit(DomainError):
    """An item without a published guide has no content its successors could begin from."""

    code = "nothing_to_inherit"
    text = "“{name}”还没有发布过办事指南，没有内容可以带到新的事项。"
    hint = "请先发布它的指南；还没有对外公布的事项，可以直接取消并登记新的事项。"


class LevelNotLower(DomainError):
    """Devolution goes down: the new level is not below the item's."""

    code = "level_not_lower"
    status = 422
    text = "“{name}”的行使层级是{before}，不能下放到{after}。"
    hint = "请选择更低的行使层级；同级之间调整实施主体，请办理划转。"


class LawExists(DomainError):
    """A law of this title is in force already."""

    code = "law_exists"
    text = "《{title}》已经登记，目前有效。"
    hint = "修订后重新公布的，请先登记原法规废止，再登记新的。"


class LawRepealed(DomainError):
    """The law is no longer in force."""

    code = "law_repealed"
    text = "《{title}》已于{on}废止。"
    hint = "请选择现行有效的法规。"


class ItemAlreadyOffered(DomainError):
    """The point offers the item already."""

    code = "item_already_offered"
    text = "“{name}”已经下放到“{hall}”。"
    hint = "同一事项在一个办理点只登记一次；要改依据的，先收回再重新下放。"


class ItemNotOffered(DomainError):
    """There is nothing to take back."""

    code = "item_not_offered"
    text = "“{name}”没有下放到“{hall}”。"
    hint = "请核对事项和办理点。"


class NothingToMend(DomainError):
    """None of the rules named has a certain cure for what it finds in the draft."""

    code = "nothing_to_mend"
    status = 422
    text = "“{name}”的草稿里没有规则{rules}能够自动修改的地方。"
    hint = "请按检查发现逐处手工修改，或者选择标有“可自动修改”的发现。"
