"""One function a kind of number, and the patterns by which numbers are found in free text. Pure; no database, no settings.

Masked: enough is left to recognise a number one knows. Hidden: nothing is left (messages, logs).
"""

import re

HIDDEN = "（号码已隐去）"
#: A number stands alone: neither digits nor letters touch it, so addresses of pages, hashes and 文号 stay.
_ALONE = r"(?<![0-9A-Za-z]){}(?![0-9A-Za-z])"
_ID = re.compile(_ALONE.format(r"[1-9]\d{16}[0-9Xx]"))
_OLD_ID = re.compile(_ALONE.format(r"[1-9]\d{14}"))
_USCC = re.compile(_ALONE.format(r"[0-9A-HJ-NP-RTUWXY]{2}\d{6}[0-9A-HJ-NP-RTUWXY]{10}"))
_MOBILE = re.compile(_ALONE.format(r"(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}"))
_MOBILE_PLAIN = re.compile(_ALONE.format(r"1[3-9]\d{9}"))
_LAND_LINE = re.compile(_ALONE.format(r"0\d{2,3}[- ]?\d{7,8}"))
#: 身份证号 (18 or 15 digits), mobile numbers with or without blanks, land lines with their area code.
PERSONAL = (_ID, _OLD_ID, _MOBILE, _LAND_LINE)
#: And 统一社会信用代码: public, but no message and no log needs it.
ALL = (*PERSONAL, _USCC)


def mask_id(value) -> str:
    """An identity number as «2111**********0012»; short numbers keep only their ends. Words in its place («密钥缺失») stay.

    >>> mask_id("211103198001010012"), mask_id("12345")
    ('2111**********0012', '1***5')
    """
    text = str(value or "").strip()
    if any("一" <= ch <= "鿿" for ch in text):
        return text
    if len(text) > 8:
        return f"{text[:4]}{'*' * (len(text) - 8)}{text[-4:]}"
    if len(text) > 2:
        return f"{text[0]}{'*' * (len(text) - 2)}{text[-1]}"
    return "*" * len(text)


def mask_phone(value) -> str:
    """A phone number as «138****5678»; other lengths keep only the last four digits."""
    text = str(value or "").strip()
    if len(text) == 11 and text.isdigit():
        return f"{text[:3]}****{text[-4:]}"
    if len(text) > 4:
        return f"{'*' * (len(text) - 4)}{text[-4:]}"
    return "*" * len(text)


def mask_name(name) -> str:
    """A person's name as its first character.

    >>> mask_name("演示甲"), mask_name("")
    ('演**', '')
    """
    text = str(name or "").strip()
    return text[:1] + "*" * max(0, len(text) - 1)


def mask_numbers(text: str) -> str:
    """``text`` with 身份证号 and mobile numbers masked; 信用代码 and numbers of offices are public and stay.

    >>> mask_numbers("电话13812345678")
    '电话138****5678'
    """
    for pattern in (_ID, _OLD_ID):
        text = pattern.sub(lambda found: mask_id(found[0]), text)
    return _MOBILE_PLAIN.sub(lambda found: mask_phone(found[0]), text)


def hide_numbers(text: str, instead: str = HIDDEN) -> str:
    """``text`` with every identity number, credit code and telephone number taken out.

    >>> hide_numbers("请联系 13812345678 核对")
    '请联系 （号码已隐去） 核对'
    """
    for pattern in ALL:
        text = pattern.sub(instead, text)
    return text


def holds_numbers(text: str) -> bool:
    """Whether :func:`hide_numbers` would take something out of ``text``."""
    return any(pattern.search(text) for pattern in ALL)


def holds_personal(text: str) -> bool:
    """Whether a number of a person stands in ``text``: 身份证号 or a telephone number, 信用代码 not."""
    without_codes = _USCC.sub(lambda found: found[0] if _ID.fullmatch(found[0]) else "", text)
    return any(pattern.search(without_codes) for pattern in PERSONAL)
