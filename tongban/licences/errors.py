"""Refusals of the room `licences`."""

from __future__ import annotations

from tongban.kernel.errors import DomainError


class LicenceTypeUnknown(DomainError):
    """No licence type has this code, or it is no longer in use."""

    code = "licence_type_unknown"
    status = 404
    text = "没有代码为“{type_code}”的证照类型。"
    hint = "请核对证照类型代码（21位），或先登记这一证照类型。"


class LicenceTypeExists(DomainError):
    """The code is taken by a type with other content."""

    code = "licence_type_exists"
    status = 409
    text = "证照类型代码“{type_code}”已经登记为《{name}》。"
    hint = "请使用已登记的证照类型，或另取序号。"


class AlreadyHeld(DomainError):
    """The type allows one valid instance per holder."""

    code = "licence_already_held"
    status = 409
    text = "持证人已有一份《{type_name}》（{state}），同一持证人只能持有一份。"
    basis = "《{type_name}》证照类型登记为“单一有效”"
    hint = "如需更新内容或延续有效期，请办理变更；原证作废的，请先注销。"


class CaseAlreadyServed(DomainError):
    """A case yields one licence of a type."""

    code = "licence_case_already_served"
    status = 409
    text = "办件 {case_no} 已经签发过《{type_name}》。"
    hint = "请在办件结果中查看已签发的证照。"


class HolderKindNotAllowed(DomainError):
    """The type is for another kind of holder."""

    code = "licence_holder_kind_not_allowed"
    status = 422
    text = "《{type_name}》不能发给{kind}。"
    hint = "请核对持证主体；可以持有的是：{allowed}。"


class ValidityWrong(DomainError):
    """The validity ends before it starts, or outlasts what the type allows."""

    code = "licence_validity_wrong"
    status = 422
    text = "证照有效期不对：{reason}。"
    hint = "请核对起止日期。"


class LicenceNotUsable(DomainError):
    """Only a licence valid today stands in for a paper."""

    code = "licence_not_usable"
    status = 409
    text = "《{type_name}》现在的状态是“{status}”，不能当作材料使用。"
    hint = "请改为上传材料，或先办理这份证照的延续、恢复。"


class PurposeMissing(DomainError):
    """Using somebody's licence needs a stated purpose of at most 200 characters."""

    code = "licence_purpose_missing"
    status = 422
    text = "请写明用途，不超过200字（现在是{length}字）。"
    basis = "个人信息保护法第六条：处理个人信息应当具有明确、合理的目的"
    hint = "例如：办理公共场所卫生许可，核验营业执照。"


class ReasonMissing(DomainError):
    """Taking a licence away needs a reason and a legal basis; the holder reads them."""

    code = "licence_reason_missing"
    status = 422
    text = "请写明原因和法律依据，持证人会看到。"
    basis = "行政许可法第六十九条、第七十条"
    hint = "例如：以欺骗手段取得；行政许可法第六十九条第二款。"


class LicenceFileLost(DomainError):
    """The row is there, the file is not."""

    code = "licence_file_missing"
    status = 503
    text = "这份证照的电子文件暂时取不出来。"
    hint = "请稍后再试；证照本身的效力不受影响。"
