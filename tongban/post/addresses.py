"""Sender and recipient: checked, sealed, masked (pure but for the keys)."""

from __future__ import annotations

from dataclasses import dataclass

import orjson

from tongban.kernel import vault
from tongban.kernel.standards.masking import mask_mobile, mask_name
from tongban.post.errors import AddressIncomplete

PURPOSE = "courier.address"
_MOST = {"name": 100, "phone": 30, "address": 300}
_WORDS = {"name": "姓名", "phone": "电话", "address": "地址"}
_SHOWN = 6
"""How much of an address a mask keeps: about the city and the district."""


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """One end of a parcel. Its words never go into a log, a fact or an error."""

    name: str
    phone: str
    address: str

    def __repr__(self) -> str:
        return "Address(…)"

    @property
    def whole(self) -> str:
        """In one line: for an office, which is no secret, and for those whose look is on record."""
        return f"{self.name}，{self.phone}，{self.address}"

    @property
    def masked(self) -> str:
        """What a page shows that need not know it: 赵*，138****0011，同安市文峰区…"""
        short = self.address if len(self.address) <= _SHOWN else self.address[:_SHOWN] + "…"
        return f"{mask_name(self.name)}，{mask_mobile(self.phone)}，{short}"


def checked(given: Address, side: str) -> Address:
    """Trimmed, without marks that do not show. Raises `AddressIncomplete`; `side` is 寄件人 or 收件人."""
    values = {
        field: " ".join("".join(sign for sign in getattr(given, field) if sign.isprintable()).split())
        for field in _MOST
    }
    for field, most in _MOST.items():
        if not values[field] or len(values[field]) > most:
            raise AddressIncomplete(side=side, what=_WORDS[field])
    digits = [sign for sign in values["phone"] if sign.isdigit()]
    if len(digits) < 7 or any(not (sign.isdigit() or sign in "+-() ") for sign in values["phone"]):
        raise AddressIncomplete(side=side, what=_WORDS["phone"])
    if len(values["address"]) < 5:
        raise AddressIncomplete(side=side, what=_WORDS["address"])
    return Address(**values)


def sealed(address: Address) -> bytes:
    """As it is kept."""
    plain = {"name": address.name, "phone": address.phone, "address": address.address}
    return vault.encrypt(orjson.dumps(plain).decode(), PURPOSE)


def opened(cipher: bytes | memoryview) -> Address:
    """What `sealed` keeps."""
    return Address(**orjson.loads(vault.decrypt(cipher, PURPOSE)))
