"""What stands on the paper, without any layout (pure)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DocumentSection:
    """A heading (may be empty) with paragraphs and numbered lines under it."""

    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    numbered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentBody:
    """The content between title and signature, in this order.

    `addressee` stands flush left before a colon; `table` is pairs of label and value; `remedies` is the paragraph on
    review and action in court (行政许可法 38); `contact` and `notes` are small print at the end.
    """

    addressee: str = ""
    paragraphs: tuple[str, ...] = ()
    table: tuple[tuple[str, str], ...] = ()
    sections: tuple[DocumentSection, ...] = ()
    remedies: str = ""
    contact: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A document ready for the press. `seal_words` stands under the star; `watermark` marks demonstration papers."""

    title: str
    number: str
    body: DocumentBody
    authority_name: str
    issued_on: dt.date
    verify_url: str
    verification_code: str
    seal_words: str = ""
    watermark: str = ""


@dataclass(frozen=True, slots=True)
class LicenceSheet:
    """A licence ready for the press: name on top, what it says, who issued it.

    `fields` are pairs of label and value in order; `licence_no` and `identifier` are printed small.
    `duplicate` is 正本 or 副本; empty prints neither.
    """

    title: str
    licence_no: str
    identifier: str
    fields: tuple[tuple[str, str], ...]
    authority_name: str
    issued_on: dt.date
    verify_url: str
    verification_code: str
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    duplicate: str = ""
    watermark: str = ""
    notes: tuple[str, ...] = ()


def chinese_date(day: dt.date) -> str:
    """2026年11月21日: Arabic digits, no leading zeros (GB/T 9704—2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"
