"""Names and mobiles as people type them, made comparable without changing what they mean (pure).

Characters of names are never folded: compatibility ideographs and four-byte characters (生僻字) are different
names. Only what the keyboard adds is removed: outer blanks, the many look-alikes of the dot in names of
ethnic minorities, full-width digits and letters.
"""

from __future__ import annotations

import re
import unicodedata

from tongban.kernel.errors import InvalidInput
from tongban.kernel.standards.text import HAN, hides

PERSON_MOST = 60
ORGANISATION_MOST = 200
MIDDLE_DOT = "·"
_DOTS = dict.fromkeys(map(ord, "•‧∙⋅・･．●"), MIDDLE_DOT)
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_MOBILE = re.compile(r"1[3-9][0-9]{9}")


def narrow(text: str) -> str:
    """Full-width ASCII to its ordinary form."""
    return text.translate(_WIDE)


def _refuse_hidden(field: str, text: str) -> None:
    found = hides(text)
    if found == "control":
        raise InvalidInput(errors={field: "含有看不见的控制字符（可能来自复制粘贴），请重新手工输入。"})
    if found:
        raise InvalidInput(errors={field: "含有自造字，请用 GB 18030 收录的正式字输入；输不出的请到窗口办理。"})


def _letter(char: str) -> bool:
    return char.isalpha() or HAN.match(char) is not None


def clean_person_name(name: str, *, field: str = "name") -> str:
    """The name of a person. Raises `InvalidInput` when empty, too long, with digits or hidden characters."""
    _refuse_hidden(field, name.strip())
    dotted = name.strip().translate(_DOTS)
    cleaned = (
        re.sub(r"\s*·\s*", MIDDLE_DOT, re.sub(r"\s+", "", dotted)) if HAN.search(dotted) else " ".join(dotted.split())
    )
    if not cleaned:
        raise InvalidInput(errors={field: "请填写姓名。"})
    if len(cleaned) > PERSON_MOST:
        raise InvalidInput(errors={field: f"姓名最多 {PERSON_MOST} 个字。"})
    if not any(_letter(char) for char in cleaned) or any(
        not (_letter(char) or unicodedata.category(char) == "Mn" or char in "·'-. ") for char in cleaned
    ):
        raise InvalidInput(errors={field: "姓名里不能有数字和符号，间隔号请用“·”。"})
    return cleaned


def clean_organisation_name(name: str, *, field: str = "name") -> str:
    """The name of an organisation, with full-width brackets as on the licence. Raises `InvalidInput`."""
    _refuse_hidden(field, name.strip())
    cleaned = " ".join(narrow(name).split())
    if HAN.search(cleaned):
        cleaned = cleaned.replace(" (", "(").replace("(", "（").replace(")", "）")
    if len(cleaned) < 2:
        raise InvalidInput(errors={field: "请填写营业执照或登记证书上的全称。"})
    if len(cleaned) > ORGANISATION_MOST:
        raise InvalidInput(errors={field: f"名称最多 {ORGANISATION_MOST} 个字。"})
    return cleaned


def clean_mobile(mobile: str, *, field: str = "mobile") -> str:
    """A mainland mobile number of 11 digits, or empty. Raises `InvalidInput`."""
    digits = re.sub(r"[\s\-]", "", narrow(mobile))
    digits = digits.removeprefix("+86")
    if not digits:
        return ""
    if not _MOBILE.fullmatch(digits):
        raise InvalidInput(errors={field: "手机号码应为 11 位，以 1 开头。"})
    return digits


def clean_text(text: str, *, field: str, most: int) -> str:
    """A short free text on one line, possibly empty. Raises `InvalidInput` when too long or with hidden characters."""
    cleaned = " ".join(text.split())
    _refuse_hidden(field, cleaned)
    if len(cleaned) > most:
        raise InvalidInput(errors={field: f"最多 {most} 个字。"})
    return cleaned
