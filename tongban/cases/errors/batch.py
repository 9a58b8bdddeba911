"""Why several cases are not acted on at once."""

from __future__ import annotations

from tongban.kernel.errors import DomainError


class NotInBatch(DomainError):
    """Refusals and all that needs words of its own is done case by case."""

    code = "case_not_in_batch"
    status = 422
    text = "“{act}”要逐件办理，不能批量。"
    hint = "请打开每一件，分别写明理由。"
    basis = "行政许可法第三十八条第二款"


class BatchSize(DomainError):
    """Something is chosen, and not more than one person looks through."""

    code = "case_batch_size"
    status = 422
    text = "请选择要办的件，一次最多{most}件。"
    hint = "请回到办件列表勾选。"


class StepMine(DomainError):
    """Nothing to take: one holds it already."""

    code = "case_step_mine"
    text = "这个环节已经在您手上，不用再认领。"
    hint = "请打开办件直接办理。"
