"""What an order charges: the published fee items of a version, priced (pure).

No fee without law: 行政许可法 58 forbids charging unless a law or an administrative regulation says otherwise, 59 binds
what is charged to the published items and standards (quoted in the rule pack: `fee.licensing`, `fee.standards`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tongban.catalogue.selectors import ItemVersionView
from tongban.fees.errors import (
    FeeItemUnknown,
    FeeNotPublished,
    FeeOffStandard,
    NothingCharged,
    QuantityWrong,
    ReductionUnfounded,
)
from tongban.fees.money import MOST, named_amounts, yuan_text
from tongban.kernel.standards.personal import without_numbers

QUANTITY_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Charge:
    """One published fee item as it is asked of somebody: amounts in fen, a reduction with its reason and its basis."""

    name: str
    quantity: int
    unit_amount: int
    reduction: int = 0
    reduction_reason: str = ""
    reduction_basis: str = ""


@dataclass(frozen=True, slots=True)
class PricedLine:
    """One line of an order; `amount` is what is left to pay, in fen."""

    name: str
    standard: str
    basis: str
    quantity: int
    unit_amount: int
    reduction: int
    reduction_reason: str
    reduction_basis: str

    @property
    def amount(self) -> int:
        """Quantity times unit amount, less the reduction."""
        return self.quantity * self.unit_amount - self.reduction

    @property
    def unit_text(self) -> str:
        """The unit amount in yuan."""
        return yuan_text(self.unit_amount)

    @property
    def reduction_text(self) -> str:
        """The reduction in yuan."""
        return yuan_text(self.reduction)

    @property
    def amount_text(self) -> str:
        """What is left to pay, in yuan."""
        return yuan_text(self.amount)


def priced(version: ItemVersionView, charges: Sequence[Charge], *, basis: str) -> tuple[PricedLine, ...]:
    """The lines of an order; `basis` is the law that forbids what is not published.

    Raises `FeeNotPublished`, `NothingCharged`, `FeeItemUnknown`, `QuantityWrong`, `FeeOffStandard`,
    `ReductionUnfounded`.
    """
    if version.fee.charged is not True:
        raise FeeNotPublished(basis=basis)
    if not charges:
        raise NothingCharged()
    published = {item.name: item for item in version.fee.items}
    lines = []
    for charge in charges:
        item = published.pop(charge.name, None)
        if item is None:
            raise FeeItemUnknown(name=charge.name[:60])
        _check_amounts(charge, item.standard)
        lines.append(
            PricedLine(
                name=item.name,
                standard=item.standard,
                basis=item.basis,
                quantity=charge.quantity,
                unit_amount=charge.unit_amount,
                reduction=charge.reduction,
                reduction_reason=without_numbers(charge.reduction_reason.strip())[:500],
                reduction_basis=charge.reduction_basis.strip()[:300],
            )
        )
    return tuple(lines)


def _check_amounts(charge: Charge, standard: str) -> None:
    gross = charge.quantity * charge.unit_amount
    if not 1 <= charge.quantity <= QUANTITY_MOST or charge.unit_amount < 0 or gross > MOST:
        raise QuantityWrong(name=charge.name)
    fixed = named_amounts(standard)
    if fixed and charge.unit_amount not in fixed:
        raise FeeOffStandard(name=charge.name, amount=yuan_text(charge.unit_amount), standard=standard)
    if not 0 <= charge.reduction <= gross:
        raise ReductionUnfounded(name=charge.name, reason="减免金额超过了应收金额")
    if charge.reduction and not (charge.reduction_reason.strip() and charge.reduction_basis.strip()):
        raise ReductionUnfounded(name=charge.name, reason="没有写明减免的理由和依据")
