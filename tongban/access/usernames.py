"""What a user name may be (pure)."""

from __future__ import annotations

import re
import unicodedata

from tongban.kernel.errors import InvalidInput

LEAST, MOST = 3, 64
_USERNAME = re.compile(r"[0-9a-z一-鿿㐀-䶿_.@-]+")
_MOBILE = re.compile(r"(\+?86)?1\d{10}")
_CITIZEN = re.compile(r"\d{15}|\d{17}[0-9x]")


def clean_username(text: str) -> str:
    """The user name, half-width and lower case. Raises `InvalidInput`.

    A mobile or citizen number is refused: user names appear in logs and lists, numbers must not.
    """
    name = unicodedata.normalize("NFKC", text).strip().lower()
    if not LEAST <= len(name) <= MOST:
        raise InvalidInput(errors={"username": f"用户名要有 {LEAST} 到 {MOST} 个字符。"})
    if not _USERNAME.fullmatch(name):
        raise InvalidInput(errors={"username": "用户名只能用汉字、字母、数字和 . _ - @。"})
    if _MOBILE.fullmatch(name) or _CITIZEN.fullmatch(name):
        raise InvalidInput(errors={"username": "用户名不要用手机号码或身份证号码；登录时可以直接填手机号码。"})
    return name
