"""Refusals of the room `bundles`."""

from __future__ import annotations

from collections.abc import Sequence

from tongban.kernel.errors import DomainError


class BundleExists(DomainError):
    """A bundle with this code is registered already."""

    code = "bundle_exists"
    text = "编码{bundle_code}已经登记为“{name}”。"
    hint = "请换一个编码；内容有变化的，请为原来的一件事起草新版本。"


class BundleDraftExists(DomainError):
    """A bundle has one open version at a time, so that two people do not compose against each other."""

    code = "bundle_draft_exists"
    text = "“{name}”已有一个未发布的版本（第{number}版），不能再起草。"
    hint = "请继续修改那一版，或者先作废它。"


class BundleUnfit(DomainError):
    """The composition has faults that no applicant should meet. `findings` holds all of them at once."""

    code = "bundle_unfit"
    status = 422
    text = "“{name}”还不能送审、发布，有{count}处要改：{listed}"
    basis = "《国务院关于进一步优化政务服务提升行政效能推动“高效办成一件事”的指导意见》（国发〔2024〕3号）"
    hint = "请按上面列出的各处逐一修改后再送审。"

    def __init__(self, *, name: str, findings: Sequence[str]) -> None:
        self.findings = tuple(findings)
        listed = "".join(f"（{number}）{finding}" for number, finding in enumerate(findings, 1))
        super().__init__(name=name, count=len(findings), listed=listed, findings=list(findings))


class OwnBundle(DomainError):
    """Who composed a version does not publish it."""

    code = "own_bundle"
    status = 403
    text = "您参与了“{name}”第{number}版的编制，不能再由您审核发布。"
    hint = "请由政务服务主管部门的另一位工作人员审核。"


class StandardNotPublished(DomainError):
    """There is nothing in force to implement."""

    code = "bundle_standard_not_published"
    text = "标准“{name}”没有已发布的版本，本地还不能据此落地。"
    hint = "请等标准发布，或者选择另一个标准。"


class StandardChained(DomainError):
    """A regional implementation is no standard for another."""

    code = "bundle_standard_chained"
    status = 422
    text = "“{name}”自己是按标准{standard_code}落地的，不能再作为标准。"
    hint = "请直接选择标准{standard_code}。"


class ChoiceRefused(DomainError):
    """What the applicant chose is not among what the bundle offers."""

    code = "bundle_choice_refused"
    status = 422
    text = "选择的事项不符合要求：{reasons}。"
    hint = "请按每一组的要求重新选择。"
